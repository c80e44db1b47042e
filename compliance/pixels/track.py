"""Following faces from frame to frame, by position alone; no appearance, no memory of a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from compliance.pixels.assign import best_pairs
from compliance.pixels.geometry import Boxes, as_boxes, cover
from compliance.pixels.likeness import HIDDEN_REACH, REACH, costs
from compliance.pixels.motion import Box, Motion, begin

_EDGE = 1.0  # in face sizes: whoever was or should be nearer to the edge has left
_NEW_FACE_COVER = 0.5  # a box that lies this much in a tracked face's box is not another face


@dataclass(frozen=True, slots=True)
class TrackSettings:
    """When a track begins, is believed and ends."""

    high_score: float = 0.6
    """Detections from here on begin tracks; weaker ones only continue them."""
    minimum_hits: int = 3
    minimum_strong_hits: int = 2
    minimum_seconds: float = 0.35
    """A track is confirmed after so many detections, so many of them with a high score, that span
    at least this time."""
    missing_seconds: float = 1.0
    """A track that was not seen for longer has ended, unless it may be hidden."""
    hidden_seconds: float = 2.5
    """A confirmed track lost inside the picture may be hidden for so long."""
    maximum_age_seconds: float = 60.0
    """A track that lasts longer gives its outcome now and is not counted again."""
    longest_gap_seconds: float = 3.0
    """Between frames farther apart nobody can be followed."""


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


@dataclass(frozen=True, slots=True)
class Update:
    """What one frame changed."""

    tracks: tuple[Track, ...]
    """Seen in this frame, by id."""
    ended: tuple[Track, ...]
    """Gave their outcome at this frame: gone, or too old. No id is ever here twice."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Where in the next frame those followed are looked for."""

    boxes: Boxes
    """(n, 4), each round where somebody was last seen and, unless missing, will be."""
    is_sure: bool
    """Nobody has just come or just been missed, whose next place is anybody's guess."""


NOBODY = Expected(as_boxes([]), is_sure=True)


@dataclass(slots=True)
class _Followed:
    """A live track; the only thing in this module that changes."""

    track: Track
    motion: Motion
    strong_hits: int = 1
    misses: int = 0
    is_counted: bool = False

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


@dataclass(slots=True)
class Tracker:
    """Follows faces through frames given in order of time.

    Method: two levels of confidence as in ByteTrack (Zhang et al., 2022), with the likelihood of
    place and size instead of overlap alone: at five frames a second a walking face moves more
    than its own width between two frames.
    """

    settings: TrackSettings = field(default_factory=TrackSettings)
    _followed: list[_Followed] = field(default_factory=list)
    _next_id: int = 0
    _now_seconds: float = 0.0
    _frame_px: tuple[int, int] | None = None

    def update(
        self,
        boxes: Boxes,
        scores: NDArray[np.float32],
        at_seconds: float,
        frame_px: tuple[int, int] | None = None,
    ) -> Update:
        """Follow everybody into the frame at this time.

        boxes: (n, 4), scores: (n,) from the low threshold to 1, in any order; n may be 0.
        frame_px: width and height of the frame; None when its edges are unknown.
        """
        self._frame_px = frame_px
        ended = self._advance(at_seconds)
        order = np.lexsort((*boxes.T, -scores))  # the order given must not matter
        boxes, scores = boxes[order], scores[order]
        strong = [int(i) for i in np.flatnonzero(scores >= self.settings.high_score)]
        weak = [int(i) for i in np.flatnonzero(scores < self.settings.high_score)]
        left = self._continue(self._followed, boxes, scores, strong)
        waiting = [one for one in self._followed if one.misses == 1]
        self._continue(waiting, boxes, scores, self._of_others(weak, boxes))
        hidden = [one for one in self._followed if self._may_be_hidden(one)]
        left = self._continue(hidden, boxes, scores, left, HIDDEN_REACH)
        self._begin(boxes[left], scores[left])
        seen = tuple(one.track for one in self._followed if not one.misses)
        return Update(seen, (*ended, *self._drop_missing(), *self._count_old()))

    def finish(self) -> tuple[Track, ...]:
        """End every track; returns those that have not given their outcome."""
        ended = tuple(one.track for one in self._followed if not one.is_counted)
        self._followed = []
        return ended

    def followed(self) -> tuple[Track, ...]:
        """Return those who have not given their outcome, seen in the last frame or not."""
        return tuple(one.track for one in self._followed if not one.is_counted)

    def expected(self, at_seconds: float) -> Expected:
        """Return where everybody who is still followed may be at a time to come."""
        gap_seconds = max(at_seconds - self._now_seconds, 0.0)
        boxes = as_boxes([one.place(gap_seconds) for one in self._followed])
        return Expected(boxes, not any(one.is_doubtful for one in self._followed))

    def _advance(self, at_seconds: float) -> tuple[Track, ...]:
        gap_seconds = max(at_seconds - self._now_seconds, 0.0)
        self._now_seconds += gap_seconds
        if gap_seconds > self.settings.longest_gap_seconds:
            return self.finish()
        for one in self._followed:
            one.motion = one.motion.after(gap_seconds)
            one.misses += 1
        return ()

    def _continue(
        self,
        followed: Sequence[_Followed],
        boxes: Boxes,
        scores: NDArray[np.float32],
        offered: list[int],
        reach: float = REACH,
    ) -> list[int]:
        """Give each track the detection that is its own; returns the detections left over."""
        table = costs([one.motion for one in followed], boxes[offered], reach)
        taken = set()
        for row, column in best_pairs(table):
            index = offered[column]
            self._see(followed[row], _plain(boxes[index]), float(scores[index]))
            taken.add(index)
        return [index for index in offered if index not in taken]

    def _see(self, one: _Followed, box: Box, score: float) -> None:
        track, hits = one.track, one.track.hits + 1
        one.misses = 0
        one.strong_hits += score >= self.settings.high_score
        one.motion = one.motion.seen_at(box)
        one.track = Track(
            id=track.id,
            box=box,
            score=score,
            first_seconds=track.first_seconds,
            last_seconds=self._now_seconds,
            hits=hits,
            largest_px=max(track.largest_px, _longer_side(box)),
            is_confirmed=track.is_confirmed or self._is_enough(one, hits),
        )

    def _is_enough(self, one: _Followed, hits: int) -> bool:
        wanted, lasted_seconds = self.settings, self._now_seconds - one.track.first_seconds
        is_seen = hits >= wanted.minimum_hits and one.strong_hits >= wanted.minimum_strong_hits
        return is_seen and lasted_seconds >= wanted.minimum_seconds

    def _begin(self, boxes: Boxes, scores: NDArray[np.float32]) -> None:
        for row, score in zip(boxes, scores, strict=True):
            if self._is_another(row):
                box, now = _plain(row), self._now_seconds
                track = Track(
                    id=self._next_id,
                    box=box,
                    score=float(score),
                    first_seconds=now,
                    last_seconds=now,
                    hits=1,
                    largest_px=_longer_side(box),
                    is_confirmed=False,
                )
                self._followed.append(_Followed(track, begin(box)))
                self._next_id += 1

    def _of_others(self, offered: list[int], boxes: Boxes) -> list[int]:
        return [index for index in offered if self._is_another(boxes[index])]

    def _is_another(self, box: NDArray[np.float32]) -> bool:
        """Say whether a box is not on a face that was already seen in this frame."""
        seen = as_boxes([one.track.box for one in self._followed if not one.misses])
        return bool((cover(box[None], seen) < _NEW_FACE_COVER).all())

    def _drop_missing(self) -> tuple[Track, ...]:
        gone = [one for one in self._followed if self._is_gone(one)]
        self._followed = [one for one in self._followed if not self._is_gone(one)]
        return tuple(one.track for one in gone if not one.is_counted)

    def _is_gone(self, one: _Followed) -> bool:
        # one missed frame never ends a track, however slow the camera
        unseen_seconds = self._now_seconds - one.track.last_seconds
        is_hidden = self._may_be_hidden(one)
        allowed = self.settings.hidden_seconds if is_hidden else self.settings.missing_seconds
        return one.misses > 1 and unseen_seconds > allowed

    def _may_be_hidden(self, one: _Followed) -> bool:
        """Say whether a lost face can still be in the picture, behind something."""
        if not (one.misses and one.track.is_confirmed):
            return False
        return self._frame_px is not None and _is_inside(one, self._frame_px)

    def _count_old(self) -> tuple[Track, ...]:
        old = [one for one in self._followed if not one.is_counted and self._is_old(one)]
        for one in old:
            one.is_counted = True
        return tuple(one.track for one in old)

    def _is_old(self, one: _Followed) -> bool:
        return self._now_seconds - one.track.first_seconds >= self.settings.maximum_age_seconds


def _is_inside(one: _Followed, frame_px: tuple[int, int]) -> bool:
    """Say whether a face was last seen, and is now expected, clear of the picture's edges."""
    x, y, margin = one.motion.x.value, one.motion.y.value, _EDGE * one.motion.size
    x1, y1, x2, y2 = one.track.box
    return (
        margin < min(x, (x1 + x2) / 2)
        and max(x, (x1 + x2) / 2) < frame_px[0] - margin
        and margin < min(y, (y1 + y2) / 2)
        and max(y, (y1 + y2) / 2) < frame_px[1] - margin
    )


def _plain(box: NDArray[np.float32]) -> Box:
    x1, y1, x2, y2 = (float(edge) for edge in box)
    return (x1, y1, x2, y2)


def _longer_side(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])
