"""Sections 5 and 6: who was heard, what was decided; then every box again."""

from collections.abc import Iterator

from compliance.papers.document import Block, Box, BoxList, Heading, Paragraph


def involvement() -> Iterator[Block]:
    """Yield section 5."""
    yield Heading("5. Who was heard")
    yield Box(
        "Advice of the data protection officer, with its date, and what was made of it.",
        "Article 35(2) GDPR.",
    )
    yield Box(
        "Views of the people concerned or their representatives (employees, passengers, parents), "
        "or why they were not asked.",
        "Article 35(9) GDPR.",
    )


def conclusion() -> Iterator[Block]:
    """Yield section 6."""
    yield Heading("6. Conclusion")
    yield Paragraph("The decision is the controller's. Nothing in this report anticipates it.")
    yield Box(
        "Decision: approved, approved under conditions, rejected, or referred to the supervisory "
        "authority; by whom, on which date.",
        "Article 36(1) GDPR: prior consultation where a high risk remains.",
    )
    yield Box(
        "When is this assessment reviewed, and by what change before that?",
        "Article 35(11) GDPR. Make this report again after each upgrade, each change of the "
        "configuration and each change of the models; compare.",
    )


def open_boxes() -> Iterator[Block]:
    """Yield the list of all boxes."""
    yield Heading("What the operator still has to decide and fill in")
    yield BoxList()
