"""Make the first tables and the two public views."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OUTCOMES = ("mask", "incorrect", "no_mask", "unknown")
COUNT = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
TIME = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")

# A release stands in the hour or day, in UTC, in which it starts: it is never split.
VIEW = """
CREATE VIEW {name} AS
SELECT site, area, start, "end", mask, incorrect, no_mask, unknown, decided, passages,
    observed_seconds, expected_seconds,
    CAST(mask AS DOUBLE PRECISION) / NULLIF(decided, 0) AS compliance_rate,
    CAST(unknown AS DOUBLE PRECISION) / NULLIF(passages, 0) AS unknown_share,
    CAST(CASE WHEN observed_seconds > expected_seconds THEN expected_seconds
        ELSE observed_seconds END AS DOUBLE PRECISION) / NULLIF(expected_seconds, 0) AS coverage,
    detector, classifier
FROM (
    SELECT site, area, MIN(start) AS start, MAX("end") AS "end",
        {sums},
        CAST(SUM(mask + incorrect + no_mask) AS BIGINT) AS decided,
        CAST(SUM(mask + incorrect + no_mask + unknown) AS BIGINT) AS passages,
        {joined}
    FROM releases
    GROUP BY site, area, {slot}
) AS slots
"""
SUMMED = (*OUTCOMES, "observed_seconds", "expected_seconds")
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


def upgrade() -> None:
    table("cameras", [key("camera")], [count("last_sequence")])
    table("areas", [key("area")], [time("closed_until")])
    table(
        "open_buckets",
        [key("area"), time("start", is_key=True)],
        [time("end"), *counts(), count("observed_ms")],
    )
    table(
        "pending",
        [key("area")],
        [time("start"), time("end"), *counts(), count("observed_ms"), count("expected_seconds")],
    )
    table(
        "releases",
        [key("area"), time("start", is_key=True)],
        [
            time("end"),
            *counts(),
            count("observed_seconds"),
            count("expected_seconds"),
            sa.Column("detector", sa.Text, nullable=False),
            sa.Column("classifier", sa.Text, nullable=False),
        ],
    )
    table("totals", [key("area")], [*counts(), count("observed_seconds")])
    view("compliance_hourly", "hour")
    view("compliance_daily", "day")


def table(name: str, keys: list[sa.Column], columns: list[sa.Column]) -> None:
    """Make a table whose key begins with the site and whose counts are never negative."""
    constraints = []
    if counted := [c.name for c in columns if c.type is COUNT and name != "cameras"]:
        constraints.append(sa.CheckConstraint(" AND ".join(f"{c} >= 0" for c in counted)))
        constraints.append(sa.ForeignKeyConstraint(["site", "area"], ["areas.site", "areas.area"]))
    op.create_table(name, key("site"), *keys, *columns, *constraints, sqlite_strict=True)


def key(name: str) -> sa.Column:
    return sa.Column(name, sa.Text, primary_key=True)


def time(name: str, *, is_key: bool = False) -> sa.Column:
    return sa.Column(name, TIME, primary_key=is_key, nullable=False)


def count(name: str) -> sa.Column:
    return sa.Column(name, COUNT, nullable=False)


def counts() -> list[sa.Column]:
    return [count(outcome) for outcome in OUTCOMES]


def view(name: str, slot: str) -> None:
    dialect = op.get_bind().dialect.name
    summed = ",\n        ".join(f"CAST(SUM({c}) AS BIGINT) AS {c}" for c in SUMMED)
    joined = ",\n        ".join(JOINED[dialect].format(c) for c in ("detector", "classifier"))
    op.execute(VIEW.format(name=name, sums=summed, joined=joined, slot=SLOTS[dialect][slot]))
