"""The page, the time it asks for, and the intervals it hands in."""

from collections.abc import Callable
from datetime import datetime
from importlib.resources import files
from typing import Protocol

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.concurrency import run_in_threadpool

from compliance.attended.guard import Guard
from compliance.attended.names import Names, of_this_machine
from compliance.audit.intervals import Clock, Post, TooEarlyError, read_interval
from compliance.counts.auditing.agreement import MINIMUM_PAIRS
from compliance.counts.auditing.desk import Answer
from compliance.counts.auditing.pairs import Audit, Pair
from compliance.counts.disclosure import ModelIdentity
from compliance.errors import ConfigError, StoreError

_KINDS = {"page.css": "text/css"} | dict.fromkeys(
    ("page.js", "book.js", "clock.js", "post.js", "press.js", "view.js", "worker.js"),
    "text/javascript",
)
_NO_ANSWER = "the database does not answer"


class Takes(Protocol):
    """Whoever takes audits and tells what came of others; see `counts.auditing.desk`."""

    def hand_in(self, audit: Audit) -> Answer:
        """Keep an audit until its interval is released."""

    def released_until(self, area: str) -> datetime | None:
        """Return up to when an area's intervals are published."""

    def pairs(self, area: str | None = None) -> list[Pair]:
        """Return what was compared."""


def build_app(
    token: str,
    post: Post,
    models: ModelIdentity,
    desk: Takes,
    clock: Clock,
    on_kept: Callable[[Audit], None] = lambda _: None,
    names: Names = of_this_machine,
) -> FastAPI:
    """Return the application; all of it lies behind the token.

    `models`: those whose audits are counted. `on_kept` is told of each interval that is kept.
    """
    routes = APIRouter(prefix=f"/{token}")

    @routes.get("/")
    def read_page() -> Response:
        return Response(_file("page.html"), media_type="text/html")

    @routes.get("/about")
    def read_about() -> Response:
        try:
            return JSONResponse(_about(post, models, desk, clock))
        except StoreError:
            return PlainTextResponse(_NO_ANSWER, status_code=503)

    @routes.post("/intervals")
    async def write_interval(request: Request) -> Response:
        data = await request.body()
        try:
            audit = read_interval(data, post, clock())
            answer = await run_in_threadpool(desk.hand_in, audit)
        except TooEarlyError:
            return JSONResponse({"answer": "too early"}, status_code=409)
        except ConfigError as error:
            return PlainTextResponse(error.message, status_code=422)
        except StoreError:
            return PlainTextResponse(_NO_ANSWER, status_code=503)
        if answer is Answer.KEPT:
            on_kept(audit)
        status = 409 if answer is Answer.NO_AREA else 200
        return JSONResponse({"answer": answer.value}, status_code=status)

    for name, kind in _KINDS.items():
        routes.add_api_route(f"/{name}", _reader(name, kind), methods=["GET"])

    app = FastAPI(title="audit", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(routes)
    app.add_middleware(Guard, token=token, names=names)
    return app


def _about(post: Post, models: ModelIdentity, desk: Takes, clock: Clock) -> dict[str, object]:
    until = desk.released_until(post.area)
    compared = sum(pair.models == models for pair in desk.pairs(post.area))
    return {
        "site": post.site,
        "area": post.area,
        "cameras": list(post.cameras),
        "seconds": round(post.bucket.total_seconds()),
        "compared": compared,
        "needed": MINIMUM_PAIRS,
        "released_until": round(until.timestamp()) if until else None,
        "now_ms": round(clock().timestamp() * 1000),
    }


def _reader(name: str, kind: str) -> Callable[[], Response]:
    return lambda: Response(_file(name), media_type=kind)


def _file(name: str) -> bytes:
    return files("compliance.audit").joinpath("page", name).read_bytes()
