"""What is due to go goes, a transaction each; a legal hold keeps a case as it is."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import card, leaving
from bot.desk.desk import Desk
from bot.store import cases, erasing, pairs, people, retention
from bot.store.cases import Case
from bot.store.retention import Due
from bot.store.store import Store


async def carry_out(desk: Desk, store: Store) -> list[Due]:
    """Everything that is due now; what went."""
    async with store.reading() as conn:
        found = await retention.due(conn, desk.lists, desk.clock.now())
    for one in found:
        await store.write(lambda conn, one=one: _go(desk, conn, one))  # type: ignore[misc]
    return found


async def _go(desk: Desk, conn: AsyncConnection, one: Due) -> None:
    match one.what:
        case "topic":
            case = await cases.get(conn, int(one.subject))
            messages = await pairs.in_group(conn, case.id) if case.thread is None else []
            cards = [case.card] if case.thread is None and case.card else []
            await leaving.delete_topic(desk, conn, case, [*messages, *cards])
        case "case":
            await erasing.anonymise(conn, desk.vault, [int(one.subject)], desk.clock.now())
        case "person":
            if person := await people.get(conn, one.subject):
                erasing.remember(desk.deletions, person["id"])
                await erasing.everything(conn, desk.vault, person, desk.clock.now())
                for gone in desk.on_gone:
                    gone(person)
        case what:
            await retention.sweep(conn, what, desk.lists, desk.clock.now())


async def hold(desk: Desk, conn: AsyncConnection, case: Case, actor: str, *, held: bool) -> None:
    """A court, or the person themselves, wants it kept: no term deletes anything of this case."""
    what = "legal hold" if held else "legal hold lifted"
    await cases.change(conn, case.id, desk.clock.now(), actor, what, {}, legal_hold=held)
    await desk.put(conn, *await card.refreshed(desk, conn, case.id, soon=True))
