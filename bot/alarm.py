"""What administrators must know at once is told to them in private, in plain words: once an hour at most."""

import asyncio
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import permissions
from bot.desk.desk import MAIN, RESTRICTED, Desk
from bot.store import addresses
from bot.store.health import LOW
from bot.store.store import Store
from bot.telegram.outbox import Outbox
from bot.telegram.refusals import Refused
from bot.telegram.session import Session

log = structlog.get_logger()

HOUR, QUARTER_DAY = timedelta(hours=1), timedelta(hours=6)
BREATH = timedelta(minutes=1)  # where nobody could be told, it is tried again, but not at every refused message


class Alarm:
    """`file`: the SQLite database, whose disk is watched; None for PostgreSQL."""

    def __init__(self, desk: Desk, store: Store, session: Session, outbox: Outbox, bot: int, file: Path | None) -> None:
        self._desk, self._store, self._session, self._outbox = desk, store, session, outbox
        self._bot, self._file = bot, file
        self._told: dict[str, datetime] = {}
        self._telling = asyncio.Lock()
        self._ill: set[str] = set()  # groups of which something grave was told

    async def when_in_trouble(self) -> None:
        """One round: waits until something is the matter, looks what it is, and tells it."""
        await self._desk.trouble.wait()
        worries = self._desk.take_worries()
        if "database" in worries:
            text = self._desk.words(
                "⚠️ The database cannot be written. Is the disk full? Telegram keeps what people write until it can."
            )
            await self._tell(MAIN, text, HOUR)
        if worries & {"group", "rights"}:
            await self.look("group" in worries)

    async def every_hour(self) -> None:
        """One round: at start and once an hour, whether the groups take the bot and the disk has room."""
        await self.look()
        await self._look_at_disk()
        await self._desk.clock.sleep_until(self._desk.clock.now() + HOUR)

    async def look(self, refused: bool = False) -> None:
        """`refused`: a group refused something, so where nothing is found amiss it is told all the same."""
        found = [await self._look_at(name) for name in (MAIN, RESTRICTED)]
        if refused and not any(found):
            text = self._desk.words(
                "⚠️ The staff group refuses me. I must be an administrator who may manage topics. "
                "Nothing is lost: all waits until then."
            )
            await self._tell(MAIN, text, HOUR)

    async def _look_at(self, name: str) -> bool:
        """Whether something was the matter with this group, or has just been mended."""
        async with self._store.reading() as conn:
            group = await addresses.resolve(conn, self._desk.vault, f"group:{name}")
        if group is None:
            return False
        try:
            grave = [
                one.said
                for one in await permissions.look(self._desk, self._session, self._bot, group.chat_id)
                if one.grave
            ]
        except Refused as unknown:
            log.warning("the staff group cannot be looked at", group=name, why=str(unknown))
            return False
        await self._know_administrators(name, group.chat_id)
        words = self._desk.words
        if grave:
            log.error("staff group in trouble", group=name, faults=len(grave))
            self._ill.add(name)
            waits = words("Nothing is lost: requests and messages wait, and arrive in order afterwards.")
            await self._tell(name, "⚠️ " + "\n".join([*grave, waits]), HOUR)
        elif name in self._ill:
            self._ill.discard(name)
            self._told.clear()  # if it is lost again, that is news
            await self._tell(name, "✅ " + words("All is right again with my rights. What waited arrives now."), HOUR)
            self._outbox.wake()
            return True
        return bool(grave)

    async def _look_at_disk(self) -> None:
        if self._file is None:
            return
        free = shutil.disk_usage(self._file.parent).free
        if free < LOW:
            log.error("disk nearly full", free=free)
            text = self._desk.words(
                "The disk has only {free} MB left. Make room soon: once it is full, nothing new can be taken in.",
                free=free // 1024**2,
            )
            await self._tell(MAIN, f"⚠️ {text}", QUARTER_DAY, key="disk")

    # Telling

    async def _tell(self, group: str, text: str, at_most_every: timedelta, key: str = "") -> None:
        """To every administrator in private; where that reaches nobody, to the group."""
        async with self._telling:  # a round and a refusal find the same thing at the same time: it is told once
            now, key = self._desk.clock.now(), f"{group} {key or text}"
            if (again := self._told.get(key)) and again > now:
                return
            async with self._store.reading() as conn:
                people = await addresses.administrators(conn, self._desk.vault, group)
                place = await addresses.resolve(conn, self._desk.vault, f"group:{group}")
            reached = sum(await asyncio.gather(*(self._said(person, text) for person in people)))
            if not reached and place is not None:
                reached += await self._said(place.chat_id, text)
            if not reached:
                log.error("no administrator could be told: each must press Start in a chat with the bot", group=group)
            self._told[key] = now + (at_most_every if reached else BREATH)

    async def _said(self, chat: int, text: str) -> bool:
        try:
            await self._session.raw("sendMessage", {"chat_id": chat, "text": text})
        except Refused as refused:
            log.warning("an administrator cannot be told", why=str(refused))
            return False
        self._outbox.budget.tapped(chat)
        return True

    async def _know_administrators(self, name: str, chat: int) -> None:
        """Kept in the database: when the bot has been thrown out, it can no longer ask."""
        try:
            people = await permissions.administrators(self._session, chat)
        except Refused as refused:
            log.warning("the administrators of a staff group cannot be read", group=name, why=str(refused))
            return

        async def work(conn: AsyncConnection) -> None:
            await addresses.keep_administrators(conn, self._desk.vault, name, people)

        if people:
            await self._store.write(work)
