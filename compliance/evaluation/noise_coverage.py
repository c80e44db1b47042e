"""How often 95 % intervals hold the truth where counts have noise; drawn again and again.

`python -m compliance.evaluation.noise_coverage [TRIALS]` prints the table.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import exp

import numpy as np
from numpy.typing import NDArray

from compliance.counts.buckets import Counts
from compliance.counts.comparison import compare
from compliance.counts.correction import OUTCOMES, Correction, Refused
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.noise import SENSITIVITY, settle
from compliance.counts.rates import UNKNOWN_MODELS, Measured, of_releases, of_selection
from compliance.counts.weighting import weighted_figures
from compliance.counts.wilson import Interval
from compliance.evaluation.coverage import AROUND, Cell, matrices

EPSILONS = (0.3, 1.0, 3.0)
RATES = (0.05, 0.6, 0.9, 0.96)
SIZES = (10, 30, 100)
"""Decided in an hour, about."""
LENGTHS = (1, 24, 168)
"""Hours summed: one, a day, a week."""
KINDS = ("raw", "corrected", "weighted", "in groups", "difference")
TRIALS = 500

_INCORRECT = 0.25
"""Of those without a mask."""
_HOURS_BEFORE = 24
"""Counted before the first hour that is looked at, so that something may be owed."""
_GROUP = 3
_START = datetime(2026, 1, 5, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_MODELS = ModelIdentity("detector", "classifier")
_CONFUSION = "good, many faces"


@dataclass(frozen=True, slots=True)
class Street:
    """What passes in each hour, and what noise is put on it."""

    rate: float
    decided: int
    epsilon: float


def raw_cell(street: Street, hours: int, trials: int, seed: int) -> Cell:
    """Return how often the interval of some hours' rate as counted holds the truth."""
    held = given = 0
    for chance, true in _chances(street, trials, seed):
        rows = _rows(_passing(true), street, hours, chance)
        interval = of_releases(rows, UNKNOWN_MODELS, None).interval
        given += interval is not None
        held += interval is not None and _holds(interval, true)
    return Cell(held, trials, trials - given)


def corrected_cell(street: Street, hours: int, trials: int, seed: int) -> Cell:
    """Return the same of the corrected rate; each trial measures the models anew."""
    confusion = matrices()[_CONFUSION]
    calls = (*OUTCOMES, "missed")
    faces = np.array([[confusion[true].get(call, 0) for call in calls] for true in OUTCOMES])
    shares = faces / faces.sum(axis=1)[:, None]
    held = refused = 0
    for chance, true in _chances(street, trials, seed):
        called = _passing(true) @ shares[:, :3]
        rows = _rows(called / called.sum(), street, hours, chance)
        drawn = chance.multinomial(faces.sum(axis=1), shares).tolist()
        measured = {
            outcome: dict(zip(calls, row, strict=True))
            for outcome, row in zip(OUTCOMES, drawn, strict=True)
        }
        found = of_releases(rows, Measured(Correction(measured)), None).corrected
        refused += isinstance(found, Refused)
        held += not isinstance(found, Refused) and _holds(found.interval, true)
    return Cell(held, trials, refused)


def weighted_cell(street: Street, hours: int, trials: int, seed: int) -> Cell:
    """Return the same of hours of which every second was half watched, as `compare` sums them."""
    held = given = 0
    for chance, true in _chances(street, trials, seed):
        rows = _rows(_passing(true), street, hours, chance, half_watched=True)
        interval = weighted_figures(rows, UNKNOWN_MODELS, None).interval
        given += interval is not None
        held += interval is not None and _holds(interval, true)
    return Cell(held, trials, trials - given)


def grouped_cell(street: Street, hours: int, trials: int, seed: int) -> Cell:
    """Return the same where people come by threes that do alike, which the hours show."""
    held = given = 0
    for chance, true in _chances(street, trials, seed):
        rows = _rows(_passing(true), street, hours, chance, group=_GROUP)
        found = of_selection(rows, UNKNOWN_MODELS)
        interval = found.interval if found else None
        given += interval is not None
        held += interval is not None and _holds(interval, true)
    return Cell(held, trials, trials - given)


def difference_cell(street: Street, hours: int, trials: int, seed: int) -> Cell:
    """Return how often the difference of two such periods, five points apart, is held."""
    held = given = 0
    for chance, true in _chances(street, trials, seed):
        other = true - 0.05 if true > 0.5 else true + 0.05  # noqa: PLR2004 - towards the middle
        found = compare(
            _rows(_passing(true), street, hours, chance),
            _rows(_passing(other), street, hours, chance),
            UNKNOWN_MODELS,
        )
        raw = found.raw if found else None
        given += raw is not None
        held += raw is not None and raw.low <= other - true <= raw.high
    return Cell(held, trials, trials - given)


def table(trials: int = TRIALS, seed: int = 1) -> Iterator[str]:
    """Yield the lines of the whole table, as they are worked out."""
    cells = (raw_cell, corrected_cell, weighted_cell, grouped_cell, difference_cell)
    yield f"Share of 95 % intervals that hold the true rate, in %, of counts with noise; {trials}"
    yield "trials a cell, less those in brackets, which had no rate. Where nearly everybody does"
    yield "alike, or noise is most of what is counted, intervals are wider than they need be."
    yield ""
    yield "epsilon  hours  an hour  true rate" + "".join(f"{kind:>14}" for kind in KINDS)
    for epsilon in EPSILONS:
        for hours in LENGTHS:
            for decided in SIZES:
                for rate in RATES:
                    street = Street(rate, decided, epsilon)
                    told = [_told(cell(street, hours, trials, seed)) for cell in cells]
                    yield (
                        f"{epsilon:>7} {hours:>6} {decided:>8} {rate:>10.0%}"
                        + "".join(f"{each:>14}" for each in told)
                    )


def _chances(street: Street, trials: int, seed: int) -> Iterator[tuple[np.random.Generator, float]]:
    """Yield for each trial its chance and its true rate, near the street's."""
    for trial in range(trials):
        chance = np.random.default_rng([seed, trial])
        yield chance, float(street.rate + chance.uniform(-AROUND, AROUND))


def _passing(rate: float) -> NDArray[np.float64]:
    return np.array([rate, (1 - rate) * _INCORRECT, (1 - rate) * (1 - _INCORRECT)])


def _rows(
    shares: NDArray[np.float64],
    street: Street,
    hours: int,
    chance: np.random.Generator,
    *,
    group: int = 1,
    half_watched: bool = False,
) -> list[Release]:
    """Return the releases of the last `hours`, noise drawn and settled as the store does it."""
    number = hours + _HOURS_BEFORE
    groups = -(-street.decided // group)
    true = group * chance.multinomial(groups, shares, size=number)
    noisy = (true + _noise(street.epsilon, true.shape, chance)).tolist()
    owed, rows = Counts(), list[Release]()
    for hour, drawn in enumerate(noisy):
        counts, owed = settle(Counts(*drawn), owed)
        start = _START + hour * _HOUR
        seconds = 1800 if half_watched and hour % 2 else 3600
        interval = ("site", "area", start, start + _HOUR)
        rows.append(
            Release(*interval, counts, seconds, 3600, _MODELS, noise_epsilon=street.epsilon)
        )
    return rows[-hours:]


def _noise(
    epsilon: float, shape: tuple[int, ...], chance: np.random.Generator
) -> NDArray[np.int64]:
    """Return two-sided geometric noise, as differences of geometric numbers."""
    end = 1 - exp(-epsilon / SENSITIVITY)
    return chance.geometric(end, shape) - chance.geometric(end, shape)


def _holds(interval: Interval, rate: float) -> bool:
    return interval.low <= rate <= interval.high


def _told(cell: Cell) -> str:
    if cell.share is None:
        return "none"
    share = f"{100 * cell.share:.1f}"
    return f"{share} (-{cell.refused})" if cell.refused else share


if __name__ == "__main__":
    for line in table(int(sys.argv[1]) if len(sys.argv) > 1 else TRIALS):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
