"""A code that a person reads out on the telephone, so that the help given there stands among their own requests."""

import secrets
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import Desk
from bot.store import timers
from bot.store.timers import Timer

GOOD_FOR = timedelta(minutes=15)


async def made(desk: Desk, conn: AsyncConnection, person: str) -> str:
    """A new code of six digits; the one before it is good no longer."""
    taken = {timer.detail["code"] for timer in await timers.of_kind(conn, "code")}
    code = next(one for one in iter(lambda: f"{secrets.randbelow(900_000) + 100_000}", "") if one not in taken)
    await timers.arm(conn, Timer("code", f"person:{person}", desk.clock.now() + GOOD_FOR, {"code": code}))
    return code


async def holder(conn: AsyncConnection, code: str) -> str | None:
    """Whose code this is now. Spaces within it do not matter."""
    wanted = "".join(code.split())
    found = (timer for timer in await timers.of_kind(conn, "code") if timer.detail["code"] == wanted)
    return next((timer.subject.removeprefix("person:") for timer in found), None)
