"""What the conversation tells of a case: the first answer, the person's last word, the case before it."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Counter, Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("answered", Moment(), nullable=True))
    op.add_column("cases", sa.Column("heard", Moment(), nullable=True))
    op.add_column("cases", sa.Column("link", Counter, nullable=True))
