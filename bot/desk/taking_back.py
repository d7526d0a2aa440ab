"""A person takes a message of theirs back: bots do not hear of deletions, so it is a button in "my requests"."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import Desk
from bot.desk.relay import DELETABLE
from bot.store import cases, pairs
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority


async def last_of(desk: Desk, conn: AsyncConnection, case: Case) -> int | None:
    """The id of the person's last message at the desk, while Telegram still lets it be deleted."""
    last = await pairs.last_words(conn, case.id)
    return last["person_message"] if last and last["at"] > desk.clock.now() - DELETABLE else None


async def take_back(desk: Desk, conn: AsyncConnection, case: Case, message: int) -> bool:
    """Delete it on both sides, together with what was sent in the same moment and became one message at the desk."""
    pair = await pairs.copy_of(conn, case.id, message)
    if not case.is_open or pair is None or not pair["from_person"]:
        return False
    if pair["at"] < desk.clock.now() - DELETABLE:
        return False
    together = await pairs.originals_of(conn, case.id, pair["group_message"])
    mine = sorted(one["person_message"] for one in together)
    await pairs.forget(conn, case.id, pair["group_message"])
    await cases.record(conn, case.id, desk.clock.now(), "person", "undone", {})
    await desk.put(
        conn,
        _delete(f"case:{case.id}", [pair["group_message"]], f"back:{case.id}:{message}", case),
        _delete(f"person:{case.person}", mine, f"back:{case.id}:{message}:own", case),
        desk.notice(case, "🗑 " + desk.words("The person took a message back.")),
    )
    return True


def _delete(to: str, messages: list[int], key: str, case: Case) -> Outgoing:
    return Outgoing(
        method="deleteMessages",
        params={"message_ids": messages},
        to=to,
        stream=to,
        priority=Priority.URGENT,
        note={"what": "taken back", "case": case.id},
        key=key,
    )
