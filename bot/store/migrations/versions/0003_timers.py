"""Timers as rows."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "timers",
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("due", Moment(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("what", "subject", name=op.f("pk_timers")),
    )
    op.create_index("ix_timers_due", "timers", ["due"])
    op.create_index("ix_timers_subject", "timers", ["subject"])
