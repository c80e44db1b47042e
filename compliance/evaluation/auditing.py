"""How often the 95 % intervals of audits hold the truth: streets audited again and again.

`python -m compliance.evaluation.auditing [TRIALS]` prints the table.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from compliance.counts.auditing.agreement import (
    Agreement,
    Found,
    agreement,
    contradiction,
    found_of,
)
from compliance.counts.auditing.local import Local
from compliance.counts.auditing.pairs import Pair
from compliance.counts.buckets import Counts
from compliance.counts.correction import Corrected
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.wilson import wilson
from compliance.evaluation.coverage import Cell

RATES = (0.6, 0.9, 0.97)
AUDITS = ((8, 30), (8, 100), (20, 40), (20, 100))
"""How many, and of how many people each on average."""
NUMBERS = (3, 4, 6, 8, 20)
TRIALS = 2000

_START = datetime(2026, 1, 5, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_MODELS = ModelIdentity("detector", "classifier")
_INCORRECT = 0.25
"""Of those without a mask."""
_SPREAD = 0.06
"""Standard deviation of the true rate from audit to audit."""
_UNEVEN = 0.6
"""Standard deviation of the number of people, over its mean."""
_FEWEST = 12
_TWICE = 0.05
"""Of those who pass, seen and counted twice."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Street:
    """How a camera counts: each row is of a true outcome, each column of what becomes of it.

    The columns: mask, incorrect, no_mask, unknown, missed; a row's sum is 1.
    """

    name: str
    calls: NDArray[np.float64]

    def passes(self, rate: float) -> NDArray[np.float64]:
        """Return the shares of the true outcomes at this compliance rate."""
        return np.array([rate, (1 - rate) * _INCORRECT, (1 - rate) * (1 - _INCORRECT)])

    def bias(self, rate: float) -> float:
        """Return by how much the rate as counted exceeds the true one, in the long run."""
        called = self.passes(rate) @ self.calls
        return float(called[0] / called[:3].sum() - rate)

    def counted(self, people: Numbers, chance: np.random.Generator) -> Numbers:
        """Return what is counted of people; people: (..., 3), counted: (..., 5)."""
        passing = people + chance.binomial(people, _TWICE)
        found = [chance.multinomial(passing[..., true], self.calls[true]) for true in range(3)]
        return found[0] + found[1] + found[2]


def streets() -> tuple[Street, ...]:
    """Return the streets that are simulated, from nearly no error to many."""
    return (
        _street("nearly perfect", ((998, 1, 1), (4, 992, 4), (1, 1, 998)), 0.005, 0.01),
        _street("as the shipped models", ((195, 6, 0), (3, 50, 3), (0, 3, 144)), 0.04, 0.05),
        _street("wrong masks pass", ((180, 15, 5), (30, 60, 10), (1, 1, 98)), 0.02, 0.02),
        _street("poor", ((140, 30, 10), (24, 120, 36), (10, 30, 140)), 0.1, 0.12),
    )


@dataclass(frozen=True, slots=True)
class Audits:
    """Some audits of a street and what is counted of others there."""

    street: Street
    rate: float
    number: int
    people: int
    """In each, on average."""

    def bias_cell(self, trials: int, seed: int) -> Cell:
        """Return how often the interval of the error holds it; refused audits apart."""
        chance = np.random.default_rng(seed)
        true = self.street.bias(self.rate)
        held = refused = 0
        for pairs in self.drawn(trials, chance):
            found = _found(agreement(pairs))
            refused += found is None
            held += found is not None and found.bias.low <= true <= found.bias.high
        return Cell(held, trials, refused)

    def local_cell(self, passages: int, off: float, trials: int, seed: int) -> Cell:
        """Return how often a locally corrected rate's interval holds the true rate.

        passages: people in the selection. off: how far its true rate lies from the audits'.
        """
        chance = np.random.default_rng(seed)
        true = self.rate + off
        people = chance.multinomial(passages, self.street.passes(true), size=trials)
        called = self.street.counted(people, chance)[:, :3].tolist()
        held = refused = 0
        for pairs, counts in zip(self.drawn(trials, chance), called, strict=True):
            found = _found(agreement(pairs))
            told = _corrected(Local(found), counts) if found else None
            refused += told is None
            held += told is not None and told.interval.low <= true <= told.interval.high
        return Cell(held, trials, refused)

    def half_width(self, trials: int, seed: int) -> float:
        """Return the mean half of the error's interval, 0 to 1, however few the audits."""
        drawn = self.drawn(trials, np.random.default_rng(seed))
        return sum(found.bias.high - found.bias.value for found in map(found_of, drawn)) / trials

    def contradicting_share(
        self, spoil: Callable[[Pair], Pair], spoilt: int, trials: int, seed: int
    ) -> float:
        """Return how often audits of which some are spoilt are said to contradict each other."""
        refused = 0
        for pairs in self.drawn(trials, np.random.default_rng(seed)):
            said = contradiction([*map(spoil, pairs[:spoilt]), *pairs[spoilt:]])
            refused += said is not None
        return refused / trials

    def drawn(self, trials: int, chance: np.random.Generator) -> Iterator[list[Pair]]:
        """Yield the comparisons of each trial."""
        shape = (trials, self.number)
        sigma = np.sqrt(np.log(1 + _UNEVEN**2))
        means = self.people * np.exp(chance.normal(-(sigma**2) / 2, sigma, shape))
        people = np.maximum(chance.poisson(means), _FEWEST)
        sure = max(self.rate * (1 - self.rate) / _SPREAD**2 - 1, 3)
        rates = chance.beta(self.rate * sure, (1 - self.rate) * sure, shape)
        shares = np.stack(
            [rates, (1 - rates) * _INCORRECT, (1 - rates) * (1 - _INCORRECT)], axis=-1
        )
        seen = chance.multinomial(people, shares)
        counted = self.street.counted(seen, chance)[..., :4]
        for one, other in zip(seen.tolist(), counted.tolist(), strict=True):
            yield [a_pair(Counts(*a), Counts(*b)) for a, b in zip(one, other, strict=True)]


def a_pair(seen: Counts, counted: Counts) -> Pair:
    """Return a comparison."""
    return Pair("site", "area", _START, _START + _HOUR, 1, seen, counted, _MODELS)


def swapped(pair: Pair) -> Pair:
    """Return the comparison when whoever taps takes mask for none."""
    seen = pair.seen
    return a_pair(Counts(seen.no_mask, seen.incorrect, seen.mask), pair.counted)


def by_night(pair: Pair) -> Pair:
    """Return the comparison when a quarter of the masks is called none."""
    counted = pair.counted
    lost = counted.mask // 4
    return a_pair(pair.seen, counted + Counts(-lost, 0, lost))


def table(trials: int = TRIALS, seed: int = 1) -> Iterator[str]:
    """Yield the lines of the whole table, as they are worked out."""
    yield f"Share of 95 % intervals that hold the truth, in %; {trials} trials a cell, less those"
    yield "in brackets, which were refused (mostly fewer than 200 people)."
    yield ""
    heads = [f"{number} of {people}" for number, people in AUDITS]
    yield _line("Error of the rate; audits of so many people", heads)
    for street in streets():
        for rate in RATES:
            cells = [Audits(street, rate, *audits).bias_cell(trials, seed) for audits in AUDITS]
            yield _line(f"  {street.name}, {rate:.0%}", [told(cell) for cell in cells])
    yield "  Where nearly no error is seen, intervals are wider than need be: nobody knows how"
    yield "  rare it is."
    yield _line("Rate of other passages, corrected, 20 audits", ["n = 50", "n = 1000"])
    for street in streets():
        for off in (0.0, -0.1, -0.3):
            audits = Audits(street, 0.9, 20, 100)
            cells = [audits.local_cell(n, off, trials, seed) for n in (50, 1000)]
            where = f"{100 * off:+.0f} points" if off else "as audited"
            yield _line(f"  {street.name}, {where}", [told(cell) for cell in cells])
    yield "  What lies far from the audits is corrected with good models only."
    yield _line("Half of the error's interval, points; of 40", [str(n) for n in NUMBERS])
    for street in streets():
        widths = [Audits(street, 0.9, n, 40).half_width(trials, seed) for n in NUMBERS]
        yield _line(f"  {street.name}, 90%", [f"{100 * width:.1f}" for width in widths])
    yield _line("Contradictions found, in %; audits of 60", [str(n) for n in NUMBERS])
    for name, spoil, share in CONTRADICTIONS:
        found = [
            Audits(streets()[1], 0.8, n, 60).contradicting_share(
                spoil, max(1, round(share * n)) if share else 0, trials, seed
            )
            for n in NUMBERS
        ]
        yield _line(f"  {name}", [f"{100 * share:.1f}" for share in found])


def told(cell: Cell) -> str:
    """Return a cell of the table."""
    if cell.share is None:
        return "refused"
    share = f"{100 * cell.share:.1f}"
    return f"{share} (-{cell.refused})" if cell.refused else share


def _found(answer: Agreement) -> Found | None:
    return answer.found if isinstance(answer.found, Found) else None


def _corrected(local: Local, calls: Sequence[int]) -> Corrected | None:
    decided = sum(calls)
    if not decided:
        return None
    found = local.of(calls[0] / decided, wilson(calls[0] / decided, decided))
    return found if isinstance(found, Corrected) else None


def _street(name: str, calls: Sequence[Sequence[int]], unknown: float, missed: float) -> Street:
    rows = np.array(calls, dtype=float)
    shares = rows / rows.sum(axis=1, keepdims=True) * (1 - unknown - missed)
    rest = np.tile([unknown, missed], (3, 1))
    return Street(name, np.concatenate([shares, rest], axis=1))


def _line(name: str, cells: Sequence[str]) -> str:
    return name.ljust(46) + "".join(f"{cell:>13}" for cell in cells)


CONTRADICTIONS: tuple[tuple[str, Callable[[Pair], Pair], float], ...] = (
    ("none", swapped, 0.0),
    ("one audit taps mask for none", swapped, 0.01),
    ("a quarter of the masks missed in half of them", by_night, 0.5),
)
"""What is wrong, how, and in which share of the audits; one at least."""

if __name__ == "__main__":
    for line in table(int(sys.argv[1]) if len(sys.argv) > 1 else TRIALS):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
