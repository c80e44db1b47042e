"""What data sets call the classes, so that their labels need no renaming."""

import re

from compliance.evaluation.truth import IGNORE, Label

NAMES: dict[Label, tuple[str, ...]] = {
    Label.MASK: (
        "mask",
        "with_mask",
        "withmask",
        "face_mask",
        "face_with_mask",
        "masked",
        "masked_face",
        "mask_correct",
        "mask_worn_correctly",
        "correct",
        "correct_mask",
        "good",
    ),
    Label.INCORRECT: (
        "incorrect",
        "incorrect_mask",
        "mask_incorrect",
        "mask_weared_incorrect",
        "mask_worn_incorrectly",
        "incorrectly_masked",
        "incorrectly_masked_face",
        "face_with_mask_incorrect",
        "improper",
        "improper_mask",
        "partially_worn",
        "bad",
    ),
    Label.NO_MASK: (
        "no_mask",
        "nomask",
        "without_mask",
        "withoutmask",
        "face",
        "face_no_mask",
        "face_nomask",
        "unmasked",
        "not_masked",
        "none",
    ),
}
"""Lower case, with `_` for spaces and hyphens; any other spelling of these is understood too."""

_IGNORED = (IGNORE, "ignored", "doubtful")
_BY_NAME = {name: label for label, names in NAMES.items() for name in names}


def class_named(name: str) -> Label | None:
    """Return the label that a data set's class means, None when it is none of NAMES."""
    return _BY_NAME.get(_plain(name))


def is_ignored(name: str) -> bool:
    """Say whether boxes of this class are places to ignore."""
    return _plain(name) in _IGNORED


def _plain(name: str) -> str:
    return re.sub(r"[\s\-_]+", "_", name.strip().lower())
