"""All parts measured in one run."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from compliance.counts.process import start_server
from compliance.errors import DataError
from compliance.evaluation.benchmark import figures, latencies, many, points, sites
from compliance.evaluation.benchmark.films import Film
from compliance.evaluation.benchmark.making import Advance, counter, make_films, make_nets
from compliance.evaluation.benchmark.memory import site_memory
from compliance.evaluation.benchmark.parts import Part, Row
from compliance.evaluation.benchmark.plan import Plan
from compliance.evaluation.benchmark.points import Bench, Runs
from compliance.models import SHIPPED_MODELS

_OF_FILMS: Mapping[Part, Callable[[Bench, Runs], Iterator[Row]]] = {
    Part.STREAMS: figures.stream_rows,
    Part.CLASSIC: figures.classic_rows,
    Part.PACED: figures.paced_rows,
    Part.STAGES: figures.stage_rows,
    Part.START: figures.start_rows,
}


@dataclass(slots=True)
class Measured:
    """What came out."""

    rows: list[Row] = field(default_factory=list)
    notes: dict[Part, str] = field(default_factory=dict)
    """Why a part could not be measured."""


def prepare(bench: Bench, parts: Iterable[Part], advance: Advance) -> dict[Part, str]:
    """Make what the parts need; return the parts that cannot be measured, and why.

    Raises DataError when the films cannot be made.
    """
    parts = list(parts)
    make_films(bench.films, films_of(bench, parts), advance)
    fault = make_nets(bench.nets) if Part.CLASSIC in parts else ""
    return {Part.CLASSIC: fault} if fault else {}


def films_of(bench: Bench, parts: Sequence[Part]) -> list[Film]:
    """Return every film that these parts show."""
    films = [point.film for point in points.points(bench, parts)]
    if Part.CAMERAS in parts or Part.MEMORY in parts:
        films.append(bench.film(points.USUAL, bench.sub))
    if Part.MEMORY in parts:
        films.append(bench.film(points.USUAL, bench.main))
    return list(dict.fromkeys(films))


def measure(bench: Bench, plan: Plan, parts: Sequence[Part], advance: Advance) -> Measured:
    """Measure these parts, whose films and nets must be there."""
    start_server(SHIPPED_MODELS)
    measured = Measured()
    wanted = points.points(bench, parts)
    counts = plan.cameras if Part.CAMERAS in parts else ()
    aside = [part for part in parts if part in (Part.MEMORY, Part.STATISTICS)]
    steps = plan.repeats * (len(wanted) + len(counts)) + len(aside)
    advance_one = counter(steps, advance)
    runs = points.take_rounds(bench, wanted, plan.repeats, advance_one)
    for part in parts:
        if part in _OF_FILMS:
            measured.rows += _OF_FILMS[part](bench, runs)
    if counts:
        measured.rows += many.many_rows(many.take_many(bench, counts, plan.repeats, advance_one))
    for part in aside:
        _take_aside(part, bench, plan, measured)
        advance_one()
    return measured


def _take_aside(part: Part, bench: Bench, plan: Plan, measured: Measured) -> None:
    """Measure a part that has no film to itself; a fault there leaves the others standing."""
    try:
        rows = _memory(bench, plan) if part is Part.MEMORY else _statistics(plan)
        measured.rows += rows
    except DataError as error:
        measured.notes[part] = f"not measured: {error.message}"


def _memory(bench: Bench, plan: Plan) -> list[Row]:
    rows: list[Row] = []
    for size in (bench.main, bench.sub):
        film = bench.film(points.USUAL, size).path(bench.films)
        pairs = [
            sites.Pair(
                site_memory(film, 1, plan.settle_seconds),
                site_memory(film, plan.memory_cameras, plan.settle_seconds),
            )
            for _ in range(min(plan.repeats, plan.memory_repeats))
        ]
        rows += sites.memory_rows(size.name, pairs)
    return rows


def _statistics(plan: Plan) -> list[Row]:
    taken = latencies.take_latencies(plan.days, plan.hours, plan.repeats)
    return list(latencies.latency_rows(taken))
