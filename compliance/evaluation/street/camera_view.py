"""How the simulated camera sees: a point in metres becomes a point in pixels."""

from dataclasses import dataclass

CAMERA_HEIGHT_M = 1.95


@dataclass(frozen=True, slots=True)
class View:
    """A camera looking level down the street, somewhat above people's heads."""

    width_px: int
    height_px: int

    @property
    def focal_px(self) -> float:
        """Pixels per metre at one metre; about 30 degrees of view, as at an entrance."""
        return 1.9 * self.width_px

    @property
    def middle_x_px(self) -> float:
        """Where the camera's own direction meets the picture."""
        return self.width_px / 2

    @property
    def horizon_y_px(self) -> float:
        """The row at the camera's own height; a sensor shifted down sees more of the ground."""
        return 0.17 * self.height_px

    def pixels_per_metre(self, z_m: float) -> float:
        """Return the scale at a distance."""
        return self.focal_px / z_m

    def point(self, x_m: float, y_m: float, z_m: float) -> tuple[float, float]:
        """Return x, y in pixels of a point y metres above the ground."""
        scale = self.pixels_per_metre(z_m)
        return self.middle_x_px + x_m * scale, self.horizon_y_px + (CAMERA_HEIGHT_M - y_m) * scale
