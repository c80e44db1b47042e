"""/api/v1 as one, with its description."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.openapi.utils import get_openapi

from compliance.counts.web.answers import of_json
from compliance.counts.web.query import ZONES, zone_names
from compliance.counts.web.site_shapes import Problem
from compliance.counts.web.sources import Sources
from compliance.counts.web.v1.described import token_refusals, with_examples
from compliance.counts.web.v1.figures import figures_router
from compliance.counts.web.v1.site import site_router

PREFIX = "/api/v1"

_ABOUT = (
    "Anonymous mask-compliance statistics: released rows only, each of an interval of at least "
    "20 minutes and enough people. Every rate comes with its count, its 95 % interval, the rate "
    "corrected by the models' measured errors, the share of undecided and the coverage. Times are "
    "ISO 8601 with the offset of the zone asked for. What goes wrong is told as problem+json."
)
_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {
        "type": "http",
        "scheme": "basic",
        "description": "Any user name, with the token as password.",
    },
}


def api_router(sources: Sources, *, needs_token: bool = False) -> APIRouter:
    """Return the API. `needs_token`: whoever asks must have one, and is told so."""
    router = APIRouter(prefix=PREFIX, generate_unique_id_function=lambda route: route.name)
    router.include_router(figures_router(sources))
    router.include_router(site_router(sources))
    description = describe(router, sources.version, needs_token=needs_token)

    @router.get("/openapi.json", include_in_schema=False)
    def read_description(request: Request) -> Response:
        return of_json(request, description)

    return router


def describe(router: APIRouter, version: str, *, needs_token: bool) -> dict[str, Any]:
    """Return the API's description in OpenAPI 3.1."""
    whole = get_openapi(
        title="compliance", version=version, description=_ABOUT, routes=router.routes
    )
    schemas = whole["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= {**problem.pop("$defs"), Problem.__name__: problem}
    schemas[ZONES] = {
        "type": "string",
        "enum": list(zone_names()),
        "description": "Whose hours and days are told; the site's by default.",
    }
    operations = [operation for path in whole["paths"].values() for operation in path.values()]
    for operation in operations:
        with_examples(operation)
    if needs_token:
        whole["components"]["securitySchemes"] = _SCHEMES
        whole["security"] = [{name: []} for name in _SCHEMES]
        for operation in operations:
            operation["responses"] |= {str(code): told for code, told in token_refusals().items()}
    return whole
