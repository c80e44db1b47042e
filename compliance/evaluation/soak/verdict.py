"""What a soak proves: counts against truth, memory, and what was left behind; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compliance.evaluation.soak.expectation import Expected, expected, joined, stretches
from compliance.evaluation.soak.processes import Kind, Sample, series
from compliance.evaluation.soak.slope import Slope, slope
from compliance.evaluation.soak.soak import CameraSoaked, Soaked

RETURN_SECONDS = 10.0
"""A camera that is there again is counted by then."""

MOST_MB_PER_HOUR = 5.0
LEAST_MB = 1.0
"""Less in all is an allocator's step, whatever it would come to in an hour."""
_WARM_UP_SECONDS = 600.0
_WARM_UP_SHARE = 0.5  # of a short soak
_RUN_WARM_UP_SECONDS = 60.0  # of a pixel process, which lasts for one run
_HOUR_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Line:
    """One camera, or all of them."""

    name: str
    troubles: int
    away_seconds: float
    """For how long troubles lasted, and it was shed."""
    shed_seconds: float
    watched_seconds: float
    whole_seconds: float
    counted: int
    expected: Expected

    @property
    def coverage(self) -> float:
        """Share of the whole time that was watched."""
        return self.watched_seconds / self.whole_seconds

    @property
    def is_true(self) -> bool:
        """Whether the count lies within the tolerance."""
        return abs(self.counted - self.expected.passages) <= self.expected.tolerance


@dataclass(frozen=True, slots=True)
class Memory:
    """One kind of process."""

    kind: Kind
    processes: int
    megabytes: float
    """Anonymous memory of one at the end, on average."""
    slope: Slope
    span_seconds: float
    """The longest time over which one was followed for it."""

    @property
    def is_flat(self) -> bool:
        """Whether no growth worth the name is sure."""
        grown = self.slope.per_hour * self.span_seconds / _HOUR_SECONDS
        return grown < LEAST_MB or not self.slope.is_above(MOST_MB_PER_HOUR)


def lines(soaked: Soaked) -> list[Line]:
    """Return a line for each camera and one for all."""
    each = [_line(f"{n:02}", camera) for n, camera in enumerate(soaked.cameras)]
    return [*each, _sum(each)]


def _line(name: str, camera: CameraSoaked) -> Line:
    away = joined([*camera.away, *camera.shed])
    watched = stretches(camera.whole, away, camera.watched_seconds)
    return Line(
        name,
        len(away),
        sum(span.seconds for span in away),
        sum(span.seconds for span in camera.shed),
        camera.watched_seconds,
        camera.whole.seconds,
        camera.counted,
        expected(camera.showing, watched),
    )


def _sum(each: Sequence[Line]) -> Line:
    return Line(
        "all",
        sum(line.troubles for line in each),
        sum(line.away_seconds for line in each),
        sum(line.shed_seconds for line in each),
        sum(line.watched_seconds for line in each),
        sum(line.whole_seconds for line in each),
        sum(line.counted for line in each),
        sum((line.expected for line in each), Expected(0, 0)),
    )


def return_seconds(soaked: Soaked) -> float:
    """Return what a trouble cost in coverage beyond its own length, on average."""
    whole = lines(soaked)[-1]
    lost = whole.whole_seconds - whole.watched_seconds
    return (lost - whole.away_seconds) / max(1, whole.troubles)


def memory(soaked: Soaked) -> list[Memory]:
    """Return how memory went for each kind of process."""
    return [_memory(soaked, kind) for kind in (Kind.MAIN, Kind.SERVER, Kind.PIXELS)]


def _memory(soaked: Soaked, kind: Kind) -> Memory:
    whole = min(_WARM_UP_SECONDS, _WARM_UP_SHARE * soaked.order.seconds)
    warm_up = _RUN_WARM_UP_SECONDS if kind is Kind.PIXELS else whole
    of_kind = [each for each in soaked.samples if each.kind is kind]
    last = {each.pid: each.megabytes for each in of_kind}
    average = sum(last.values()) / max(1, len(last))
    followed = series(soaked.samples, kind, warm_up)
    spans = [max(each.at_seconds) - min(each.at_seconds) for each in followed if each.at_seconds]
    return Memory(kind, len(last), average, slope(followed), max(spans, default=0.0))


def descriptors_grown(samples: Sequence[Sample], kind: Kind) -> int | None:
    """Return how many more descriptors a process held at the end than at most at the beginning.

    None where the kernel does not tell.
    """
    held = [s.descriptors for s in samples if s.kind is kind and s.descriptors is not None]
    if not held:
        return None
    part = max(1, len(held) // 4)
    return min(held[-part:]) - max(held[:part])


def faults(soaked: Soaked) -> list[str]:
    """Return what is wrong, in words; empty where all is well."""
    return [*_miscounted(soaked), *_grown(soaked), *_left(soaked)]


def _miscounted(soaked: Soaked) -> Iterator[str]:
    for line in lines(soaked):
        if not line.is_true:
            off, most = line.counted - line.expected.passages, line.expected.tolerance
            yield f"camera {line.name}: {off:+.1f} passages are more than {most:.1f}"
    if return_seconds(soaked) > RETURN_SECONDS:
        yield f"a trouble costs {return_seconds(soaked):.1f} s of coverage beyond its length"


def _grown(soaked: Soaked) -> Iterator[str]:
    for each in memory(soaked):
        if not each.is_flat:
            yield f"{each.kind.value}: memory grows by {each.slope.per_hour:.1f} MB an hour"
    for kind in (Kind.MAIN, Kind.SERVER):
        if (descriptors_grown(soaked.samples, kind) or 0) > 0:
            yield f"{kind.value}: descriptors are left open"


def _left(soaked: Soaked) -> Iterator[str]:
    if soaked.exit_code != 0:
        yield f"the daemon ended with {soaked.exit_code}"
    for kind in soaked.left:
        yield f"a process is left over: {kind.value}"
    if soaked.zombies:
        yield f"{soaked.zombies} zombies were seen"
