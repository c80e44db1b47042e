"""Let several machines count one site: which of them counts each camera, and what they agree on."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# As the tables of 0001 have their times.
TIME = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("site", sa.Text, primary_key=True),
        sa.Column("camera", sa.Text, primary_key=True),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("machine", sa.Text, nullable=False),
        sa.Column("expires", TIME, nullable=False),
        sa.Column("handed_in", TIME),
        sqlite_strict=True,
    )
    op.create_table(
        "terms",
        sa.Column("site", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sqlite_strict=True,
    )
