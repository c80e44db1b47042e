"""Round pillars set into the empty street, which hide who walks behind them."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.street.camera_view import View
from compliance.evaluation.street.plan import Pillar

_COLOUR = (92, 104, 100)
_BAND_M = 0.45
"""Height of the rings that divide a pillar."""


def set_pillars(
    picture: NDArray[np.uint8], depth_m: NDArray[np.float32], view: View, pillars: Iterable[Pillar]
) -> None:
    """Draw pillars over the street in place, far to near, and note how far away they stand."""
    for pillar in sorted(pillars, key=lambda one: -one.z_m):
        x, foot = view.point(pillar.x_m, 0.0, pillar.z_m)
        scale = view.pixels_per_metre(pillar.z_m)
        half = pillar.width_m / 2 * scale
        rows = slice(0, min(round(foot), view.height_px))
        columns = slice(max(round(x - half), 0), min(round(x + half), view.width_px))
        across = (np.arange(columns.start, columns.stop) + 0.5 - x) / half
        height_m = (foot - np.arange(rows.start, rows.stop)) / scale
        light = 0.45 + 0.75 * np.sqrt(np.clip(1 - (across + 0.25) ** 2, 0, 1))
        rings = 1 - 0.18 * (height_m % _BAND_M < _BAND_M / 9)
        shade = (rings[:, None] * light[None])[..., None]
        picture[rows, columns] = np.clip(np.array(_COLOUR) * shade, 0, 255).astype(np.uint8)
        depth_m[rows, columns] = pillar.z_m
