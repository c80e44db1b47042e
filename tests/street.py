"""Short simulated streets for tests that want people walking past."""

from dataclasses import dataclass
from pathlib import Path

from compliance.evaluation.street.demo import astronaut
from compliance.evaluation.street.plan import StreetSettings
from compliance.evaluation.street.simulate import simulate
from compliance.evaluation.street.street_truth import Truth

BRIEF = StreetSettings(seed=5, seconds=20.0, people=3, mask_share=0.34, incorrect_share=0.34)
"""One person of each outcome, in 20 seconds."""


@dataclass(frozen=True, slots=True)
class Street:
    """A clip and what is true of it."""

    video: Path
    truth_path: Path
    truth: Truth


def street(folder: Path, settings: StreetSettings = BRIEF) -> Street:
    """Make a clip in `folder`; about a second of work for each 2 seconds of street."""
    video, path = folder / "street.mp4", folder / "street.truth.json"
    return Street(video, path, simulate(settings, [astronaut()], video, path))
