"""People who hid: what stands in their chat, what waits until they are back, and how the desk is told of it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import card
from bot.desk.desk import Desk
from bot.store import cases, outbox, people
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from bot.telegram.outbox import Row
from bot.telegram.refusals import Refusal
from dialogs.formats import clock_time

BATCH = 100  # messages that Telegram deletes in one call


def stream(person: str) -> str:
    """What hiding sends passes by all that waits for the person."""
    return f"hide:{person}"


def deletions(person: str, messages: list[int]) -> list[Outgoing]:
    return [
        Outgoing(
            method="deleteMessages",
            params={"message_ids": messages[at : at + BATCH]},
            to=f"person:{person}",
            stream=stream(person),
            priority=Priority.URGENT,
            note={"what": "hide", "veil": True},
        )
        for at in range(0, len(messages), BATCH)
    ]


def commands(person: str, *, bare: bool) -> Outgoing:
    """The menu of commands in this one chat. `bare`: it offers /start alone; else it is that of all again."""
    return Outgoing(
        method="setMyCommands" if bare else "deleteMyCommands",
        params={"commands": [{"command": "start", "description": "📖"}]} if bare else {},
        to=f"person:{person}",
        stream=f"commands:{person}",
        priority=Priority.ANSWER,
        note={"what": "commands"},
    )


async def stands(desk: Desk, conn: AsyncConnection, row: Row, result: Any) -> None:
    """Something was sent to a person: its id is known from now on. What came just after they hid goes again."""
    messages = [int(one["message_id"]) for one in (result if isinstance(result, list) else [result]) if _is_new(one)]
    if not messages or not row.method.startswith(("send", "copy")):
        return
    name = row.to.removeprefix("person:")
    person = await people.get(conn, name)
    late = "veil" not in row.note and (desk.seen.cleared_after(name, row.created) or bool(person and person["hidden"]))
    if person is not None and late:
        await desk.put(conn, *deletions(name, messages))
    elif person is not None:
        await desk.seen.add(conn, name, messages, desk.clock.now())


def _is_new(result: Any) -> bool:
    return isinstance(result, dict) and "message_id" in result


async def cannot_delete(desk: Desk, conn: AsyncConnection, row: Row, refusal: Refusal) -> None:
    """One of a batch is to blame: each is tried alone, and those that stay are counted."""
    name, messages = row.to.removeprefix("person:"), row.params["message_ids"]
    if len(messages) > 1:
        await desk.put(conn, *(one for message in messages for one in deletions(name, [message])))
    elif refusal is Refusal.UNDELETABLE and (person := await people.get(conn, name)):
        await people.save(conn, desk.vault, name, older=person["older"] + 1)


async def hide(desk: Desk, conn: AsyncConnection, person: RowMapping, *, hold: bool) -> None:
    """Take back what stands in the chat. `hold`: and send nothing more until the person is back."""
    now, name = desk.clock.now(), person["id"]
    messages, old = await desk.seen.take(conn, name, now)
    await people.save(
        conn,
        desk.vault,
        name,
        hidden=now if hold else None,
        hides=True,
        older=person["older"] + old,
        waiting=None,
    )
    desk.seen.clear(name, now)
    await outbox.done(conn, await _screens(desk, conn, name))
    await desk.put(conn, *deletions(name, messages))
    for case in await cases.all_open(conn, name) if hold else ():
        await cases.record(conn, case.id, now, "person", "hidden", {})
        await desk.put(conn, *await card.refreshed(desk, conn, case.id, soon=True))


async def _screens(desk: Desk, conn: AsyncConnection, person: str) -> list[int]:
    """What was only on its way to be looked at is wanted no more; people's words stay and wait."""
    waiting = await outbox.to(conn, f"person:{person}")
    rows = await outbox.read(conn, desk.vault, waiting)
    return [row.id for row in rows if row.note.get("what") in ("screen", "line", "file") and "case" not in row.note]


async def come_back(desk: Desk, conn: AsyncConnection, person: RowMapping, actor: str = "person") -> None:
    """What waited may leave."""
    if person["hidden"] is None:
        return
    await people.save(conn, desk.vault, person["id"], hidden=None)
    outbox.wake(conn, f"person:{person['id']}")
    for case in await cases.all_open(conn, person["id"]):
        await cases.record(conn, case.id, desk.clock.now(), actor, "back", {})
        await desk.put(conn, *await card.refreshed(desk, conn, case.id, soon=True))


async def tell_that_it_waits(desk: Desk, conn: AsyncConnection, case: Case) -> None:
    """A consultant answers somebody who hid: the answer is kept, and the topic says so."""
    person = await people.get(conn, case.person)
    if person is None or person["hidden"] is None or not desk.may_tell(f"hidden:{case.id}", timedelta(minutes=10)):
        return
    since = clock_time(person["hidden"].astimezone(desk.zone))
    text = desk.words(
        "HIDDEN since {time}: this waits until the person writes. It is not lost. "
        "/override with a reason sends it all the same.",
        time=since,
    )
    await desk.put(conn, desk.notice(case, "🙈 " + text))
