"""The page's addresses: itself, its files, its figures, and the page for passers-by."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import HTMLResponse, JSONResponse

from compliance.counts.dashboard.assets import assets, text_of
from compliance.counts.dashboard.desk import Desk
from compliance.counts.dashboard.document import document
from compliance.counts.dashboard.period import Period, complete_days, today
from compliance.counts.dashboard.public import (
    PublicFigures,
    language_for,
    public_figures,
    public_page,
)
from compliance.counts.web.problems import Problem, ProblemError
from compliance.errors import ConfigError

MOST_DAYS = 800
"""Days that can be asked for at once: two years and a little."""
PUBLIC = "/public"
"""What lies here and below is for everybody, where it is configured."""

_PUBLIC_FILES = {"public.css": "text/css", "icon.svg": "image/svg+xml"}
_FRESH = {"Cache-Control": "no-cache"}
_KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}


def dashboard_routes(desk: Desk) -> APIRouter:
    """Return the addresses of the page."""
    routes = APIRouter(include_in_schema=False)
    found = assets()

    @routes.get("/")
    def read_page() -> Response:
        return HTMLResponse(found.page, headers=_FRESH)

    @routes.get("/overview")
    def read_overview(
        area: Annotated[str | None, Query(max_length=64)] = None,
        since: date | None = None,
        until: date | None = None,
    ) -> Response:
        with _told():
            live = desk.live()
            period = _period(since, until, today(live.now, desk.zone))
            found = desk.overview(desk.checked(area), period)
            return JSONResponse(document(found, live), headers=_FRESH)

    @routes.get("/assets/{name}")
    def read_asset(name: str, v: str = "") -> Response:
        asset = found.files.get(name)
        if asset is None:
            raise ProblemError(Problem(HTTPStatus.NOT_FOUND, "There is no such file."))
        headers = _KEPT if v == found.version else _FRESH
        return Response(asset.body, media_type=asset.media_type, headers=headers)

    return routes


def public_routes(desk: Desk) -> APIRouter:
    """Return the addresses for passers-by; they need no token, where others do."""
    routes = APIRouter(prefix=PUBLIC, include_in_schema=False)
    texts = {name: text_of(name) for name in _PUBLIC_FILES}
    version = sha256("\0".join(texts.values()).encode()).hexdigest()[:12]
    style, icon = (f"{PUBLIC[1:]}/{name}?v={version}" for name in _PUBLIC_FILES)

    @routes.get("")
    def read_public_page(
        language: str = "", accept_language: Annotated[str, Header()] = ""
    ) -> Response:
        chosen = language_for(language, accept_language)
        page = public_page(_public_figures(desk), desk.terms, chosen, style, icon)
        headers = {**_FRESH, "Content-Language": chosen, "Vary": "Accept-Language"}
        return HTMLResponse(page, headers=headers)

    @routes.get("/figures")
    def read_public_figures() -> Response:
        return JSONResponse(public_figures(_public_figures(desk)), headers=_FRESH)

    @routes.get("/{name}")
    def read_public_file(name: str) -> Response:
        if name not in texts:
            raise ProblemError(Problem(HTTPStatus.NOT_FOUND, "There is no such file."))
        return Response(texts[name], media_type=_PUBLIC_FILES[name], headers=_KEPT)

    return routes


def _public_figures(desk: Desk) -> PublicFigures:
    with _told():
        now = desk.live().now
        periods = today(now, desk.zone), complete_days(now, desk.zone, 7)
        wholes = [desk.overview(None, period).whole for period in periods]
    return PublicFigures(*(whole.figures if whole else None for whole in wholes))


@contextmanager
def _told() -> Iterator[None]:
    """Answer 404 for what there is not."""
    try:
        yield
    except ConfigError as error:
        told = f"{error.message[0].upper()}{error.message[1:]}."
        raise ProblemError(Problem(HTTPStatus.NOT_FOUND, told)) from error


def _period(since: date | None, until: date | None, otherwise: Period) -> Period:
    if since is None and until is None:
        return otherwise
    after = until or otherwise.after
    first = since or after - timedelta(days=1)
    if not 0 < (after - first).days <= MOST_DAYS:
        told = f"Ask for 1 to {MOST_DAYS} days, the first before the last."
        raise ProblemError(Problem(HTTPStatus.UNPROCESSABLE_ENTITY, told))
    return Period(first, after, otherwise.zone)
