"""The running daemon asked, at the address the configuration names, how its cameras are."""

from collections.abc import Iterable
from http import HTTPStatus
from http.client import HTTPException

from prometheus_client.parser import text_string_to_metric_families

from compliance.asking import TOKEN_VARIABLE, address, answer
from compliance.config import Config
from compliance.papers.facts import CameraState, ServiceFacts

_ANSWER_SECONDS = 3.0
_MOST_BYTES = 5_000_000


class TokenNeededError(ValueError):
    """The daemon answers, and tells nothing without a token."""

    def __init__(self) -> None:
        super().__init__(f"it asks for a token: set {TOKEN_VARIABLE} to one that opens /metrics")


def ask(config: Config, token: str = "") -> ServiceFacts:
    """Return what the site's daemon says of itself; its problem when it does not answer.

    `token`: one that opens /metrics, where the daemon asks for one.
    """
    try:
        return parse(metrics_of(config, token), config.site)
    except TokenNeededError as error:
        return ServiceFacts(problem=str(error), asks_for_token=True)
    except (OSError, HTTPException, ValueError) as error:
        return ServiceFacts(problem=f"no answer at {address(config)}: {error}")


def parse(exposition: str, site: str) -> ServiceFacts:
    """Return what a daemon's /metrics say of a site. Raises ValueError for any other text."""
    version, up, locked = "", dict[str, bool](), dict[str, bool]()
    for family in text_string_to_metric_families(exposition):
        for name, labels, value, *_ in family.samples:
            if name == "compliance_build_info":
                version = labels.get("version", "")
            elif labels.get("site") == site and name == "compliance_stream_up":
                up[labels["camera"]] = bool(value)
            elif labels.get("site") == site and name == "compliance_worker_sandboxed":
                locked[labels["camera"]] = bool(value)
    if not up:
        message = f"it does not count site {site}"
        raise ValueError(message)
    return ServiceFacts(version, tuple(_states(up, locked)))


def _states(up: dict[str, bool], locked: dict[str, bool]) -> Iterable[CameraState]:
    return (CameraState(name, is_up, locked.get(name)) for name, is_up in up.items())


def metrics_of(config: Config, token: str = "") -> str:
    """Return the exposition of the site's daemon.

    Raises OSError, HTTPException or ValueError when none answers so; the last is
    TokenNeededError where it asks for a token.
    """
    with answer(config, "/metrics", _ANSWER_SECONDS, token) as found:
        if found.status == HTTPStatus.UNAUTHORIZED:
            raise TokenNeededError
        if found.status != HTTPStatus.OK:
            message = f"the answer was {found.status} {found.reason}"
            raise ValueError(message)
        return found.read(_MOST_BYTES).decode("utf-8")
