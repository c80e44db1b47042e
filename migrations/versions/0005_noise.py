"""Tell of each release what noise is on its counts, and keep what the noise owes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OUTCOMES = ("mask", "incorrect", "no_mask", "unknown")
COUNT = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
NUMBER = sa.Double().with_variant(sa.REAL(), "sqlite")

# A release stands in the hour or day, in UTC, in which it starts: it is never split. Rates are of
# the people whose outcome is told; where there is none, they are empty. A passage is in one
# release, so the noise's epsilon is the largest of those summed.
VIEW = """
CREATE VIEW {name} AS
SELECT site, area, start, "end", mask, incorrect, no_mask, unknown, decided, passages,
    observed_seconds, expected_seconds,
    CAST(mask AS DOUBLE PRECISION) / NULLIF(decided, 0) AS compliance_rate,
    CAST(unknown AS DOUBLE PRECISION) / NULLIF(passages - withheld, 0) AS unknown_share,
    CAST(CASE WHEN observed_seconds > expected_seconds THEN expected_seconds
        ELSE observed_seconds END AS DOUBLE PRECISION) / NULLIF(expected_seconds, 0) AS coverage,
    detector, classifier, withheld, noise_epsilon, noisy_releases
FROM (
    SELECT site, area, MIN(start) AS start, MAX("end") AS "end",
        {sums},
        CAST(SUM(mask + incorrect + no_mask) AS BIGINT) AS decided,
        CAST(SUM(mask + incorrect + no_mask + unknown + withheld) AS BIGINT) AS passages,
        {joined},
        MAX(noise_epsilon) AS noise_epsilon,
        CAST(COUNT(noise_epsilon) AS BIGINT) AS noisy_releases
    FROM releases
    GROUP BY site, area, {slot}
) AS slots
"""
SUMMED = (*OUTCOMES, "withheld", "observed_seconds", "expected_seconds")
SLOTS = {
    "sqlite": {"hour": "substr(start, 1, 13)", "day": "substr(start, 1, 10)"},
    "postgresql": {
        "hour": "date_trunc('hour', start, 'UTC')",
        "day": "date_trunc('day', start, 'UTC')",
    },
}
JOINED = {
    "sqlite": "GROUP_CONCAT(DISTINCT {0}) AS {0}",
    "postgresql": "STRING_AGG(DISTINCT {0}, ',') AS {0}",
}
VIEWS = {"compliance_hourly": "hour", "compliance_daily": "day"}


def upgrade() -> None:
    for name in VIEWS:
        op.execute(f"DROP VIEW {name}")
    number("releases", "noise_epsilon", "CHECK (noise_epsilon > 0)")
    number("totals", "noise_variance", "NOT NULL DEFAULT 0 CHECK (noise_variance >= 0)")
    owed()
    for name, slot in VIEWS.items():
        view(name, slot)


def number(table: str, name: str, terms: str) -> None:
    """Add a column; raw, because SQLite can add a constraint only with its column."""
    kind = NUMBER.compile(dialect=op.get_bind().dialect)
    op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind} {terms}")


def owed() -> None:
    op.create_table(
        "owed",
        sa.Column("site", sa.Text, primary_key=True),
        sa.Column("area", sa.Text, primary_key=True),
        *(sa.Column(outcome, COUNT, nullable=False) for outcome in OUTCOMES),
        sa.CheckConstraint(" AND ".join(f"{outcome} >= 0" for outcome in OUTCOMES)),
        sa.ForeignKeyConstraint(["site", "area"], ["areas.site", "areas.area"]),
        sqlite_strict=True,
    )


def view(name: str, slot: str) -> None:
    dialect = op.get_bind().dialect.name
    summed = ",\n        ".join(f"CAST(SUM({c}) AS BIGINT) AS {c}" for c in SUMMED)
    joined = ",\n        ".join(JOINED[dialect].format(c) for c in ("detector", "classifier"))
    op.execute(VIEW.format(name=name, sums=summed, joined=joined, slot=SLOTS[dialect][slot]))
