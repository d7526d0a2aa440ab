"""A case goes from the main group to the restricted one, and never back: a new topic there with the card, the notes
and the messages, copied once more from the private chat; what stood in the main group is deleted last of all."""

from dataclasses import replace
from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import flood, moving, opening, states
from bot.desk.desk import MAIN, RESTRICTED, Desk, keyboard
from bot.desk.hands import Consultant, Told
from bot.store import cases, notes, outbox, pairs
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from bot.store.tables import pairs as table
from dialogs.words import words

MOST = 500  # messages that are copied
BATCH = 100  # messages that Telegram deletes in one call


def ask(desk: Desk, case: Case, topic: str) -> Outgoing:
    rows = [
        [("🔒 " + desk.words("Move it"), f"transfer/{case.id}:{topic}:yes")],
        [("✖ " + desk.words("Not yet"), f"keep/{case.id}")],
    ]
    line = desk.words("It moves to the restricted group, and this topic is deleted with all that stands in it.")
    return desk.notice(case, "🔒 " + line, reply_markup=keyboard(rows))


async def move(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, topic: str) -> Told:
    """All rows are put at once and leave in order, so a restart goes on where it stood."""
    tell = words(who.locale)
    if await outbox.any_waiting(conn, f"answer:{case.id}:"):
        return Told(tell("An answer is still on its way to the person. Try again when it has arrived."), alert=True)
    thread, messages = case.thread, await pairs.in_group(conn, case.id)
    again = await moving.again(desk, conn, replace(case, group_name=RESTRICTED), MOST)
    there: dict[str, Any] = {"group_name": RESTRICTED, "thread": None, "card": None, "card_text": None}
    about: dict[str, Any] = {"topic": topic, "priority": min(case.priority, desk.lists.topics[topic].priority)}
    detail = {"from": case.topic, "to": topic, "group": RESTRICTED}
    same = states.still(case)
    if not await states.move(desk, conn, case.id, str(who.id), "transferred", same, detail=detail, **there, **about):
        return Told(tell("This case is closed."))
    await conn.execute(delete(table).where(table.c.case == case.id))
    await outbox.cancel(conn, stream=f"card:{case.id}")
    await flood.anew(desk, conn, case.id)
    moved = await cases.get(conn, case.id)
    posted = await opening.posted(desk, conn, moved)
    # The topic in a stream of its own: what already waits in the case's stream waits for it.
    posted = [replace(row, stream=f"topic:{case.id}") if row.method == "createForumTopic" else row for row in posted]
    written = [f"{note.name}: {note.text}" for note in await notes.of(conn, desk.vault, case.id)]
    told = "\n".join(["➡️ " + desk.words("From the main group, by {name}.", name=who.name), *written])
    here = desk.notice(moved, told, protect_content=True)
    last = desk.notice(moved, "🔒 " + desk.words("That is all; what stood in the main group is deleted now."))
    old = {
        "what": "moved",
        "case": case.id,
        "thread": thread,
        "messages": [*messages, *([case.card] if case.card else [])],
    }
    await desk.put(conn, *posted, replace(here, ahead=True), *again, replace(last, note=old, ahead=True))
    return Told(tell("It is on its way to the restricted group."), done=True)


def left_behind(note: dict[str, Any]) -> list[Outgoing]:
    """The rows that delete what stood in the main group: its topic, or message by message where there was none."""
    if note["thread"] is not None:
        return [_gone("deleteForumTopic", {"message_thread_id": note["thread"]}, note["case"])]
    found: list[int] = note["messages"]
    batches = [found[at : at + BATCH] for at in range(0, len(found), BATCH)]
    return [_gone("deleteMessages", {"message_ids": batch}, note["case"]) for batch in batches]


def _gone(method: str, params: dict[str, Any], case: int) -> Outgoing:
    return Outgoing(
        method=method,
        params=params,
        to=f"group:{MAIN}",
        stream=f"moved:{case}",
        priority=Priority.WORDS,
        note={"what": "moved away"},
    )
