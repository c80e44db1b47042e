"""The pure parts of a soak: its troubles, its truth, its lines through memory, its packets."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.evaluation.soak.expectation import (
    Expected,
    Passing,
    Showing,
    Span,
    expected,
    joined,
    stretches,
)
from compliance.evaluation.soak.rtp import Codec, framed, payloads
from compliance.evaluation.soak.slope import Series, slope
from compliance.evaluation.soak.stamps import Stamps
from compliance.evaluation.soak.troubles import troubles


@given(st.integers(0, 1000), st.integers(1, 8), st.floats(60, 7200))
def test_a_cameras_troubles_come_one_after_the_other_and_end_in_time(
    seed: int, cameras: int, seconds: float
) -> None:
    planned = troubles(seed, cameras, seconds)
    for camera in range(cameras):
        events = [event for event in planned if event.camera == camera]
        assert all(a.at_seconds + a.seconds < b.at_seconds for a, b in pairwise(events))
        assert all(event.at_seconds + event.seconds <= seconds - 20 for event in events)


def test_a_seed_gives_the_same_troubles_again_and_another_gives_others() -> None:
    assert troubles(1, 8, 600) == troubles(1, 8, 600) != troubles(2, 8, 600)


def seen_for(*seconds: float) -> Showing:
    """A film of a minute: one after the other comes nearer for so long, half of it large enough."""
    people = []
    for number, long in enumerate(seconds):
        times = tuple(number * 10 + frame / 10 for frame in range(round(long * 10)))
        people.append(Passing(times, times[len(times) // 2 :]))
    return Showing(tuple(people), frames_per_second=10, round_seconds=60.0, epoch=1000.0)


def test_who_is_hardly_to_be_seen_is_not_expected() -> None:
    assert seen_for(0.5, 0.6, 4.0).seen_in(Span(1000, 1060)) == 2


def test_who_is_not_seen_from_near_is_not_expected() -> None:
    film = seen_for(4.0)
    assert film.seen_in(Span(1000, 1002)) == 0
    assert film.seen_in(Span(1000, 1002.1)) == film.seen_in(Span(1002, 1003)) == 1


def test_a_long_watch_expects_everybody_once_in_each_round() -> None:
    assert seen_for(2.0, 2.0, 2.0).seen_in(Span(1000 - 300, 1000 + 3600)) == 3 * 65


def test_who_passes_while_nobody_watches_is_not_expected_and_who_is_in_view_is_twice() -> None:
    film = seen_for(4.0, 4.0, 4.0)
    whole, away = Span(1000, 1060), [Span(1012.25, 1012.5)]
    watched = stretches(whole, away, watched_seconds=59.25)
    assert watched == [Span(1000, 1012.25), Span(1013, 1060)]
    assert expected(film, watched).passages == 4
    assert expected(film, stretches(whole, [Span(1009, 1015)], 54)).passages == 2


@given(st.lists(st.floats(1, 50), max_size=5), st.floats(0, 8))
def test_stretches_are_as_long_as_the_coverage(lengths: list[float], late: float) -> None:
    begins = [1000 + 100 * number for number in range(1, len(lengths) + 1)]
    away = [Span(begin, begin + long) for begin, long in zip(begins, lengths, strict=True)]
    whole = Span(1000, 1000 + 100 * (len(lengths) + 1))
    watched_seconds = whole.seconds - sum(lengths) - late * len(lengths)
    watched = stretches(whole, away, watched_seconds)
    assert sum(span.seconds for span in watched) == pytest.approx(watched_seconds)


def test_absences_that_overlap_are_one() -> None:
    assert joined([Span(5, 9), Span(1, 3), Span(2, 4)]) == [Span(1, 4), Span(5, 9)]


def test_many_ends_of_stretches_partly_cancel_out() -> None:
    one = Expected(passages=100, edges=8)
    assert (one + one).tolerance < 2 * one.tolerance


@given(st.floats(-50, 50), st.lists(st.floats(0, 500), min_size=1, max_size=4))
def test_the_slope_of_straight_lines_is_theirs_whatever_their_levels(
    per_hour: float, levels: list[float]
) -> None:
    at = tuple(float(second) for second in range(0, 600, 20))
    lines = [Series(at, tuple(level + per_hour * t / 3600 for t in at)) for level in levels]
    found = slope(lines)
    assert found.per_hour == pytest.approx(per_hour, abs=1e-4)
    assert found.error == pytest.approx(0, abs=1e-3)


def test_growth_is_only_sure_beyond_its_error() -> None:
    at = tuple(float(second) for second in range(0, 3600, 10))
    wobbling = Series(at, tuple(50 + 5 * (n % 2) for n in range(len(at))))
    growing = Series(at, tuple(50 + 20 * t / 3600 for t in at))
    assert not slope([wobbling]).is_above(5)
    assert slope([growing]).is_above(5)
    assert not slope([]).is_above(5)


@given(st.sampled_from(Codec), st.binary(min_size=3, max_size=9000))
def test_the_fragments_of_a_unit_make_it_whole_again(codec: Codec, unit: bytes) -> None:
    pieces = list(payloads(codec, unit))
    assert all(len(piece) <= 1403 for piece in pieces)
    header = 1 if codec is Codec.H264 else 2
    whole = pieces[0] if len(pieces) == 1 else b"".join(p[header + 1 :] for p in pieces)
    assert whole == (unit if len(pieces) == 1 else unit[header:])
    if len(pieces) > 1:
        marks = [piece[header] & 0xC0 for piece in pieces]
        assert marks == [0x80, *[0] * (len(pieces) - 2), 0x40]


@given(sequence=st.integers(0, 1 << 40), stamp=st.integers(0, 1 << 40), is_last=st.booleans())
def test_a_packet_holds_wrapped_numbers_and_its_length(
    *, sequence: int, stamp: int, is_last: bool
) -> None:
    packet = framed(b"payload", sequence, stamp, is_last=is_last)
    assert int.from_bytes(packet[2:4], "big") == len(packet) - 4
    assert int.from_bytes(packet[6:8], "big") == sequence % (1 << 16)
    assert int.from_bytes(packet[8:12], "big") == stamp % (1 << 32)
    assert bool(packet[5] & 0x80) is is_last


def test_strange_stamps_are_strange() -> None:
    assert [Stamps.STEADY.of(second) for second in (0, 1, 2)] == [0, 90_000, 180_000]
    assert {Stamps.MISSING.of(second) for second in range(9)} == {0}
    assert Stamps.WRAPPING.of(0) < 1 << 32 < Stamps.WRAPPING.of(7)
    assert Stamps.JUMPING.of(3.5) - Stamps.JUMPING.of(2.5) > 3_000 * 90_000
