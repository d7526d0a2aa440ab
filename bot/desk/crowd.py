"""Many new accounts at once: who has never asked before, and is in no danger, waits until a consultant wants to see
them. One line among the alarms says how many; who is known, and whatever is urgent, comes before them. Nothing is lost:
the case stands, its words lie in the outbox, and only its topic is not made yet."""

from datetime import timedelta
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import card
from bot.desk.desk import Desk, keyboard
from bot.store import addresses, cases, timers
from bot.store import topics as rows
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from bot.store.timers import Timer
from bot.timers import fires

LOW = 3  # the first priority that may wait
NEXT = 10  # cases that one tap shows
SOON = timedelta(seconds=10)  # the line follows the count so closely: each change costs the group a call
LONGEST = timedelta(hours=8)  # then a case comes by itself: perhaps nobody has seen the line
NEW = timedelta(days=1)  # who came so lately is a new account
WAITS, LINE = "crowd", "crowd line"  # kinds of timers: when a case comes by itself, when the line is written


async def holds(desk: Desk, conn: AsyncConnection, case: Case, person: RowMapping) -> bool:
    """Whether a new case is to wait, since too many have come within the minute. A group without topics shows all."""
    today, limit = desk.clock.now().astimezone(desk.zone).date(), desk.lists.crowd
    new = case.link is None and today - person["since"] <= NEW
    if case.urgent or case.priority < LOW or not new or not await addresses.is_forum(conn, case.group_name):
        return False
    at = int(desk.clock.now().timestamp())
    if not desk.pace.too_fast(f"group:{case.group_name}", at, limit.most, limit.within):
        return False
    detail = {"case": case.id, "group": case.group_name}
    await timers.arm(conn, Timer(WAITS, f"case:{case.id}", desk.clock.now() + LONGEST, detail))
    await _line_soon(desk, conn, case.group_name)
    return True


async def waits(conn: AsyncConnection, number: int) -> bool:
    return any(timer.what == WAITS for timer in await timers.of(conn, f"case:{number}"))


async def let_through(desk: Desk, conn: AsyncConnection, number: int) -> None:
    """A case waits no longer: its topic is made, and what lies in the outbox follows it."""
    if not await waits(conn, number):
        return
    await timers.disarm(conn, WAITS, f"case:{number}")
    await _come(desk, conn, number)


async def show(desk: Desk, conn: AsyncConnection, group: str, first: str) -> bool:
    """The next ones come; `first`: the one that the button was to begin with. False: they are on their way already."""
    waiting = await numbers(conn, group)
    if not waiting or first != str(waiting[0]):
        return False
    for number in waiting[:NEXT]:
        await let_through(desk, conn, number)
    await _line(desk, conn, group)
    return True


async def numbers(conn: AsyncConnection, group: str) -> list[int]:
    """The cases that wait, the oldest first."""
    waiting = await timers.of_kind(conn, WAITS)
    return sorted(int(timer.detail["case"]) for timer in waiting if timer.detail["group"] == group)


@fires(WAITS)
async def long_enough(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    await _come(desk, conn, timer.detail["case"])


@fires(LINE)
async def count(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    await _line(desk, conn, timer.detail["group"])


async def _come(desk: Desk, conn: AsyncConnection, number: int) -> None:
    case = await cases.find(conn, number)
    if case and case.is_open and case.thread is None:
        await desk.put(conn, card.topic(desk, case, apart=True))
        await _line_soon(desk, conn, case.group_name)


async def _line_soon(desk: Desk, conn: AsyncConnection, group: str) -> None:
    subject = f"group:{group}"
    if not any(timer.what == LINE for timer in await timers.of(conn, subject)):
        await timers.arm(conn, Timer(LINE, subject, desk.clock.now() + SOON, {"group": group}))


async def _line(desk: Desk, conn: AsyncConnection, group: str) -> None:
    """One line, edited in place while anybody waits; the next crowd gets a line of its own."""
    waiting, stands = await numbers(conn, group), await rows.message(conn, group, LINE)
    if not waiting and stands is None:
        return
    shown: dict[str, Any] = {"text": "📥 " + desk.words("All are shown.")}
    if waiting:
        text = desk.words(
            "{count} new requests wait: very many came at once. Danger comes at once, and who is known before them.",
            count=len(waiting),
        )
        label = desk.words("Show next {count}", count=min(NEXT, len(waiting)))
        shown = {"text": f"📥 {text}", "reply_markup": keyboard([[(label, f"crowd/{waiting[0]}")]])}
    await desk.put(conn, _row(group, shown, stands))
    if not waiting:
        await rows.note(conn, group, LINE, message=None)


def _row(group: str, shown: dict[str, Any], stands: int | None) -> Outgoing:
    where: dict[str, Any] = {"key": f"{LINE}:{group}"}
    if stands is not None:
        shown, where = {**shown, "message_id": stands}, {"merge": "last"}
    return Outgoing(
        method="sendMessage" if stands is None else "editMessageText",
        params=shown,
        to=f"service:{group}:alarms",
        stream=f"{LINE}:{group}",
        priority=Priority.URGENT if stands is None else Priority.CARD,
        note={"what": LINE},
        **where,
    )


async def stands(desk: Desk, conn: AsyncConnection, group: str, message: int | None) -> None:
    """The line has arrived, or (None) is gone: it is written again with what is true by then."""
    await rows.note(conn, group, LINE, message=message)
    await _line_soon(desk, conn, group)
