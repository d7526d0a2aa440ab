"""What happens by itself: a new day draws the book anew, and deleted rows leave the disk."""

from datetime import datetime, time, timedelta

import structlog

from bot.desk.desk import Desk
from bot.screens import Views
from bot.store.store import Store

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
