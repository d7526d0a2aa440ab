"""Results of checks and wrong answers as numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tallies",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("page", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "what", "page", "code", "about", name=op.f("pk_tallies")),
    )
