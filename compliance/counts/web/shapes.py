"""The shapes of the API's answers, as its description tells them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]


class Shape(BaseModel):
    """An object with these names and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Figures(Shape):
    """What is published of some counts. Shares are 0 to 1, with four digits; null is unknown."""

    passages: Count = Field(description="People who passed.")
    decided: Count = Field(description="mask + incorrect + no_mask.")
    mask: Count
    incorrect: Count = Field(description="A mask was worn, but nose or mouth uncovered.")
    no_mask: Count
    unknown: Count = Field(description="Too small, blurred, turned away or undecided.")
    withheld: Count = Field(
        description="People of intervals in which all who were decided did alike: their outcomes "
        "are not told."
    )
    rate: Share | None = Field(description="Compliance: mask / decided.")
    rate_low: Share | None = Field(description="The 95 % interval of rate.")
    rate_high: Share | None
    corrected_rate: Share | None = Field(
        description="The rate with the models' measured errors taken out."
    )
    corrected_low: Share | None
    corrected_high: Share | None
    corrected_refused: str | None = Field(description="Why there is no corrected rate.")
    unknown_share: Share | None = Field(
        description="unknown, of the passages whose outcome is told."
    )
    bound_low: Share | None = Field(
        description="The rate, had nobody undecided or withheld worn a mask."
    )
    bound_high: Share | None = Field(description="The rate, had all of them.")
    coverage: Share | None = Field(
        description="Time really watched, of the time that should have been."
    )
    design_effect: Annotated[float, Field(ge=1)] | None = Field(
        description="By how much walking in groups makes a rate less sure; the intervals allow "
        "for it. null where too little was released to tell: 1."
    )
    noise_epsilon: Annotated[float, Field(gt=0)] | None = Field(
        description="What these counts may tell of a passage at most, by the noise added to them, "
        "which the intervals allow for; null where none was added."
    )
    noisy_releases: Count = Field(description="Releases that noise was added to.")
    local_rate: Share | None = Field(
        description="The rate with the error taken out that audits found in the area."
    )
    local_low: Share | None
    local_high: Share | None
    local_refused: str | None = Field(description="Why there is no local rate.")


class Row(Figures):
    """Some releases of one area, summed."""

    site: str
    area: str
    start: datetime = Field(description="Start of the first release, in the zone asked for.")
    end: datetime = Field(description="End of the last one.")
    detector: str = Field(description="Which models counted, name@version; several by commas.")
    classifier: str


class WeekHour(Figures):
    """What an area's releases that start in one weekday and hour say together, over all weeks."""

    site: str
    area: str
    weekday: Annotated[int, Field(ge=0, le=6)] = Field(description="0 is Monday.")
    hour: Annotated[int, Field(ge=0, le=23)] = Field(description="Of the zone asked for.")
    releases: Annotated[int, Field(ge=1)]


class Rows(Shape):
    """A page of rows."""

    by: Literal["release", "hour", "day", "weekday_hour"]
    time_zone: str
    items: list[Row] | list[WeekHour]
    next: str | None = Field(
        description="What to pass as `cursor`, with all else unchanged, for the next page; null "
        "on the last."
    )


class Side(Figures):
    """One of the two that are compared; hours watched badly weigh as much as others."""

    name: str
    start: datetime
    end: datetime


class Difference(Shape):
    """The second rate minus the first, -1 to 1, with its 95 % interval."""

    value: float
    low: float
    high: float


class Comparison(Shape):
    """Two periods or areas beside each other."""

    first: Side
    second: Side
    difference: Difference | None = Field(description="null when nobody was decided on a side.")
    corrected_difference: Difference | None
    corrected_refused: str | None
    cautions: list[str] = Field(
        description="Why the difference may be another, or less sure, than it seems."
    )
    verdict: str


class Point(Figures):
    """A day or week; hours watched badly weigh as much as others."""

    start: datetime
    end: datetime


class Trend(Shape):
    """How the rate of one area went."""

    site: str
    area: str
    per: Literal["day", "week"]
    start: datetime
    end: datetime
    points_per_week: float | None = Field(
        description="By how many percentage points the rate rises a week; it falls below 0."
    )
    points_per_week_low: float | None = Field(description="The 95 % interval.")
    points_per_week_high: float | None
    slope_refused: str | None = Field(description="Why there is no slope.")
    points: list[Point] = Field(description="The rates that the line was drawn through.")


class Trends(Shape):
    """The trend of each area."""

    time_zone: str
    items: list[Trend]
