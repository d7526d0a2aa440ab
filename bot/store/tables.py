"""Every table, as SQLAlchemy Core sees it."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    event,
    false,
    text,
    true,
)
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: text of one width in SQLite, PostgreSQL's own type there; both compare it rightly."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite counts upwards by itself only in a column called INTEGER.
Counter = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=false())


meta = Table(
    "meta",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("lane", LargeBinary, nullable=False),
    Column("body", LargeBinary),
    Column("received", Moment, nullable=False),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("state", String(8), nullable=False, server_default="new"),
    Index(
        "ix_inbox_new",
        "bot_id",
        "update_id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    Index("ix_inbox_received", "received"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("stream", String(64), nullable=False),
    # "ahead": before the others of its stream, as a topic made anew is before the words that wait for it.
    Column("ahead", Boolean, nullable=False, server_default=false()),
    Column("address", String(64), nullable=False, index=True),
    Column("priority", SmallInteger, nullable=False),
    Column("method", String(48), nullable=False),
    Column("merge", String(96)),
    Column("sealed", LargeBinary, nullable=False),
    Column("created", Moment, nullable=False),
    Column("not_before", Moment),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("late", Boolean, nullable=False, server_default=false()),
    Index("ix_outbox_stream", "stream", "id"),
    sqlite_autoincrement=True,
)

people = Table(
    "people",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("chat", LargeBinary, nullable=False),
    Column("alias", String(64), nullable=False, unique=True),
    Column("locale", String(16)),
    Column("consent", String(16)),
    Column("consent_version", String(32)),
    Column("consent_on", Moment),
    Column("waiting", String(64)),
    Column("held", LargeBinary),
    Column("source", String(64)),
    Column("since", Date, nullable=False),
    Column("muted_until", Moment),  # until then their words reach nobody; danger does
    _flag("blocked"),
    # Since when nothing may be sent to them, for somebody else may hold the telephone; NULL: they can be written to.
    Column("hidden", Moment),
    Column("older", Integer, nullable=False, server_default="0"),  # messages that no hiding can delete any more
    _flag("hides"),  # they have read what hiding does
    _flag("discreet"),
    Column("hides_after", SmallInteger),  # minutes of silence
    Column("word", LargeBinary),  # keyed hash of the hidden word
    Column("active", Date),  # the last day they did something, known to the week
)

# What stands in private chats, so that it can be taken back: ids of messages, for as long as Telegram deletes them.
seen = Table(
    "seen",
    metadata,
    Column("person", String(16), ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("message", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Index("ix_seen_at", "at"),
)

# Who had everything deleted: random ids, so that a restored backup forgets them again.
deletions = Table(
    "deletions",
    metadata,
    Column("person", String(16), primary_key=True),
    Column("on", Date, nullable=False),
)

staff_groups = Table(
    "staff_groups",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("is_forum", Boolean, nullable=False, server_default=true()),
)

# Who works at the desk, where the list is closed or somebody has told more of themselves than their membership does.
staff = Table(
    "staff",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(64), nullable=False),  # a pseudonym, or only "Lawyer"
    Column("roles", JSON, nullable=False),
    Column("languages", JSON, nullable=False),
    Column("specialities", JSON, nullable=False),
    Column("regions", JSON, nullable=False),
    _flag("peer"),
    Column("gender", String(1)),
    Column("capacity", SmallInteger),
    Column("status", String(8), nullable=False, server_default="on"),
    Column("since", Moment, nullable=False),
)

# Who is on call in which week (its Monday), the first called first.
rota = Table(
    "rota",
    metadata,
    Column("week", Date, primary_key=True),
    Column("place", SmallInteger, primary_key=True, autoincrement=False),
    Column("who", BigInteger, nullable=False),
)

# Topics of a staff group that belong to no case; `message` is the board of the queue.
desk_topics = Table(
    "desk_topics",
    metadata,
    Column("group_name", String(16), primary_key=True),
    Column("what", String(16), primary_key=True),
    Column("thread", BigInteger),
    Column("message", BigInteger),
)

# Links by which somebody enters the list: only the hash of each, good once and for a day.
invites = Table(
    "invites",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("roles", JSON, nullable=False),
    Column("made_by", BigInteger, nullable=False),
    Column("made", Moment, nullable=False),
)

# Who did what at the desk: codes, never words.
audit = Table(
    "audit",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("who", BigInteger, nullable=False),
    Column("what", String(32), nullable=False),
    Column("case", Counter, index=True),
    Column("before", String(120), nullable=False, server_default=""),
    Column("after", String(120), nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

cases = Table(
    "cases",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("person", String(16), ForeignKey("people.id"), nullable=False),
    Column("topic", String(32), nullable=False),
    Column("page", String(64)),
    Column("priority", SmallInteger, nullable=False),
    Column("status", String(16), nullable=False),
    Column("group_name", String(16), nullable=False),
    Column("locale", String(16), nullable=False),
    Column("claimer", BigInteger),
    Column("claimer_name", String(128)),
    Column("helpers", JSON),  # who answers together with the claimer: {id: name}
    Column("opened", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Column("closed", Moment),
    Column("outcome", String(32)),
    Column("cause", String(32)),
    Column("answered", Moment),
    Column("heard", Moment),
    Column("owed", Moment),  # since when an answer is owed, and until when it is due
    Column("due", Moment),
    Column("link", Counter),
    Column("slot", SmallInteger, nullable=False, server_default="1"),  # a person has two open cases at most: 1 and 2
    Column("turned", Moment),  # when their talk last turned to it: plain words go to the newest
    _flag("urgent"),
    _flag("quiet"),
    _flag("legal_hold"),  # nothing of it may be deleted
    Column("thread", BigInteger),
    Column("card", BigInteger),
    Column("card_text", LargeBinary),
    Column("kept_back", BigInteger),  # the line that counts what came too fast
    Column("summary", LargeBinary),
    # What the person says of it afterwards: 1 to 5; yes, partly or no.
    Column("rating", SmallInteger),
    Column("solved", String(8)),
    # Two quick first messages open one case, and nobody ever has three, whatever the program does.
    Index(
        "uq_cases_open_person",
        "person",
        "slot",
        unique=True,
        sqlite_where=text("closed IS NULL"),
        postgresql_where=text("closed IS NULL"),
    ),
    Index(
        "uq_cases_thread",
        "group_name",
        "thread",
        unique=True,
        sqlite_where=text("thread IS NOT NULL"),
        postgresql_where=text("thread IS NOT NULL"),
    ),
    Index("ix_cases_card", "group_name", "card"),
    Index("ix_cases_claimer", "claimer"),
    Index("ix_cases_board", "status", "priority", "opened"),
    sqlite_autoincrement=True,
)

history = Table(
    "history",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("case", Counter, ForeignKey("cases.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("what", String(32), nullable=False),
    Column("detail", JSON, nullable=False),
    sqlite_autoincrement=True,
)

pairs = Table(
    "pairs",
    metadata,
    Column("case", Counter, ForeignKey(cases.c.id, ondelete="CASCADE"), primary_key=True),
    Column("person_message", BigInteger, primary_key=True, autoincrement=False),
    Column("group_message", BigInteger, primary_key=True, autoincrement=False),
    Column("from_person", Boolean, nullable=False),
    # Keyed hash of what was sent: a false edit (a reaction, a preview) changes nothing.
    Column("digest", LargeBinary),
    _flag("uncertain"),
    Column("at", Moment, nullable=False),
    Index("ix_pairs_group_message", "case", "group_message"),
)

# Messages that came faster than anybody reads: they stay in the private chat until a consultant wants to see them.
kept_back = Table(
    "kept_back",
    metadata,
    Column("case", Counter, ForeignKey(cases.c.id, ondelete="CASCADE"), primary_key=True),
    Column("message", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
)

# What consultants write down of a case for each other: sealed, and gone with the case.
notes = Table(
    "notes",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("case", Counter, ForeignKey(cases.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("author", BigInteger, nullable=False),
    Column("what", String(8), nullable=False),  # note, next, or needs
    Column("due", Date),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

# What was to be passed to a partner, whether the person agreed, and what came of it. `need` is sealed.
referrals = Table(
    "referrals",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("case", Counter, ForeignKey(cases.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("partner", String(32), nullable=False),
    Column("by", BigInteger, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("status", String(16), nullable=False),
    Column("asked", Moment, nullable=False),
    Column("decided", Moment),
    Column("changed", Moment, nullable=False),
    sqlite_autoincrement=True,
)

# Whom to call, when, and what to say first. The number and the first words are sealed, and go a week after the call.
callbacks = Table(
    "callbacks",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("person", String(16), ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("number", LargeBinary, nullable=False, index=True),  # keyed hash: who said "do not call" is not called again
    Column("sealed", LargeBinary),
    Column("asked", Moment, nullable=False),
    Column("start", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("zone", String(40), nullable=False),
    Column("locale", String(16), nullable=False),
    Column("topic", String(32), nullable=False),
    _flag("safe"),
    Column("status", String(8), nullable=False),
    Column("tries", SmallInteger, nullable=False, server_default="0"),
    Column("group_name", String(16), nullable=False),
    Column("message", BigInteger),
    sqlite_autoincrement=True,
)

timers = Table(
    "timers",
    metadata,
    Column("what", String(32), primary_key=True),
    Column("subject", String(64), primary_key=True),
    Column("due", Moment),  # NULL: it failed too often, and waits to be looked at
    Column("detail", JSON, nullable=False),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Index("ix_timers_due", "due"),
    Index("ix_timers_subject", "subject"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("person", String(16), ForeignKey(people.c.id, ondelete="CASCADE"), primary_key=True),
    Column("page", String(24), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires", Moment, nullable=False),
)

# Answers to surveys. Neither table has an order of its own, so that no token leads to an answer.
replies = Table(
    "replies",
    metadata,
    Column("key", String(16), primary_key=True),
    Column("survey", String(24), nullable=False, index=True),
    Column("person", String(16), ForeignKey(people.c.id, ondelete="CASCADE"), index=True),  # NULL: of nobody
    Column("day", Date, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# Who has answered an anonymous survey, as a keyed hash of both.
replied = Table(
    "replied",
    metadata,
    Column("token", LargeBinary, primary_key=True),
    sqlite_with_rowid=False,
)

ticks = Table(
    "ticks",
    metadata,
    Column("person", String(16), ForeignKey(people.c.id, ondelete="CASCADE"), primary_key=True),
    Column("place", String(48), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

# Who reported which telephone, link or account, both as keyed hashes: to be counted, and never to be read.
reported = Table(
    "reported",
    metadata,
    Column("token", LargeBinary, primary_key=True),
    Column("who", LargeBinary, primary_key=True),
    Column("day", Date, nullable=False),
)

contact_reports = Table(
    "contact_reports",
    metadata,
    Column("contact", String(64), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("count", Integer, nullable=False),
)

# What came out of pages of questions, a number for each day and never a person: bands of results, wrong answers.
tallies = Table(
    "tallies",
    metadata,
    Column("day", Date, primary_key=True),
    Column("what", String(16), primary_key=True),
    Column("page", String(32), primary_key=True),
    Column("code", String(32), primary_key=True),
    Column("about", String(32), primary_key=True),
    Column("count", Integer, nullable=False),
)

# Searches that found nothing: how many, never what was typed.
missed_searches = Table(
    "missed_searches",
    metadata,
    Column("day", Date, primary_key=True),
    Column("count", Integer, nullable=False),
)

# Who used which folded word, both as keyed hashes: a word that few people use is never written down.
missed_words = Table(
    "missed_words",
    metadata,
    Column("word", LargeBinary, primary_key=True),
    Column("who", LargeBinary, primary_key=True),
    Column("day", Date, nullable=False),
)

# Words that enough people used in vain: what editors see.
wanted_words = Table(
    "wanted_words",
    metadata,
    Column("word", String(40), primary_key=True),
    Column("people", Integer, nullable=False),
    Column("day", Date, nullable=False),
)

# What is only ever added to; the database itself sees to it.
APPEND_ONLY = ("history", "audit")


def append_only(table: str, dialect: str) -> list[str]:
    """The statements that let rows of this table be neither changed nor removed."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()",
    ]


def _listen() -> None:
    for table in APPEND_ONLY:
        for dialect in ("sqlite", "postgresql"):
            for statement in append_only(table, dialect):
                ddl: Any = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
                event.listen(metadata.tables[table], "after_create", ddl)


_listen()
