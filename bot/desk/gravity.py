"""How soon somebody in danger is answered: the gravest of what they have told counts, and a mere 🆘 until they tell."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import card, states
from bot.desk.desk import Desk
from bot.store import cases
from bot.store.cases import Case, Event
from dialogs.turn import Urgent


async def tell(desk: Desk, conn: AsyncConnection, case: Case, danger: Urgent) -> None:
    """A sign said what is happening. What is less grave than 🆘 lowers a case that only 🆘 had raised: not one whose
    priority a consultant has set, nor that of somebody who can only write quietly."""
    past = await cases.history_of(conn, case.id)
    gravest = min([danger.priority, *_told(case, past)])
    if gravest > case.priority and (case.quiet or any(_by_hand(event) for event in past)):
        gravest = case.priority
    detail = {"sign": danger.sign, "priority": danger.priority}
    await states.changed(desk, conn, case.id, "person", "sign", detail, priority=gravest)
    await desk.put(conn, *await card.titled(desk, conn, case))


def _told(case: Case, past: list[Event]) -> list[int]:
    """The priorities of the words and signs until now; of a case that 🆘 only interrupted, also that of its topic."""
    before = ("opened",) if case.page != "urgent" else ()
    known = [event.detail for event in past if event.what in ("sign", "urgent", *before)]
    return [detail["priority"] for detail in known if "priority" in detail]


def _by_hand(event: Event) -> bool:
    return event.what in ("priority", "transferred") and event.actor not in ("person", "bot")
