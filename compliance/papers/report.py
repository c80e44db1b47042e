"""The privacy report of a site: every section, in order; pure."""

from compliance.papers.document import Document, assembled
from compliance.papers.facts import Facts
from compliance.papers.parts.annexes import promises, running
from compliance.papers.parts.conclusion import conclusion, involvement, open_boxes
from compliance.papers.parts.description import description
from compliance.papers.parts.lawfulness import lawfulness
from compliance.papers.parts.necessity import necessity
from compliance.papers.parts.overview import overview
from compliance.papers.parts.risks import risks


def privacy_report(facts: Facts) -> Document:
    """Return the document; the same facts give the same document."""
    return assembled(
        f"Privacy report: site {facts.site.name}",
        f"Anonymous mask-compliance statistics. Made on {facts.on:%Y-%m-%d} by compliance "
        f"{facts.version}, as a basis for a data protection impact assessment.",
        (
            *overview(facts),
            *description(facts),
            *lawfulness(facts),
            *necessity(facts),
            *risks(facts),
            *involvement(),
            *conclusion(),
            *promises(facts),
            *running(facts),
            *open_boxes(),
        ),
    )
