"""The parameters of each endpoint."""

from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, WithJsonSchema

from compliance.counts.sides import Wish
from compliance.counts.trend import Per
from compliance.counts.web import cursor
from compliance.counts.web.problems import Fault, of_parameters
from compliance.counts.web.query import (
    Area,
    Asked,
    Change,
    FiguresAsked,
    Form,
    Grain,
    OtherArea,
    OtherSince,
    OtherUntil,
    Since,
    Until,
    moments,
)

MOST_ROWS = 1000

_FORM = WithJsonSchema(
    {
        "type": "string",
        "enum": [form.value for form in Form],
        "description": "How to answer; as the Accept header likes by default.",
    }
)
_Form = Annotated[Form | None, _FORM]
_Limit = Annotated[int, Field(ge=1, le=MOST_ROWS, description="Rows on a page of JSON, at most.")]
_Cursor = Annotated[
    str | None,
    WithJsonSchema(
        {
            "type": "string",
            "pattern": cursor.PATTERN,
            "description": "`next` of the page before, with all else unchanged. All pages together "
            "hold what one answer would have held when the first was asked for, less what has "
            "expired since; nothing comes twice.",
        }
    ),
]


class ComplianceAsked(FiguresAsked):
    """Of /api/v1/compliance."""

    by: Annotated[
        Grain,
        Field(
            description="What a row sums: one release, the releases that start in an hour or day, "
            "or in a weekday and hour over all weeks."
        ),
    ] = Grain.HOUR
    limit: _Limit = 200
    cursor: _Cursor = None
    format: _Form = None


class TrendAsked(FiguresAsked):
    """Of /api/v1/trend."""

    per: Annotated[
        Per, Field(description="What a point of the line sums; weeks begin on Monday.")
    ] = Per.DAY
    format: _Form = None


class CompareAsked(Asked):
    """Of /api/v1/compare."""

    area: Area = None
    since: Since = None
    until: Until = None
    change: Change = None
    with_area: OtherArea = None
    with_since: OtherSince = None
    with_until: OtherUntil = None

    def wish(self, zone: ZoneInfo) -> Wish:
        """Return what to compare; raises ProblemError when it is not one thing."""
        names = ("since", "until", "change", "with_since", "with_until")
        since, until, change, with_since, with_until = moments(
            {name: getattr(self, name) for name in names}, zone
        )
        wish = Wish(self.area, since, until, change, self.with_area, with_since, with_until)
        if not wish.says_one_thing:
            told = (
                "say one thing to compare with: change=DAY, with_area=NAME, or with_since=DAY and "
                "with_until=DAY"
            )
            raise of_parameters([Fault("change", told)])
        return wish
