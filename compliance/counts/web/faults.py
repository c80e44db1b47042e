"""What the framework, and our own parts, raise, told as problems."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from compliance.counts.web.problems import (
    MEDIA_TYPE,
    OURS,
    Fault,
    Problem,
    ProblemError,
    busy,
    of_parameters,
)
from compliance.errors import ComplianceError

_AGAIN_SECONDS = 5
_NOWHERE = "Nothing is at this address; /api/v1/openapi.json lists what there is."


def tell_problems(app: FastAPI) -> None:
    """Have the application answer with problems."""

    @app.exception_handler(ProblemError)
    async def of_ours(_: Request, error: ProblemError) -> Response:
        return respond(error.problem)

    @app.exception_handler(ComplianceError)
    async def of_the_product(_: Request, error: ComplianceError) -> Response:
        return respond(busy(error.message, _AGAIN_SECONDS))

    @app.exception_handler(RequestValidationError)
    async def of_a_parameter(_: Request, error: RequestValidationError) -> Response:
        faults = [_fault(each) for each in error.errors()]
        return respond(of_parameters(faults).problem)

    @app.exception_handler(Exception)
    async def of_our_own_making(_: Request, __: Exception) -> Response:
        return respond(OURS)  # it is raised again, and logged, behind this

    @app.exception_handler(HTTPException)
    async def of_the_framework(request: Request, error: HTTPException) -> Response:
        status = HTTPStatus(error.status_code)
        if status is HTTPStatus.NOT_FOUND:
            return respond(Problem(status, _NOWHERE))
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = _allowed(error.headers or {})
            told = f"{request.method} is not for this address; {allowed} are."
            return respond(Problem(status, told, headers=(("Allow", allowed),)))
        return respond(Problem(status, str(error.detail)))


def respond(problem: Problem) -> Response:
    """Return a problem as an answer."""
    answer = Response(problem.to_json(), int(problem.status), media_type=MEDIA_TYPE)
    for name, text in problem.headers:
        answer.headers.append(name, text)
    return answer


def _allowed(headers: Mapping[str, str]) -> str:
    """Return the methods of an address; whatever may be got may be asked for its headers."""
    methods = {each.strip() for each in headers.get("Allow", "").split(",") if each.strip()}
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


def _fault(found: Mapping[str, Any]) -> Fault:
    parameter = str(found["loc"][-1])
    shown = repr(str(found.get("input", "")))[:60]
    if found["type"] == "extra_forbidden":
        return Fault(parameter, "is not a parameter here; /api/v1/openapi.json lists them")
    if found["type"] == "value_error":
        return Fault(parameter, f"{shown} {found['ctx']['error']}")
    return Fault(parameter, f"{shown} is refused: {found['msg'].lower()}")
