"""Section 2: the analysis of the processing: legal basis, minimisation, rights, security."""

from collections.abc import Iterator

from compliance.papers.document import Block, Box, Bullets, Heading, Paragraph, Table
from compliance.papers.facts import Facts
from compliance.papers.wording import span


def lawfulness(facts: Facts) -> Iterator[Block]:
    """Yield the section."""
    yield Heading("2. Analysis of the processing")
    yield from _basis()
    yield from _principles(facts)
    yield from _rights()
    yield Heading("2.4 Security of processing", 2)
    yield Paragraph(
        "The technical measures of the product stand in section 4.2, their evidence in annex A. "
        "Those of the machine are the operator's."
    )
    yield Box(
        "Security of the machine and its surroundings: who may enter, log in, update; is the disk "
        "encrypted, swap off or encrypted, the cameras' network separate?",
        "Article 32 GDPR.",
    )


def _basis() -> Iterator[Block]:
    yield Heading("2.1 Legal basis", 2)
    yield Paragraph(
        "Facts that bear on it: pictures of people are personal data while they are analysed, "
        "although for seconds and in memory only. What is published concerns groups. A comparable "
        "processing was set out in French decree 2021-269 of 10 March 2021: fixed cameras, no "
        "storage, no transfer to third parties, anonymised at once, pooled, refreshed no faster "
        "than every 20 minutes, output limited to numbers and shares. The product keeps to those "
        "limits by construction; whether a basis exists here and today is another question."
    )
    yield Box(
        "Legal basis under article 6(1) GDPR, with the national law it rests on; for legitimate "
        "interests, the balance.",
        "EDPB guidelines 3/2019, section 3. It also stands on the sign.",
    )
    yield Box(
        "Are special categories of data processed (article 9 GDPR)?",
        "Facts: no biometric template is made and nobody is identified; the classifier says how a "
        "mask is worn, not why. Whether that can say something of somebody's health or belief at "
        "this place is to be judged.",
    )
    yield Box(
        "Which further law applies: on video surveillance, on employees (works council, "
        "co-determination), on public spaces?",
    )


def _principles(facts: Facts) -> Iterator[Block]:
    site = facts.site
    yield Heading("2.2 Principles of article 5(1) GDPR, and what serves them", 2)
    yield Table(
        ("Principle", "What serves it"),
        (
            (
                "Lawfulness, fairness, transparency",
                "the sign made by `compliance notice`, this report, source code that can be read",
            ),
            (
                "Purpose limitation",
                "no other function exists; the database can hold nothing else (promise 2)",
            ),
            (
                "Data minimisation",
                (
                    "no picture leaves the memory of one process; pictures are searched "
                    f"{_rates(facts)} times a second, not all of them; parts that are not needed "
                    "are blackened; one outcome per passage"
                ),
            ),
            (
                "Accuracy",
                (
                    "every rate carries its uncertainty and the measured errors of the models "
                    "(annex B); `unknown` instead of a guess"
                ),
            ),
            (
                "Storage limitation",
                (
                    f"{span(site.retention)} for published rows, down to the bytes; raw counts "
                    "only until published"
                ),
            ),
            (
                "Integrity and confidentiality",
                "the lock, file modes, credentials kept out of sight (promises 3, 4, 7)",
            ),
            ("Accountability", "this report; the tests named in annex A can be run by anybody"),
        ),
    )


def _rates(facts: Facts) -> str:
    rates = sorted({camera.analysed_per_second for camera in facts.site.cameras})
    return " or ".join(f"{rate:g}" for rate in rates)


def _rights() -> Iterator[Block]:
    yield Heading("2.3 Rights of the people concerned", 2)
    yield Paragraph("What can be done technically about each right:")
    yield Bullets(
        (
            (
                "Information: the sign at the door (first layer) and the public page or a printed "
                "notice (second layer)."
            ),
            (
                "Access, rectification, erasure: nothing that is stored can be attributed to a "
                "person, by the operator or by the product's makers, so no person's data can be "
                "found, handed out, corrected or erased (see article 11 GDPR)."
            ),
            (
                "Objection: somebody who does not wish to be counted can be left out only by not "
                "passing the camera, or by another way in that no camera shows."
            ),
            "Automated decisions: none are made.",
        )
    )
    yield Box(
        "Who answers requests and complaints, where, and within which time?",
        "Articles 12 to 22 GDPR. The sign names the same contact.",
    )
    yield Box(
        "Is there a way past the cameras for people who object, and does the sign stand before "
        "the camera's view begins?",
        "EDPB guidelines 3/2019, section 7: before the area is entered, at about eye level.",
    )
