"""Whether a polygon is one area: its edges meet at its corners and nowhere else; pure."""

from collections.abc import Sequence
from itertools import combinations
from typing import TypeAlias

Point: TypeAlias = Sequence[float]
Edge: TypeAlias = tuple[Point, Point]

FEWEST_CORNERS = 3

_ADVICE = "give its points in the order in which they lie round the area, or make two areas of it"
_NEARLY = 1e-12  # twice a triangle's area, in shares of the picture: no more is none


def fault_of(points: Sequence[Point]) -> str | None:
    """Return what is wrong with a polygon and what to do, None if nothing is.

    A corner that is given twice in a row, or again at the end, counts once.
    """
    if len(points) < FEWEST_CORNERS:
        return f"has {len(points)} points; an area needs at least {FEWEST_CORNERS}"
    corners = _without_repetitions(points)
    if not any(_turn(corners[0], b, c) for b, c in combinations(corners[1:], 2)):
        return "encloses nothing; its points lie on one line"
    edges = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    for (one, edge), (other, later) in combinations(enumerate(edges), 2):
        are_neighbours = other - one in (1, len(edges) - 1)
        if not are_neighbours and _meet(edge, later):
            return f"crosses or touches itself at {_told(edge)} and {_told(later)}; {_ADVICE}"
    return None


def _without_repetitions(points: Sequence[Point]) -> list[Point]:
    before = [*points[-1:], *points[:-1]]
    kept = [point for last, point in zip(before, points, strict=True) if point != last]
    return kept or list(points[:1])


def _meet(one: Edge, other: Edge) -> bool:
    """Say whether two edges have a point in common."""
    (a, b), (c, d) = one, other
    if _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0:
        return True
    return any(_is_on(p, one) for p in other) or any(_is_on(p, other) for p in one)


def _is_on(point: Point, edge: Edge) -> bool:
    a, b = edge
    return not _turn(a, b, point) and (point in (a, b) or _is_between(point, a, b))


def _is_between(point: Point, a: Point, b: Point) -> bool:
    """Say of three points on one line whether the first lies between the others."""
    return (a[0] - point[0]) * (b[0] - point[0]) + (a[1] - point[1]) * (b[1] - point[1]) < 0


def _turn(a: Point, b: Point, c: Point) -> int:
    """Return 1 or -1 for a turn to one side or the other on the way a, b, c; 0 for none."""
    twice = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (twice > _NEARLY) - (twice < -_NEARLY)


def _told(edge: Edge) -> str:
    (x, y), (u, v) = edge
    return f"[{x:g}, {y:g}] to [{u:g}, {v:g}]"
