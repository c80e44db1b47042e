"""How often 95 % intervals hold the truth: passages and held-out faces drawn again and again.

`python -m compliance.evaluation.coverage [TRIALS]` prints the table.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from compliance.counts.buckets import Counts
from compliance.counts.correction import OUTCOMES, ConfusionCounts, Correction, Refused
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.rates import UNKNOWN_MODELS, of_selection
from compliance.counts.wilson import Interval, wilson
from compliance.models import SHIPPED_MODELS, read_manifest

SIZES = (10, 30, 100, 1000, 10_000)
RATES = (0.05, 0.3, 0.6, 0.8, 0.9, 0.96)
TRIALS = 2000
GROUPS = (1, 2, 4)
GROUP_RATES = (0.6, 0.9)

AROUND = 0.03
"""True rates are drawn from this much around their number, so that no cell hangs on the few
rates that ten passages can have (L. Brown, T. Cai & A. DasGupta, Interval estimation for a
binomial proportion, Statistical Science 16 (2001) 101-133)."""
_INCORRECT = 0.25
"""Of those without a mask."""
_HOURS = 60
_GROUPS_AN_HOUR = 15
_START = datetime(2026, 1, 5, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_MODELS = ModelIdentity("detector", "classifier")
_CALLS = (*OUTCOMES, "missed")


@dataclass(frozen=True, slots=True)
class Cell:
    """How often an interval held the truth; `refused` trials gave none."""

    held: int
    trials: int
    refused: int = 0

    @property
    def share(self) -> float | None:
        """Return the share of the given intervals that held the truth."""
        given = self.trials - self.refused
        return self.held / given if given else None


def matrices() -> dict[str, ConfusionCounts]:
    """Return the confusions that models are taken to have, by what they are."""
    return {
        "shipped models": read_manifest(SHIPPED_MODELS).confusion,
        "good, many faces": _confusion((960, 15, 10, 15), (40, 440, 10, 10), (5, 20, 960, 15)),
        "good, few faces": _confusion((56, 2, 1, 1), (2, 52, 4, 2), (1, 2, 56, 1)),
        "poor": _confusion((140, 30, 10, 20), (24, 120, 36, 20), (10, 30, 140, 20)),
    }


def corrected_cell(
    confusion: ConfusionCounts, rate: float, decided: int, trials: int, seed: int
) -> Cell:
    """Return the coverage of the corrected interval, where the models err as `confusion` says.

    Each trial measures the models anew on as many faces, then lets `decided` passages be called.
    """
    chance = np.random.default_rng(seed)
    faces = np.array([[confusion[true].get(call, 0) for call in _CALLS] for true in OUTCOMES])
    numbers = faces.sum(axis=1)
    shares = faces / numbers[:, None]
    held = refused = 0
    for _ in range(trials):
        true = _near(rate, chance)
        called = _passing(true) @ shares[:, :3]
        counts = Counts(*chance.multinomial(decided, called / called.sum()).tolist())
        measured = _confusion(*(chance.multinomial(numbers, shares).tolist()))
        found = Correction(measured).of(counts)
        refused += isinstance(found, Refused)
        held += not isinstance(found, Refused) and _holds(found.interval, true)
    return Cell(held, trials, refused)


def raw_cell(rate: float, decided: int, trials: int, seed: int) -> Cell:
    """Return the coverage of Wilson's interval: of the raw rate, or of models without a fault."""
    chance = np.random.default_rng(seed)
    trues = [_near(rate, chance) for _ in range(trials)]
    drawn = zip(trues, chance.binomial(decided, trues).tolist(), strict=True)
    held = sum(_holds(wilson(masked / decided, decided), true) for true, masked in drawn)
    return Cell(held, trials)


def grouped_cells(rate: float, group: int, trials: int, seed: int) -> tuple[Cell, Cell]:
    """Return the coverage of the raw interval of 60 hours in which people come in groups.

    All of a group wear a mask or none does. The first cell takes that into account as it shows in
    the hours, the second takes everybody for themselves.
    """
    chance = np.random.default_rng(seed)
    held = held_alone = 0
    for _ in range(trials):
        groups = chance.poisson(_GROUPS_AN_HOUR, _HOURS) + 1
        masked = chance.binomial(groups, rate)
        found = of_selection(
            list(_hours(group * masked, group * (groups - masked))), UNKNOWN_MODELS
        )
        if found is None or found.interval is None or found.rate is None:
            continue
        held += _holds(found.interval, rate)
        held_alone += _holds(wilson(found.rate, found.counts.decided), rate)
    return Cell(held, trials), Cell(held_alone, trials)


def table(trials: int = TRIALS, seed: int = 1) -> Iterator[str]:
    """Yield the lines of the whole table, as they are worked out."""
    yield f"Share of 95 % intervals that hold the true rate, in %; {trials} trials a cell, less"
    yield "those in brackets, which were refused. Where an error was seen on one face or none,"
    yield "intervals are wider than they need be: nobody knows how rare it is."
    yield ""
    yield _line("true rate", [f"n = {size}" for size in SIZES])
    yield "Raw rate (Wilson)"
    for rate in RATES:
        yield _line(f"  {rate:.0%}", [_told(raw_cell(rate, n, trials, seed)) for n in SIZES])
    for name, confusion in matrices().items():
        yield f"Corrected rate, {name}"
        for rate in RATES:
            cells = [corrected_cell(confusion, rate, n, trials, seed) for n in SIZES]
            yield _line(f"  {rate:.0%}", [_told(cell) for cell in cells])
    yield f"People in groups, {_HOURS} hours of about {_GROUPS_AN_HOUR} groups"
    for group in GROUPS:
        for rate in GROUP_RATES:
            cell, alone = grouped_cells(rate, group, trials, seed)
            beside = f"(taken for independent: {_told(alone)})"
            yield f"  groups of {group}, {rate:.0%}".ljust(20) + f"{_told(cell):>10}  {beside}"


def _confusion(*calls: Sequence[int]) -> ConfusionCounts:
    return {
        true: dict(zip(_CALLS, counts, strict=True))
        for true, counts in zip(OUTCOMES, calls, strict=True)
    }


def _passing(rate: float) -> NDArray[np.float64]:
    return np.array([rate, (1 - rate) * _INCORRECT, (1 - rate) * (1 - _INCORRECT)])


def _near(rate: float, chance: np.random.Generator) -> float:
    return float(rate + chance.uniform(-AROUND, AROUND))


def _holds(interval: Interval, rate: float) -> bool:
    return interval.low <= rate <= interval.high


def _hours(masked: NDArray[np.int64], bare: NDArray[np.int64]) -> Iterator[Release]:
    for hour, (mask, no_mask) in enumerate(zip(masked.tolist(), bare.tolist(), strict=True)):
        start = _START + hour * _HOUR
        counts = Counts(mask=mask, no_mask=no_mask)
        yield Release("site", "area", start, start + _HOUR, counts, 3600, 3600, _MODELS)


def _told(cell: Cell) -> str:
    if cell.share is None:
        return "refused"
    share = f"{100 * cell.share:.1f}"
    return f"{share} (-{cell.refused})" if cell.refused else share


def _line(name: str, cells: Sequence[str]) -> str:
    return name.ljust(10) + "".join(f"{cell:>14}" for cell in cells)


if __name__ == "__main__":
    for line in table(int(sys.argv[1]) if len(sys.argv) > 1 else TRIALS):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
