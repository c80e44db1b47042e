"""Matrices of three by three, and polynomials, in plain Python."""

from collections.abc import Sequence

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]
"""A matrix's rows."""
Polynomial = tuple[float, ...]
"""A polynomial's coefficients, the constant first."""


def transposed(m: Matrix) -> Matrix:
    """Return the matrix whose rows are the columns of this one."""
    first, second, third = zip(*m, strict=True)
    return first, second, third


def inverse(m: Matrix) -> Matrix:
    """Return the inverse of a matrix that has one, by the adjugate."""
    (a, b, c), (d, e, f), (g, h, i) = m
    x, y, z = e * i - f * h, f * g - d * i, d * h - e * g
    det = a * x + b * y + c * z
    return (
        (x / det, (c * h - b * i) / det, (b * f - c * e) / det),
        (y / det, (a * i - c * g) / det, (c * d - a * f) / det),
        (z / det, (b * g - a * h) / det, (a * e - b * d) / det),
    )


def times(m: Matrix, v: Vector) -> Vector:
    """Return the matrix times the vector."""
    (a, b, c), (d, e, f), (g, h, i) = m
    x, y, z = v
    return a * x + b * y + c * z, d * x + e * y + f * z, g * x + h * y + i * z


def product(*polynomials: Polynomial) -> Polynomial:
    """Return the product of polynomials."""
    result: Polynomial = (1.0,)
    for polynomial in polynomials:
        terms = [0.0] * (len(result) + len(polynomial) - 1)
        for i, a in enumerate(result):
            for j, b in enumerate(polynomial):
                terms[i + j] += a * b
        result = tuple(terms)
    return result


def weighted_sum(*terms: tuple[float, Polynomial]) -> Polynomial:
    """Return the sum of polynomials, each times its weight."""
    result = [0.0] * max(len(polynomial) for _, polynomial in terms)
    for weight, polynomial in terms:
        for power, coefficient in enumerate(polynomial):
            result[power] += weight * coefficient
    return tuple(result)


def total(polynomials: Sequence[Polynomial]) -> Polynomial:
    """Return the sum of polynomials."""
    return weighted_sum(*((1.0, polynomial) for polynomial in polynomials))
