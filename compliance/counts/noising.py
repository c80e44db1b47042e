"""Noise drawn by OpenDP, the library for it: exact, and from the kernel's random numbers."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import inf, nextafter
from typing import Any

from compliance.counts.buckets import Counts
from compliance.counts.noise import SENSITIVITY
from compliance.errors import ConfigError

_NUMBERS = "i64"
_NUMPY = "numpy"


class GeometricNoise:
    """Two-sided geometric noise on the four outcomes' counts; a `noise.Noise`.

    Raises ConfigError where the library is not installed.
    """

    def __init__(self, epsilon: float) -> None:
        self.epsilon = epsilon
        with _without_numpy():
            self._measure = _measurement(epsilon)

    def add_to(self, counts: Counts) -> Counts:
        """Return the counts with fresh noise; they may be negative."""
        with _without_numpy():
            mask, incorrect, no_mask, unknown = self._measure(
                [counts.mask, counts.incorrect, counts.no_mask, counts.unknown]
            )
        return Counts(mask, incorrect, no_mask, unknown)


def _measurement(epsilon: float) -> Callable[[Sequence[int]], Sequence[int]]:
    """Return the mechanism, once the library itself agrees that epsilon is kept."""
    try:
        from opendp.domains import atom_domain, vector_domain  # noqa: PLC0415 - an extra
        from opendp.measurements import make_laplace  # noqa: PLC0415
        from opendp.metrics import l1_distance  # noqa: PLC0415
        from opendp.mod import enable_features  # noqa: PLC0415
    except ImportError:
        raise ConfigError(
            "publish.noise_epsilon: needs the library opendp, which is not installed",
            "Install it with the extra `noise`: "
            "pip install --constraint constraints.txt --editable '.[noise]'",
        ) from None
    enable_features("contrib")
    space = vector_domain(atom_domain(T=_NUMBERS)), l1_distance(T=_NUMBERS)
    scale = SENSITIVITY / epsilon
    while True:
        # On whole numbers Laplace noise is the two-sided geometric.
        found: Any = make_laplace(*space, scale=scale)
        if found.map(SENSITIVITY) <= epsilon:
            return found  # type: ignore[no-any-return]  # a Measurement, which is called
        scale = nextafter(scale, inf)  # the division had rounded down


@contextmanager
def _without_numpy() -> Iterator[None]:
    """Hide numpy, which the library would load to see whether it was given any of its arrays.

    This side of the product holds no array, and no library of them.
    """
    is_loaded = _NUMPY in sys.modules
    if not is_loaded:
        sys.modules[_NUMPY] = None  # type: ignore[assignment]  # Python's way to say: not there
    try:
        yield
    finally:
        if not is_loaded:
            del sys.modules[_NUMPY]
