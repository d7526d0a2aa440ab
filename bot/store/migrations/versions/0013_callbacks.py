"""Calls that people asked for."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Counter, Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "callbacks",
        sa.Column("id", Counter, primary_key=True, autoincrement=True),
        sa.Column("person", sa.String(16), sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked", Moment(), nullable=False),
        sa.Column("start", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("zone", sa.String(40), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("topic", sa.String(32), nullable=False),
        sa.Column("safe", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("group_name", sa.String(16), nullable=False),
        sa.Column("message", sa.BigInteger(), nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_callbacks_person", "callbacks", ["person"])
    op.create_index("ix_callbacks_number", "callbacks", ["number"])
