"""The page, the looks it asks for, and the areas it sends."""

from collections.abc import Callable
from importlib.resources import files
from typing import Protocol

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from compliance.attended.guard import Guard
from compliance.errors import ConfigError
from compliance.preview.areas import Areas, read_areas
from compliance.preview.board import Board

WAIT_SECONDS = 5.0
"""How long a request for the next look waits for it."""

_KINDS = {"page.css": "text/css", "page.js": "text/javascript", "draw.js": "text/javascript"}

About = dict[str, str | int | float | bool]
"""What the page says of the camera and of what is published; plain values."""


class Watcher(Protocol):
    """Whoever looks at the camera."""

    def try_areas(self, areas: Areas) -> int:
        """Count as with these areas from now on; return their number, which looks will tell."""


def build_app(
    token: str, about: About, board: Board, watcher: Watcher, on_areas: Callable[[Areas], None]
) -> FastAPI:
    """Return the application; all of it lies behind the token.

    `on_areas` is told of areas that shall stand in the terminal.
    """
    routes = APIRouter(prefix=f"/{token}")

    @routes.get("/")
    def read_page() -> Response:
        return Response(_file("page.html"), media_type="text/html")

    @routes.get("/about")
    def read_about() -> JSONResponse:
        return JSONResponse(about)

    @routes.get("/look")
    def read_look(after: int = 0) -> Response:
        look = board.after(after, WAIT_SECONDS)
        if look is None:
            return Response(status_code=204)
        number = {"Look-Number": str(look.number)}
        return Response(look.to_bytes(), headers=number, media_type="application/octet-stream")

    @routes.post("/areas")
    async def write_areas(request: Request, is_told: bool = False) -> Response:  # noqa: FBT001, FBT002
        try:
            areas = read_areas(await request.body())
        except ConfigError as error:
            return PlainTextResponse(error.message, status_code=422)
        if is_told:
            on_areas(areas)
            return PlainTextResponse(areas.to_toml())
        number = {"Areas-Number": str(watcher.try_areas(areas))}
        return PlainTextResponse(areas.to_toml(), headers=number)

    for name, kind in _KINDS.items():
        routes.add_api_route(f"/{name}", _reader(name, kind), methods=["GET"])

    app = FastAPI(title="preview", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(routes)
    app.add_middleware(Guard, token=token)
    return app


def _reader(name: str, kind: str) -> Callable[[], Response]:
    return lambda: Response(_file(name), media_type=kind)


def _file(name: str) -> bytes:
    return files("compliance.preview").joinpath("page", name).read_bytes()
