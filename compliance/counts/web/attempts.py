"""How often somebody tried a token that opens nothing; pure.

Tokens cannot be guessed. The limit keeps the log short and the processor free; whoever has a token
is let in all the same, so that nobody can lock out those who share an address with them.
"""

from dataclasses import dataclass

WINDOW_SECONDS = 60.0
MOST_LINES = 10
"""Lines the log gets in WINDOW_SECONDS, from however many addresses."""
MOST_ADDRESSES = 1000
"""Addresses that are remembered; beyond, the one that came first is forgotten."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from an attempt."""

    is_limited: bool
    wait_seconds: int
    """Until the address may try again."""
    line: str | None
    """What the log is told; None when it was told enough."""


@dataclass(frozen=True, slots=True)
class _Window:
    begun_seconds: float
    attempts: int


class Attempts:
    """The addresses that failed lately."""

    def __init__(self, most: int) -> None:
        """`most`: attempts an address has in WINDOW_SECONDS before it must wait."""
        self._most = most
        self._windows: dict[str, _Window] = {}
        self._lines = _Window(0.0, 0)
        self._unsaid = 0

    def failed(self, address: str, now_seconds: float) -> Verdict:
        """Take in that an address came with a token that opens nothing."""
        window = self._windows.pop(address, None)
        if window is None or now_seconds - window.begun_seconds > WINDOW_SECONDS:
            window = _Window(now_seconds, 0)
        if len(self._windows) >= MOST_ADDRESSES:
            del self._windows[next(iter(self._windows))]
        self._windows[address] = _Window(window.begun_seconds, window.attempts + 1)
        return Verdict(
            window.attempts >= self._most,
            max(1, round(window.begun_seconds + WINDOW_SECONDS - now_seconds)),
            self._line(address, now_seconds, is_new=window.attempts == 0),
        )

    def _line(self, address: str, now_seconds: float, *, is_new: bool) -> str | None:
        if now_seconds - self._lines.begun_seconds > WINDOW_SECONDS:
            self._lines = _Window(now_seconds, 0)
        if not is_new or self._lines.attempts >= MOST_LINES:
            self._unsaid += 1
            return None
        self._lines = _Window(self._lines.begun_seconds, self._lines.attempts + 1)
        more = f"; {self._unsaid} such attempts were not told" if self._unsaid else ""
        self._unsaid = 0
        return f"http: {address} came with a token that opens nothing{more}"
