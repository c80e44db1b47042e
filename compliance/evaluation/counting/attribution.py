"""Whose passage was whose: what was counted, held against what is true, person by person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from compliance.evaluation.counting.watching import Passage
from compliance.evaluation.street.plan import Walk, Wears
from compliance.evaluation.street.street_truth import Sighting
from compliance.pixels.geometry import Boxes, as_boxes, iou
from compliance.pixels.outcome import Outcome

COUNTS_FROM_SECONDS = 0.6
"""Who counts: everybody whose face is clear (see street_truth.py) for at least this long."""

_SAME_FACE_IOU = 0.3
_LEAST_VISIBLE = 0.2


@dataclass(frozen=True, slots=True)
class Passer:
    """One person, and what was made of them."""

    person: int
    source: str
    """Names the picture the face comes from."""
    wears: Wears
    """What was worn for most of the time in which the face was clear."""
    clear_seconds: float
    hidden_seconds: float
    """The longest time that the face was not to be seen, between two sights of it."""
    outcomes: tuple[Outcome, ...]
    """Of the passages that are mostly of this person, in the order counted."""

    @property
    def is_expected(self) -> bool:
        """Whether a perfect counter counts this person."""
        return self.clear_seconds >= COUNTS_FROM_SECONDS


def owner(boxes: Boxes, sightings: Sequence[Sighting]) -> list[int | None]:
    """Return for each box whose face it shows; None for nobody's."""
    shown = [s for s in sightings if s.visible_share >= _LEAST_VISIBLE]
    overlaps = iou(boxes, as_boxes([s.box for s in shown]))
    if not overlaps.size:
        return [None] * len(boxes)
    best = overlaps.argmax(axis=1)
    return [
        shown[int(b)].person if overlaps[n, b] >= _SAME_FACE_IOU else None
        for n, b in enumerate(best)
    ]


def owners(
    passages: Sequence[Passage], frames: Sequence[Sequence[Sighting]]
) -> tuple[int | None, ...]:
    """Return whose each passage mostly is; None where most boxes show nobody's face."""
    return tuple(_mostly(passage, frames) for passage in passages)


def passers(
    walks: Sequence[Walk],
    sources: Sequence[str],
    frames: Sequence[Sequence[Sighting]],
    passages: Sequence[Passage],
    per_second: float,
) -> tuple[Passer, ...]:
    """Return everybody of whom anything was seen, with the passages that are theirs."""
    whose = owners(passages, frames)
    seen: dict[int, list[tuple[int, Sighting]]] = {}
    for number, frame in enumerate(frames):
        for sighting in frame:
            seen.setdefault(sighting.person, []).append((number, sighting))
    return tuple(
        Passer(
            person=walk.person,
            source=source,
            wears=_mostly_worn(walk, seen[walk.person], per_second),
            clear_seconds=sum(s.is_clear for _, s in seen[walk.person]) / per_second,
            hidden_seconds=_hidden(seen[walk.person]) / per_second,
            outcomes=tuple(
                p.outcome for p, w in zip(passages, whose, strict=True) if w == walk.person
            ),
        )
        for walk, source in zip(walks, sources, strict=True)
        if walk.person in seen
    )


def _mostly(passage: Passage, frames: Sequence[Sequence[Sighting]]) -> int | None:
    found = Counter(owner(as_boxes([box]), frames[number])[0] for number, box in passage.boxes)
    return found.most_common(1)[0][0] if found else None


def _mostly_worn(walk: Walk, seen: Sequence[tuple[int, Sighting]], per_second: float) -> Wears:
    times = [number / per_second for number, sighting in seen if sighting.is_clear]
    worn = Counter(walk.worn_at(at) for at in times)
    return worn.most_common(1)[0][0] if worn else walk.wears


def _hidden(seen: Sequence[tuple[int, Sighting]]) -> int:
    """Return the most frames in a row between two sights in which the face is hidden."""
    shown = [number for number, sighting in seen if sighting.visible_share >= _LEAST_VISIBLE]
    return int(max(np.diff(shown), default=1)) - 1
