"""/api/v1/compliance, /compare and /trend: released figures, as the command line tells them."""

from itertools import islice
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from compliance.counts import comparison_text, trend_text
from compliance.counts.comparison import compare
from compliance.counts.reader import Reader
from compliance.counts.sides import read_sides
from compliance.counts.trend import trend
from compliance.counts.web.answers import form_of, known, of_bytes, of_csv, of_json, tag_of, to_json
from compliance.counts.web.cursor import Cursor, cursor_in, digest_of
from compliance.counts.web.listing import Listing, bounds_of
from compliance.counts.web.problems import missing
from compliance.counts.web.query import Form
from compliance.counts.web.shapes import Comparison, Rows, Trends
from compliance.counts.web.sources import Sources
from compliance.counts.web.v1.asked import CompareAsked, ComplianceAsked, TrendAsked
from compliance.counts.web.v1.described import answers


def figures_router(sources: Sources) -> APIRouter:
    """Return the endpoints that tell rates."""
    router = APIRouter(tags=["figures"])

    @router.get(
        "/compliance",
        summary="Rates, with how sure they are",
        responses=answers(Rows, "compliance", "compliance_week", is_csv=True),
    )
    def read_compliance(asked: Annotated[ComplianceAsked, Query()], request: Request) -> Response:
        """Tell rates by release, hour, day, or weekday and hour, with how sure they are.

        JSON comes in pages; CSV comes whole, from `cursor` on if one is given.
        """
        return compliance(sources, asked, request)

    @router.get(
        "/compare", summary="Two periods or areas", responses=answers(Comparison, "compare")
    )
    def read_comparison(asked: Annotated[CompareAsked, Query()], request: Request) -> Response:
        """Tell how much a second period or area differs from a first, and how sure that is."""
        return comparison(sources, asked, request)

    @router.get("/trend", summary="How rates go", responses=answers(Trends, "trend", is_csv=True))
    def read_trend(asked: Annotated[TrendAsked, Query()], request: Request) -> Response:
        """Tell by how much the rate of each area rises or falls a week, and how sure that is.

        CSV has a line per day or week, with the slope of its area on each.
        """
        return trends(sources, asked, request)

    return router


def compliance(sources: Sources, asked: ComplianceAsked, request: Request) -> Response:
    """Return a page of rows, or all of them as CSV."""
    form = form_of(request, asked.format, *Form)
    selection = asked.selection(sources.zone)
    reader = reader_with(sources, selection.area)
    digest = digest_of(selection, asked.by)
    begun = cursor_in(asked.cursor, digest) if asked.cursor is not None else None
    period = selection.period
    extents = reader.extents(period.since, period.until, selection.area)
    pairs = reader.pairs(selection.area)
    # A release never changes, and comes after its area's others: as long as how far they reach
    # stays, and what was seen beside them, so does every row.
    tag = tag_of(sources.version, sources.model, digest, begun, form, asked.limit, extents, pairs)
    if answer := known(request, tag):
        return answer
    bounds = begun.bounds if begun else bounds_of(extents)
    listing = Listing(reader, selection, asked.by, sources.measured.beside(pairs), bounds)
    if form is Form.CSV:
        name = f"compliance-{sources.site}-by-{asked.by.value}"
        return of_csv(listing.columns, (row.record for row in listing.rows(begun)), name, tag)
    found = list(islice(listing.rows(begun), asked.limit + 1))
    page = found[: asked.limit]
    following = None
    if len(found) > asked.limit:
        following = Cursor(digest, bounds, page[-1].area, page[-1].key).to_text()
    whole = {
        "by": asked.by.value,
        "time_zone": selection.zone.key,
        "items": [row.record for row in page],
        "next": following,
    }
    answer = of_bytes(request, to_json(whole), tag)
    if following:
        answer.headers["Link"] = _link(request, following)
    return answer


def _link(request: Request, following: str) -> str:
    """Return where the next page is (RFC 8288)."""
    others = [(name, text) for name, text in request.query_params.items() if name != "cursor"]
    return f'<?{urlencode([*others, ("cursor", following)])}>; rel="next"'


def comparison(sources: Sources, asked: CompareAsked, request: Request) -> Response:
    """Return how two selections differ."""
    form_of(request, None, Form.JSON)
    zone = asked.zone(sources.zone)
    wish = asked.wish(zone)
    reader = reader_with(sources, wish.area, wish.with_area)
    sides = read_sides(reader, wish)
    found = compare(sides.first, sides.second, sources.measured.beside(reader.pairs()))
    if found is None:
        raise missing("Nothing is released on one of the two sides; widen its period.")
    return of_json(request, comparison_text.to_record(found, sides.names, zone))


def trends(sources: Sources, asked: TrendAsked, request: Request) -> Response:
    """Return how the rates of areas went."""
    form = form_of(request, asked.format, *Form)
    selection = asked.selection(sources.zone)
    period = selection.period
    reader = reader_with(sources, selection.area)
    releases = reader.releases(period.since, period.until, selection.area, with_sureness=False)
    measured = sources.measured.beside(reader.pairs(selection.area))
    found = trend(releases, selection.zone, measured, asked.per)
    if form is Form.JSON:
        items = [trend_text.to_record(each) for each in found]
        return of_json(request, {"time_zone": selection.zone.key, "items": items})
    lines = list(trend_text.line_records(found))
    tag = tag_of(lines)
    name = f"trend-{sources.site}-per-{asked.per.value}"
    return known(request, tag) or of_csv(trend_text.COLUMNS, lines, name, tag)


def reader_with(sources: Sources, *areas: str | None) -> Reader:
    """Return the reader; raises ProblemError when there is no such area."""
    reader = sources.reader()
    known_areas = sorted({*reader.areas(), *sources.areas})
    for area in areas:
        if area is not None and area not in known_areas:
            raise missing(f"There is no area {area}; there are: {', '.join(known_areas)}.")
    return reader
