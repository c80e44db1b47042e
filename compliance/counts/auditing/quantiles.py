"""Points of Student's t and of chi-squared, in plain Python."""

from math import sqrt

from compliance.counts.wilson import Z_95

_Z_90 = 1.2815515655446004
"""The normal distribution's 90 % point."""


def student_95(degrees: int) -> float:
    """Return the 97.5 % point of Student's t, for 4 degrees of freedom or more.

    M. Abramowitz & I. A. Stegun, Handbook of Mathematical Functions (1964), 26.7.5, to the
    fourth term: off by less than a thousandth.
    """
    z = Z_95
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / float(degrees) ** power for power, term in enumerate(terms, 1))


def chi_squared_90(degrees: int) -> float:
    """Return the 90 % point of chi-squared.

    E. B. Wilson & M. M. Hilferty, The distribution of chi-square, Proceedings of the National
    Academy of Sciences 17 (1931) 684-688: off by less than four hundredths from 4 degrees on.
    """
    part = 2 / (9 * degrees)
    return degrees * (1 - part + _Z_90 * sqrt(part)) ** 3
