"""How large a request may be, how long it may take, and how many are served at once; pure."""

from dataclasses import dataclass
from http import HTTPStatus

from compliance.counts.web.asked import Asked
from compliance.counts.web.problems import Problem

_CLOSE = (("Connection", "close"),)  # what else was sent is not read


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take of the machine that counts."""

    target_bytes: int = 16_384
    head_bytes: int = 16_384
    body_bytes: int = 65_536
    requests: int = 16
    """Answered at once; probes and /metrics are answered beside them."""
    attempts: int = 10
    """A minute of one address with a token that opens nothing; then it must wait."""
    arrive_seconds: float = 10.0
    """From the first byte of a request, or the connection's start, to its last byte."""
    begin_seconds: float = 30.0
    """From then to the answer's first byte."""
    stall_seconds: float = 20.0
    """For which somebody may stop reading their answer."""
    whole_seconds: float = 600.0
    """For an answer altogether."""

    @property
    def unread_bytes(self) -> int:
        """Of a request's head that the server keeps before it is whole."""
        return 2 * (self.target_bytes + self.head_bytes)


def too_large(request: Asked, limits: Limits) -> Problem | None:
    """Return what is too large about a request; None when nothing is."""
    if request.target_bytes > limits.target_bytes:
        return Problem(
            HTTPStatus.REQUEST_URI_TOO_LONG,
            f"The address has {request.target_bytes} bytes; {limits.target_bytes} are read.",
            headers=_CLOSE,
        )
    if request.head_bytes > limits.head_bytes:
        return Problem(
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            f"The headers have {request.head_bytes} bytes; {limits.head_bytes} are read.",
            headers=_CLOSE,
        )
    if "transfer-encoding" in request.headers:
        return Problem(
            HTTPStatus.LENGTH_REQUIRED,
            "The body does not say how long it is; send Content-Length.",
            headers=_CLOSE,
        )
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > limits.body_bytes:
        return Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"A body of more than {limits.body_bytes} bytes is not read.",
            headers=_CLOSE,
        )
    return None
