"""Who walks where, so that always the same number of faces is in view."""

from collections.abc import Iterator

import numpy as np

from compliance.evaluation.street.plan import Place, Walk, Wears

_BEGIN_Z_M, _END_Z_M = 8.2, 3.2
_WALK_SECONDS = 5.5
_SIDE = 0.22  # of the distance; the picture ends at 0.26
_SPREAD = 0.618  # neighbours are far apart on their ways, so that nobody hides another
_STRIDES_PER_SECOND = 0.65


def walks(people: int, seconds: float, seed: int = 1) -> tuple[Walk, ...]:
    """Return everybody who comes in this time: in each lane one after the other.

    A lane leads straight towards the camera; where its person leaves, the next one begins.
    """
    chance = np.random.default_rng(seed)
    starts = [(lane, start) for lane in range(people) for start in _starts(lane, seconds)]
    return tuple(
        _walk(number, _way(lane, people), start, chance)
        for number, (lane, start) in enumerate(starts)
    )


def _starts(lane: int, seconds: float) -> Iterator[float]:
    start = -_WALK_SECONDS * (lane * _SPREAD % 1)
    while start < seconds:
        yield start
        start += _WALK_SECONDS


def _way(lane: int, people: int) -> tuple[Place, ...]:
    side = _SIDE * (2 * (lane + 0.5) / people - 1)
    return Place(side * _BEGIN_Z_M, _BEGIN_Z_M), Place(side * _END_Z_M, _END_Z_M)


def _walk(number: int, way: tuple[Place, ...], start: float, chance: np.random.Generator) -> Walk:
    return Walk(
        person=number,
        wears=tuple(Wears)[number % len(Wears)],
        start_seconds=start,
        speed_m_per_second=float(np.hypot(way[1].x_m - way[0].x_m, way[1].z_m - way[0].z_m))
        / _WALK_SECONDS,
        way=way,
        height_m=float(chance.uniform(1.58, 1.72)),
        strides_per_second=_STRIDES_PER_SECOND,
        seed=int(chance.integers(2**31)),
    )
