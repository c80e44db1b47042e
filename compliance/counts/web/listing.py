"""The rows of a selection, area by area, from any place on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from compliance.counts import profile_text, report_text
from compliance.counts.disclosure import Release
from compliance.counts.profile import profile
from compliance.counts.rates import Measured
from compliance.counts.reader import Extent, Reader
from compliance.counts.records import Record
from compliance.counts.report import By, Terms, rows_of_area
from compliance.counts.web.cursor import Cursor, Key
from compliance.counts.web.query import Grain, Selection

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Placed:
    """A row, and its place."""

    area: str
    key: Key
    record: Record


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows as the command line reports them, of what was released by some moment."""

    reader: Reader
    selection: Selection
    grain: Grain
    measured: Measured
    bounds: Mapping[str, datetime]
    """Start of the newest release of each area that is looked at."""

    @property
    def columns(self) -> Sequence[str]:
        """The names in a row's record."""
        return profile_text.COLUMNS if self.grain is Grain.WEEKDAY_HOUR else report_text.COLUMNS

    def rows(self, since: Cursor | None = None) -> Iterator[Placed]:
        """Yield the rows in order, those after a cursor's place alone if one is given."""
        for area in sorted(self.bounds):
            if since and area < since.area:
                continue
            after = since.after if since and area == since.area else None
            yield from self._of_area(area, after)

    def _of_area(self, area: str, after: Key | None) -> Iterator[Placed]:
        period = self.selection.period
        bound = self.bounds[area] + _SECOND
        until = min(period.until, bound) if period.until else bound
        releases = self.reader.releases(period.since, until, area, with_sureness=False)
        if not releases:
            return
        if self.grain is Grain.WEEKDAY_HOUR:
            yield from self._of_week(area, releases, after)
        else:
            yield from self._in_time(area, releases, after)

    def _in_time(self, area: str, releases: list[Release], after: Key | None) -> Iterator[Placed]:
        by, zone = By(self.grain.value), self.selection.zone
        last = datetime.fromtimestamp(after[0], UTC) if after else None
        for row in rows_of_area(releases, Terms(by, zone, self.measured), last):
            yield Placed(area, (int(row.start.timestamp()),), report_text.row_record(row))

    def _of_week(self, area: str, releases: list[Release], after: Key | None) -> Iterator[Placed]:
        for row in profile(releases, self.selection.zone, self.measured):
            key = (row.weekday, row.hour)
            if after is None or key > after:
                yield Placed(area, key, profile_text.hour_record(row))


def bounds_of(extents: Sequence[Extent]) -> dict[str, datetime]:
    """Return how far each area has come."""
    return {extent.area: extent.newest for extent in extents}
