"""From what was told on films to the figures of the table; pure."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from compliance.evaluation.benchmark.films import Film
from compliance.evaluation.benchmark.parts import Part, Row, Target, at_least, at_most
from compliance.evaluation.benchmark.points import PEOPLE, USUAL, Bench, How, Point, Runs
from compliance.evaluation.benchmark.running import Run
from compliance.evaluation.benchmark.spread import ratios
from compliance.evaluation.benchmark.told import Told

STILL, BUSY = at_most(1.10), at_most(1.35)
CAMERAS_PER_CORE = at_least(12)
LESS_THAN_CLASSIC = at_least(20)
START_SECONDS = at_most(1.5)
_FOLLOWED_SHARE = 0.95  # of those in view; else the film does not show what it should

_OF_ANALYSED = {
    "convert": Told.CONVERT_NS,
    "watch": Told.WATCH_NS,
    "detect": Told.DETECT_NS,
    "track": Told.TRACK_NS,
    "classify": Told.CLASSIFY_NS,
}


def stream_rows(bench: Bench, runs: Runs) -> Iterator[Row]:
    """Return what our pixel process costs, as a multiple of bare decoding."""
    for people in PEOPLE:
        target = {0: STILL, USUAL: BUSY}.get(people)
        yield from _against_decoding(bench.film(people, bench.main), runs, target)
    with_b_frames = bench.film(USUAL, bench.main, has_b_frames=True)
    yield from _against_decoding(with_b_frames, runs, BUSY)
    for people in PEOPLE:
        film = bench.film(people, bench.sub)
        yield from _against_decoding(film, runs, None)
        per_core = [1 / run.cpu_per_second for run in runs[Point(How.PRODUCT, film)]]
        yield Row(
            Part.STREAMS, words(film), "cameras per core", "", tuple(per_core), CAMERAS_PER_CORE
        )


def classic_rows(bench: Bench, runs: Runs) -> Iterator[Row]:
    """Return what the classic pipeline costs, as a multiple of our pixel process."""
    for size in (bench.main, bench.sub):
        for people in PEOPLE:
            yield from _against_classic(bench.film(people, size), runs)


def paced_rows(bench: Bench, runs: Runs) -> Iterator[Row]:
    """Return whether the cost is the same at the film's own speed, and over the network."""
    for has_b_frames in (False, True):
        film = bench.film(USUAL, bench.main, has_b_frames=has_b_frames)
        free = _costs(runs[Point(How.PRODUCT, film)])
        yield _percent(Part.PACED, film, "as fast as it can", free)
        for how, name in ((How.PACED, "own speed"), (How.RTSP, "over RTSP")):
            if told := runs.get(Point(how, film)):
                costs = _costs(told)
                yield _percent(Part.PACED, film, name, costs)
                times = tuple(ratios(costs, free))
                yield Row(Part.PACED, words(film), f"{name} / as fast as it can", "x", times)
                for word, what in (("decoded", Told.DECODED), ("analysed", Told.ANALYSED)):
                    rates = tuple(run.told[what] / run.stream_seconds for run in told)
                    yield Row(Part.PACED, words(film), f"{name}: {word}", "/s", rates)


def stage_rows(bench: Bench, runs: Runs) -> Iterator[Row]:
    """Return where the time goes, and whether as many faces are followed as the film shows."""
    for size in (bench.main, bench.sub):
        for people in PEOPLE:
            yield from _divided(bench.film(people, size), runs)


def start_rows(bench: Bench, runs: Runs) -> Iterator[Row]:
    """Return how long a process takes to its first analysed frame."""
    for size in (bench.main, bench.sub):
        told = runs[Point(How.START, bench.film(USUAL, size))]
        locked = tuple(run.seconds_to(Told.LOCKED_NS) for run in told)
        looked = tuple(run.seconds_to(Told.LOOKED_NS) for run in told)
        yield Row(Part.START, size.name, "loaded and locked", "s", locked)
        yield Row(Part.START, size.name, "first analysed frame", "s", looked, START_SECONDS)
        cpu = tuple(run.told[Told.STARTED_CPU_NS] / 1e9 for run in told)
        yield Row(Part.START, size.name, "first analysed frame, processor", "s", cpu)


def words(film: Film) -> str:
    """Return what a film shows, in words."""
    people = "nobody" if not film.people else f"{film.people} people"
    return f"{film.size.name}, {people}{', B-frames' if film.has_b_frames else ''}"


def _against_decoding(film: Film, runs: Runs, target: Target | None) -> Iterator[Row]:
    bare, ours = (_costs(runs[Point(how, film)]) for how in (How.DECODING, How.PRODUCT))
    yield _percent(Part.STREAMS, film, "bare decoding", bare)
    yield _percent(Part.STREAMS, film, "ours", ours)
    times = tuple(ratios(ours, bare))
    yield Row(Part.STREAMS, words(film), "ours / bare decoding", "x", times, target)


def _against_classic(film: Film, runs: Runs) -> Iterator[Row]:
    bare, ours, classic = (
        _costs(runs[Point(how, film)]) for how in (How.DECODING, How.PRODUCT, How.CLASSIC)
    )
    yield _percent(Part.CLASSIC, film, "classic", classic)
    yield _percent(Part.CLASSIC, film, "ours", ours)
    times = tuple(ratios(classic, ours))
    yield Row(Part.CLASSIC, words(film), "classic / ours", "x", times, LESS_THAN_CLASSIC)
    beyond = [of_ours - of_bare for of_ours, of_bare in zip(ours, bare, strict=True)]
    if min(beyond) > 0:
        classic_beyond = [one - of_bare for one, of_bare in zip(classic, bare, strict=True)]
        times = tuple(ratios(classic_beyond, beyond))
        yield Row(Part.CLASSIC, words(film), "classic / ours, decoding aside", "x", times)


def _divided(film: Film, runs: Runs) -> Iterator[Row]:
    told = runs[Point(How.STAGES, film)]

    def row(name: str, unit: str, value: Callable[[Run], float], least: float = 0.0) -> Row:
        values = tuple(value(run) for run in told)
        target = at_least(least) if least else None
        return Row(Part.STAGES, words(film), name, unit, values, target)

    yield row("decode", "ms/frame", lambda run: _ms(run, Told.DECODE_NS) / run.told[Told.FRAMES])
    for name, stage in _OF_ANALYSED.items():
        yield row(name, "ms/analysed", partial(_ms_each, stage=stage))
    yield row("rest", "ms/analysed", lambda run: _rest_ms(run) / run.told[Told.ANALYSED])
    yield row("idle", "% of core", lambda run: 100 * (1 - run.cpu_per_second))
    if film.people:
        least = _FOLLOWED_SHARE * film.people
        yield row("faces followed", "", lambda run: _each(run, Told.FOLLOWED), least)
        yield row("crops judged", "/analysed", lambda run: _each(run, Told.JUDGED))


def _ms(run: Run, what: Told) -> float:
    return run.told.get(what, 0) / 1e6


def _ms_each(run: Run, stage: Told) -> float:
    return _ms(run, stage) / run.told[Told.ANALYSED]


def _rest_ms(run: Run) -> float:
    return (
        _ms(run, Told.CPU_NS)
        - _ms(run, Told.DECODE_NS)
        - sum(_ms(run, stage) for stage in _OF_ANALYSED.values())
    )


def _each(run: Run, what: Told) -> float:
    return run.told.get(what, 0) / run.told[Told.ANALYSED]


def _costs(runs: Sequence[Run]) -> list[float]:
    return [run.cpu_per_second for run in runs]


def _percent(part: Part, film: Film, name: str, costs: Sequence[float]) -> Row:
    return Row(part, words(film), name, "% of core", tuple(100 * cost for cost in costs))
