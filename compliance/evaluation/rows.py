"""One row of figures per kind of face: by size, by what it shows, by how pictures were changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from compliance.evaluation.intervals import Estimate
from compliance.evaluation.judging import Sight
from compliance.evaluation.metrics import balanced_accuracy, mask_or_none
from compliance.evaluation.scores import BANDS, Band, Judged, Share, confusion


class Kind(StrEnum):
    """Why faces stand in one row."""

    ALL = "all"
    SIZE = "size"
    TAG = "tag"
    MADE = "made"


@dataclass(frozen=True, slots=True)
class Row:
    """How well such faces are found and named."""

    kind: Kind
    name: str
    recall: Share
    """Found, of all."""
    accuracy: Share
    """Called rightly among the three labels, of those found."""
    balanced_accuracy: Estimate
    """Of three labels; None where a label has no found face."""
    mask_or_none: Estimate
    """Balanced accuracy of mask against none; None where one of them has no face."""
    unknown: Share
    """Not sure enough to be decided, of those found."""
    alarms: Share | None = None
    """False alarms, of pictures; None where it makes no sense."""
    description: str = ""

    @property
    def faces(self) -> int:
        """Return how many faces the row is about."""
        return self.recall.total


def row(
    kind: Kind,
    name: str,
    sights: Sequence[Sight],
    decided_probability: float,
    wanted: Callable[[Judged], bool] = lambda _: True,
) -> Row:
    """Return the row of those counted faces that are wanted."""
    faces = [face for sight in sights for face in sight.counted if wanted(face)]
    found = [face.found for face in faces if face.found]
    counts = confusion(faces)
    return Row(
        kind=kind,
        name=name,
        recall=Share(len(found), len(faces)),
        accuracy=Share(sum(face.is_right for face in faces), len(found)),
        balanced_accuracy=balanced_accuracy(counts),
        mask_or_none=mask_or_none(counts),
        unknown=Share.of(item.sureness < decided_probability for item in found),
    )


def whole(
    kind: Kind, name: str, sights: Sequence[Sight], decided_probability: float, about: str = ""
) -> Row:
    """Return the row of all counted faces, with the false alarms."""
    alarms = Share(sum(len(sight.false_alarms) for sight in sights), len(sights))
    return replace(row(kind, name, sights, decided_probability), alarms=alarms, description=about)


def size_rows(sights: Sequence[Sight], decided_probability: float) -> list[Row]:
    """Return a row per size band."""

    def of(band: Band) -> Row:
        return row(
            Kind.SIZE, band.name, sights, decided_probability, lambda face: band.holds(face.side_px)
        )

    return [of(band) for band in BANDS]


def tag_rows(sights: Sequence[Sight], decided_probability: float) -> list[Row]:
    """Return a row per tag that occurs, by name."""

    def of(tag: str) -> Row:
        return row(Kind.TAG, tag, sights, decided_probability, lambda face: tag in face.tags)

    tags = {tag for sight in sights for face in sight.counted for tag in face.tags}
    return [of(tag) for tag in sorted(tags)]
