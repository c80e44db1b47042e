"""What a running site's memory comes to, from one camera to several."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compliance.evaluation.benchmark.memory import Memory
from compliance.evaluation.benchmark.parts import Part, Row, at_most

FURTHER_MB = at_most(60)


@dataclass(frozen=True, slots=True)
class Pair:
    """A site of one camera, and the same with several."""

    one: Memory
    several: Memory

    @property
    def further_mb(self) -> float:
        """Return by how much the whole site grows with each further camera."""
        more = len(self.several.cameras) - len(self.one.cameras)
        return (self.several.total - self.one.total) / more


def memory_rows(size: str, pairs: Sequence[Pair]) -> Iterator[Row]:
    """Return what each process takes, and what each further camera adds to the whole."""
    several = len(pairs[0].several.cameras)

    def row(name: str, unit: str, values: list[float]) -> Row:
        return Row(Part.MEMORY, size, name, unit, tuple(values))

    yield row("main process", "MB", [pair.one.main for pair in pairs])
    yield row("server of the cameras' processes", "MB", [pair.one.server for pair in pairs])
    yield row("the only camera", "MB", [pair.one.cameras[0] for pair in pairs])
    each = [mb for pair in pairs for mb in pair.several.cameras]
    yield row(f"a camera of {several}", "MB", each)
    further = tuple(pair.further_mb for pair in pairs)
    yield Row(Part.MEMORY, size, "each further camera", "MB", further, FURTHER_MB)
    cpu = [100 * pair.several.main_cpu_share / several for pair in pairs]
    yield row("main process, per camera", "% of core", cpu)
