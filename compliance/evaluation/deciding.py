"""From which sureness on a face is decided, by risk and coverage (El-Yaniv & Wiener 2010)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from compliance.evaluation.certainty import risk_and_coverage
from compliance.evaluation.scores import Judged, Share

UNKNOWN_MAX = 0.1
"""At most this share of the faces found may stay unknown."""

ERRORS_MAX = 0.5
"""Wrong among the decided, as a share of what deciding every face gives: the aim."""

_LEVELS = tuple(percent / 100 for percent in range(34, 100))


@dataclass(frozen=True, slots=True)
class Decision:
    """What deciding only from a sureness on gives, against deciding every face that is found."""

    least: float
    unknown: Share
    wrong_of_all: Share
    wrong_of_decided: Share

    @property
    def errors_fall_by(self) -> float | None:
        """Return the share by which the share of wrong faces falls."""
        before, after = self.wrong_of_all.ratio, self.wrong_of_decided.ratio
        return 1 - after / before if before and after is not None else None


def decision(faces: Sequence[Judged], least: float) -> Decision:
    """Return what deciding these faces only from `least` on gives."""
    everything, sure = risk_and_coverage(faces, (0.0, least))
    unknown = Share(everything.decided.hits - sure.decided.hits, everything.decided.hits)
    return Decision(least, unknown, everything.wrong, sure.wrong)


def decided_probability(judged: Iterable[Judged]) -> float:
    """Return the least sureness that reaches the aim within the unknown allowed.

    Where none does, the one with the fewest wrong among the decided; the lowest level without
    faces or without errors.
    """
    levels = risk_and_coverage(judged, _LEVELS)
    everything = levels[0]
    most = everything.wrong.ratio
    if not most:
        return everything.sureness
    allowed = [
        (level, level.wrong.ratio)
        for level in levels
        if level.decided.hits >= (1 - UNKNOWN_MAX) * level.decided.total
    ]
    risks = [(level.sureness, risk) for level, risk in allowed if risk is not None]
    for sureness, risk in risks:
        if risk <= ERRORS_MAX * most:
            return sureness
    return min(risks, key=lambda one: one[1])[0]
