"""What happens by itself: a new day draws the book anew, and deleted rows leave the disk."""

from datetime import datetime, time, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import MAIN, Desk
from bot.screens import Views
from bot.store import addresses, health
from bot.store.store import Store
from bot.telegram.intake import Intake
from bot.telegram.refusals import Refused
from bot.telegram.session import Session

log = structlog.get_logger()


async def every_midnight(desk: Desk, views: Views) -> None:
    """Dates, terms and "may be out of date" hold for a local day: at its end the book is drawn for the next one."""
    while True:
        tomorrow = desk.clock.now().astimezone(desk.zone).date() + timedelta(days=1)
        await desk.clock.sleep_until(datetime.combine(tomorrow, time(), desk.zone))
        desk.shelf.book = desk.shelf.book.for_day(tomorrow)
        views.draw(desk.shelf.book)
        log.info("book drawn for a new day")


async def every_hour(desk: Desk, store: Store) -> None:
    """What was deleted from the database leaves its write-ahead log too."""
    while True:
        await desk.clock.sleep_until(desk.clock.now() + timedelta(hours=1))
        await store.checkpoint()


async def every_half_minute(desk: Desk, store: Store, intake: Intake) -> None:
    """Leaves a sign of life in the database: `sapar health` reads it from outside."""
    last: datetime | None = None
    while True:
        contact = intake.last_contact
        if contact is not None and contact != last:
            last = contact

            async def work(conn: AsyncConnection, at: datetime = contact) -> None:
                await health.beat(conn, at)

            await store.write(work)
        await desk.clock.sleep_until(desk.clock.now() + timedelta(seconds=30))


async def when_in_trouble(desk: Desk, store: Store, session: Session) -> None:
    """The group refuses the bot: its administrators are told in private, once an hour at most; words wait."""
    administrators: list[int] = []
    while True:
        try:
            async with store.reading() as conn:
                group = await addresses.resolve(conn, desk.vault, f"group:{MAIN}")
            if group:
                found = await session.raw("getChatAdministrators", {"chat_id": group.chat_id})
                administrators = [one["user"]["id"] for one in found if not one["user"].get("is_bot")]
        except Refused as refused:
            log.warning("the administrators of the staff group cannot be read", why=str(refused))
        await desk.trouble.wait()
        desk.trouble.clear()
        if not desk.may_tell("trouble", timedelta(hours=1)):
            continue
        log.error("the staff group refuses the bot: words wait until its rights are back")
        text = desk.words(
            "⚠️ The staff group refuses me. I must be an administrator who may manage topics. "
            "Nothing is lost: all waits until then."
        )
        for person in administrators:
            try:
                await session.raw("sendMessage", {"chat_id": person, "text": text})
            except Refused as refused:
                log.warning("an administrator cannot be told", why=str(refused))
