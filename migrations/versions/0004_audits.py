"""Keep what people saw at a camera, and releases beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SEEN = ("mask", "incorrect", "no_mask")
COUNT = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
TIME = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    table(
        "audits",
        [*keys("site", "area", "camera"), start(), time("end")],
        SEEN,
        [sa.ForeignKeyConstraint(["site", "area"], ["areas.site", "areas.area"])],
    )
    counts = ("releases", *(f"seen_{name}" for name in SEEN), *SEEN, "unknown")
    release = ("site", "area", "start")
    table(
        "audited",
        [*keys("site", "area"), start(), time("end")],
        counts,
        [
            text("detector"),
            text("classifier"),
            sa.ForeignKeyConstraint(
                release, [f"releases.{name}" for name in release], ondelete="CASCADE"
            ),
        ],
    )


def table(
    name: str,
    interval: list[sa.Column],
    counts: tuple[str, ...],
    others: list[sa.sql.schema.SchemaItem],
) -> None:
    """Make a table whose counts are never negative."""
    columns = [sa.Column(count, COUNT, nullable=False) for count in counts]
    check = sa.CheckConstraint(" AND ".join(f"{count} >= 0" for count in counts))
    op.create_table(name, *interval, *columns, *others, check, sqlite_strict=True)


def keys(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text, primary_key=True) for name in names]


def start() -> sa.Column:
    return sa.Column("start", TIME, primary_key=True)


def time(name: str) -> sa.Column:
    return sa.Column(name, TIME, nullable=False)


def text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=False)
