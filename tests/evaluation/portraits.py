"""A small labelled set with a real face: an astronaut's portrait from scikit-image's own data."""

import json
from pathlib import Path

import cv2
import numpy as np
from skimage import data

BOX = {"x1": 121, "y1": 66, "x2": 209, "y2": 175}
SIZE = {"width": 340, "height": 260}


def write_portraits(folder: Path, *labels: str) -> tuple[Path, Path]:
    """Write truth.json and images/: the portrait once per label; return both paths.

    `broken` is a picture that cannot be read, `none` a plain one without a face.
    """
    portrait = cv2.cvtColor(data.astronaut()[0:260, 60:400], cv2.COLOR_RGB2BGR)
    plain = np.full_like(portrait, 127)
    (folder / "images").mkdir(parents=True)
    entries = []
    for number, label in enumerate(labels):
        name = f"{number}-{label}.png"
        picture = plain if label == "none" else portrait
        coded = b"no picture" if label == "broken" else cv2.imencode(".png", picture)[1].tobytes()
        (folder / "images" / name).write_bytes(coded)
        boxes = [] if label == "none" else [{**BOX, "label": label.replace("broken", "mask")}]
        entries.append({"image": name, **SIZE, "boxes": boxes})
    (folder / "truth.json").write_text(json.dumps(entries), encoding="utf-8")
    return folder / "truth.json", folder / "images"
