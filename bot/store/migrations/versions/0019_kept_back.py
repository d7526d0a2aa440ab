"""Messages that came faster than anybody reads, and the line that counts them."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("kept_back", sa.BigInteger(), nullable=True))
    op.create_table(
        "kept_back",
        sa.Column("case", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_kept_back_case"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case", "message", name=op.f("pk_kept_back")),
    )
