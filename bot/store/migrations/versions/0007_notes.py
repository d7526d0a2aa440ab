"""Notes of a case."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Counter, Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("id", Counter, primary_key=True, autoincrement=True),
        sa.Column("case", Counter, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("author", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(8), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notes_case", "notes", ["case"])
