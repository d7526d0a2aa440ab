"""The topics of a staff group that belong to no case: queue, alarms, callbacks, reports, training. Made by /setup, made
anew when they are lost; a group without topics hears the same in its one chat."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import board, crowd
from bot.desk.desk import MAIN, Desk
from bot.store import addresses, timers
from bot.store import topics as rows
from bot.store.outbox import Outgoing, Priority
from bot.store.timers import Timer
from bot.telegram.outbox import Row, Then
from bot.telegram.refusals import Refusal

SIGNS = {"queue": "📋", "alarms": "🚨", "callbacks": "📞", "reports": "📊", "training": "🎓"}
APART = timedelta(seconds=15)  # between two edits of the board


def title(desk: Desk, what: str) -> str:
    name = desk.words(
        {
            "queue": "Queue",
            "alarms": "Alarms",
            "callbacks": "Callbacks",
            "reports": "Reports",
            "training": "Training",
        }[what]
    )
    return f"{SIGNS[what]} {name}"


async def set_up(desk: Desk, conn: AsyncConnection, group: str) -> list[str]:
    """Make what is missing; the titles of what is made."""
    wanted = SIGNS if group == MAIN else ("queue", "alarms")
    there = await rows.threads(conn, group)
    made = [what for what in wanted if there.get(what) is None]
    if not await addresses.is_forum(conn, group):
        made = [] if await rows.message(conn, group) else ["queue"]  # the board alone, in the one chat there is
    for what in made:
        await rows.note(conn, group, what)
        await make(desk, conn, group, what)
    return [title(desk, what) for what in made]


async def make(desk: Desk, conn: AsyncConnection, group: str, what: str) -> None:
    if not await addresses.is_forum(conn, group):
        await desk.put(conn, *await board.first(desk, conn, group))
        return
    made = Outgoing(
        method="createForumTopic",
        params={"name": title(desk, what)},
        to=f"service:{group}:{what}",
        stream=f"making:{group}:{what}",
        priority=Priority.CARD,
        note={"what": "service topic"},
        key=f"service topic:{group}:{what}",
    )
    await desk.put(conn, made)


async def changed(conn: AsyncConnection, desk: Desk, group: str) -> None:
    """Something changed that the board shows: it is drawn anew a little later, once for all that changes meanwhile."""
    subject = f"group:{group}"
    if await rows.message(conn, group) and not await timers.of(conn, subject):
        await timers.arm(conn, Timer("board", subject, desk.clock.now() + APART, {"group": group}))


async def arrived(desk: Desk, conn: AsyncConnection, row: Row, result: object) -> None:
    _, group, what = row.to.split(":")
    if not isinstance(result, dict):
        return
    if row.note["what"] == "service topic":
        await rows.note(conn, group, what, thread=result["message_thread_id"])
        if what == "queue":
            await desk.put(conn, *await board.first(desk, conn, group))
    elif row.note["what"] == crowd.LINE and row.method == "sendMessage":
        await crowd.stands(desk, conn, group, result["message_id"])
    elif row.note["what"] == "board":
        await rows.note(conn, group, what, message=result["message_id"])
        if row.method == "sendMessage":
            await desk.put(conn, board.pin(group, result["message_id"]))
            await changed(conn, desk, group)  # what happened since it was drawn


async def refused(desk: Desk, conn: AsyncConnection, row: Row, refusal: Refusal) -> Then:
    _, group, what = row.to.split(":")
    if refusal in (Refusal.KICKED, Refusal.NO_RIGHTS, Refusal.CHAT_GONE):
        desk.worry("group")
        return Then.WAIT if row.note["what"] != "pin" else Then.GIVE_UP
    if (
        refusal is Refusal.TOPIC_GONE
    ):  # it was deleted: made anew; what was to be said is said in the one chat meanwhile
        await rows.note(conn, group, what, thread=None, message=None)
        await make(desk, conn, group, what)
        return Then.RETRY if row.note["what"] in ("alarm", "call", "said", crowd.LINE) else Then.GIVE_UP
    if refusal is Refusal.MESSAGE_GONE and row.note["what"] == crowd.LINE:
        await crowd.stands(desk, conn, group, None)
    if refusal is Refusal.MESSAGE_GONE and row.note["what"] == "board":
        await rows.note(conn, group, what, message=None)
        await desk.put(conn, *await board.first(desk, conn, group))
    return Then.GIVE_UP
