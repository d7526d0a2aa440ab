"""What every act at the desk needs at hand, and how rows leave it."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.desk.pace import Pace
from bot.store import outbox
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from bot.store.seen import Seen
from bot.store.vault import Vault
from dialogs.book import Book
from dialogs.lists import Lists
from dialogs.words import Words, words

MAIN, RESTRICTED = "main", "restricted"


@dataclass
class Shelf:
    """Holds the book that is read now: at midnight and after an edit another one stands here."""

    book: Book


@dataclass
class Desk:
    """`staff_locale`: the language of cards and notices in the group; toasts follow the consultant's own."""

    vault: Vault
    shelf: Shelf
    clock: Clock
    zone: ZoneInfo
    staff_locale: str
    has_restricted: bool = False
    listed_only: bool = False  # only who stands on the list of staff may work
    username: str = ""  # the bot's own, for links
    trouble: asyncio.Event = field(default_factory=asyncio.Event)  # something administrators may have to know at once
    _worries: set[str] = field(default_factory=set)
    pace: Pace = field(default_factory=Pace)
    seen: Seen = field(default_factory=Seen)
    deletions: Path | None = None  # the list of deletions beside the database
    on_gone: list[Callable[[RowMapping], None]] = field(default_factory=list)  # whoever remembers people in memory
    _told: dict[str, datetime] = field(default_factory=dict)

    @property
    def lists(self) -> Lists:
        return self.shelf.book.lists

    @property
    def words(self) -> Words:
        return words(self.staff_locale)

    def group_of(self, topic: str) -> str:
        """Where a topic's cases open; without a restricted group they open in main, marked."""
        known = self.lists.topics.get(topic)
        return RESTRICTED if known and known.group == RESTRICTED and self.has_restricted else MAIN

    def guards(self, case: Case) -> bool:
        """Whether a case is protected: what is said of it is not copied on, and nobody is reminded of it."""
        topic = self.lists.topics.get(case.topic)
        return case.group_name == RESTRICTED or bool(topic and topic.group == RESTRICTED)

    def sounds_dangerous(self, said: str) -> bool:
        """Whether somebody calls for help with these words, or words of danger are among them."""
        return bool(said) and (said.startswith("🆘") or self.shelf.book.ear.triage.alarm(said) is not None)

    def worry(self, about: str) -> None:
        """`about`: "group" refused something, "rights" in it were changed, the "database" cannot be written."""
        self._worries.add(about)
        self.trouble.set()

    def take_worries(self) -> set[str]:
        worries, self._worries = self._worries, set()
        self.trouble.clear()
        return worries

    def may_tell(self, what: str, at_most_every: timedelta) -> bool:
        """Whether something may be said (again): what repeats itself is told once in a while."""
        now, last = self.clock.now(), self._told.get(what)
        if last is not None and now - last < at_most_every:
            return False
        self._told = {key: moment for key, moment in self._told.items() if now - moment < timedelta(hours=1)}
        self._told[what] = now
        return True

    async def put(self, conn: AsyncConnection, *rows: Outgoing) -> None:
        await outbox.put(conn, self.vault, rows, self.clock.now())

    def notice(self, case: Case, text: str, **more: Any) -> Outgoing:
        """A line of the bot itself in the case's topic."""
        return Outgoing(
            method="sendMessage",
            # A sign first: what the bot says never looks like what the person wrote.
            params={"text": text if not text[:1].isalnum() else f"ℹ️ {text}", **more},
            to=f"case:{case.id}",
            stream=f"case:{case.id}",
            priority=Priority.URGENT if case.urgent else Priority.CARD,
            note={"what": "notice", "case": case.id},
        )

    def alarm(self, group: str, text: str, **more: Any) -> Outgoing:
        """A line that the whole group must see, outside any case."""
        return Outgoing(
            method="sendMessage",
            params={"text": text, "link_preview_options": {"is_disabled": True}, **more},
            to=f"service:{group}:alarms",
            stream=f"alarms:{group}",
            priority=Priority.URGENT,
            note={"what": "alarm"},
        )

    def mark(self, case: Case, message: int, emoji: str) -> Outgoing:
        """A reaction under a message of the group; nothing depends on it."""
        return reaction(f"case:{case.id}", message, emoji)


def reaction(to: str, message: int, emoji: str) -> Outgoing:
    return Outgoing(
        method="setMessageReaction",
        params={"message_id": message, "reaction": [{"type": "emoji", "emoji": emoji}]},
        to=to,
        stream=f"mark:{to}:{message}",
        priority=Priority.BOARD,
        note={"what": "mark"},
        merge="last",
    )


def keyboard(rows: Iterable[Iterable[tuple[str, str]]]) -> dict[str, Any]:
    """Rows of (label, data) as Telegram's inline keyboard."""
    return {"inline_keyboard": [[{"text": label, "callback_data": data} for label, data in row] for row in rows]}
