"""A counter that is watched at work: which faces each of its passages was made of."""

from dataclasses import dataclass, field

from compliance.camera import Camera
from compliance.models import LABELS
from compliance.pixels.analyse import Analyser
from compliance.pixels.classify import Classifier
from compliance.pixels.detect import Detector
from compliance.pixels.finding import Finder, FrameLike
from compliance.pixels.followed import Track
from compliance.pixels.gate import Gate
from compliance.pixels.geometry import Boxes, as_boxes, iou, longer_sides
from compliance.pixels.motion import Box
from compliance.pixels.outcome import Judgement, Outcome
from compliance.pixels.track import NOBODY
from compliance.pixels.window import whole

_SAME_FACE_IOU = 0.3


@dataclass(frozen=True, slots=True)
class Passage:
    """What was counted once."""

    outcome: Outcome
    sureness: float | None
    boxes: tuple[tuple[int, Box], ...]
    """Number of the frame and the face's box there, in order."""


@dataclass(frozen=True, slots=True)
class Naive:
    """What a system without tracks makes of one frame: every face found is classified."""

    boxes: Boxes
    labels: tuple[str, ...]
    new: int
    """Faces that overlap none of the frame before."""


@dataclass(slots=True)
class _Notes:
    frame: int = -1
    seen: dict[int, list[tuple[int, Box]]] = field(default_factory=dict)
    passages: list[Passage] = field(default_factory=list)


class Watched(Analyser):
    """The product's own analyser, observed from within."""

    def __init__(self, detector: Detector, classifier: Classifier, camera: Camera) -> None:
        super().__init__(detector, classifier, camera)
        self._alone = Finder(detector, camera, Gate(whole_seconds=0.0))
        self._notes = _Notes()
        self._before = as_boxes([])

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Everything counted so far."""
        return tuple(self._notes.passages)

    def look(self, frame: FrameLike, at_seconds: float) -> Naive:
        """Take in the frame; return what every face found in it is taken for on its own."""
        self._notes.frame += 1
        self.analyse(frame, at_seconds)
        found = self._alone.find(frame, NOBODY, at_seconds)
        boxes = found.at_least(self._detector.model.high_threshold).boxes
        boxes = boxes[longer_sides(boxes) >= self._camera.minimum_face_px]
        size_px = (frame.width_px, frame.height_px)
        everything = frame.part(whole(size_px), *size_px)
        judged = self._classifier.judge(self._classifier.crops(everything, boxes))
        labels = (
            tuple(LABELS[best] for best in judged.probabilities.argmax(1)) if len(boxes) else ()
        )
        overlaps = iou(boxes, self._before).max(axis=1, initial=0.0)
        self._before = boxes
        return Naive(boxes, labels, int((overlaps < _SAME_FACE_IOU).sum()))

    def _judge(self, track: Track, frame: FrameLike, at_seconds: float) -> None:
        self._notes.seen.setdefault(track.id, []).append((self._notes.frame, track.box))
        super()._judge(track, frame, at_seconds)

    def _judgements(self, ended: tuple[Track, ...]) -> tuple[Judgement, ...]:
        counted: list[Judgement] = []
        for track in ended:
            judgements = super()._judgements((track,))
            boxes = tuple(self._notes.seen.get(track.id, ()))
            self._notes.passages += [Passage(j.outcome, j.sureness, boxes) for j in judgements]
            counted += judgements
        return tuple(counted)
