"""One face while it is followed: where it was seen, and where it goes."""

from dataclasses import dataclass, replace

from compliance.pixels.motion import Box, Motion, begin

_EDGE = 1.0  # in face sizes: whoever was or should be nearer to the edge has left


@dataclass(frozen=True, slots=True)
class Track:
    """One face as followed up to now."""

    id: int
    """Rises from 0 within this process and means nothing outside it."""
    box: Box
    """Where it was last seen."""
    score: float
    first_seconds: float
    last_seconds: float
    hits: int
    """Frames in which it was seen."""
    largest_px: float
    """Longer side of the largest box so far."""
    is_confirmed: bool


@dataclass(slots=True)
class Followed:
    """A live track; changed by the tracker only."""

    track: Track
    motion: Motion
    strong_hits: int = 1
    misses: int = 0
    is_counted: bool = False
    is_settled: bool = False
    """It was confirmed, and compared with those who were lost."""

    @classmethod
    def begun(cls, number: int, box: Box, score: float, at_seconds: float) -> "Followed":
        """Return one who is seen for the first time."""
        track = Track(
            id=number,
            box=box,
            score=score,
            first_seconds=at_seconds,
            last_seconds=at_seconds,
            hits=1,
            largest_px=_longer_side(box),
            is_confirmed=False,
        )
        return cls(track, begin(box))

    @property
    def is_doubtful(self) -> bool:
        """Whether this one has just come, or has just been missed."""
        return self.misses == 1 or not (self.misses or self.track.is_confirmed)

    def place(self, gap_seconds: float) -> Box:
        """Return a box round where this one was last seen and, unless missing now, will be."""
        if self.misses:
            return self.track.box
        (a, b, c, d), (e, f, g, h) = self.track.box, self.motion.after(gap_seconds).box
        return min(a, e), min(b, f), max(c, g), max(d, h)

    def is_inside(self, frame_px: tuple[int, int]) -> bool:
        """Say whether this one was last seen, and is now expected, clear of the edges."""
        x, y, margin = self.motion.x.value, self.motion.y.value, _EDGE * self.motion.size
        x1, y1, x2, y2 = self.track.box
        return (
            margin < min(x, (x1 + x2) / 2)
            and max(x, (x1 + x2) / 2) < frame_px[0] - margin
            and margin < min(y, (y1 + y2) / 2)
            and max(y, (y1 + y2) / 2) < frame_px[1] - margin
        )

    def advance(self, gap_seconds: float) -> None:
        """Move on to the next frame; as yet this one is missed there."""
        self.motion = self.motion.after(gap_seconds)
        self.misses += 1

    def see(self, box: Box, score: float, at_seconds: float, *, is_strong: bool) -> None:
        """Take in a sighting."""
        self.misses = 0
        self.strong_hits += is_strong
        self.motion = self.motion.seen_at(box)
        self.track = replace(
            self.track,
            box=box,
            score=score,
            last_seconds=at_seconds,
            hits=self.track.hits + 1,
            largest_px=max(self.track.largest_px, _longer_side(box)),
        )

    def confirm(self) -> None:
        """Believe from now on that this is somebody."""
        self.track = replace(self.track, is_confirmed=True)

    def join(self, later: "Followed") -> None:
        """Take in what was followed since as somebody new."""
        new = later.track
        self.misses, self.motion = later.misses, later.motion
        self.strong_hits += later.strong_hits
        self.track = replace(
            self.track,
            box=new.box,
            score=new.score,
            last_seconds=new.last_seconds,
            hits=self.track.hits + new.hits,
            largest_px=max(self.track.largest_px, new.largest_px),
        )


def _longer_side(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])
