"""What the page is told beside the picture, as JSON."""

import json
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from compliance.advice import Advice, Sizes, View, advise, eyes_px, sizes_of
from compliance.counts.wilson import wilson
from compliance.models import LABELS, Confusion
from compliance.pixels.analyse import Seen
from compliance.pixels.outcome import Judgement, Outcome
from compliance.preview.areas import Areas

_RECENT = 24  # passages shown one by one
_FACES = 200  # whose sizes the advice goes by


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast pictures come and are looked at."""

    sent_per_second: float
    analysed_per_second: float
    wanted_per_second: float
    work_ms: float
    """Processor time of the analysis of one frame, on average."""
    lag_seconds: float


@dataclass(frozen=True, slots=True)
class Shown:
    """One analysed frame in numbers."""

    width_px: int
    height_px: int
    codec: str
    detector_px: tuple[int, int]
    minimum_face_px: int
    now_seconds: float
    """Stream time."""
    seen: tuple[Seen, ...]
    pace: Pace


@dataclass(slots=True)
class Would:
    """What the service would have counted since the preview began; kept in memory alone."""

    counts: Counter[Outcome] = field(default_factory=Counter)
    recent: deque[Outcome] = field(default_factory=lambda: deque(maxlen=_RECENT))
    largest_px: dict[int, float] = field(default_factory=dict)
    """The longer side of each recent face, at its largest."""

    def add(self, judgements: Sequence[Judgement]) -> None:
        """Take in the passages that ended."""
        outcomes = [judgement.outcome for judgement in judgements]
        self.counts.update(outcomes)
        self.recent.extend(outcomes)

    def watch(self, first_id: int, seen: Sequence[Seen]) -> None:
        """Take in how large faces are; ids count on from `first_id`, new with each opening."""
        believed = (one.track for one in seen if one.track.is_confirmed)
        self.largest_px |= {first_id + track.id: track.largest_px for track in believed}
        for old in list(self.largest_px)[:-_FACES]:
            del self.largest_px[old]

    def advice(self, view: View, by_size: dict[str, Confusion]) -> tuple[Advice, Sizes | None]:
        """Return what is to be said of the faces' sizes."""
        sides = tuple(self.largest_px.values())
        return advise(view, sides, by_size), sizes_of(sides)


def facts(
    shown: Shown,
    would: Would,
    said: tuple[Advice, Sizes | None],
    areas: Areas,
    areas_number: int,
    *,
    is_again: bool,
) -> bytes:
    """Return everything the page draws over and beside one picture.

    areas_number: which of those tried they are, by which the page knows looks before its own.
    """
    advice, sizes = said
    table = {
        "state": "live",
        "width_px": shown.width_px,
        "height_px": shown.height_px,
        "codec": shown.codec,
        "detector_px": shown.detector_px,
        "seconds": round(shown.now_seconds, 2),
        "faces": [_face(one, shown) for one in shown.seen],
        "pace": asdict(shown.pace),
        "would": _would(would),
        "advice": {
            "verdict": advice.verdict.value,
            "sentences": advice.sentences,
            "typical_px": sizes and round(sizes.typical_px),
            "eyes_px": sizes and round(eyes_px(sizes.typical_px)),
            "followed": sizes.count if sizes else 0,
        },
        "areas": areas.model_dump(),
        "toml": areas.to_toml(),
        "areas_number": areas_number,
        "is_again": is_again,
    }
    return json.dumps(table).encode()


def trouble(sentence: str) -> bytes:
    """Return what the page shows while no picture comes."""
    return json.dumps({"state": "trouble", "trouble": sentence}).encode()


def why_not(one: Seen, minimum_face_px: float) -> str:
    """Return why somebody would not be counted if they left now; empty when they would."""
    if one.outcome is not None:
        return ""
    if not one.track.is_confirmed:
        return "just come"
    return "too small yet" if one.track.largest_px < minimum_face_px else "taken for no face"


def _face(one: Seen, shown: Shown) -> dict[str, object]:
    x1, y1, x2, y2 = one.track.box
    side_px = max(x2 - x1, y2 - y1)
    return {
        "id": one.track.id,
        "box": [
            x1 / shown.width_px,
            y1 / shown.height_px,
            x2 / shown.width_px,
            y2 / shown.height_px,
        ],
        "side_px": round(side_px),
        "eyes_px": round(eyes_px(side_px)),
        "is_seen": one.track.last_seconds >= shown.now_seconds,
        "looks": one.looks,
        "votes": one.means and dict(zip(LABELS, one.means, strict=True)),
        "outcome": one.outcome and one.outcome.value,
        "why_not": why_not(one, shown.minimum_face_px),
    }


def _would(would: Would) -> dict[str, object]:
    counts = {outcome.value: would.counts[outcome] for outcome in Outcome}
    decided = sum(would.counts.values()) - would.counts[Outcome.UNKNOWN]
    rate = would.counts[Outcome.MASK] / decided if decided else None
    interval = wilson(rate, decided) if rate is not None else None
    return {
        "counts": counts,
        "rate": rate,
        "interval": interval and [interval.low, interval.high],
        "recent": [outcome.value for outcome in would.recent],
    }
