"""What was set for a moment happens then, once: each kind of timer is fired by the one function that claims it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import sleep_or
from bot.desk.desk import Desk
from bot.store import timers
from bot.store.store import Store
from bot.store.timers import Timer

log = structlog.get_logger()

Fire = Callable[[Desk, AsyncConnection, Timer], Awaitable[None]]
firers: dict[str, Fire] = {}

TRIES = 5
AGAIN = timedelta(minutes=1)


def fires(what: str) -> Callable[[Fire], Fire]:
    """This function fires timers of that kind, in the transaction that removes them."""

    def take(fire: Fire) -> Fire:
        firers[what] = fire
        return fire

    return take


async def every_due(desk: Desk, store: Store, armed: asyncio.Event) -> None:
    """One round: wait for the next moment, or for a timer that was armed meanwhile, and fire what is due."""
    async with store.reading() as conn:
        moment = await timers.next_due(conn)
    if moment is None or moment > desk.clock.now():
        await sleep_or(desk.clock, moment, armed)
        armed.clear()
    await fire_due(desk, store)


async def fire_due(desk: Desk, store: Store) -> int:
    """Fire whatever is due now, a transaction each; how many were fired."""
    async with store.reading() as conn:
        waiting = await timers.due(conn, desk.clock.now())
    fired = 0
    for timer in waiting:
        fired += await _fire(desk, store, timer)
    return fired


async def _fire(desk: Desk, store: Store, timer: Timer) -> bool:
    async def work(conn: AsyncConnection) -> bool:
        if not await timers.take(conn, timer):
            return False
        await firers[timer.what](desk, conn, timer)
        return True

    try:
        return await store.write(work)
    except Exception as error:
        log.error("timer failed", what=timer.what, error=type(error).__name__)
        until = desk.clock.now() + AGAIN if timer.attempts + 1 < TRIES else None
        await store.write(lambda conn: timers.put_off(conn, timer, until))
        return False
