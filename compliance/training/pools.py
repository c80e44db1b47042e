"""The classifier's faces by label: real ones, and ones made of real ones and of drawn masks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from numpy.random import Generator

from compliance.evaluation.truth import LABELS, Label
from compliance.training.composites import bare_nose, is_straight, worn_cloth
from compliance.training.known_faces import KnownFace
from compliance.training.subjects import Subject
from compliance.training.synthetic import Landmarks, Template, Wear, put_on

Make: TypeAlias = Callable[[Generator], Subject]

_FIT_MIN_PX = 36.0
_SCENES_TO_FOLDERS = 2.0
_DRAWN_SHARE = 0.3  # of the masks put on; the others were worn by somebody
_NOSE_SHARE = 0.4  # of the made `incorrect`: a real mask with a bare nose over it
_MADE_SHARE = {Label.MASK: 0.2, Label.INCORRECT: 0.5, Label.NO_MASK: 0.1}
_WORN_WRONG = (Wear.BELOW_NOSE_TIP, Wear.BELOW_NOSE, Wear.UNDER_CHIN)
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Fit:
    """A face that looks into the camera, so that its parts fit others and theirs fit it."""

    subject: Subject
    points: Landmarks


@dataclass(frozen=True, slots=True)
class Pool:
    """Faces of one label: real ones, and how to make one more (or None)."""

    label: Label
    real: Sequence[Subject]
    made_share: float
    make: Make | None


def pools(
    scenes: Sequence[KnownFace], folders: Sequence[KnownFace], templates: Sequence[Template]
) -> list[Pool]:
    """Build one pool per label; scenes weigh about twice what portraits do."""
    bare, masked = (
        _joined(_fit(label, scenes), _fit(label, folders)) for label in (Label.NO_MASK, Label.MASK)
    )
    makers = Wardrobe(bare, masked, templates).makers() if bare and masked else {}
    return [
        Pool(
            label,
            _joined(_wearing(label, scenes), _wearing(label, folders)),
            _MADE_SHARE[label],
            makers.get(label),
        )
        for label in LABELS
    ]


@dataclass(frozen=True, slots=True)
class Wardrobe:
    """Makes faces: masks put on bare ones in every way, bare noses laid over masks.

    Rightly worn masks and noses on bare faces are made too; otherwise the marks of the making
    would come to mean "incorrect".
    """

    bare: Sequence[Fit]
    masked: Sequence[Fit]
    drawn: Sequence[Template]

    def makers(self) -> dict[Label, Make]:
        """Return how to make one more face of each label."""
        return {
            Label.MASK: lambda rng: self._dressed(Wear.RIGHT, rng),
            Label.INCORRECT: self._incorrect,
            Label.NO_MASK: lambda rng: self._nosed(self.bare, Label.NO_MASK, rng),
        }

    def _incorrect(self, rng: Generator) -> Subject:
        if rng.random() < _NOSE_SHARE:
            return self._nosed(self.masked, Label.INCORRECT, rng)
        return self._dressed(_one(_WORN_WRONG, rng), rng)

    def _dressed(self, wear: Wear, rng: Generator) -> Subject:
        face = _one(self.bare, rng)
        patch = put_on(face.subject.patch, face.points, self._mask(rng), wear, rng)
        return Subject(patch, face.subject.boxes, wear.label)

    def _nosed(self, faces: Sequence[Fit], label: Label, rng: Generator) -> Subject:
        face, other = _one(faces, rng), _one(self.bare, rng)
        patch = bare_nose(face.subject.patch, face.points, other.subject.patch, other.points, rng)
        return Subject(patch, face.subject.boxes, label)

    def _mask(self, rng: Generator) -> Template:
        if self.drawn and rng.random() < _DRAWN_SHARE:
            return _one(self.drawn, rng)
        wearer = _one(self.masked, rng)
        return worn_cloth(wearer.subject.patch, wearer.points)


def _one(items: Sequence[_Item], rng: Generator) -> _Item:
    return items[int(rng.integers(len(items)))]


def _joined(here: list[_Item], there: list[_Item]) -> list[_Item]:
    times = max(1, round(_SCENES_TO_FOLDERS * len(there) / max(len(here), 1)))
    return here * times + there


def _wearing(label: Label, faces: Sequence[KnownFace]) -> list[Subject]:
    return [face.subject for face in faces if face.subject.label is label]


def _fit(label: Label, faces: Sequence[KnownFace]) -> list[Fit]:
    return [
        Fit(face.subject, face.landmarks)
        for face in faces
        if face.subject.label is label
        and face.side_px >= _FIT_MIN_PX
        and face.landmarks is not None
        and is_straight(face.landmarks)
    ]
