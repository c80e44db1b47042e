"""How far a corrected rate may lie from the true one: worked out once per model.

With the true rate p, and s the share of incorrect among those without a mask, what passes is
(p, (1 - p) s, (1 - p) (1 - s)), and the delta method's variance is a polynomial of the fourth
degree in p and of the second in s. Its coefficients depend on the models alone, so a rate costs
a few multiplications.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from compliance.counts.matrix import (
    Matrix,
    Polynomial,
    Vector,
    inverse,
    product,
    total,
    transposed,
    weighted_sum,
)
from compliance.counts.wilson import Z_95, Interval

_LAST_STEP = 1e-4
"""A step of Newton's this short ends closer than a millionth."""
_STEPS = 8
_HALVINGS = 40
_P: Polynomial = (0.0, 1.0)
_NOT_P: Polynomial = (1.0, -1.0)

Quartic = tuple[float, float, float, float, float]
"""A polynomial of the fourth degree, the constant first."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The variance of a corrected rate: per power of p, the coefficients of 1, s and s squared.

    The first three are to be divided by the number of passages.
    """

    coefficients: tuple[tuple[float, float, float, float, float, float], ...]
    of_noise: tuple[Vector, ...]
    """The same for noise on the counts, to be multiplied by its variance over passages squared."""

    def variance(self, incorrect_share: float, decided: float, noise: float = 0.0) -> Quartic:
        """Return the variance as a polynomial in the true rate.

        incorrect_share: of those without a mask. decided: passages, or an effective number.
        noise: as `wilson` takes it.
        """
        s, square = incorrect_share, incorrect_share * incorrect_share
        one, two, three, four, five = [
            (a + b * s + c * square) / decided + d + e * s + f * square
            for a, b, c, d, e, f in self.coefficients
        ]
        if not noise:
            return one, two, three, four, five
        first, second, third, fourth, fifth = [
            noise * (a + b * s + c * square) for a, b, c in self.of_noise
        ]
        return one + first, two + second, three + third, four + fourth, five + fifth


def spread_of(recall: Matrix, faces: Vector) -> Spread:
    """Return the variance of rates that are corrected with R, each column of so many faces.

    recall: R[i][j], the share of outcome j that is called i; it has an inverse.
    """
    squares = [product(weight, weight) for weight in _weights(recall)]
    of_passages, of_faces = _of_passages(recall, squares), _of_faces(recall, squares, faces)
    return Spread(
        tuple(a + b for a, b in zip(of_passages, of_faces, strict=True)),
        _of_noise(recall, squares),
    )


def standard_error(variance: Quartic, rate: float) -> float:
    """Return the standard error of a corrected rate, were it `rate`."""
    return sqrt(max(_value_and_slope(variance, rate)[0], 0.0))  # without errors, about nought


def score_interval(rate: float, variance: Quartic) -> Interval:
    """Return every rate from 0 to 1 that a score test does not reject: a 95 % interval."""
    a, b, c, d, e = variance
    square = Z_95 * Z_95
    excess = (
        rate * rate - square * a, -2 * rate - square * b, 1 - square * c, -square * d, -square * e,
    )  # fmt: skip
    below, above = _guesses(excess, rate)
    return Interval(_edge(excess, rate, below, 0.0), _edge(excess, rate, above, 1.0))


def _weights(recall: Matrix) -> list[Polynomial]:
    """Return how much each call moves the corrected rate, as polynomials in p."""
    return [(column[0], -sum(column)) for column in transposed(inverse(recall))]


def _of_passages(recall: Matrix, squares: Sequence[Polynomial]) -> tuple[Vector, ...]:
    called, by_share = _called(recall)
    found, found_by_share = total(called), total(by_share)
    second = total([product(w, c) for w, c in zip(squares, called, strict=True)])
    second_by_share = total([product(w, c) for w, c in zip(squares, by_share, strict=True)])
    return _by_power(
        product(found, second),
        total([product(found, second_by_share), product(found_by_share, second)]),
        product(found_by_share, second_by_share),
    )


def _of_noise(recall: Matrix, squares: Sequence[Polynomial]) -> tuple[Vector, ...]:
    """Return what noise of variance 1 on each call's count does, were one passage decided."""
    called, by_share = _called(recall)
    found, found_by_share = total(called), total(by_share)
    weight = total(squares)
    return _by_power(
        product(found, found, weight),
        product((2.0,), found, found_by_share, weight),
        product(found_by_share, found_by_share, weight),
    )


def _called(recall: Matrix) -> tuple[list[Polynomial], list[Polynomial]]:
    """Return the share of passages that is called each outcome: for s = 0, and what s adds."""
    return (
        [weighted_sum((mask, _P), (no_mask, _NOT_P)) for mask, _, no_mask in recall],
        [weighted_sum((row[1] - row[2], _NOT_P)) for row in recall],
    )


def _of_faces(recall: Matrix, squares: Sequence[Polynomial], faces: Vector) -> tuple[Vector, ...]:
    passing_means = ((_P, _NOT_P), (_NOT_P, _P), (_NOT_P, _P))
    mask, incorrect, no_mask = (
        product(passing, passing, _of_one_face(column, squares, mean), (1 / number,))
        for column, number, (passing, mean) in zip(
            transposed(recall), faces, passing_means, strict=True
        )
    )
    return _by_power(total([mask, no_mask]), product((-2.0,), no_mask), total([incorrect, no_mask]))


def _of_one_face(column: Vector, squares: Sequence[Polynomial], mean: Polynomial) -> Polynomial:
    """Return the variance of one face's weight; that of a face that is missed is nothing."""
    return weighted_sum(*zip(column, squares, strict=True), (-1.0, product(mean, mean)))


def _by_power(one: Polynomial, s: Polynomial, square: Polynomial) -> tuple[Vector, ...]:
    return tuple(zip(one, s, square, strict=True))


def _value_and_slope(quartic: Quartic, at: float) -> tuple[float, float]:
    a, b, c, d, e = quartic
    value = (((e * at + d) * at + c) * at + b) * at + a
    return value, ((4 * e * at + 3 * d) * at + 2 * c) * at + b


def _guesses(excess: Quartic, rate: float) -> tuple[float, float]:
    """Return about where `excess`, at most 0 at the rate, turns positive on either side of it."""
    value, slope = _value_and_slope(excess, rate)
    _, _, c, d, e = excess
    bend = (6 * e * rate + 3 * d) * rate + c
    if bend <= 0:
        return 0.0, 1.0
    middle = rate - slope / (2 * bend)
    half = sqrt(slope * slope - 4 * bend * min(value, 0.0)) / (2 * bend)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _edge(excess: Quartic, rate: float, guess: float, far: float) -> float:
    """Return where `excess` turns positive between the rate and `far`, or `far`; by Newton."""
    a, b, c, d, e = excess
    point = guess
    for _ in range(_STEPS):
        # As in _value_and_slope, whose call would cost more than it does.
        slope = ((4 * e * point + 3 * d) * point + 2 * c) * point + b
        if not slope:
            break
        step = ((((e * point + d) * point + c) * point + b) * point + a) / slope
        point -= step
        if -_LAST_STEP < step < _LAST_STEP:
            if rate < point < far or far < point < rate:
                return point
            break
    return _bisected(excess, rate, far)


def _bisected(excess: Quartic, rate: float, far: float) -> float:
    """Return the same as `_edge`, slowly and surely."""
    if _value_and_slope(excess, far)[0] <= 0:
        return far
    inside, outside = rate, far
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        if _value_and_slope(excess, middle)[0] > 0:
            outside = middle
        else:
            inside = middle
    return outside
