"""Which two selections are compared: a time before and after a change, two periods, two areas."""

from dataclasses import dataclass
from datetime import datetime

from compliance.counts.comparison import divided
from compliance.counts.disclosure import Release
from compliance.counts.reader import Reader


@dataclass(frozen=True, slots=True)
class Wish:
    """What to compare; None: not said."""

    area: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    change: datetime | None = None
    """The moment before and after which."""
    with_area: str | None = None
    with_since: datetime | None = None
    with_until: datetime | None = None

    @property
    def says_one_thing(self) -> bool:
        """Whether there is one thing to compare with: a change, or something else."""
        is_other = bool(self.with_area or self.with_since or self.with_until)
        return (self.change is not None) != is_other


@dataclass(frozen=True, slots=True)
class Sides:
    """The two."""

    first: list[Release]
    second: list[Release]
    names: tuple[str, str]


def read_sides(reader: Reader, wish: Wish) -> Sides:
    """Return the releases of both sides."""
    first = reader.releases(wish.since, wish.until, wish.area, with_sureness=False)
    if wish.change:
        return Sides(*divided(first, wish.change), ("before", "after"))
    period = (wish.with_since, wish.with_until)
    if not any(period):
        period = (wish.since, wish.until)
    second = reader.releases(*period, wish.with_area or wish.area, with_sureness=False)
    return Sides(first, second, (wish.area or "first", wish.with_area or "second"))
