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

_PROGRAM = "compliance.evaluation.benchmark.store_timing"
_AREAS, _HOURS_PER_YEAR = 10, 8760
REPORT_MS, METRICS_MS = at_most(200), at_most(20)
DAY_MS, YEAR_MS = at_most(300), at_most(800)
"""A browser adds up to 200 ms, and a reader wants to see something within a second."""
TIMED: Mapping[str, tuple[str, Target | None]] = {
    "release": ("an hour of ten areas released", None),
    "report_area": ("a year's hourly report, one area", REPORT_MS),
    "report_site": ("a year's hourly report, ten areas", REPORT_MS),
    "page_day": ("a day on the page, ten areas", DAY_MS),
    "page_year": ("a year on the page, ten areas", YEAR_MS),
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
    for key, (of, target) in TIMED.items():
        walls, cpus = zip(*took[key], strict=True)
        yield _row(of, "waited", "ms", [wall * 1000 for wall in walls], target)
        yield _row(of, "processor", "ms", [cpu * 1000 for cpu in cpus])
        if key == "release":
            of_a_year = [cpu * _HOURS_PER_YEAR / _AREAS for cpu in cpus]
            yield _row(of, "processor, a year of one area at that pace", "s", of_a_year)


def _row(
    of: str, name: str, unit: str, values: Sequence[float], target: Target | None = None
) -> Row:
    return Row(Part.STATISTICS, of, name, unit, tuple(values), target)
