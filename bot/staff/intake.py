"""Help that was given by telephone or at a desk is counted: six taps in the group."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import codes
from bot.desk import intake as visits
from bot.desk.desk import Desk, keyboard
from bot.desk.hands import Consultant, Told
from bot.staff.commands import Where, group_command
from bot.staff.group_buttons import Pressed, group_button
from bot.store.outbox import Outgoing, Priority
from dialogs.words import words


@group_command
async def intake(desk: Desk, conn: AsyncConnection, where: Where, person: Consultant, args: str) -> Told:
    """Count help given by telephone or at a desk: six taps, nothing of the person. /intake 123456: with their code."""
    of = await codes.holder(conn, args) if args else ""
    if of is None:
        return Told(words(person.locale)("Nobody has this code now. They find a new one under their requests."))
    asked = await visits.begin(desk, conn, where.group, where.message, of)
    if where.thread is not None:
        asked.params["message_thread_id"] = where.thread
    await desk.put(conn, asked)
    return Told("", done=True)


@group_button("intake", r"intake/(\d{1,15})\.(\d|stop)(?:\.([a-zA-Z-]{1,40}))?")
async def chosen(desk: Desk, conn: AsyncConnection, pressed: Pressed, person: Consultant) -> Told:
    """One step of it, in the same message; the last one records it."""
    begun, at, code = pressed.said
    group, message = pressed.group, pressed.message
    shown = await visits.choose(desk, conn, person, group, int(begun), at, code) if group else None
    if shown is None:
        return Told(words(person.locale)("This button is too old. Use the card of the case."))
    text, rows = shown
    drawn = Outgoing(
        method="editMessageText",
        params={"message_id": message, "text": text, "reply_markup": keyboard(rows)},
        to=f"group:{group}",
        stream=f"intake:{group}:{message}",
        priority=Priority.ANSWER,
        note={"what": "said"},
        key=f"intake:{group}:{message}:{at}",
        merge="last",
    )
    await desk.put(conn, drawn)
    return Told("", done=True)
