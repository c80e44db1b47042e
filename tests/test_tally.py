from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.errors import RecordError
from compliance.faults import Fault, explain
from compliance.sight import Sight
from compliance.sureness import CLASSES, Sureness
from compliance.tally import (
    CHANNEL_BYTES_PER_MINUTE,
    HEALTH_SECONDS,
    LAG_STEP_MS,
    MAXIMUM_COUNT,
    MAXIMUM_OBSERVED_MS,
    RECORD_SIZE_BYTES,
    Health,
    Record,
    State,
    Tally,
    decode,
    encode,
)

bits16, bits32, bits64 = (st.integers(0, 2**bits - 1) for bits in (16, 32, 64))
counts = st.integers(0, MAXIMUM_COUNT)
lags = st.integers(0, (2**32 - 1) // LAG_STEP_MS).map(lambda steps: steps * LAG_STEP_MS)


@st.composite
def shares(draw: st.DrawFn, passages: int) -> Sureness:
    """Draw classes that hold no more than passed."""
    cuts = sorted(draw(st.lists(st.integers(0, passages), min_size=CLASSES, max_size=CLASSES)))
    return Sureness(*(high - low for low, high in pairwise([0, *cuts])))


def with_sureness(tally: Tally) -> st.SearchStrategy[Tally]:
    passages = tally.mask + tally.incorrect + tally.no_mask + tally.unknown
    return shares(passages).map(lambda sureness: replace(tally, sureness=sureness))


tallies = st.builds(
    Tally,
    camera=bits16,
    sequence=bits64,
    minute=bits32,
    observed_ms=st.integers(0, MAXIMUM_OBSERVED_MS),
    mask=counts,
    incorrect=counts,
    no_mask=counts,
    unknown=counts,
).flatmap(with_sureness)
healths = st.builds(
    Health,
    camera=bits16,
    sequence=bits64,
    decoded=bits32,
    analysed=bits32,
    dropped=bits32,
    expected=bits32,
    lag_ms=lags,
    state=st.sampled_from(State),
    fault=st.sampled_from(Fault),
    is_sandboxed=st.booleans(),
    sight=st.sampled_from(Sight),
)
records = st.one_of(tallies, healths)

A_TALLY = Tally(1, 2, 3, 4, 5, 6, 7, 8, Sureness(0, 0, 1, 2, 3, 20))
A_HEALTH = Health(1, 0, 9, 8, 1, 0, 200, State.RUNNING, Fault.NONE, is_sandboxed=True)


@given(records)
def test_a_record_comes_back_as_it_was_sent(record: Record) -> None:
    data = encode(record)
    assert len(data) == RECORD_SIZE_BYTES
    assert decode(data) == record


@given(records, st.integers(0, RECORD_SIZE_BYTES - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused_or_read_as_what_it_says(
    record: Record, place: int, change: int
) -> None:
    data = bytearray(encode(record))
    data[place] ^= change
    try:
        read = decode(bytes(data))
    except RecordError:
        return
    assert read != record
    assert encode(read) == data


@given(st.binary(max_size=2 * RECORD_SIZE_BYTES))
def test_any_bytes_are_refused_or_are_exactly_one_records_bytes(data: bytes) -> None:
    try:
        record = decode(data)
    except RecordError:
        return
    assert encode(record) == data


@given(st.binary(min_size=RECORD_SIZE_BYTES - 4, max_size=RECORD_SIZE_BYTES - 4))
def test_a_true_header_lends_a_body_no_trust(body: bytes) -> None:
    for kind in (1, 2):
        data = b"\xde\xc0\x01" + bytes([kind]) + body
        try:
            record = decode(data)
        except RecordError:
            continue
        assert encode(record) == data


@given(records, st.integers(0, 2 * RECORD_SIZE_BYTES).filter(lambda n: n != RECORD_SIZE_BYTES))
def test_another_length_is_refused(record: Record, length: int) -> None:
    with pytest.raises(RecordError, match="bytes is not 48"):
        decode((encode(record) * 3)[:length])


@pytest.mark.parametrize(
    "tally",
    [
        replace(A_TALLY, observed_ms=MAXIMUM_OBSERVED_MS + 1),
        replace(A_TALLY, mask=MAXIMUM_COUNT + 1),
        replace(A_TALLY, unknown=65_535),
    ],
)
def test_more_than_a_minute_can_hold_is_refused(tally: Tally) -> None:
    with pytest.raises(RecordError, match=r"more than one minute can$"):
        decode(encode(tally))


def test_more_judged_than_passed_is_refused() -> None:
    tally = replace(A_TALLY, sureness=Sureness(27))
    with pytest.raises(RecordError, match=r"more that were judged than passed$"):
        decode(encode(tally))


def test_a_lag_finer_than_the_step_is_refused() -> None:
    with pytest.raises(RecordError, match="not a multiple"):
        decode(encode(replace(A_HEALTH, lag_ms=150)))


@pytest.mark.parametrize(
    "record",
    [
        replace(A_TALLY, mask=-1),
        replace(A_TALLY, minute=2**32),
        replace(A_TALLY, camera=2**16),
        replace(A_HEALTH, decoded=2**32),
        replace(A_HEALTH, sequence=-1),
    ],
)
def test_a_value_that_does_not_fit_is_not_sent(record: Record) -> None:
    with pytest.raises(RecordError, match="does not fit"):
        encode(record)


@given(tallies)
def test_the_spare_bytes_of_a_tally_carry_nothing(tally: Tally) -> None:
    for place in range(44, 48):
        data = bytearray(encode(tally))
        data[place] = 1
        with pytest.raises(RecordError, match="outside its fields"):
            decode(bytes(data))


def test_the_channels_width_is_what_its_records_add_up_to() -> None:
    assert CHANNEL_BYTES_PER_MINUTE == 48 * (1 + 60 / HEALTH_SECONDS) == 1488


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_is_explained_and_fits_an_exit_code(fault: Fault) -> None:
    assert len(explain(fault)) > 10
    assert 0 <= fault <= 255
