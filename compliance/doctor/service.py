"""The running daemon asked how it is, and the cameras where it does not run."""

import socket
from collections.abc import Callable, Iterator

from compliance.config import Config
from compliance.doctor.findings import Finding, fault, good, warning
from compliance.papers.facts import ServiceFacts
from compliance.probing import ProbeResult

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to ask, not to listen


def service(config: Config, asked: ServiceFacts) -> Finding:
    """Say whether the daemon answers, and if not, whether its port is free for it."""
    if not asked.problem:
        return good("daemon", f"version {asked.version} answers on port {config.http_port}")
    if is_taken(config.http_host, config.http_port):
        return fault(
            "daemon",
            f"port {config.http_port} answers, but not as site {config.site}: {asked.problem}",
            "Stop what holds the port (`ss -ltnp` shows it), or set another [http] port.",
        )
    return warning("daemon", "does not run", "systemctl start compliance, or `compliance run`.")


def cameras(asked: ServiceFacts, probe: Callable[[], Iterator[ProbeResult]]) -> Iterator[Finding]:
    """Say how each camera is: as the daemon sees it, or tried out where none runs."""
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
        with socket.create_connection((_EVERYWHERE.get(host, host), port), timeout=1.0):
            return True
    except OSError:
        return False
