"""Hard backgrounds: where a network sees a face and neither a label nor a teacher does."""

from collections.abc import Sequence

import numpy as np

from compliance.pixels.geometry import as_boxes, cover, longer_sides
from compliance.pixels.onnx import Session
from compliance.training.found import answers
from compliance.training.views import Example

SIDES_PX = (320, 640)
SCORE_MIN = 0.45
_TOUCHES = 0.25
_SIDE_MIN_PX = 16.0


def mine(network: Session, examples: Sequence[Example]) -> list[Example]:
    """Return the examples with the places of false alarms added, at most a few per picture."""
    return [_mined(network, example) for example in examples]


def _mined(network: Session, example: Example) -> Example:
    found = [as_boxes([])]
    for side in SIDES_PX:
        boxes, scores = answers(network, example.picture, side)
        found.append(boxes[scores >= SCORE_MIN])
    boxes = np.concatenate(found)
    known = np.concatenate((example.faces, example.ignored))
    touches = cover(boxes, known).max(axis=1, initial=0) > _TOUCHES
    hard = boxes[~touches & (longer_sides(boxes) >= _SIDE_MIN_PX)]
    return Example(example.picture, example.faces, example.ignored, hard)
