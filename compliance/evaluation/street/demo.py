"""The bundled demo clip: a minute of street that ends as empty as it began.

`python -m compliance.evaluation.street.demo` makes it again; config/demo/README.md names sources.
"""

import sys
from importlib import resources
from pathlib import Path

import cv2
import numpy as np

from compliance.errors import DataError
from compliance.evaluation.street.plan import StreetSettings
from compliance.evaluation.street.portraits import Points, Portrait
from compliance.evaluation.street.simulate import simulate
from compliance.evaluation.street.street_truth import Truth

DEMO = StreetSettings(seed=14, seconds=60.0, people=26, mask_share=0.54, incorrect_share=0.19)

_QUALITY = 26
_FOLDER = Path(__file__).parents[3] / "config" / "demo"


def astronaut() -> Portrait:
    """Return NASA's portrait of Eileen Collins, as scikit-image ships it."""
    points = ((203.4, 103.6), (247.5, 104.4), (224.1, 127.7), (204.0, 143.1), (242.9, 143.7))
    return _packaged("skimage", "data/astronaut.png", points)


def admiral() -> Portrait:
    """Return the US Navy's portrait of Grace Hopper, as matplotlib ships it."""
    points = ((224.3, 197.3), (306.8, 195.6), (265.4, 238.9), (229.8, 274.0), (304.4, 272.3))
    return _packaged("matplotlib", "mpl-data/sample_data/grace_hopper.jpg", points)


def make_demo(folder: Path) -> Truth:
    """Make street.mp4 and street.truth.json in a folder.

    Raises DataError when a package with a portrait is not installed.
    """
    faces = (astronaut(), admiral())
    video, truth = folder / "street.mp4", folder / "street.truth.json"
    return simulate(DEMO, faces, video, truth, quality=_QUALITY)


def _packaged(package: str, path: str, points: Points) -> Portrait:
    try:
        content = resources.files(package).joinpath(path).read_bytes()
    except (ModuleNotFoundError, OSError) as error:
        message = f"the portrait {path} of the package {package} is not there"
        raise DataError(message, "Install the test and training extras.") from error
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    return Portrait(path, np.asarray(picture, np.uint8), points)


if __name__ == "__main__":
    made = make_demo(_FOLDER)
    counts = ", ".join(f"{wears.value} {count}" for wears, count in made.outcomes().items())
    sys.stdout.write(f"{len(made.frames)} frames; {counts}\n")
