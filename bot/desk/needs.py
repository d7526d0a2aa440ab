"""What a person needs, area by area, and how far each has come: codes in the case's history; the last word counts."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import offering
from bot.desk.desk import Desk, keyboard
from bot.desk.hands import Consultant, Told
from bot.store import cases
from bot.store.cases import Case
from dialogs.formats import short_date
from dialogs.words import words

AREAS = ("legal", "psychology", "social", "medical", "shelter", "documents", "travel", "tools", "training", "work")
SIGNS = {"none": "—", "needed": "❗", "doing": "⏳", "given": "✅", "refused": "✖"}


async def of(conn: AsyncConnection, case: Case) -> dict[str, tuple[str, str]]:
    """State and day by area, as far as somebody has looked at it."""
    found: dict[str, tuple[str, str]] = {}
    for event in await cases.history_of(conn, case.id):
        if event.what == "need":
            found[event.detail["area"]] = (event.detail["state"], short_date(event.at))
    return found


async def matrix(desk: Desk, conn: AsyncConnection, case: Case) -> tuple[str, list[list[tuple[str, str]]]]:
    """The whole of it, and a button for each area."""
    known, named = await of(conn, case), areas(desk)
    lines = ["🧩 " + desk.words("What the person needs")]
    for area, (state, day) in known.items():
        lines.append(f"{SIGNS[state]} {named[area]}: {states(desk)[state]} ({day})")
    buttons = [
        (f"{SIGNS[known[area][0]] if area in known else '▫'} {named[area]}", f"need/{case.id}:{area}") for area in AREAS
    ]
    return "\n".join(lines), [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


async def show(desk: Desk, conn: AsyncConnection, case: Case) -> Told:
    text, rows = await matrix(desk, conn, case)
    await desk.put(conn, desk.notice(case, text, reply_markup=keyboard(rows)))
    return Told("", done=True)


async def chosen(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, detail: str, message: int) -> Told:
    """An area opens its states; a state is written down, and the matrix is shown again."""
    area, _, state = detail.partition(".")
    if area not in AREAS or (state and state not in SIGNS):
        return Told(words(who.locale)("This button is too old. Use the card of the case."))
    if state:
        now = desk.clock.now()
        await cases.record(conn, case.id, now, str(who.id), "need", {"area": area, "state": state})
        text, rows = await matrix(desk, conn, case)
    else:
        text = f"🧩 {areas(desk)[area]}"
        rows = [[(f"{SIGNS[one]} {label}", f"need/{case.id}:{area}.{one}")] for one, label in states(desk).items()]
    await desk.put(conn, offering.changed(case, message, text, rows))
    return Told("", done=True)


def areas(desk: Desk) -> dict[str, str]:
    return {
        "legal": desk.words("Legal help"),
        "psychology": desk.words("Psychologist"),
        "social": desk.words("Social help"),
        "medical": desk.words("Medical help"),
        "shelter": desk.words("Shelter"),
        "documents": desk.words("Documents"),
        "travel": desk.words("Way home"),
        "tools": desk.words("Tools"),
        "training": desk.words("Training"),
        "work": desk.words("Work"),
    }


def states(desk: Desk) -> dict[str, str]:
    return {
        "none": desk.words("not needed"),
        "needed": desk.words("needed"),
        "doing": desk.words("under way"),
        "given": desk.words("given"),
        "refused": desk.words("the person declines"),
    }
