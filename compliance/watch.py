"""What the HTTP server asks a site: whether it lives and counts, and where its rows are."""

from time import monotonic
from typing import Protocol

from compliance.counts.camera_state import CameraState
from compliance.counts.ledger import Ledger
from compliance.counts.reader import Reader
from compliance.counts.supervisor import Supervisor
from compliance.counts.web.problems import ProblemError, busy

SILENCE_SECONDS = 30.0
"""A supervisor that has not turned for so long is stuck."""

_STARTING = "it is starting"
_AGAIN_SECONDS = 2


class Site(Protocol):
    """A site at work."""

    @property
    def store(self) -> Reader:
        """Where its released rows are read."""

    @property
    def ledger(self) -> Ledger:
        """What is known of its cameras."""

    @property
    def supervisor(self) -> Supervisor:
        """What keeps its cameras running."""


class Watch:
    """What /healthz and /readyz answer, and where every other answer comes from."""

    def __init__(self) -> None:
        self._site: Site | None = None

    def begin(self, site: Site) -> None:
        """Begin to watch a site at work."""
        self._site = site

    def against_life(self) -> list[str]:
        """Return why the daemon should be started again; empty while it works."""
        if self._site is None:
            return []
        silence = monotonic() - self._site.supervisor.ticked_seconds
        is_stuck = silence > SILENCE_SECONDS
        return [f"the supervisor has not turned for {silence:.0f} s"] if is_stuck else []

    def turned_seconds(self) -> float:
        """Return when the supervisor last went round, in monotonic seconds; 0 before the first."""
        return self._site.supervisor.ticked_seconds if self._site else 0.0

    def against_readiness(self) -> list[str]:
        """Return why the site does not count now; empty while it does."""
        return self._site.ledger.against_readiness() if self._site else [_STARTING]

    def reader(self) -> Reader:
        """Return the one door to released rows; raises ProblemError before there is one."""
        return self._at_work().store

    def cameras(self) -> list[CameraState]:
        """Return how each camera is; raises ProblemError before that is known."""
        return self._at_work().ledger.camera_states()

    def _at_work(self) -> Site:
        if self._site is None:
            raise ProblemError(busy(f"No answer yet: {_STARTING}.", _AGAIN_SECONDS))
        return self._site
