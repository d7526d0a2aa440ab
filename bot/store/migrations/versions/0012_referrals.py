"""Referrals to partners, with the person's answer."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Counter, Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "referrals",
        sa.Column("id", Counter, primary_key=True, autoincrement=True),
        sa.Column("case", Counter, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        sa.Column("partner", sa.String(32), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("asked", Moment(), nullable=False),
        sa.Column("decided", Moment(), nullable=True),
        sa.Column("changed", Moment(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_referrals_case", "referrals", ["case"])
