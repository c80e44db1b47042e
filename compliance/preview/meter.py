"""How often something happens and how long it takes, over the last few seconds."""

from collections import deque

_SPAN_SECONDS = 4.0


class Meter:
    """Events by their time; those of the last few seconds are kept."""

    def __init__(self) -> None:
        self._events: deque[tuple[float, float]] = deque()

    def add(self, at_seconds: float, cost_seconds: float = 0.0) -> None:
        """Note an event at this monotonic time."""
        self._events.append((at_seconds, cost_seconds))
        while at_seconds - self._events[0][0] > _SPAN_SECONDS:
            self._events.popleft()

    def per_second(self) -> float:
        """Return the rate; 0 while too little has happened."""
        span = self._events[-1][0] - self._events[0][0] if self._events else 0.0
        return (len(self._events) - 1) / span if span > 0 else 0.0

    def mean(self) -> float:
        """Return the mean cost in seconds; 0 of nothing."""
        costs = [cost for _, cost in self._events]
        return sum(costs) / len(costs) if costs else 0.0
