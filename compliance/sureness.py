"""How surely passages were judged, in a few coarse classes: it tells of models, not of people.

A changed camera, a new kind of mask or a dirty lens makes models less sure long before anybody
sees that the figures are wrong. One class of a passage says nothing of what was worn.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass

EDGES = (0.6, 0.7, 0.8, 0.9, 0.97)
"""Where one class ends and the next begins; sureness is a third to 1."""


@dataclass(frozen=True, slots=True)
class Sureness:
    """Passages by how surely they were judged, the least sure first; unjudged ones are left out."""

    sure_1: int = 0
    sure_2: int = 0
    sure_3: int = 0
    sure_4: int = 0
    sure_5: int = 0
    sure_6: int = 0

    def __add__(self, other: "Sureness") -> "Sureness":
        pairs = zip(self.classes, other.classes, strict=True)
        return Sureness(*(mine + its for mine, its in pairs))

    @property
    def classes(self) -> tuple[int, ...]:
        """The numbers of passages, the least sure first."""
        return astuple(self)

    @property
    def total(self) -> int:
        """All passages that were judged."""
        return sum(self.classes)


CLASSES = len(EDGES) + 1
NOBODY = Sureness()


def class_of(sureness: float) -> int:
    """Return the number of the class, from 0, that a sureness falls in."""
    return bisect_right(EDGES, sureness)


def histogram(values: Iterable[float]) -> Sureness:
    """Return how many values fall in each class."""
    found = Counter(map(class_of, values))
    return Sureness(*(found[number] for number in range(CLASSES)))
