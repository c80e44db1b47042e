"""Areas drawn on the page, checked and written as the configuration has them."""

from collections.abc import Iterable
from dataclasses import replace

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from compliance.camera import Camera, Polygon
from compliance.complaints import from_validation
from compliance.errors import ConfigError
from compliance.sitevalues import Polygons

_MOST_POLYGONS = 50
_DIGITS = 3  # a thousandth of the picture: a pixel or two


class Areas(BaseModel):
    """What the page sends; as strict as the site's file."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)

    include: Polygons = Field(default=[], max_length=_MOST_POLYGONS)
    exclude: Polygons = Field(default=[], max_length=_MOST_POLYGONS)

    def applied_to(self, camera: Camera) -> Camera:
        """Return the camera with these areas in place of its own."""
        return replace(camera, include=_polygons(self.include), exclude=_polygons(self.exclude))

    def to_toml(self) -> str:
        """Return the two lines for the camera's table in the site's file."""
        return f"include = {_lines(self.include)}\nexclude = {_lines(self.exclude)}\n"


def read_areas(data: bytes) -> Areas:
    """Return the areas that the page sent as JSON; raises ConfigError with what is wrong."""
    try:
        sent = Areas.model_validate_json(data)
        return Areas(include=_rounded(sent.include), exclude=_rounded(sent.exclude))
    except ValidationError as error:
        message = "\n".join(str(complaint) for complaint in from_validation(error))
    raise ConfigError(message)


def areas_of(camera: Camera) -> Areas:
    """Return the areas a camera is configured with."""
    return Areas(include=_lists(camera.include), exclude=_lists(camera.exclude))


def _polygons(polygons: Polygons) -> tuple[Polygon, ...]:
    return tuple(tuple((x, y) for x, y in polygon) for polygon in polygons)


def _lists(polygons: Iterable[Polygon]) -> Polygons:
    return [[[x, y] for x, y in polygon] for polygon in polygons]


def _rounded(polygons: Polygons) -> Polygons:
    return [[[round(x, _DIGITS), round(y, _DIGITS)] for x, y in one] for one in polygons]


def _lines(polygons: Polygons) -> str:
    if not polygons:
        return "[]"
    return "[\n" + "".join(f"  {_line(polygon)},\n" for polygon in polygons) + "]"


def _line(polygon: list[list[float]]) -> str:
    return "[" + ", ".join(f"[{x:g}, {y:g}]" for x, y in polygon) + "]"
