"""Since when an answer is owed and until when it is due; who is on call."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Moment

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("owed", Moment(), nullable=True))
    op.add_column("cases", sa.Column("due", Moment(), nullable=True))
    op.create_table(
        "rota",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("place", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("who", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("week", "place", name=op.f("pk_rota")),
    )
