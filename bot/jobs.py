"""What happens by itself: a new day draws the book anew, and deleted rows leave the disk."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import MAIN, Desk
from bot.screens import Views
from bot.store import addresses, health, seen
from bot.store.store import Store
from bot.telegram.intake import Intake
from bot.telegram.refusals import Refused
from bot.telegram.session import Session

log = structlog.get_logger()


async def again_and_again(name: str, round: Callable[[], Awaitable[None]]) -> None:
    """One round after another, for ever: what fails is logged and tried in the next one; a job never ends the bot."""
    while True:
        try:
            await round()
        except Exception as error:
            log.error("job failed", job=name, error=type(error).__name__)
            await asyncio.sleep(1)


async def every_midnight(desk: Desk, views: Views) -> None:
    """Dates, terms and "may be out of date" hold for a local day: at its end the book is drawn for the next one."""
    tomorrow = desk.clock.now().astimezone(desk.zone).date() + timedelta(days=1)
    await desk.clock.sleep_until(datetime.combine(tomorrow, time(), desk.zone))
    desk.shelf.book = desk.shelf.book.for_day(tomorrow)
    views.draw(desk.shelf.book)
    log.info("book drawn for a new day")


async def every_hour(desk: Desk, store: Store) -> None:
    """Ids that delete nothing any more go; what was deleted from the database leaves its write-ahead log too."""
    await desk.clock.sleep_until(desk.clock.now() + timedelta(hours=1))
    await store.write(lambda conn: seen.sweep(conn, desk.clock.now()))
    await store.checkpoint()


async def every_half_minute(desk: Desk, store: Store, intake: Intake) -> None:
    """Leaves a sign of life in the database: `sapar health` reads it from outside."""
    contact = intake.last_contact
    if contact is not None:
        at = contact

        async def work(conn: AsyncConnection) -> None:
            await health.beat(conn, at)

        await store.write(work)
    await desk.clock.sleep_until(desk.clock.now() + timedelta(seconds=30))


class Alarm:
    """When the staff group refuses the bot, its administrators are told in private, once an hour; words wait."""

    def __init__(self, desk: Desk, store: Store, session: Session) -> None:
        self._desk, self._store, self._session = desk, store, session
        self._administrators: list[int] = []

    async def when_in_trouble(self) -> None:
        await self._know_administrators()
        await self._desk.trouble.wait()
        self._desk.trouble.clear()
        no_room, self._desk.no_room = self._desk.no_room, False
        if not self._desk.may_tell(f"trouble {no_room}", timedelta(hours=1)):
            return
        text = self._desk.words(
            "⚠️ The database cannot be written. Is the disk full? Telegram keeps what people write until it can."
            if no_room
            else "⚠️ The staff group refuses me. I must be an administrator who may manage topics. "
            "Nothing is lost: all waits until then."
        )
        log.error("trouble", database=no_room)
        for person in self._administrators:
            try:
                await self._session.raw("sendMessage", {"chat_id": person, "text": text})
            except Refused as refused:
                log.warning("an administrator cannot be told", why=str(refused))

    async def _know_administrators(self) -> None:
        async with self._store.reading() as conn:
            group = await addresses.resolve(conn, self._desk.vault, f"group:{MAIN}")
        if group is None:
            return
        try:
            found = await self._session.raw("getChatAdministrators", {"chat_id": group.chat_id})
        except Refused as refused:
            log.warning("the administrators of the staff group cannot be read", why=str(refused))
            return
        people = [one.get("user", {}) for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        self._administrators = [one["id"] for one in people if "id" in one and not one.get("is_bot")]
