"""From a camera's frames to outcomes; the only thing kept between frames are tracks and votes."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.camera import Camera
from compliance.pixels.classify import Classifier
from compliance.pixels.crop import window_for_crop
from compliance.pixels.detect import Detector
from compliance.pixels.finding import Finder, FrameLike
from compliance.pixels.followed import Track
from compliance.pixels.geometry import Picture, as_boxes, longer_sides
from compliance.pixels.outcome import (
    Ballot,
    Judgement,
    Outcome,
    Probabilities,
    Sample,
    is_passage,
    promise,
)
from compliance.pixels.track import Tracker, TrackSettings

_SMALLEST_SHARE = 0.5  # of the minimum face: smaller faces are not even followed

# Measured on 429 held-out faces, as they are and blurred: 90 % are judged right at a sharpness
# above 0.002, 84 % from 0.0002 to 0.001, 74 % below.
_SHARP = 0.0005  # sharpness of a crop whose vote counts half
_TOO_BLURRED = 0.286  # clarity at a sharpness of 0.0002, below which a crop has no vote
_NOISE_PX = 1.5  # finer detail is noise, rounding or compression


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody who is followed, and what would be counted if they left now."""

    track: Track
    looks: int
    means: Probabilities | None
    """Of the votes up to now; None while there are none."""
    outcome: Outcome | None
    """None: not a passage, at least not yet."""


class Analyser:
    """Detects, follows and judges the faces of one camera."""

    def __init__(self, detector: Detector, classifier: Classifier, camera: Camera) -> None:
        self._detector, self._classifier, self._camera = detector, classifier, camera
        self._finder = Finder(detector, camera)
        self._tracker = Tracker(TrackSettings(high_score=detector.model.high_threshold))
        self._ballots: dict[int, Ballot] = {}

    def analyse(self, frame: FrameLike, at_seconds: float) -> tuple[Judgement, ...]:
        """Take in the frame at this time; return what the passages that ended came to."""
        found = self._finder.find(frame, self._tracker.expected(at_seconds), at_seconds)
        is_large = longer_sides(found.boxes) >= _SMALLEST_SHARE * self._camera.minimum_face_px
        edges = (frame.width_px, frame.height_px)
        update = self._tracker.update(
            found.boxes[is_large], found.scores[is_large], at_seconds, edges
        )
        for old, new in update.joined:
            self._ballots.setdefault(old, Ballot()).take_over(self._ballots.pop(new, Ballot()))
        for track in update.tracks:
            self._judge(track, frame, at_seconds)
        return self._judgements(update.ended)

    def finish(self) -> tuple[Judgement, ...]:
        """End every track; return what the passages among them came to."""
        judgements = self._judgements(self._tracker.finish())
        self._ballots.clear()
        return judgements

    def seen(self) -> tuple[Seen, ...]:
        """Return who is followed now, for setting a camera up; it changes nothing."""
        return tuple(self._seen(track) for track in self._tracker.followed())

    def _seen(self, track: Track) -> Seen:
        ballot = self._ballots.get(track.id) or Ballot()
        judgement = self._judgement(track, ballot)
        outcome = judgement.outcome if judgement else None
        return Seen(track, ballot.looks, ballot.means(), outcome)

    def _judge(self, track: Track, frame: FrameLike, at_seconds: float) -> None:
        side = float(longer_sides(as_boxes([track.box]))[0])
        worth = promise(side, track.score)
        ballot = self._ballots.setdefault(track.id, Ballot())
        if side < self._camera.minimum_face_px or not ballot.wants(at_seconds):
            return
        crops = self._crops(frame, track)
        judged = self._classifier.judge(crops)
        mask, incorrect, no_mask = judged.probabilities[0].tolist()
        is_face, clear = float(judged.is_face[0]), clarity(crops[0])
        votes = clear >= _TOO_BLURRED and is_face >= self._classifier.model.rejects_below
        quality = worth * clear if votes else 0.0
        ballot.add(Sample((mask, incorrect, no_mask), worth, quality, is_face), at_seconds)

    def _crops(self, frame: FrameLike, track: Track) -> NDArray[np.uint8]:
        """Cut one face out of the frame, of which no more is converted than that takes."""
        scale, size_px = self._classifier.model.crop_scale, (frame.width_px, frame.height_px)
        window = window_for_crop(track.box, scale, size_px)
        picture = frame.part(window, window.width_px, window.height_px)
        return self._classifier.crops(picture, window.from_here(as_boxes([track.box])))

    def _judgements(self, ended: tuple[Track, ...]) -> tuple[Judgement, ...]:
        counted = [self._judgement(t, self._ballots.pop(t.id, Ballot())) for t in ended]
        return tuple(judgement for judgement in counted if judgement)

    def _judgement(self, track: Track, ballot: Ballot) -> Judgement | None:
        model = self._classifier.model
        is_counted = is_passage(track, self._camera.minimum_face_px) and ballot.shows_face(
            model.rejects_tracks_below
        )
        return ballot.judgement(model.decided_probability) if is_counted else None


def clarity(crop: Picture) -> float:
    """Return how sharp a crop is, 0 (flat or blurred) to 1: its fine detail over its contrast."""
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY).astype(np.float32)
    calm = cv2.GaussianBlur(grey, (0, 0), _NOISE_PX)
    sharpness = float(cv2.Laplacian(calm, cv2.CV_32F).var()) / (float(grey.var()) + 1.0)
    return sharpness / (sharpness + _SHARP)
