"""Section 1: a systematic description of the processing (GDPR article 35(7)(a))."""

from collections.abc import Iterator

from compliance.papers.document import Block, Box, Drawing, Heading, Paragraph, Table
from compliance.papers.facts import CameraFacts, Facts
from compliance.papers.parts.flow import flow_of
from compliance.papers.parts.holding import holding
from compliance.papers.parts.overview import limits_of_report
from compliance.papers.reach import readers, terms
from compliance.papers.wording import counted, span

LONGEST_TRACK_SECONDS = 60
"""The age at which a face that stays gives its outcome; a test holds it to the code's own."""


def description(facts: Facts) -> Iterator[Block]:
    """Yield the section."""
    yield Heading("1. Systematic description of the processing")
    yield from _purposes()
    yield from _nature(facts)
    yield from _cameras(facts)
    yield Heading("1.4 Where data flow", 2)
    yield Drawing(flow_of(facts))
    yield from holding(facts)
    yield from _recipients(facts)
    yield Heading("1.7 What this report cannot know", 2)
    yield limits_of_report()


def _purposes() -> Iterator[Block]:
    yield Heading("1.1 Purposes", 2)
    yield Paragraph(
        "The system answers one question: how well is a rule to wear a face mask followed at this "
        "place, and how sure is that answer? It counts passages by four outcomes: mask, worn "
        "incorrectly, no mask, unknown. It offers no other function: no alarm, no search, no "
        "recording, no recognition."
    )
    yield Box(
        "The purpose at this site: which rule is observed, who wants to know, and what is done "
        "with the answer?",
        "Article 5(1)(b) GDPR. Say also what the figures are not used for: deciding about any "
        "single person, for example.",
    )


def _nature(facts: Facts) -> Iterator[Block]:
    site = facts.site
    yield Heading("1.2 Nature of the processing, and which data", 2)
    yield Table(
        ("Data", "Of whom", "Where", "For how long"),
        (
            (
                "Pictures of the stream",
                "everybody in view",
                "memory of one locked process per camera",
                "until the next pictures have replaced them; cut-outs of faces until judged",
            ),
            (
                "Position and size of a face, outcomes of its cut-outs",
                "everybody whose face is found",
                "the same memory; nowhere else",
                (
                    "while the face is in view and up to 3 seconds after; an outcome is given at "
                    f"{LONGEST_TRACK_SECONDS} seconds at the latest"
                ),
            ),
            (
                "Counts of a minute, per camera",
                "groups; one person alone at a quiet time",
                "the pipe to the main process, then added to the open bucket",
                "at once; as a sum until the bucket closes",
            ),
            (
                "Counts of a closed interval not yet published",
                f"groups, perhaps fewer than {site.minimum_count} people",
                "database; shown by no report, metric or page",
                f"until {site.minimum_count} passages have come together",
            ),
            (
                "Published counts and rates",
                f"groups of {site.minimum_count} people or more over {span(site.bucket)} or more",
                "database, metrics, reports, log",
                f"{span(site.retention)}; sums of everything ever published, always",
            ),
        ),
    )
    yield Paragraph(
        "Not made at any point: a description of a face from which somebody could be known again "
        "(embedding), a name, an age, a sex, a path, a clothing description, sound."
    )
    yield Box(
        "Are children, patients, employees or others who need particular protection among those "
        "in view? How many people pass, about, and over which hours?",
        "Scope and context: the system does not know who passes. Employees who pass every day are "
        "easier to single out by their colleagues than passers-by.",
    )


def _cameras(facts: Facts) -> Iterator[Block]:
    yield Heading("1.3 Cameras", 2)
    yield Table(
        ("Camera", "Area", "Source, without credentials", "Looks", "Pictures searched"),
        tuple(_camera(camera) for camera in facts.site.cameras),
        code=frozenset({2}),
    )
    yield Paragraph(
        "Cameras of one area are published as one. Parts of a picture outside the polygons to "
        "include, or inside those to exclude, are blackened before any search for faces."
    )
    yield Box(
        "For each camera: what does it show, and is anything in view that is not needed "
        "(neighbouring ground, windows, seats, entrances of others)?",
        "Draw polygons with `compliance preview`; they are printed as configuration to paste.",
    )


def _camera(camera: CameraFacts) -> tuple[str, ...]:
    polygons = [
        f"{counted(number, 'polygon')} {what}"
        for number, what in ((camera.included, "to include"), (camera.excluded, "to exclude"))
        if number
    ]
    clock = ", recorded film" if camera.clock == "recording" else ""
    return (
        camera.name,
        camera.area,
        camera.label,
        ", ".join(polygons) or "at the whole picture",
        f"{camera.analysed_per_second:g} a second{clock}; faces from {camera.minimum_face_px} px",
    )


def _recipients(facts: Facts) -> Iterator[Block]:
    site = facts.site
    yield Heading("1.6 Recipients: who can reach what", 2)
    yield Table(
        ("Way", "What can be read there", "Who can reach it"),
        (
            (
                f"HTTP, {site.http_host} port {site.http_port}",
                (
                    "published rows, rates and sums (metrics, API, page); the cameras' state; the "
                    "configuration without passwords; no picture"
                ),
                f"{readers(site)}; {terms(site)}",
            ),
            (
                f"Database, {site.store}",
                "all of section 1.5",
                _reach_of_store(facts),
            ),
            *_public_page(facts),
            *_forwarded(facts),
            ("Log of the service", "published rows, faults", "administrators of this machine"),
            (
                "`compliance preview`, when somebody starts it by hand",
                (
                    "live pictures of one camera on a page of this machine, faces pixelated unless "
                    "switched off; nothing is stored"
                ),
                "whoever may read the configuration with its passwords, on this machine",
            ),
        ),
        code=frozenset(),
    )
    yield Paragraph(
        "The configuration names no other recipient, and the product has none built in. Whoever "
        "collects the metrics (Prometheus, for example) keeps what was read under rules of its own."
    )
    yield Box(
        "Who receives the figures, inside and outside the organisation, in which role?",
        "Articles 4(9), 13(1)(e) GDPR. Name also who collects the metrics and for how long.",
    )
    yield Box(
        "Is anything transferred to a country outside the EEA: by the place of the database, the "
        "metrics collector, remote maintenance?",
        "Chapter V GDPR. The product itself transfers nothing to its makers or third parties.",
    )


def _public_page(facts: Facts) -> list[tuple[str, str, str]]:
    if not facts.site.has_public_page:
        return []
    told = "the whole site's rate of today and of the last seven days; no area, camera or hour"
    return [("Page for passers-by, /public", told, "as the line above, and meant for everybody")]


def _forwarded(facts: Facts) -> list[tuple[str, str, str]]:
    if not facts.site.forward:
        return []
    told = (
        "published rows of this site, sent to it within a minute of their release, and kept there "
        "by rules of its own; nothing that is not published"
    )
    return [(f"Shared database, {facts.site.forward}", told, "whoever its server lets in")]


def _reach_of_store(facts: Facts) -> str:
    if facts.store.files:
        private = all(file.mode & 0o077 == 0 for file in facts.store.files)
        return "the owner of its files and root" if private else "SEE THE FILES' MODES BELOW"
    return "whoever the database server lets in; root where it is a file"
