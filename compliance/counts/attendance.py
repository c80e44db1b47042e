"""How many cameras should have watched an area, and since when; pure."""

from dataclasses import dataclass
from datetime import UTC, datetime

_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Attendance:
    """Steps in the number of an area's cameras."""

    steps: tuple[tuple[datetime, int], ...]
    """Since when so many, in order of time; at least one."""

    @classmethod
    def of(cls, cameras: int) -> "Attendance":
        """Return so many cameras for as long as anybody asks."""
        return cls(((_EVER, cameras),))

    @property
    def now(self) -> int:
        """How many there are since the last step."""
        return self.steps[-1][1]

    def changed(self, at: datetime, cameras: int) -> "Attendance":
        """Return the attendance with so many cameras from `at` on, the newest step as a rule."""
        if cameras == self.now:
            return self
        earlier = tuple(step for step in self.steps if step[0] < at)
        return Attendance((*earlier, (at, cameras)))

    def over(self, start: datetime, end: datetime) -> float:
        """Return how many cameras there were in [start, end), on average."""
        length = (end - start).total_seconds()
        if length <= 0:
            return float(self.now)
        ends = [since for since, _ in self.steps[1:]] + [max(end, self.steps[-1][0])]
        camera_seconds = sum(
            cameras * max(0.0, (min(until, end) - max(since, start)).total_seconds())
            for (since, cameras), until in zip(self.steps, ends, strict=True)
        )
        return camera_seconds / length
