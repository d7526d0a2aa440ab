"""A person may have two open cases, and their talk is with one of them."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Moment

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

OPEN = sa.text("closed IS NULL")


def upgrade() -> None:
    op.add_column("cases", sa.Column("slot", sa.SmallInteger(), server_default="1", nullable=False))
    op.add_column("cases", sa.Column("turned", Moment(), nullable=True))
    op.drop_index("uq_cases_open_person", table_name="cases")
    op.create_index(
        "uq_cases_open_person",
        "cases",
        ["person", "slot"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
