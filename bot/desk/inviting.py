"""Once a case has ended its person is invited to surveys: on the days each names, without a sound, one at a time."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import screens
from bot.desk.desk import Desk
from bot.store import cases, people, surveys, timers
from bot.store.erasing import erases
from bot.store.outbox import Outgoing, Priority
from bot.store.timers import Timer
from bot.store.vault import Vault
from dialogs.kinds.survey import Survey
from dialogs.texts import say
from dialogs.turn import HOME, Button, Person, Place, Screen

MORNING = time(10)  # local
UNASKED = ("invite", "quota")  # timers of what the bot writes by itself, and nobody waits for

# What is still to come, the next first: the day and the survey.
Plan = list[tuple[date, str]]


async def arm(desk: Desk, conn: AsyncConnection, person: RowMapping, outcome: str) -> None:
    """After a case that ended so; only who agreed to be written to. What was planned of a survey is planned anew."""
    if person["consent"] != "full":
        return
    today = desk.clock.now().astimezone(desk.zone).date()
    pages = desk.shelf.book.pages.items()
    new = {name: page.days_after(outcome) for name, page in pages if isinstance(page, Survey)}
    planned = [one for one in await _planned(desk, conn, person["id"]) if not new.get(one[1])]
    planned += [(today + timedelta(days=days), name) for name, whole in new.items() for days in whole]
    await _plan(desk, conn, person["id"], planned)


async def invite(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """Who hides, has stopped the bot, has answered already or waits for our help is not asked, this time."""
    who, name = timer.subject.removeprefix("person:"), str(timer.detail["page"])
    person, page = await people.get(conn, who), desk.shelf.book.pages.get(name)
    if person is None or person["consent"] != "full":
        return
    await _plan(desk, conn, who, _later(timer))
    if not isinstance(page, Survey) or not page.invitation:
        return
    if person["discreet"] or person["hidden"] is not None or person["blocked"] or await cases.open_of(conn, who):
        return
    if await surveys.has_answered(conn, desk.vault, name, who):
        return
    here = desk.shelf.book.here(Place(name), Person(person["locale"] or ""), desk.clock.now())
    rows = ((here.button(name),), (Button("🏠 " + here.words("Main menu"), HOME),))
    asked = Screen(here.place, say(page.invitation, here.locale), rows)
    row = Outgoing(
        method="sendMessage",
        params=screens.params(asked) | {"disable_notification": True},
        to=f"person:{who}",
        stream=f"person:{who}",
        priority=Priority.DIGEST,
        note={"what": "line"},
        key=f"invite:{who}:{name}",
    )
    await desk.put(conn, row)


async def _planned(desk: Desk, conn: AsyncConnection, who: str) -> Plan:
    for timer in await timers.of(conn, f"person:{who}"):
        if timer.what == "invite" and timer.due is not None:
            return [(timer.due.astimezone(desk.zone).date(), str(timer.detail["page"])), *_later(timer)]
    return []


def _later(timer: Timer) -> Plan:
    return [(date.fromisoformat(day), page) for day, page in timer.detail.get("later", ())]


async def _plan(desk: Desk, conn: AsyncConnection, who: str, plan: Iterable[tuple[date, str]]) -> None:
    """One timer for the next of them, which knows the others."""
    ordered = sorted(plan)
    if not ordered:
        return
    (day, page), *others = ordered
    detail = {"page": page, "later": [(later.isoformat(), name) for later, name in others]}
    await timers.arm(conn, Timer("invite", f"person:{who}", datetime.combine(day, MORNING, desk.zone), detail))


@erases("subscriptions")
async def erase(conn: AsyncConnection, vault: Vault, person: RowMapping) -> None:
    """Who wants nothing that the bot writes by itself is not invited, nor told of a quota that has just opened."""
    for what in UNASKED:
        await timers.disarm(conn, what, f"person:{person['id']}")
