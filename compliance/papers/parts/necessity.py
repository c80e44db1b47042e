"""Section 3: necessity and proportionality (GDPR article 35(7)(b))."""

from collections.abc import Iterator

from compliance.papers.document import Block, Box, Heading, Paragraph, Table
from compliance.papers.facts import Facts
from compliance.papers.reach import in_short
from compliance.papers.wording import span


def necessity(facts: Facts) -> Iterator[Block]:
    """Yield the section."""
    site = facts.site
    yield Heading("3. Necessity and proportionality")
    yield Paragraph(
        "Whether the processing is necessary for its purpose, and in proportion to it, is not for "
        "the product to say. What it can say is what other means would give, and which choices "
        "make this one milder or harsher."
    )
    yield Heading("3.1 Other means, compared", 2)
    yield Table(
        ("Means", "What it gives", "What it takes"),
        (
            (
                "Somebody at the door with a counter",
                "the same figures, for sampled hours",
                "no pictures at all; working hours; a person who sees and may know the others",
            ),
            (
                "A survey",
                "what people say they do",
                "no pictures; answers that differ from deeds, from those who answer",
            ),
            (
                "Counting people without masks (light barrier, mat)",
                "how many pass, not what they wear",
                "no pictures",
            ),
            (
                "Recording video and looking at it later",
                "the same figures, and everything else",
                "pictures of everybody, stored",
            ),
            (
                "This system",
                f"the rate for each {span(site.bucket)}, with its uncertainty, day and night",
                "pictures of everybody in view, for seconds, in memory",
            ),
        ),
    )
    yield Box(
        "Why would milder means not do: the first three lines of the table, fewer cameras, fewer "
        "hours, a limited time?",
        "The cameras can be switched off outside the hours of interest; the processing can end "
        "when its question is answered.",
    )
    yield Heading("3.2 Choices in force here", 2)
    yield Table(
        ("Choice", "Here", "Milder is"),
        (
            ("Length of a bucket", span(site.bucket), "longer; 20 minutes is the shortest allowed"),
            ("Fewest people published", str(site.minimum_count), "more; 5 is the fewest allowed"),
            ("Where all who were decided did alike", _alike(facts), "outcomes withheld; or noise"),
            ("Noise on published counts", _noise(facts), "a smaller epsilon"),
            ("Retention of published rows", span(site.retention), "shorter; 1 day is the shortest"),
            ("Cameras", str(len(site.cameras)), "fewer"),
            ("Who reaches the figures by HTTP", in_short(facts.site), "this machine only"),
            (
                "Running without the kernel's lock",
                "ALLOWED" if site.allow_unsandboxed else "refused",
                "refused",
            ),
        ),
    )
    yield Box(
        "Is each choice of the table in proportion to the purpose?",
        "Do people expect it at this place? What do they gain or lose by it?",
    )


def _noise(facts: Facts) -> str:
    epsilon = facts.site.noise_epsilon
    return "none" if epsilon is None else f"epsilon {epsilon:g} for a passage"


def _alike(facts: Facts) -> str:
    limit = facts.site.homogeneous_limit
    if facts.site.noise_epsilon is not None:
        return "hidden by the noise"
    if limit is None:
        return "OUTCOMES PUBLISHED"
    return f"waits for others; after {span(limit)} outcomes are withheld"
