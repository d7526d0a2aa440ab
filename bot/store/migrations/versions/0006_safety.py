"""Hiding, discreet mode, deletions and legal hold."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("hidden", Moment(), nullable=True))
    op.add_column("people", sa.Column("older", sa.Integer(), server_default="0", nullable=False))
    op.add_column("people", sa.Column("hides", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("people", sa.Column("discreet", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("people", sa.Column("hides_after", sa.SmallInteger(), nullable=True))
    op.add_column("people", sa.Column("word", sa.LargeBinary(), nullable=True))
    op.add_column("people", sa.Column("active", sa.Date(), nullable=True))
    op.add_column("cases", sa.Column("legal_hold", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "seen",
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("message", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_seen_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "message", name=op.f("pk_seen")),
    )
    op.create_index("ix_seen_at", "seen", ["at"])
    op.create_table(
        "deletions",
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_deletions")),
    )
