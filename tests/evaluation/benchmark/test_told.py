"""Numbers over the channel."""

from hypothesis import given
from hypothesis import strategies as st

from compliance.evaluation.benchmark.told import Told, heard, told
from compliance.tally import Tally, decode, encode


@given(st.sampled_from(Told), st.integers(0, 2**64 - 1))
def test_a_number_crosses_the_channel_whole(what: Told, value: int) -> None:
    record = decode(encode(told(what, value)))
    assert isinstance(record, Tally)
    assert heard(record) == (what, value)


def test_what_a_camera_counted_is_no_number() -> None:
    assert heard(Tally(0, 5, 1, 0, 1, 0, 0, 0)) is None
