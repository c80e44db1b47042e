"""Section 0: what is assessed, by whom, and what this report is and is not."""

from collections.abc import Iterator

from compliance.papers.document import Block, Box, Bullets, Heading, Paragraph, Table
from compliance.papers.facts import Facts
from compliance.papers.wording import counted, span


def overview(facts: Facts) -> Iterator[Block]:
    """Yield the section."""
    site = facts.site
    yield Heading("0. Overview")
    yield Paragraph(
        "This report was written by the system it describes, from its configuration, its database "
        "and its tests. It states facts and gives no legal verdict: whether the processing is "
        "lawful, necessary and proportionate, and whether the risks that remain are acceptable, is "
        "for a person to judge. What that person has to decide or fill in stands in numbered "
        "boxes, listed again at the end."
    )
    yield Paragraph(
        "Its order follows the sections 0 to 6 of the template for data protection impact "
        "assessments that the European Data Protection Board put to consultation in April 2026, "
        "so that it can be carried over. What article 35(7) GDPR asks for is found so: (a) "
        "description and purposes in section 1, (b) necessity and proportionality in sections 2 "
        "and 3, (c) risks and (d) measures in section 4, with the evidence in annex A."
    )
    yield Heading("0.1 The processing in short", 2)
    yield Table(
        ("Fact", "Here"),
        (
            ("Name of the processing", f"Anonymous mask-compliance statistics, site {site.name}"),
            ("Cameras", f"{len(site.cameras)} in {counted(len(site.areas), 'area')}"),
            ("Published", f"per area and {span(site.bucket)}, from {site.minimum_count} people on"),
            ("Kept", f"{span(site.retention)}; sums of everything, always"),
            ("Product", f"compliance {facts.version}"),
            ("Date of this report", facts.on.isoformat()),
            ("Daemon at that time", _daemon(facts)),
        ),
    )
    yield Heading("0.2 Who is responsible", 2)
    yield Box("Controller: name, address, contact.", "Article 4(7) GDPR; also stands on the sign.")
    yield Box(
        "Data protection officer: name and contact, or why there is none.", "Article 37 GDPR."
    )
    yield Box(
        "Processors and sub-processors: who hosts, maintains or reads this system, and under "
        "which contract?",
        "Article 28 GDPR. Section 1.6 lists who can technically reach what; the product itself "
        "sends nothing to its makers.",
    )
    yield Heading("0.3 About this assessment", 2)
    yield Box("Begin of the processing, and its planned end or review.")
    yield Box(
        "Why this assessment is made: which case of article 35(3) GDPR, of the supervisory "
        "authority's list, or of one's own caution?",
        "Facts that bear on it: cameras in a place open to the public; automatic analysis of "
        "pictures of people; nobody is identified, scored or decided about.",
    )
    yield Box("Who made this assessment, and who takes part in it?")


def _daemon(facts: Facts) -> str:
    if facts.service.problem:
        return f"did not answer ({facts.service.problem})"
    up = sum(camera.is_up for camera in facts.service.cameras)
    return f"version {facts.service.version} answers; {up} of its cameras send pictures"


def limits_of_report() -> Bullets:
    """Return what this report does not know."""
    return Bullets(
        (
            (
                "what the cameras themselves, or a recorder beside them, store: the product reads "
                "their stream and cannot see who else does"
            ),
            "who works at the site, who passes it, and who else knows when they do",
            "backups, virtual machines' snapshots and swap space of this machine",
        )
    )
