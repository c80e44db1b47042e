"""The running daemon asked, at the address the configuration names, how its cameras are."""

from collections.abc import Iterable
from http.client import HTTPConnection, HTTPException

from prometheus_client.parser import text_string_to_metric_families

from compliance.config import Config
from compliance.papers.facts import CameraState, ServiceFacts

_ANSWER_SECONDS = 3.0
_MOST_BYTES = 5_000_000
_OK = 200
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to ask, not to listen


def ask(config: Config) -> ServiceFacts:
    """Return what the site's daemon says of itself; its problem when it does not answer."""
    try:
        return parse(metrics_of(config), config.site)
    except (OSError, HTTPException, ValueError) as error:
        return ServiceFacts(
            problem=f"no answer at {_host(config)} port {config.http_port}: {error}"
        )


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


def metrics_of(config: Config) -> str:
    """Return the exposition of the site's daemon.

    Raises OSError, HTTPException or ValueError when none answers so.
    """
    connection = HTTPConnection(_host(config), config.http_port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", "/metrics")
        answer = connection.getresponse()
        if answer.status != _OK:
            message = f"the answer was {answer.status} {answer.reason}"
            raise ValueError(message)
        return answer.read(_MOST_BYTES).decode("utf-8")
    finally:
        connection.close()


def _host(config: Config) -> str:
    return _EVERYWHERE.get(config.http_host, config.http_host)
