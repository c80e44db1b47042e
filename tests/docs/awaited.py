"""What the guides say of parts that other changes bring: checked as soon as these are there."""

from compliance.sitefile import TABLES
from tests.docs.pages import Section, sections

AWAITED = {
    "Forwarding to a central database": "forward" in TABLES,
    "Reload without a restart": "forward" in TABLES,  # one change brings both
}
"""Sections by heading, and whether what they tell of is in the product."""


def told() -> list[Section]:
    """Return the sections that tell of what is there."""
    return [section for section in sections() if AWAITED.get(section.heading, True)]
