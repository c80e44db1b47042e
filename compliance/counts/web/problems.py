"""What went wrong with a request, as RFC 9457 writes it: application/problem+json."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One parameter that cannot be used."""

    parameter: str
    detail: str
    """What was found, and what to write."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request has no answer."""

    status: HTTPStatus
    detail: str
    """In a sentence, with what to do; nothing secret is in it."""
    faults: tuple[Fault, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> bytes:
        """Return the body; its type is about:blank, so its title is the status's own phrase."""
        whole: dict[str, object] = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": int(self.status),
            "detail": self.detail,
        }
        if self.faults:
            whole["parameters"] = [
                {"parameter": fault.parameter, "detail": fault.detail} for fault in self.faults
            ]
        return json.dumps(whole, ensure_ascii=False).encode()


OURS = Problem(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "A fault of the product, not of the request. The log holds it; please report it.",
)


class ProblemError(Exception):
    """Raised where a request turns out to have no answer."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def of_parameters(faults: Sequence[Fault]) -> ProblemError:
    """Return the error of parameters that cannot be used."""
    told = "; ".join(f"{fault.parameter}: {fault.detail}" for fault in faults)
    return ProblemError(Problem(HTTPStatus.UNPROCESSABLE_ENTITY, told, tuple(faults)))


def missing(detail: str) -> ProblemError:
    """Return the error of something that is not there."""
    return ProblemError(Problem(HTTPStatus.NOT_FOUND, detail))


def busy(detail: str, seconds: int) -> Problem:
    """Return the problem of what may work if it is asked for again so many seconds later."""
    again = ("Retry-After", str(seconds))
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers=(again,))
