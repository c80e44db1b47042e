"""The benchmark itself, as small as it can be: it runs to its end; what it measures is open."""

import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from compliance.evaluation.benchmark import stages
from compliance.evaluation.benchmark.latencies import latency_rows, take_latencies
from compliance.evaluation.benchmark.making import make_nets
from compliance.evaluation.benchmark.measure import measure, prepare
from compliance.evaluation.benchmark.memory import site_memory
from compliance.evaluation.benchmark.parts import Part, Row
from compliance.evaluation.benchmark.plan import QUICK
from compliance.evaluation.benchmark.points import Bench
from compliance.evaluation.benchmark.spread import spread
from tests.evaluation.benchmark.made import a_bench

SECONDS = 1.2
OF_FILMS = (Part.STREAMS, Part.STAGES, Part.START, Part.CAMERAS)
PLAN = replace(QUICK, seconds=SECONDS, cameras=(1, 2))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    made = a_bench(tmp_path_factory.mktemp("films"), SECONDS)
    assert prepare(made, OF_FILMS, lambda _: None) == {}
    return made


def test_every_part_on_films_runs_to_its_end(bench: Bench) -> None:
    told: list[float] = []
    measured = measure(bench, PLAN, OF_FILMS, told.append)
    assert {row.part for row in measured.rows} == set(OF_FILMS)
    assert all(math.isfinite(value) for row in measured.rows for value in row.values)
    assert told[-1] == 1.0
    followed = [row for row in measured.rows if row.name == "faces followed"]
    assert len(followed) == 4
    assert all(row.target and row.target.is_met(spread(row.values).middle) for row in followed)


def test_films_are_made_once(bench: Bench) -> None:
    before = {path: path.stat().st_mtime_ns for path in bench.films.iterdir()}
    prepare(bench, OF_FILMS, lambda _: pytest.fail("a film is made again"))
    assert {path: path.stat().st_mtime_ns for path in bench.films.iterdir()} == before


def test_the_classic_pipeline_runs_on_the_same_films(bench: Bench) -> None:
    pytest.importorskip("onnx", reason="the classic pipeline's nets are made with onnx")
    assert make_nets(bench.nets) == ""
    rows = measure(bench, PLAN, [Part.CLASSIC], lambda _: None).rows
    assert [row.name for row in rows].count("classic / ours") == 6


def test_a_running_sites_memory_is_measured(bench: Bench) -> None:
    if os.geteuid():
        pytest.skip("locked processes forbid that others than root read their memory")
    found = site_memory(bench.film(3, bench.sub).path(bench.films), 1, 0.1)
    assert len(found.cameras) == 1
    assert min(found.main, found.server, *found.cameras) > 1


def test_the_statistics_side_runs_to_its_end() -> None:
    rows: list[Row] = list(latency_rows(take_latencies(days=2, hours=1, repeats=1)))
    assert {"/metrics", "a year's hourly report, one area"} <= {row.of for row in rows}
    assert all(math.isfinite(value) for row in rows for value in row.values)


def test_every_clock_is_set_at_a_seam_that_exists_and_taken_away_again() -> None:
    before = [getattr(seam.owner, seam.method) for seam in stages.SEAMS]
    with stages.watched(stages.Stages()):
        set_now = [getattr(seam.owner, seam.method) for seam in stages.SEAMS]
        assert all(now is not then for now, then in zip(set_now, before, strict=True))
    assert [getattr(seam.owner, seam.method) for seam in stages.SEAMS] == before


def test_a_part_that_does_not_exist_is_refused_in_words(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "compliance.evaluation.benchmark", "--only", "speed"]
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, check=False, timeout=60)
    assert done.returncode == 2
    assert b"streams" in done.stderr
    assert b"Traceback" not in done.stderr
