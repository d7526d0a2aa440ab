"""What timers set by consultants and people do when their moment has come; each is fired once, over a restart too."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import board, callback, flood, handover, inviting, notes, referral, reminding, ringing
from bot.desk.desk import Desk
from bot.store import staff
from bot.store.timers import Timer
from bot.timers import fires


@fires("next")
async def next_step(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """The day of a next step."""
    await notes.remind(desk, conn, timer.detail["case"])


@fires("referral")
async def silent_partner(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """A week without a word of a partner."""
    await referral.remind(desk, conn, timer.detail["case"], timer.detail["referral"])


@fires("call")
async def call(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """The time that somebody chose to be called."""
    await callback.due(desk, conn, timer.detail["call"])


@fires("call forgotten")
async def call_forgotten(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """A week after a call its number is erased."""
    await callback.forget(desk, conn, timer.detail["call"])


@fires("ring")
async def rings(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """Danger that nobody has taken."""
    await ringing.ring(desk, conn, timer.detail["case"], timer.detail["round"])


@fires("sla")
async def owed(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """An answer is owed, and so much of its time has passed."""
    await reminding.owed(desk, conn, timer.detail["case"], timer.detail["step"])


@fires("silence")
async def silent(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """Somebody has been silent for days."""
    await reminding.silent(desk, conn, timer)


@fires("pause")
async def pause_over(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """A quarter of an hour of rest has passed: they are called again."""
    await staff.change(conn, timer.detail["who"], status="on")


@fires("handover")
async def not_accepted(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """Nobody accepted what somebody left at the end of a shift."""
    await handover.not_accepted(desk, conn, timer.detail["from"], timer.detail["name"], timer.detail["group"])


@fires("invite")
async def invited(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """A while after a case has ended: how are we doing?"""
    await inviting.invite(desk, conn, timer)


@fires("board")
async def board_again(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """Something changed that the board of a group shows."""
    await board.again(desk, conn, timer.detail["group"])


@fires(flood.LINE)
async def kept_back(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """Messages came faster than anybody reads."""
    await flood.line(desk, conn, timer.detail["case"])


@fires("code")
@fires("intake")
@fires("practice")
async def over(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """A code that was read out, a count or a practice case that nobody ended: with its row it is gone."""
