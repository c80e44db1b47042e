"""The newest look at the camera, handed from the thread that looks to those that serve."""

from dataclasses import dataclass, field
from threading import Condition


@dataclass(frozen=True, slots=True)
class Look:
    """One analysed frame as it is shown."""

    number: int
    """Rises by one with each look."""
    facts: bytes = field(repr=False)
    """JSON."""
    picture: bytes = field(repr=False)
    """JPEG; empty while there is none."""

    def to_bytes(self) -> bytes:
        """Return the length of the facts (4 bytes, big-endian), the facts and the picture."""
        return len(self.facts).to_bytes(4, "big") + self.facts + self.picture


class Board:
    """Holds one look; an older one is gone."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._look: Look | None = None
        self._is_closed = False

    def put(self, facts: bytes, picture: bytes) -> None:
        """Show another look."""
        with self._changed:
            number = self._look.number + 1 if self._look else 1
            self._look = Look(number, facts, picture)
            self._changed.notify_all()

    def after(self, number: int, within_seconds: float) -> Look | None:
        """Return the newest look once it is newer than this one; None when none came in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_newer(number), within_seconds)
            return self._look if self._look and self._look.number > number else None

    def close(self) -> None:
        """Let nobody wait any longer."""
        with self._changed:
            self._is_closed = True
            self._look = None
            self._changed.notify_all()

    def _is_newer(self, number: int) -> bool:
        return self._is_closed or (self._look is not None and self._look.number > number)
