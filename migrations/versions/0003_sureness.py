"""Keep how surely passages were judged, in coarse classes; sum the seconds to be watched."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COUNT = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
CLASSES = tuple(f"sure_{number}" for number in range(1, 7))

# What is no longer kept cannot be summed; the sum is a counter, of which only the growth is read.
EXPECTED = """
UPDATE totals SET expected_seconds = COALESCE((
    SELECT SUM(expected_seconds) FROM releases
    WHERE releases.site = totals.site AND releases.area = totals.area
), 0)
"""


def upgrade() -> None:
    for table in ("open_buckets", "pending", "releases"):
        for name in CLASSES:
            count(table, name)
    count("totals", "expected_seconds")
    op.execute(EXPECTED)


def count(table: str, name: str) -> None:
    """Add a column; raw, because SQLite can add a constraint only with its column."""
    kind = COUNT.compile(dialect=op.get_bind().dialect)
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {name} {kind} NOT NULL DEFAULT 0 CHECK ({name} >= 0)"
    )
