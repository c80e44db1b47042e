"""What an adversary can work out from published sums: exact elimination over the rationals."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Sum:
    """A published figure: so many passages in all of these cells together."""

    cells: frozenset[Hashable]
    value: int


@dataclass(frozen=True, slots=True)
class Known:
    """A row of the reduced echelon form of all figures."""

    weights: Mapping[Hashable, Fraction]
    value: Fraction


class ContradictedError(Exception):
    """Two published figures cannot both be true."""


def solved(sums: Iterable[Sum]) -> list[Known]:
    """Return the reduced row echelon form of the figures.

    Every sum of whole cells that follows from the figures is a sum of some of these rows: its
    weight at each row's pivot is 0 or 1, and the row's own weights say the rest.
    """
    pivots: dict[Hashable, tuple[dict[Hashable, Fraction], Fraction]] = {}
    for each in dict.fromkeys(sums):
        row = {cell: Fraction(1) for cell in each.cells}
        value = Fraction(each.value)
        for pivot in [cell for cell in row if cell in pivots]:
            if row.get(pivot):
                value = _take(row, value, pivots[pivot], row[pivot])
        if not row:
            if value:
                raise ContradictedError(each)
            continue
        pivot, first = next(iter(row.items()))
        row, value = {cell: weight / first for cell, weight in row.items()}, value / first
        for other, (its, its_value) in pivots.items():
            if pivot in its:
                pivots[other] = its, _take(its, its_value, (row, value), its[pivot])
        pivots[pivot] = row, value
    return [Known(row, value) for row, value in pivots.values()]


def _take(
    row: dict[Hashable, Fraction],
    value: Fraction,
    other: tuple[dict[Hashable, Fraction], Fraction],
    times: Fraction,
) -> Fraction:
    """Take another row from this one so many times; return the value left."""
    for cell, weight in other[0].items():
        left = row.get(cell, Fraction(0)) - times * weight
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)
    return value - times * other[1]
