"""What is measured on films: points, taken in turn, again and again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from compliance.evaluation.benchmark import entries
from compliance.evaluation.benchmark.films import FRAMES_PER_SECOND, Film, Size
from compliance.evaluation.benchmark.parts import Part
from compliance.evaluation.benchmark.rtsp import is_available, served
from compliance.evaluation.benchmark.running import Run, live_order, order_for, run_one
from compliance.evaluation.benchmark.told import Told
from compliance.pixels.entry import Enter

PEOPLE = (0, 3, 10)
USUAL = 3
"""People in view where one number must do."""


class How(StrEnum):
    """What is done with a film."""

    DECODING = "decoding"
    PRODUCT = "product"
    CLASSIC = "classic"
    PACED = "paced"
    RTSP = "rtsp"
    STAGES = "stages"
    START = "start"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing done with one film."""

    how: How
    film: Film


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured on, and where it lies."""

    main: Size
    sub: Size
    seconds: float
    films: Path
    nets: Path
    classic_seconds: float
    """Of the film that the classic pipeline sees: it does the same to every frame."""

    def film(self, people: int, size: Size, *, has_b_frames: bool = False) -> Film:
        """Return the film that shows this."""
        return Film(people, size, self.seconds, has_b_frames)


Runs = Mapping[Point, Sequence[Run]]


def points(bench: Bench, parts: Iterable[Part]) -> tuple[Point, ...]:
    """Return what these parts need, each once, in the order it is taken."""
    needed = [point for part in parts if part in _NEEDED for point in _NEEDED[part](bench)]
    return tuple(dict.fromkeys(needed))


def take_rounds(
    bench: Bench, wanted: Sequence[Point], repeats: int, on_point: Callable[[], None]
) -> Runs:
    """Take every point once, then all again, so that a busy minute touches all alike."""
    runs: dict[Point, list[Run]] = {point: [] for point in wanted}
    for _ in range(repeats):
        for point in wanted:
            runs[point].append(_take(bench, point))
            on_point()
    return runs


def _take(bench: Bench, point: Point) -> Run:
    film = point.film.path(bench.films)
    match point.how:
        case How.RTSP:
            with served(bench.films) as address:
                run = run_one(live_order(address(film.name)), entries.enter_product)
            return run.of_frames(point.film.frames)
        case How.PACED:
            return run_one(order_for(film, speed=1.0), entries.enter_product)
        case How.START:
            return run_one(order_for(film), entries.enter_start, enough=Told.LOOKED_NS)
        case How.CLASSIC:
            enter: Enter = partial(
                entries.enter_classic,
                nets=str(bench.nets.absolute()),
                faces=point.film.people,
                most_frames=round(bench.classic_seconds * FRAMES_PER_SECOND),
            )
        case _:
            enter = _ENTRIES[point.how]
    return run_one(order_for(film), enter)


def _streams(bench: Bench) -> list[Point]:
    films = [bench.film(people, size) for size in (bench.main, bench.sub) for people in PEOPLE]
    films.append(bench.film(USUAL, bench.main, has_b_frames=True))
    return [Point(how, film) for film in films for how in (How.DECODING, How.PRODUCT)]


def _classic(bench: Bench) -> list[Point]:
    films = [bench.film(people, size) for size in (bench.main, bench.sub) for people in PEOPLE]
    hows = (How.DECODING, How.PRODUCT, How.CLASSIC)
    return [Point(how, film) for film in films for how in hows]


def _paced(bench: Bench) -> list[Point]:
    plain, with_b = (bench.film(USUAL, bench.main, has_b_frames=b) for b in (False, True))
    wanted = [Point(How.PRODUCT, plain), Point(How.PACED, plain), Point(How.PRODUCT, with_b)]
    return wanted + [Point(How.RTSP, film) for film in (plain, with_b) if is_available()]


def _stages(bench: Bench) -> list[Point]:
    films = [bench.film(people, size) for size in (bench.main, bench.sub) for people in PEOPLE]
    return [Point(How.STAGES, film) for film in films]


def _start(bench: Bench) -> list[Point]:
    return [Point(How.START, bench.film(USUAL, size)) for size in (bench.main, bench.sub)]


_ENTRIES: Mapping[How, Enter] = {
    How.DECODING: entries.enter_decoding,
    How.PRODUCT: entries.enter_product,
    How.STAGES: entries.enter_stages,
}

_NEEDED: Mapping[Part, Callable[[Bench], list[Point]]] = {
    Part.STREAMS: _streams,
    Part.CLASSIC: _classic,
    Part.PACED: _paced,
    Part.STAGES: _stages,
    Part.START: _start,
}
