"""From what processes told to the rows of the table."""

from collections.abc import Iterable

import pytest

from compliance.evaluation.benchmark import figures, latencies, many, sites
from compliance.evaluation.benchmark.memory import Memory
from compliance.evaluation.benchmark.parts import Part, Row
from compliance.evaluation.benchmark.points import PEOPLE, How, Point, Runs, points
from tests.evaluation.benchmark.made import a_bench, a_run

BENCH = a_bench()


def runs(part: Part, costs: dict[How, tuple[float, ...]]) -> Runs:
    return {p: [a_run(cost) for cost in costs[p.how]] for p in points(BENCH, [part])}


def named(rows: Iterable[Row], of: str, name: str) -> Row:
    (found,) = [row for row in rows if (row.of, row.name) == (of, name)]
    return found


def test_our_cost_is_a_multiple_of_decoding_in_the_same_round() -> None:
    told = runs(Part.STREAMS, {How.DECODING: (100, 200), How.PRODUCT: (130, 220)})
    row = named(figures.stream_rows(BENCH, told), "big, 3 people", "ours / bare decoding")
    assert row.values == pytest.approx((1.3, 1.1))
    assert row.target is not None
    assert row.target.is_met(1.35)
    assert not row.target.is_met(1.36)


def test_a_still_scene_has_the_stricter_target_and_a_crowd_none() -> None:
    told = runs(Part.STREAMS, {How.DECODING: (100,), How.PRODUCT: (130,)})
    rows = list(figures.stream_rows(BENCH, told))
    still = named(rows, "big, nobody", "ours / bare decoding").target
    assert still is not None
    assert not still.is_met(1.11)
    assert named(rows, "big, 10 people", "ours / bare decoding").target is None


def test_cameras_per_core_are_what_fits_into_one_second() -> None:
    told = runs(Part.STREAMS, {How.DECODING: (10,), How.PRODUCT: (200,)})
    row = named(figures.stream_rows(BENCH, told), "little, nobody", "cameras per core")
    assert row.values == pytest.approx((10,))  # 0.2 s for two seconds of stream


def test_the_classic_pipeline_is_a_multiple_of_ours() -> None:
    told = runs(Part.CLASSIC, {How.DECODING: (50,), How.PRODUCT: (100,), How.CLASSIC: (3000,)})
    rows = list(figures.classic_rows(BENCH, told))
    assert named(rows, "big, 10 people", "classic / ours").values == pytest.approx((30,))
    aside = named(rows, "little, nobody", "classic / ours, decoding aside")
    assert aside.values == pytest.approx((59,))


def test_what_costs_no_more_than_decoding_has_no_ratio_without_it() -> None:
    told = runs(Part.CLASSIC, {How.DECODING: (99,), How.PRODUCT: (98,), How.CLASSIC: (3000,)})
    names = {row.name for row in figures.classic_rows(BENCH, told)}
    assert names == {"classic", "ours", "classic / ours"}


def test_stages_and_the_rest_make_up_the_whole() -> None:
    ms = 1_000_000
    told = a_run(100, decode_ns=50 * ms, detect_ns=20 * ms, classify_ns=10 * ms, followed=30)
    everything = {p: [told] for p in points(BENCH, [Part.STAGES])}
    rows = [r for r in figures.stage_rows(BENCH, everything) if r.of == "big, 3 people"]
    assert named(rows, "big, 3 people", "decode").values == (1.0,)  # of 50 frames
    assert named(rows, "big, 3 people", "detect").values == (2.0,)  # of 10 analysed
    assert named(rows, "big, 3 people", "rest").values == pytest.approx((2.0,))
    assert named(rows, "big, 3 people", "idle").values == pytest.approx((95.0,))
    assert named(rows, "big, 3 people", "faces followed").values == (3.0,)


def test_too_few_faces_followed_are_not_passed_over() -> None:
    everything = {p: [a_run(100, followed=20)] for p in points(BENCH, [Part.STAGES])}
    row = named(figures.stage_rows(BENCH, everything), "big, 3 people", "faces followed")
    assert row.target is not None
    assert not row.target.is_met(row.values[0])


def test_each_further_camera_is_what_the_whole_site_grows_by() -> None:
    one = Memory(60, 30, (100,), 0.01)
    several = Memory(62, 20, (90, 90, 90), 0.03)
    rows = list(sites.memory_rows("big", [sites.Pair(one, several)]))
    assert named(rows, "big", "each further camera").values == (81.0,)
    assert named(rows, "big", "main process, per camera").values == pytest.approx((1.0,))


def test_growth_is_told_beside_its_line() -> None:
    rows = list(many.many_rows({1: [0.1], 2: [0.2], 4: [0.4]}))
    assert named(rows, "", "each camera, on the line").values == pytest.approx((10.0,))
    assert named(rows, "", "farthest from the line").values == pytest.approx((0.0,), abs=1e-9)


def test_latencies_are_told_in_wall_time_and_of_the_processor() -> None:
    took = {name: [(0.03, 0.01)] for name in latencies.TIMED}
    rows = list(latencies.latency_rows(took))
    metrics = named(rows, "/metrics", "waited")
    assert metrics.values == (30.0,)
    assert metrics.target is not None
    assert not metrics.target.is_met(metrics.values[0])
    assert named(rows, "/metrics", "processor").values == (10.0,)
    year = named(
        rows, "an hour of ten areas released", "processor, a year of one area at that pace"
    )
    assert year.values == pytest.approx((8.76,))


def test_a_part_alone_measures_no_more_than_it_needs() -> None:
    assert {point.how for point in points(BENCH, [Part.STAGES])} == {How.STAGES}
    everything = points(BENCH, list(Part))
    assert len(everything) == len(set(everything))
    films = {p.film for p in everything if p.how is How.DECODING}
    assert {film.people for film in films} == set(PEOPLE)
    assert Point(How.PRODUCT, BENCH.film(3, BENCH.main)) in points(BENCH, [Part.CLASSIC])
