"""What people have done of their lists."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ticks",
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=48), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_ticks_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "place", name=op.f("pk_ticks")),
    )
