"""Section 1.5: what is held where and for how long, from the database as it is."""

from collections.abc import Iterator

from compliance.papers.columns import described
from compliance.papers.document import Block, Box, Heading, Paragraph, Table
from compliance.papers.facts import Facts, TableFacts
from compliance.papers.wording import at, bytes_mode, counted, span

PURPOSES = {
    "alembic_version": ("revision of the tables", "always"),
    "audited": (
        "published intervals beside what people saw in them; never of too few people",
        "as long as the first of those intervals",
    ),
    "audits": (
        "what a person saw at a camera in a bucket; never published",
        "until it is joined to a published interval, or cannot be; {retention} at most",
    ),
    "areas": ("up to when each area's time is closed", "always; no counts"),
    "cameras": ("number of the last tally taken from each camera", "always; no counts"),
    "leases": (
        "which machine counts each camera, where several count a site together",
        "as long as the camera is configured; no counts",
    ),
    "owed": ("what noise has taken below nought, for the next rows to make good", "always"),
    "open_buckets": ("sums of buckets still open; never published", "until the bucket closes"),
    "pending": (
        "sums of closed buckets that hold too few people yet; never published",
        "until enough people have come together, without a limit in time",
    ),
    "releases": ("published intervals", "{retention} after their end"),
    "terms": ("what such machines must be configured with alike", "always; no counts"),
    "totals": ("sums of everything ever published", "always"),
}
"""What each table is for and how long its rows stay; a test holds it to the schema."""


def holding(facts: Facts) -> Iterator[Block]:
    """Yield the section."""
    yield Heading("1.5 What is held where, and for how long", 2)
    store = facts.store
    if store.problem:
        yield Paragraph(
            f"The database {facts.site.store} could not be read when this report was made "
            f"({store.problem}), so what it holds is not listed here."
        )
    else:
        yield Paragraph(f"Found in the database {facts.site.store}, {store.kind}:")
        yield Table(
            ("Table", "For", "Rows", "From", "To", "Kept"),
            tuple(_row(table, facts) for table in store.tables),
            code=frozenset({0}),
        )
        yield Table(
            ("Table", "Columns found"),
            tuple((table.name, ", ".join(table.columns)) for table in store.tables),
            code=frozenset({0, 1}),
        )
        yield Table(
            ("Column", "Holds"),
            described(column for table in store.tables for column in table.columns),
            code=frozenset({0}),
        )
        if store.views:
            yield Paragraph(f"Views on published rows alone: {', '.join(store.views)}.")
    if store.files:
        yield _files(facts)
    yield Paragraph(
        "Beside the database: the log of the service holds published rows as sentences, and "
        "faults; the memory of the daemon holds what was not yet written. The retention of "
        f"{span(facts.site.retention)} is carried out every hour while the daemon runs; it does "
        "not reach logs, nor what others have collected."
    )
    yield Box(
        f"Is a retention of {span(facts.site.retention)} for published rows what the purpose "
        "needs, and are sums that stay always, and counts that wait without limit, acceptable?",
        "Article 5(1)(e) GDPR. Set `retention_days` under [publish].",
    )
    yield Box(
        "How long do the log of the service, backups and collected metrics live?",
        "For systemd's journal: MaxRetentionSec in journald.conf.",
    )


def _row(table: TableFacts, facts: Facts) -> tuple[str, ...]:
    purpose, kept = PURPOSES.get(table.name, ("NOT DESCRIBED: to be looked into", "unknown"))
    return (
        table.name,
        purpose,
        f"{table.rows:,}",
        at(table.oldest),
        at(table.newest),
        kept.format(retention=span(facts.site.retention)),
    )


def _files(facts: Facts) -> Table:
    return Table(
        ("File", "Size", "Mode"),
        tuple(
            (file.name, counted(file.size_bytes, "byte"), bytes_mode(file.mode))
            for file in facts.store.files
        ),
        code=frozenset({0, 2}),
    )
