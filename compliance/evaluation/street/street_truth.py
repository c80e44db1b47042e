"""What is true of a simulated street: every face in every frame, and every person's outcome."""

import json
from dataclasses import dataclass
from pathlib import Path

from compliance.errors import DataError
from compliance.evaluation.street.plan import Wears

Box = tuple[float, float, float, float]

CLEAR_FACE_PX = 24.0
OPEN_SHARE = 0.7
"""A face of which at least this share shows is open. One that is so wide as well is clear: it can
be judged."""

_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Sighting:
    """One face in one frame."""

    person: int
    box: Box
    """x1, y1, x2, y2 in pixels; it may reach outside the frame."""
    visible_share: float
    """Share of the face neither hidden nor outside the frame, above 0, to 1."""

    @property
    def width_px(self) -> float:
        """How wide the face is."""
        return self.box[2] - self.box[0]

    @property
    def longer_side_px(self) -> float:
        """How large the face is, as a camera's smallest face is told."""
        return max(self.width_px, self.box[3] - self.box[1])

    @property
    def is_open(self) -> bool:
        """Whether most of the face is to be seen."""
        return self.visible_share >= OPEN_SHARE

    @property
    def is_clear(self) -> bool:
        """Whether the face is large and open enough to be judged."""
        return self.width_px >= CLEAR_FACE_PX and self.is_open


@dataclass(frozen=True, slots=True)
class Person:
    """One passage as it should be counted."""

    person: int
    wears: Wears
    enter_seconds: float
    """When anything of the face is first seen."""
    leave_seconds: float
    """When anything of the face is last seen."""
    clear_seconds: float
    """For how long the face could be judged."""
    smallest_px: float
    largest_px: float
    """Width of the face, over the frames in which it is seen."""


@dataclass(frozen=True, slots=True)
class Truth:
    """All that is true of a clip."""

    video: str
    width_px: int
    height_px: int
    frames_per_second: int
    people: tuple[Person, ...]
    frames: tuple[tuple[Sighting, ...], ...]

    def outcomes(self) -> dict[Wears, int]:
        """Return how many people wear what; the counts a perfect counter gives."""
        return {wears: sum(p.wears is wears for p in self.people) for wears in Wears}


def person_truth(
    person: int, wears: Wears, frames: tuple[tuple[Sighting, ...], ...], frames_per_second: int
) -> Person | None:
    """Sum up one person's sightings; None when the face was never seen."""
    seen = [(n, s) for n, frame in enumerate(frames) for s in frame if s.person == person]
    if not seen:
        return None
    widths = [sighting.width_px for _, sighting in seen]
    return Person(
        person=person,
        wears=wears,
        enter_seconds=seen[0][0] / frames_per_second,
        leave_seconds=seen[-1][0] / frames_per_second,
        clear_seconds=sum(sighting.is_clear for _, sighting in seen) / frames_per_second,
        smallest_px=min(widths),
        largest_px=max(widths),
    )


def write_truth(truth: Truth, path: Path) -> None:
    """Write a truth as JSON: one line per person and per frame.

    A frame is a list of [person, x1, y1, x2, y2, visible share].
    """
    head = {
        "schema": _SCHEMA,
        "video": truth.video,
        "width_px": truth.width_px,
        "height_px": truth.height_px,
        "frames_per_second": truth.frames_per_second,
    }
    people = ",\n".join(json.dumps(_person_row(person)) for person in truth.people)
    frames = ",\n".join(
        json.dumps([_row(s) for s in f], separators=(",", ":")) for f in truth.frames
    )
    text = f'{json.dumps(head)[:-1]},\n"people": [\n{people}\n],\n"frames": [\n{frames}\n]}}\n'
    path.write_text(text, encoding="utf-8")


def read_truth(path: Path) -> Truth:
    """Read what write_truth wrote. Raises DataError when it cannot be understood."""
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except (KeyError, OSError, TypeError, ValueError) as error:
        message = f"{path.name} is not the truth of a street: {type(error).__name__}: {error}"
        raise DataError(message, "Name the JSON file written beside the clip.") from error


def _parsed(text: str) -> Truth:
    raw = json.loads(text)
    if raw["schema"] != _SCHEMA:
        message = f"schema {raw['schema']} is not {_SCHEMA}"
        raise ValueError(message)
    return Truth(
        video=str(raw["video"]),
        width_px=int(raw["width_px"]),
        height_px=int(raw["height_px"]),
        frames_per_second=int(raw["frames_per_second"]),
        people=tuple(Person(**{**p, "wears": Wears(p["wears"])}) for p in raw["people"]),
        frames=tuple(tuple(_sighting(row) for row in frame) for frame in raw["frames"]),
    )


def _person_row(person: Person) -> dict[str, object]:
    return {
        "person": person.person,
        "wears": person.wears.value,
        "enter_seconds": round(person.enter_seconds, 3),
        "leave_seconds": round(person.leave_seconds, 3),
        "clear_seconds": round(person.clear_seconds, 3),
        "smallest_px": round(person.smallest_px, 1),
        "largest_px": round(person.largest_px, 1),
    }


def _row(sighting: Sighting) -> list[float]:
    box = [round(v, 1) for v in sighting.box]
    return [sighting.person, *box, round(max(sighting.visible_share, 0.01), 2)]


def _sighting(row: list[float]) -> Sighting:
    person, x1, y1, x2, y2, visible = row
    return Sighting(int(person), (x1, y1, x2, y2), visible)
