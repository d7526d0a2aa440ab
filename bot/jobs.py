"""What happens by itself: a new day draws the book anew, and deleted rows leave the disk."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import handover, keeping
from bot.desk.desk import Desk
from bot.screens import Views
from bot.store import health, seen
from bot.store.store import Store
from bot.telegram.intake import Intake

log = structlog.get_logger()

NIGHT = time(3, 30)


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


async def every_night(desk: Desk, store: Store) -> None:
    """At half past three what is due to be deleted is deleted."""
    now = desk.clock.now().astimezone(desk.zone)
    night = datetime.combine(now.date(), NIGHT, desk.zone)
    await desk.clock.sleep_until(night if night > now else night + timedelta(days=1))
    gone = Counter(one.what for one in await keeping.carry_out(desk, store))
    log.info("retention", **{what.replace(" ", "_"): count for what, count in gone.items()})


async def every_shift_end(desk: Desk, store: Store) -> None:
    """In a full team, half an hour before the day's work ends, open cases are offered to the next shift."""
    now, early = desk.clock.now(), handover.BEFORE_THE_END
    closing = desk.lists.organisation.working.closing(now + early, desk.zone)
    await desk.clock.sleep_until(closing - early if closing else now + timedelta(days=1))
    if closing and desk.lists.team == "full":
        await store.write(lambda conn: handover.by_itself(desk, conn))


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
