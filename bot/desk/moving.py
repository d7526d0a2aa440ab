"""A group that becomes a supergroup, or another group in its place, numbers its messages anew; or it gets topics."""

from dataclasses import replace

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import card, crowd, flood, opening, topics
from bot.desk.desk import Desk
from bot.store import addresses, cases, outbox
from bot.store import pairs as rows
from bot.store import topics as standing
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from bot.store.tables import cases as table
from bot.store.tables import pairs


async def renumbered(desk: Desk, conn: AsyncConnection, group: str) -> None:
    """After an upgrade: a forum is a supergroup already and keeps its numbers; any other group counts anew."""
    if not await addresses.is_forum(conn, group):
        await anew(desk, conn, group)


async def anew(desk: Desk, conn: AsyncConnection, group: str) -> None:
    """Known numbers would now name other messages, and other people: open cases get new topics and cards."""
    if await standing.forget(conn, group):
        await topics.set_up(desk, conn, group)
    numbers = list((await conn.execute(select(table.c.id).where(table.c.group_name == group))).scalars())
    await conn.execute(delete(pairs).where(pairs.c.case.in_(numbers)))
    await conn.execute(update(table).where(table.c.id.in_(numbers)).values(thread=None, card=None, card_text=None))
    for number in numbers:
        case = await cases.find(conn, number)
        await flood.anew(desk, conn, number)
        if case and case.is_open:
            await _posted(desk, conn, case)


async def into_topics(desk: Desk, conn: AsyncConnection, group: str) -> None:
    """Topics were switched on since: open cases that have none get one, or their words would wait for ever."""
    without = select(table.c.id).where(table.c.group_name == group, table.c.closed.is_(None), table.c.thread.is_(None))
    for number in (await conn.execute(without)).scalars().all():
        case = await cases.get(conn, number)
        waits = await outbox.is_waiting(conn, card.topic(desk, case).key) or await crowd.waits(conn, number)
        if not waits:
            await _posted(desk, conn, case)


async def _posted(desk: Desk, conn: AsyncConnection, case: Case) -> None:
    """The topic in a stream of its own: what already waits in the case's stream waits for it."""
    rows = await opening.posted(desk, conn, case)
    own = [replace(row, stream=f"topic:{case.id}") if row.method == "createForumTopic" else row for row in rows]
    await desk.put(conn, *own)


async def again(desk: Desk, conn: AsyncConnection, case: Case, most: int) -> list[Outgoing]:
    """The last messages of both sides, each once in its newest wording, as copies from the private chat."""
    known = sorted(await rows.last(conn, case.id, 5 * most), key=lambda pair: int(pair["group_message"]))
    newest = {pair["person_message"]: pair for pair in known}
    guard = {"protect_content": True} if desk.guards(case) else {}
    return [
        Outgoing(
            method="copyMessage",
            params={"from": f"person:{case.person}", "message_id": message, **guard},
            to=f"case:{case.id}",
            stream=f"case:{case.id}",
            priority=Priority.WORDS,
            note={
                "what": "again",
                "case": case.id,
                "message": message,
                "from_person": newest[message]["from_person"],
                "digest": (newest[message]["digest"] or b"").hex(),
            },
            key=f"again:{case.id}:{message}",
            merge=f"album:again {case.id}",  # one call for all of them: the words that noticed the loss wait behind
            ahead=True,
        )
        for message in sorted(newest)[-most:]
    ]
