"""Who is let in: from which page, under which name, with which token."""

import base64
import binascii
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from http import HTTPStatus

from compliance.counts.web.asked import Asked
from compliance.counts.web.attempts import Attempts
from compliance.counts.web.gate import group_of, is_address
from compliance.counts.web.problems import Problem
from compliance.counts.web.tokens import Holder, Scope, TokensFile, whose

PROBES = ("/healthz", "/readyz")
METRICS = "/metrics"

_OURSELVES = ("127.0.0.1", "localhost", "[::1]")
_CHALLENGE = (
    ("WWW-Authenticate", 'Basic realm="compliance", charset="UTF-8"'),
    ("WWW-Authenticate", 'Bearer realm="compliance"'),
)
_OTHER_PAGES = ("cross-site", "same-site")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Access:
    """The rules of a port."""

    tokens: TokensFile | None = None
    """None: everybody who reaches the port is let in."""
    names: Collection[str] | None = None
    """Host names that the port answers to; None: any."""
    is_behind_proxy: bool = False
    """The proxy says whom a request is of."""
    open_paths: Collection[str] = ()
    """What needs no token beside the probes: each path with everything below it."""


def own_names(host: str) -> Collection[str]:
    """Return the names under which a port of this machine alone is asked for.

    A browser that asks for another name was led here by a page whose own name that is (DNS
    rebinding), and would give our answers to that page.
    """
    return {*_OURSELVES, f"[{host}]" if ":" in host else host}


class Doorman:
    """Refuses whom the rules do not let in."""

    def __init__(self, access: Access, attempts: int, clock: Callable[[], float]) -> None:
        """Begin with nobody refused; `attempts` as in `Limits`, `clock` tells monotonic seconds."""
        self._access = access
        self._clock = clock
        self._attempts = Attempts(attempts)

    def refusal(self, request: Asked) -> Problem | None:
        """Return why a request is refused; None when it may pass."""
        if not self._is_asked_for_by_name(request):
            return Problem(
                HTTPStatus.MISDIRECTED_REQUEST,
                "This port answers on this machine alone, to the names 127.0.0.1 and localhost. "
                "Where a proxy asks under another name, write behind_proxy = true under [http].",
            )
        if _is_of_another_page(request):
            return Problem(
                HTTPStatus.FORBIDDEN, "A page of another site asks; its reader may open the link."
            )
        return None if self._is_open(request.path) else self._without_token(request)

    def is_known(self, request: Asked) -> bool:
        """Say whether a request that passed came with a token, or needs none anywhere."""
        return self._access.tokens is None or self._holder(request) is not None

    def _is_asked_for_by_name(self, request: Asked) -> bool:
        names, host = self._access.names, request.headers.get("host")
        if names is None or host is None:  # no browser leaves it out
            return True
        name, _, port = host.rpartition(":")
        return (name if port.isdecimal() else host).lower() in names

    def _is_open(self, path: str) -> bool:
        return path in PROBES or any(
            path == each or path.startswith(f"{each}/") for each in self._access.open_paths
        )

    def _without_token(self, request: Asked) -> Problem | None:
        if self._access.tokens is None:
            return None
        if "authorization" not in request.headers:
            return Problem(
                HTTPStatus.UNAUTHORIZED,
                "A token is needed: send `Authorization: Bearer TOKEN`, or the token as password "
                "with any user name. `compliance token NAME` makes one.",
                headers=_CHALLENGE,
            )
        holder = self._holder(request)
        if holder is None:
            return self._failed(request)
        if holder.scope is Scope.METRICS and request.path != METRICS:
            return Problem(
                HTTPStatus.FORBIDDEN,
                f"This token opens {METRICS} alone; `compliance token NAME --scope read` makes "
                "one that opens everything.",
            )
        return None

    def _holder(self, request: Asked) -> Holder | None:
        tokens = self._access.tokens
        token = token_in(request.headers.get("authorization", ""))
        if tokens is None or not token:
            return None
        if error := tokens.refresh():
            _log.error("%s; the tokens before it stay in force", error.message)
        return whose(token, tokens.holders)

    def _failed(self, request: Asked) -> Problem:
        verdict = self._attempts.failed(self._address(request), self._clock())
        if verdict.line:
            _log.warning("%s", verdict.line)
        if verdict.is_limited:
            return Problem(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"Too many tokens that open nothing; try again in {verdict.wait_seconds} s.",
                headers=(("Retry-After", str(verdict.wait_seconds)),),
            )
        return Problem(HTTPStatus.UNAUTHORIZED, "The token opens nothing here.", headers=_CHALLENGE)

    def _address(self, request: Asked) -> str:
        if not self._access.is_behind_proxy:
            return request.address
        # The last one is the proxy's word; those before it are whatever the client sent.
        said = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        return group_of(said) if is_address(said) else request.address


def token_in(authorization: str) -> str:
    """Return the token in the header's value, a Bearer's or a Basic password; empty for none."""
    scheme, _, rest = authorization.strip().partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(rest.strip(), validate=True).decode("utf-8").partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _is_of_another_page(request: Asked) -> bool:
    """Say whether a browser asks for the sake of another site's page, not of its reader."""
    is_followed_link = request.headers.get("sec-fetch-mode") == "navigate"
    return request.headers.get("sec-fetch-site") in _OTHER_PAGES and not is_followed_link
