"""What the statistics side takes; measured in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from tempfile import TemporaryDirectory

from compliance.errors import DataError
from compliance.evaluation.benchmark.parts import Part, Row, Target, at_most

Took = Mapping[str, Sequence[tuple[float, float]]]
"""Wall and processor seconds, by what took them."""

_PROGRAM = "compliance.evaluation.benchmark.statistics"
_AREAS, _HOURS_PER_YEAR = 10, 8760
REPORT_MS, METRICS_MS = at_most(200), at_most(20)
_REPORTS: Mapping[str, tuple[str, Target]] = {
    "report_area": ("a year's hours, one area", REPORT_MS),
    "report_site": ("a year's hours, ten areas", REPORT_MS),
    "metrics": ("/metrics", METRICS_MS),
}


def take_latencies(days: int, hours: int, repeats: int) -> Took:
    """Measure on a store of so many days, releasing so many hours.

    Raises DataError when it cannot be measured.
    """
    with TemporaryDirectory(prefix="compliance-bench-") as folder:
        command = [sys.executable, "-m", _PROGRAM, folder, str(days), str(hours), str(repeats)]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        last = done.stderr.decode().strip().rpartition("\n")[2]
        raise DataError(f"the statistics side cannot be measured: {last}")
    taken: Took = json.loads(done.stdout)
    return taken


def latency_rows(took: Took) -> Iterator[Row]:
    """Return the time of each and the processor's share in it: others disturb the first alone."""
    release = [(wall / _AREAS, cpu / _AREAS) for wall, cpu in took["release"]]
    yield _row("one row released, of ten at once", "ms", [wall * 1000 for wall, _ in release])
    yield _row("  of the processor", "ms", [cpu * 1000 for _, cpu in release])
    name = "  a year of one area at that pace"
    yield _row(name, "s", [cpu * _HOURS_PER_YEAR for _, cpu in release])
    for key, (words, target) in _REPORTS.items():
        walls = tuple(wall * 1000 for wall, _ in took[key])
        yield Row(Part.STATISTICS, "", words, "ms", walls, target)
        yield _row("  of the processor", "ms", [cpu * 1000 for _, cpu in took[key]])


def _row(name: str, unit: str, values: list[float]) -> Row:
    return Row(Part.STATISTICS, "", name, unit, tuple(values))
