"""What can be trained."""

from enum import StrEnum


class What(StrEnum):
    """In the order of the runs; the last measures and describes what the others made."""

    DETECTOR = "detector"
    OPINIONS = "opinions"
    CLASSIFIER = "classifier"
    AVERAGE = "average"
    REJECTION = "rejection"
    COMMITTEE = "committee"
    MANIFEST = "manifest"
