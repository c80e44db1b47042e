"""The commands that tell what was released; cli.py joins them to the others."""

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from compliance.counts.disclosure import Release
from compliance.counts.report import By
from compliance.counts.trend import Per
from compliance.terminal import err, out, say

if TYPE_CHECKING:  # read only by the commands that need it: every other one starts faster
    from compliance.config import Config
    from compliance.counts.auditing.pairs import Pair
    from compliance.counts.rates import Measured

Site = Annotated[Path, typer.Argument(metavar="SITE.TOML", help="The site's configuration.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_ZONE_HELP = "Time zone of the hours and days, such as Europe/Paris; the site's by default."
Zone = Annotated[str | None, typer.Option(help=_ZONE_HELP)]
Area = Annotated[str | None, typer.Option(help="This area only.")]
Since = Annotated[str | None, typer.Option(help="From this day or time on.")]
Until = Annotated[str | None, typer.Option(help="Before this day or time.")]


def report(
    site: Site,
    by: Annotated[By, typer.Option(help="What a row sums.")] = By.HOUR,
    area: Area = None,
    since: Since = None,
    until: Until = None,
    time_zone: Zone = None,
    week: Annotated[
        bool, typer.Option("--week", help="Sum each hour of the week over all weeks.")
    ] = False,
    as_csv: Csv = False,
    as_json: Json = False,
    html: Annotated[
        Path | None,
        typer.Option(help="Write a page to print on one A4 sheet; of the last 7 days by default."),
    ] = None,
) -> None:
    """Print the released rates with their uncertainty."""
    from compliance import config
    from compliance.counts.reader import open_reader
    from compliance.errors import ConfigError
    from compliance.moments import moment, zone_named

    settings = config.load_for_store(site, os.environ)
    zone = zone_named(time_zone) if time_zone else settings.time_zone
    if html:
        if as_csv or as_json or week:
            raise ConfigError("--html says all there is", "Leave out --csv, --json and --week.")
        _write_page(html, settings, zone, area, since, until)
        return
    since_at = moment("--since", since, zone) if since else None
    until_at = moment("--until", until, zone) if until else None
    with open_reader(settings.database.url, settings.site) as reader:
        areas = reader.by_area(since_at, until_at, area, with_sureness=False)
        measured = measured_by(settings.models, reader.pairs(area))
        if week:
            _show_week(areas, zone, measured, as_csv=as_csv, as_json=as_json)
        else:
            show(areas, by, zone, measured, as_csv=as_csv, as_json=as_json)
    _note_what_is_allowed(settings)


def _write_page(
    file: Path,
    settings: "Config",
    zone: ZoneInfo,
    area: str | None,
    since: str | None,
    until: str | None,
) -> None:
    """Write the page of some days as a file."""
    from datetime import UTC

    from compliance.counts.dashboard.desk import Desk
    from compliance.counts.dashboard.document import document
    from compliance.counts.dashboard.paper import paper, period_of
    from compliance.counts.dashboard.place import place_of
    from compliance.counts.reader import open_reader
    from compliance.models import read_manifest
    from compliance.papers.writing import write_text

    place = place_of(settings, read_manifest(settings.models), zone)
    with open_reader(settings.database.url, settings.site) as reader:
        desk = Desk(place, lambda: reader, lambda: datetime.now(UTC))
        live = desk.live()
        period = period_of(since, until, live.now, zone)
        found = document(desk.overview(desk.checked(area), period), live)
    say(f"Wrote {write_text(file, paper(found))}. {found['title']}")


def compare(
    site: Site,
    change: Annotated[
        str | None, typer.Option(help="Compare before with after this day or time.")
    ] = None,
    area: Annotated[str | None, typer.Option(help="The area, or the first of two.")] = None,
    with_area: Annotated[str | None, typer.Option(help="The other area.")] = None,
    since: Since = None,
    until: Until = None,
    with_since: Annotated[str | None, typer.Option(help="The other period, from here on.")] = None,
    with_until: Annotated[str | None, typer.Option(help="The other period, before this.")] = None,
    time_zone: Zone = None,
    as_json: Json = False,
) -> None:
    """Compare two periods or two areas: how much the second differs, and how sure that is."""
    from compliance import config
    from compliance.counts.comparison import compare as compared
    from compliance.counts.comparison_text import to_json, to_table
    from compliance.counts.reader import open_reader
    from compliance.counts.sides import Wish, read_sides
    from compliance.errors import ConfigError, StoreError
    from compliance.moments import moment, zone_named

    settings = config.load_for_store(site, os.environ)
    zone = zone_named(time_zone) if time_zone else settings.time_zone

    def at(option: str, text: str | None) -> datetime | None:
        return moment(option, text, zone) if text else None

    wish = Wish(
        area,
        at("--since", since),
        at("--until", until),
        at("--change", change),
        with_area,
        at("--with-since", with_since),
        at("--with-until", with_until),
    )
    if not wish.says_one_thing:
        raise ConfigError(
            "say one thing to compare with",
            "Write --change DAY, --with-area NAME, or --with-since DAY --with-until DAY.",
        )
    with open_reader(settings.database.url, settings.site) as reader:
        sides = read_sides(reader, wish)
        measured = measured_by(settings.models, reader.pairs())
    found = compared(sides.first, sides.second, measured)
    if found is None:
        raise StoreError("nothing is released on one of the two sides", "Widen its period.")
    if as_json:
        sys.stdout.write(to_json(found, sides.names, zone))
    else:
        out.print(to_table(found, sides.names, zone), soft_wrap=False)
    _note_what_is_allowed(settings)


def trend(
    site: Site,
    per: Annotated[Per, typer.Option(help="What a point of the line sums.")] = Per.DAY,
    area: Area = None,
    since: Since = None,
    until: Until = None,
    time_zone: Zone = None,
    as_csv: Csv = False,
    as_json: Json = False,
) -> None:
    """Tell by how much the rate of each area rises or falls a week, and how sure that is."""
    from compliance import config
    from compliance.counts import trend_text
    from compliance.counts.reader import open_reader
    from compliance.counts.trend import trend as drawn
    from compliance.moments import moment, zone_named

    settings = config.load_for_store(site, os.environ)
    zone = zone_named(time_zone) if time_zone else settings.time_zone
    since_at = moment("--since", since, zone) if since else None
    until_at = moment("--until", until, zone) if until else None
    with open_reader(settings.database.url, settings.site) as reader:
        releases = reader.releases(since_at, until_at, area, with_sureness=False)
        measured = measured_by(settings.models, reader.pairs(area))
    found = drawn(releases, zone, measured, per)
    if as_csv:
        trend_text.write_csv(found, sys.stdout)
    elif as_json:
        trend_text.write_json(found, sys.stdout)
    elif found:
        out.print(trend_text.to_table(found), soft_wrap=False)
    else:
        say("Nothing is released yet.")
    _note_what_is_allowed(settings)


def show(
    areas: Iterable[list[Release]],
    by: By,
    zone: ZoneInfo,
    measured: "Measured",
    *,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Print the report of releases that come area by area, in order of time."""
    from compliance.counts import report_text
    from compliance.counts.report import Terms, rows_of_area

    terms = Terms(by, zone, measured)
    rows = (row for area in areas for row in rows_of_area(area, terms))
    if as_csv:
        report_text.write_csv(rows, sys.stdout)
    elif as_json:
        report_text.write_json(rows, sys.stdout)
    else:
        out.print(report_text.to_table(list(rows), out.width), soft_wrap=False)


def _show_week(
    areas: Iterator[list[Release]],
    zone: ZoneInfo,
    measured: "Measured",
    *,
    as_csv: bool,
    as_json: bool,
) -> None:
    from compliance.counts import profile_text
    from compliance.counts.profile import profile

    rows = (row for area in areas for row in profile(area, zone, measured))
    if as_csv:
        profile_text.write_csv(rows, sys.stdout)
    elif as_json:
        profile_text.write_json(rows, sys.stdout)
    else:
        tables = profile_text.to_tables(list(rows))
        for table in tables:
            out.print(table, soft_wrap=False)
        if not tables:
            say("Nothing is released yet.")


def _note_what_is_allowed(settings: "Config") -> None:
    """Say beside the figures, not among them, that a promise is kept by code alone."""
    if settings.allow_unsandboxed:
        err.print(
            "allow_unsandboxed is set: cameras may run without the privacy lock; "
            "compliance_worker_sandboxed says which do."
        )


def measured_by(folder: Path, pairs: Iterable["Pair"] = ()) -> "Measured":
    """Return what the models in a folder are known to do to a rate, and audits beside them."""
    from compliance.counts.rates import measured_of
    from compliance.models import read_manifest

    return measured_of(read_manifest(folder)).beside(pairs)
