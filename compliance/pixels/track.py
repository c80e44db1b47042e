"""Following faces from frame to frame, by position alone; no appearance, no memory of a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from compliance.pixels import likeness, reunion
from compliance.pixels.assign import best_pairs
from compliance.pixels.followed import Followed, Track
from compliance.pixels.geometry import Boxes, as_boxes, cover
from compliance.pixels.motion import Box

# A box that lies this much in a tracked face's box is not another face, or one too much covered
# to be judged: on heads that turn, a detector sees a second face beside the first.
_NEW_FACE_COVER = 0.3

_SAME_SECONDS = 1e-6  # sums of frame times, rounded


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
    fresh_seconds: float = 0.4
    """Whoever may be hidden and was not seen for longer, beyond one frame, is lost: no single
    detection continues that track, but somebody new may turn out to be that one."""
    missing_seconds: float = 1.0
    """A track that was not seen for longer has ended, unless it may be hidden."""
    hidden_seconds: float = 2.5
    """A confirmed track lost inside the picture may be hidden for so long."""
    return_seconds: float = 0.6
    """Whoever comes back has been followed for so long, at most, when that is found out."""
    maximum_age_seconds: float = 60.0
    """A track that lasts longer gives its outcome now and is not counted again."""
    longest_gap_seconds: float = 3.0
    """Between frames farther apart nobody can be followed."""


@dataclass(frozen=True, slots=True)
class Update:
    """What one frame changed."""

    tracks: tuple[Track, ...]
    """Seen in this frame, by id."""
    ended: tuple[Track, ...]
    """Gave their outcome at this frame: gone, or too old. No id is ever here twice."""
    joined: tuple[tuple[int, int], ...] = ()
    """Ids of those who came back: the one they go on with, and the one they had since."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Where in the next frame those followed are looked for."""

    boxes: Boxes
    """(n, 4), each round where somebody was last seen and, unless missing, will be."""
    is_sure: bool
    """Nobody has just come or just been missed, whose next place is anybody's guess."""


NOBODY = Expected(as_boxes([]), is_sure=True)


@dataclass(slots=True)
class Tracker:
    """Follows faces through frames given in order of time.

    Method: two levels of confidence as in ByteTrack (Zhang et al., 2022), with the likelihood of
    place and size instead of overlap alone: at five frames a second a walking face moves more
    than its own width between two frames.
    """

    settings: TrackSettings = field(default_factory=TrackSettings)
    _followed: list[Followed] = field(default_factory=list)
    _next_id: int = 0
    _now_seconds: float = 0.0
    _gap_seconds: float = 0.0
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
        fresh = [one for one in self._followed if self._is_fresh(one)]
        left = self._continue(fresh, boxes, scores, strong)
        waiting = [one for one in self._followed if one.misses == 1]
        self._continue(waiting, boxes, scores, self._of_others(weak, boxes))
        self._begin(boxes[left], scores[left])
        joined = self._reunite()
        seen = tuple(one.track for one in self._followed if not one.misses)
        return Update(seen, (*ended, *self._drop_missing(), *self._count_old()), joined)

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
        self._gap_seconds = gap_seconds
        if gap_seconds > self.settings.longest_gap_seconds:
            return self.finish()
        for one in self._followed:
            one.advance(gap_seconds)
        return ()

    def _continue(
        self,
        followed: Sequence[Followed],
        boxes: Boxes,
        scores: NDArray[np.float32],
        offered: list[int],
    ) -> list[int]:
        """Give each track the detection that is its own; returns the detections left over."""
        reaches = [
            likeness.reach(self._gap_seconds, is_new=not one.track.is_confirmed) for one in followed
        ]
        table = likeness.costs([one.motion for one in followed], boxes[offered], reaches)
        taken = set()
        for row, column in best_pairs(table):
            index = offered[column]
            self._see(followed[row], _plain(boxes[index]), float(scores[index]))
            taken.add(index)
        return [index for index in offered if index not in taken]

    def _see(self, one: Followed, box: Box, score: float) -> None:
        is_strong = score >= self.settings.high_score
        one.see(box, score, self._now_seconds, is_strong=is_strong)
        if not one.track.is_confirmed and self._is_enough(one):
            one.confirm()

    def _is_enough(self, one: Followed) -> bool:
        wanted, track = self.settings, one.track
        is_seen = track.hits >= wanted.minimum_hits
        is_strong = one.strong_hits >= wanted.minimum_strong_hits
        lasted_seconds = self._now_seconds - track.first_seconds
        return is_seen and is_strong and lasted_seconds >= wanted.minimum_seconds

    def _begin(self, boxes: Boxes, scores: NDArray[np.float32]) -> None:
        for row, score in zip(boxes, scores, strict=True):
            if self._is_another(row):
                new = Followed.begun(self._next_id, _plain(row), float(score), self._now_seconds)
                self._followed.append(new)
                self._next_id += 1

    def _reunite(self) -> tuple[tuple[int, int], ...]:
        """Let those just confirmed be the ones who were lost, where that is likelier."""
        new = [one for one in self._followed if one.track.is_confirmed and not one.is_settled]
        lost = [one for one in self._followed if one.misses and one.track.is_confirmed]
        table = reunion.costs(lost, new, [self._longest_seconds(one) for one in lost])
        pairs = [(lost[row], new[column]) for row, column in best_pairs(table)]
        for before, after in pairs:
            before.join(after)
            self._followed.remove(after)
        for one in new:
            one.is_settled = True
        return tuple((before.track.id, after.track.id) for before, after in pairs)

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

    def _is_gone(self, one: Followed) -> bool:
        # one missed frame never ends a track, however slow the camera
        unseen_seconds = self._now_seconds - one.track.last_seconds
        return_seconds = self.settings.return_seconds if self._may_be_hidden(one) else 0.0
        return one.misses > 1 and unseen_seconds > self._longest_seconds(one) + return_seconds

    def _longest_seconds(self, one: Followed) -> float:
        """Return for how long this one may be out of sight and come back."""
        is_hidden = self._may_be_hidden(one)
        return self.settings.hidden_seconds if is_hidden else self.settings.missing_seconds

    def _is_fresh(self, one: Followed) -> bool:
        """Say whether a single detection may continue this one."""
        unseen_seconds = self._now_seconds - one.track.last_seconds
        is_short = unseen_seconds <= self.settings.fresh_seconds + _SAME_SECONDS
        return one.misses == 1 or is_short or not self._may_be_hidden(one)

    def _may_be_hidden(self, one: Followed) -> bool:
        """Say whether a lost face can still be in the picture, behind something."""
        if not (one.misses and one.track.is_confirmed):
            return False
        return self._frame_px is not None and one.is_inside(self._frame_px)

    def _count_old(self) -> tuple[Track, ...]:
        old = [one for one in self._followed if not one.is_counted and self._is_old(one)]
        for one in old:
            one.is_counted = True
        return tuple(one.track for one in old)

    def _is_old(self, one: Followed) -> bool:
        return self._now_seconds - one.track.first_seconds >= self.settings.maximum_age_seconds


def _plain(box: NDArray[np.float32]) -> Box:
    x1, y1, x2, y2 = (float(edge) for edge in box)
    return (x1, y1, x2, y2)
