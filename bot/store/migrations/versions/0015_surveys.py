"""Surveys: answers of nobody, lists that people join, and who has answered."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replies",
        sa.Column("key", sa.String(16), primary_key=True),
        sa.Column("survey", sa.String(24), nullable=False),
        sa.Column("person", sa.String(16), sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_replies_survey", "replies", ["survey"])
    op.create_index("ix_replies_person", "replies", ["person"])
    op.create_table("replied", sa.Column("token", sa.LargeBinary(), primary_key=True), sqlite_with_rowid=False)
