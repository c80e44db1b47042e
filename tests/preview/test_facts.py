"""What the page says of somebody who is followed, and of those who passed."""

import json

import pytest

from compliance.advice import View
from compliance.camera import Camera, Source, SourceKind
from compliance.pixels.analyse import Seen
from compliance.pixels.followed import Track
from compliance.pixels.outcome import Judgement, Outcome
from compliance.preview.areas import areas_of
from compliance.preview.facts import Pace, Shown, Would, facts, trouble, why_not
from compliance.preview.meter import Meter

CAMERA = Camera(0, "door", "site", Source(SourceKind.FILE, "", ""))
PACE = Pace(25.0, 5.0, 5.0, 9.0, 0.0)


def seen(outcome: Outcome | None, *, largest_px: float = 50.0, is_confirmed: bool = True) -> Seen:
    track = Track(
        id=3,
        box=(100.0, 50.0, 140.0, 100.0),
        score=0.9,
        first_seconds=0.0,
        last_seconds=2.0,
        hits=5,
        largest_px=largest_px,
        is_confirmed=is_confirmed,
    )
    return Seen(track, 2, (0.9, 0.06, 0.04), outcome)


def told(would: Would, *present: Seen, now_seconds: float = 2.0) -> dict[str, object]:
    shown = Shown(200, 100, "h264", (640, 320), 24, now_seconds, present, PACE)
    said = would.advice(View(CAMERA, 200, 100), {})
    return json.loads(facts(shown, would, said, areas_of(CAMERA), 0, is_again=False))


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (seen(Outcome.MASK), ""),
        (seen(None, is_confirmed=False), "just come"),
        (seen(None, largest_px=20.0), "too small yet"),
        (seen(None), "taken for no face"),
    ],
)
def test_why_somebody_would_not_be_counted_is_told(one: Seen, reason: str) -> None:
    assert why_not(one, 24) == reason


def test_a_face_is_told_in_shares_of_the_picture_with_its_votes() -> None:
    (face,) = told(Would(), seen(Outcome.MASK))["faces"]  # type: ignore[misc, attr-defined]
    assert face["box"] == [0.5, 0.5, 0.7, 1.0]
    assert face["votes"] == {"mask": 0.9, "incorrect": 0.06, "no_mask": 0.04}
    assert (face["side_px"], face["eyes_px"], face["is_seen"]) == (50, 18, True)


def test_a_face_that_was_not_in_the_last_frame_is_told_as_hidden() -> None:
    (face,) = told(Would(), seen(Outcome.MASK), now_seconds=2.2)["faces"]  # type: ignore[misc, attr-defined]
    assert not face["is_seen"]


def test_the_rate_is_of_those_decided_with_its_interval() -> None:
    would = Would()
    passed = (Outcome.MASK, Outcome.MASK, Outcome.NO_MASK, Outcome.UNKNOWN)
    would.add([Judgement(outcome, 0.9) for outcome in passed])
    shown = told(would)["would"]
    assert isinstance(shown, dict)
    assert shown["rate"] == pytest.approx(2 / 3)
    assert shown["interval"][0] < 2 / 3 < shown["interval"][1]
    assert shown["counts"] == {"mask": 2, "incorrect": 0, "no_mask": 1, "unknown": 1}
    assert shown["recent"] == ["mask", "mask", "no_mask", "unknown"]


def test_of_nobody_no_rate_is_told() -> None:
    shown = told(Would())["would"]
    assert isinstance(shown, dict)
    assert shown["rate"] is None


def test_how_large_faces_get_is_kept_of_the_recent_ones_alone() -> None:
    would = Would()
    for number in range(300):
        would.watch(number << 32, [seen(None, largest_px=10.0 + number)])
    assert len(would.largest_px) == 200
    assert min(would.largest_px.values()) == 110.0


def test_a_fault_is_told_instead_of_a_picture() -> None:
    assert json.loads(trouble("door: refused")) == {"state": "trouble", "trouble": "door: refused"}


def test_a_rate_is_measured_over_the_last_seconds() -> None:
    meter = Meter()
    assert (meter.per_second(), meter.mean()) == (0.0, 0.0)
    for n in range(100):
        meter.add(n / 10, 0.02)
    assert meter.per_second() == pytest.approx(10.0)
    assert meter.mean() == pytest.approx(0.02)
