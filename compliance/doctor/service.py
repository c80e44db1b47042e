"""The running daemon asked how it is, and the cameras where it does not run."""

import socket
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from compliance.asking import TOKEN_VARIABLE, reachable
from compliance.config import Config
from compliance.counts.web.doorway import open_doorway
from compliance.doctor.findings import Finding, fault, good, warning
from compliance.errors import ConfigError
from compliance.exposure import is_loopback
from compliance.papers.facts import ServiceFacts
from compliance.probing import ProbeResult

_ENDING = timedelta(days=14)


def port(config: Config, now: datetime) -> Finding:
    """Say who is let in at the HTTP port, and whether what it needs for that can be used."""
    try:
        doorway = open_doorway(config.http_host, config.exposure)
    except ConfigError as error:
        return fault("port", error.message, error.hint)
    reach = "this machine alone" if is_loopback(config.http_host) else "other machines too"
    terms = "with a token" if doorway.access.tokens else "without a token"
    seen = f"port {config.http_port} of {config.http_host}, {reach}, {terms}"
    if doorway.certificate is None:
        return good("port", seen)
    ends = doorway.certificate.ends
    if ends - now < _ENDING:
        told = f"{seen}; its certificate ends on {ends:%Y-%m-%d}"
        return warning("port", told, "Put a new one in its place; it is read without a restart.")
    return good("port", f"{seen}, encrypted until {ends:%Y-%m-%d}")


def service(config: Config, asked: ServiceFacts) -> Finding:
    """Say whether the daemon answers, and if not, whether its port is free for it."""
    if not asked.problem:
        return good("daemon", f"version {asked.version} answers on port {config.http_port}")
    if asked.asks_for_token:
        return warning(
            "daemon",
            f"answers on port {config.http_port}, and tells no more without a token",
            f"Set {TOKEN_VARIABLE} to one that opens /metrics.",
        )
    if is_taken(config.http_host, config.http_port):
        return fault(
            "daemon",
            f"port {config.http_port} answers, but not as site {config.site}: {asked.problem}",
            "Stop what holds the port (`ss -ltnp` shows it), or set another [http] port.",
        )
    return warning("daemon", "does not run", "systemctl start compliance, or `compliance run`.")


def cameras(asked: ServiceFacts, probe: Callable[[], Iterator[ProbeResult]]) -> Iterator[Finding]:
    """Say how each camera is: as the daemon sees it, or tried out where none runs."""
    if asked.asks_for_token:
        return
    if not asked.problem:
        for state in asked.cameras:
            name = f"camera {state.name}"
            if state.is_up:
                yield good(name, "frames arrive")
            else:
                yield fault(name, "is down", "The daemon's log says why.")
        return
    for result in probe():
        name = f"camera {result.camera.name}"
        seen = str(result).splitlines()[0].partition(": ")[2]
        if result.is_good:
            yield good(name, seen)
        else:
            yield fault(name, seen, "`compliance check-config --probe` tries it again.")


def is_taken(host: str, port: int) -> bool:
    """Say whether something listens there."""
    try:
        with socket.create_connection((reachable(host), port), timeout=1.0):
            return True
    except OSError:
        return False
