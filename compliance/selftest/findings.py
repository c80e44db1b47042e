"""What a self-test found, as values."""

from dataclasses import dataclass

from compliance.pixels.lock.lock import Part
from compliance.selftest.attack import Result


@dataclass(frozen=True, slots=True)
class Tried:
    """One attack and what came of it."""

    group: str
    words: str
    result: Result
    errno: int
    """The kernel's answer, where one came; 0 otherwise."""
    unlocked_errno: int | None = None
    """What the same attack gave without the lock, 0 when it worked; None: it was not made."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What came of all attacks, and what was seen of the process meanwhile."""

    tried: tuple[Tried, ...]
    missing: frozenset[Part] = frozenset()
    """Parts of the lock that this system does not have; then nothing was tried."""
    analysed: int = 0
    """Frames that the process under attack analysed from the first attack on."""
    strange_bytes: int = 0
    """Bytes that came through the channel and are no record."""
    has_bait_changed: bool = False
    """Whether anything in the folder laid out for the attacks changed."""
    facts: tuple[tuple[str, str], ...] = ()
    """What the kernel said of the process under attack."""
    seconds: float = 0.0

    @property
    def open_ways(self) -> tuple[Tried, ...]:
        """Attacks that were not refused."""
        return tuple(each for each in self.tried if not each.result.is_shut)

    @property
    def is_tight(self) -> bool:
        """Whether the lock is whole and nothing got through."""
        return not (
            self.missing or self.open_ways or self.strange_bytes or self.has_bait_changed
        ) and bool(self.tried)
