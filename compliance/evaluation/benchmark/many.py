"""From one camera to many: what each further one costs."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from compliance.evaluation.benchmark import entries
from compliance.evaluation.benchmark.parts import Part, Row
from compliance.evaluation.benchmark.points import USUAL, Bench
from compliance.evaluation.benchmark.running import order_for, run_all
from compliance.evaluation.benchmark.spread import line, spread

Costs = Mapping[int, Sequence[float]]
"""Processor seconds per second of all streams together, by the number of cameras."""


def take_many(
    bench: Bench, counts: Sequence[int], repeats: int, on_point: Callable[[], None]
) -> Costs:
    """Run so many cameras side by side, each number in turn, again and again."""
    order = order_for(bench.film(USUAL, bench.sub).path(bench.films))
    costs: dict[int, list[float]] = {count: [] for count in counts}
    for _ in range(repeats):
        for count in counts:
            runs = run_all([order] * count, entries.enter_product)
            costs[count].append(sum(run.cpu_per_second for run in runs))
            on_point()
    return costs


def many_rows(costs: Costs) -> Iterator[Row]:
    """Return the cost of each number of cameras, and how straight it grows."""
    for count, values in costs.items():
        name = "1 camera" if count == 1 else f"{count} cameras"
        yield _row(name, "% of core", *values)
    if len(costs) > 1:
        middles = [spread(values).middle for values in costs.values()]
        fitted = line(list(costs), middles)
        yield _row("each camera, on the line", "% of core", fitted.slope)
        yield _row("where the line begins", "% of core", fitted.start)
        yield _row("farthest from the line", "% of it", fitted.farthest_share)


def _row(name: str, unit: str, *shares: float) -> Row:
    return Row(Part.CAMERAS, "", name, unit, tuple(100 * share for share in shares))
