"""The application: probes, /metrics and whatever else is given, behind one guard."""

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, FastAPI, Header, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from compliance.counts.web.doorway import Doorway
from compliance.counts.web.faults import tell_problems
from compliance.counts.web.guard import IS_KNOWN, Guard

Reasons = Callable[[], Sequence[str]]
"""Returns what stands against it, in plain words without a credential; empty when all is well."""


def build_app(
    metrics: Collector,
    against_life: Reasons,
    against_readiness: Reasons,
    routers: Sequence[APIRouter] = (),
    doorway: Doorway | None = None,
) -> Guard:
    """Return the application behind its guard; without a doorway, everybody may ask it.

    The framework's pages of documentation are off: they would load scripts from elsewhere.
    """
    app = FastAPI(
        title="compliance", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    tell_problems(app)
    for router in (_probes(metrics, against_life, against_readiness), *routers):
        app.include_router(router)
    return Guard(app, doorway or Doorway())


def _probes(metrics: Collector, against_life: Reasons, against_readiness: Reasons) -> APIRouter:
    router = APIRouter()

    @router.get("/metrics")
    def read_metrics(accept: Annotated[str, Header()] = "") -> Response:
        encode, content_type = choose_encoder(accept)
        return Response(encode(metrics), headers={"Content-Type": content_type})

    @router.get("/healthz")
    def read_health(request: Request) -> JSONResponse:
        return _answer(against_life(), request)

    @router.get("/readyz")
    def read_readiness(request: Request) -> JSONResponse:
        return _answer(against_readiness(), request)

    return router


def _answer(reasons: Sequence[str], request: Request) -> JSONResponse:
    """Return the verdict; its reasons name cameras, so strangers are not told them."""
    told = list(reasons) if request.scope["state"][IS_KNOWN] else []
    content = {"status": "failing" if reasons else "ok", "reasons": told}
    return JSONResponse(content, status_code=503 if reasons else 200)
