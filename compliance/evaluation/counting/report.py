"""What counting came to against the truth: a row per situation and one in all."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.counting.attribution import COUNTS_FROM_SECONDS, Passer
from compliance.evaluation.counting.reference import sureness_of
from compliance.evaluation.counting.streets import ANALYSED_PER_SECOND, Counted, Order
from compliance.evaluation.intervals import Estimate, edges, resamples
from compliance.evaluation.street.plan import Wears
from compliance.evaluation.street.scenarios import Scenario
from compliance.evaluation.street.street_truth import CLEAR_FACE_PX, OPEN_SHARE
from compliance.models import read_manifest
from compliance.pixels.outcome import Outcome

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | None"

_LEAST_CLUSTERS = 8

RULE = (
    f"A person counts whose face is at least {CLEAR_FACE_PX:g} px wide and {OPEN_SHARE:.0%} "
    f"visible for {COUNTS_FROM_SECONDS:g} s in all, and counts once; the outcome is what was worn "
    f"for most of that time. Streets are filmed at 25 frames a second and analysed at "
    f"{ANALYSED_PER_SECOND}."
)


@dataclass(frozen=True, slots=True)
class Line:
    """How one kind of street was counted."""

    name: str
    streets: int
    people: int
    """Who should count."""
    counted: int
    """Passages in all, whoever they are of."""
    missed: int
    """People of whom no passage is."""
    double: int
    """Passages of people beyond their first."""
    false: int
    """Passages of nobody's face."""
    glimpsed: int
    """Passages of people whose faces were clear for too short a time to count."""
    wrong: int
    """People whose first passage has another outcome than theirs; unknown is not wrong."""
    unknown: int
    """Passages."""
    faces: int
    """Faces found in all frames: what a system without tracks would count."""
    new_faces: int
    """Faces that overlap none of the frame before: what a naive count of people would be."""
    count_error: Estimate
    """(Passages - people) / people; drawn anew by streets."""
    true_rate: float | None
    track_rate: float | None
    frame_rate: float | None
    track_error: Estimate
    """Of the compliance rate, as a difference; drawn anew by the pictures that faces come from."""
    frame_error: Estimate


def lines(counted: Sequence[Counted], seed: int = 1) -> tuple[Line, ...]:
    """Return a line for each situation that occurs, then one for all."""
    kinds = [s for s in Scenario if any(one.scenario is s for one in counted)]
    each = [line(s.value, [c for c in counted if c.scenario is s], seed) for s in kinds]
    return (*each, line("all", counted, seed))


def line(name: str, counted: Sequence[Counted], seed: int) -> Line:
    """Sum up some streets."""
    passers = [passer for street in counted for passer in street.passers]
    expected = [passer for passer in passers if passer.is_expected]
    strays = sum(len(street.strays) for street in counted)
    passages = [o for passer in passers for o in passer.outcomes]
    passages += [o for street in counted for o in street.strays]
    sums = _by_source(counted)
    rates = _rates(sums.sum(axis=0)[None])[0]
    return Line(
        name=name,
        streets=len(counted),
        people=len(expected),
        counted=len(passages),
        missed=sum(not passer.outcomes for passer in expected),
        double=sum(max(len(passer.outcomes) - 1, 0) for passer in expected),
        false=strays,
        glimpsed=sum(len(p.outcomes) for p in passers if not p.is_expected),
        wrong=sum(_is_wrong(passer.wears, passer.outcomes) for passer in expected),
        unknown=passages.count(Outcome.UNKNOWN),
        faces=sum(len(street.faces) for street in counted),
        new_faces=sum(street.new_faces for street in counted),
        count_error=_count_error(counted, seed),
        true_rate=_known(rates[0]),
        track_rate=_known(rates[1]),
        frame_rate=_known(rates[2]),
        track_error=_rate_error(sums, 1, seed),
        frame_error=_rate_error(sums, 2, seed),
    )


def to_json(order: Order, models: Path, counted: Sequence[Counted]) -> dict[str, Json]:
    """Return everything that the table says, and how it came about."""
    known = read_manifest(models)
    return {
        "schema": 1,
        "detector": f"{known.detector.name} {known.detector.version}",
        "classifier": f"{known.classifier.name} {known.classifier.version}",
        "seed": order.seed,
        "rule": RULE,
        "sureness": list(sureness_of(counted).classes),
        "lines": [_json(one) for one in lines(counted, order.seed)],
        "people": [_person(street, passer) for street in counted for passer in street.passers],
    }


def to_text(all_lines: Sequence[Line]) -> str:
    """Return the table for a terminal."""
    head = (
        f"{'':15}{'people':>7}{'counted':>8}{'missed':>7}{'double':>7}{'false':>6}{'glimpsed':>9}"
        f"  {'error of the count':24}{'new faces':>10}{'faces':>7}"
    )
    counts = [
        f"{one.name:15}{one.people:7}{one.counted:8}{one.missed:7}{one.double:7}{one.false:6}"
        f"{one.glimpsed:9}  {_percent(one.count_error):24}{one.new_faces:10}{one.faces:7}"
        for one in all_lines
    ]
    rate_head = (
        f"{'':15}{'true':>7}{'track':>7}{'frame':>7}  {'error per track, points':25}"
        f"{'error per frame, points':25}{'wrong':>6}{'unknown':>8}"
    )
    rates = [
        f"{one.name:15}{_rate(one.true_rate)}{_rate(one.track_rate)}{_rate(one.frame_rate)}  "
        f"{_percent(one.track_error):25}{_percent(one.frame_error):25}{one.wrong:6}{one.unknown:8}"
        for one in all_lines
    ]
    return "\n".join([RULE, "", head, *counts, "", rate_head, *rates])


def _by_source(counted: Sequence[Counted]) -> NDArray[np.float64]:
    """Return for each picture that faces come from: (masks, all) true, per track, per frame."""
    rows: dict[str, NDArray[np.float64]] = {}

    def add(source: str, column: int, label: str) -> None:
        row = rows.setdefault(source, np.zeros(6))
        row[column : column + 2] += (label == Wears.MASK, 1)

    for street in counted:
        for passer in street.passers:
            if passer.is_expected:
                add(passer.source, 0, passer.wears)
        outcomes = [(p.source, o) for p in street.passers for o in p.outcomes]
        for source, outcome in [*outcomes, *(("", stray) for stray in street.strays)]:
            if outcome is not Outcome.UNKNOWN:
                add(source, 2, outcome.value)
        for source, label in street.faces:
            add(source, 4, label)
    return np.array(list(rows.values())).reshape(-1, 6)


def _rates(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the rates (n, 3) of sums (n, 6); not a number where there is nobody."""
    masks, everybody = sums[:, ::2], sums[:, 1::2]
    return np.divide(masks, everybody, out=np.full_like(masks, np.nan), where=everybody > 0)


def _rate_error(sums: NDArray[np.float64], column: int, seed: int) -> Estimate:
    drawn = _rates(resamples(len(sums), seed) @ sums)
    known = _rates(sums.sum(axis=0)[None])[0]
    return _estimate(known[column] - known[0], drawn[:, column] - drawn[:, 0], len(sums))


def _count_error(counted: Sequence[Counted], seed: int) -> Estimate:
    people = np.array([sum(p.is_expected for p in one.passers) for one in counted], np.float64)
    passages = np.array(
        [sum(len(p.outcomes) for p in one.passers) + len(one.strays) for one in counted]
    )
    drawn = resamples(len(counted), seed)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.divide(passages.sum(), people.sum()) - 1
        errors = (drawn @ passages) / (drawn @ people) - 1
    return _estimate(value, errors, len(counted))


def _estimate(value: float, drawn: NDArray[np.float64], clusters: int) -> Estimate:
    """Return a figure with its interval, which a few streets or pictures cannot tell."""
    low, high = edges(drawn) if clusters >= _LEAST_CLUSTERS else (None, None)
    return Estimate(_known(value), low, high)


def _is_wrong(wears: Wears, outcomes: Sequence[Outcome]) -> bool:
    return bool(outcomes) and outcomes[0].value not in {wears.value, Outcome.UNKNOWN.value}


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _rate(rate: float | None) -> str:
    return f"{'-' if rate is None else f'{100 * rate:.1f}':>7}"


def _percent(estimate: Estimate) -> str:
    if estimate.value is None:
        return "-"
    told = f"{100 * estimate.value:+.1f}"
    if estimate.low is None or estimate.high is None:
        return told
    return f"{told} ({100 * estimate.low:+.1f} to {100 * estimate.high:+.1f})"


def _person(street: Counted, passer: Passer) -> dict[str, Json]:
    """Return one person of a street; what went wrong is looked for here."""
    return {
        "street": f"{street.scenario.value} {street.seed}",
        "person": passer.person,
        "face": passer.source,
        "wears": passer.wears.value,
        "clear_seconds": round(passer.clear_seconds, 2),
        "hidden_seconds": round(passer.hidden_seconds, 2),
        "counted": [outcome.value for outcome in passer.outcomes],
    }


def _json(one: Line) -> dict[str, Json]:
    counts = {
        name: getattr(one, name)
        for name in (
            *("name", "streets", "people", "counted", "missed", "double", "false", "glimpsed"),
            *("wrong", "unknown", "faces", "new_faces", "true_rate", "track_rate", "frame_rate"),
        )
    }
    estimates = {
        name: {"value": e.value, "low": e.low, "high": e.high}
        for name, e in (
            ("count_error", one.count_error),
            ("track_error", one.track_error),
            ("frame_error", one.frame_error),
        )
    }
    return {**counts, **estimates}
