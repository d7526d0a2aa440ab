"""A while after a case has ended its person is invited to a survey: once, without a sound, never to two at a time."""

from datetime import datetime, time, timedelta

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
from dialogs.turn import HOME, Button, Person, Place, Screen

MORNING = time(10)  # local


async def arm(desk: Desk, conn: AsyncConnection, person: RowMapping) -> None:
    """Of a case after which people may be asked how it was; only who agreed to be written to."""
    if person["consent"] != "full":
        return
    for name, page in desk.shelf.book.pages.items():
        if isinstance(page, Survey) and page.after_close:
            day = desk.clock.now().astimezone(desk.zone).date() + timedelta(days=page.after_close)
            moment = datetime.combine(day, MORNING, desk.zone)
            await timers.arm(conn, Timer("invite", f"person:{person['id']}", moment, {"page": name}))


async def invite(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """Who hides, has stopped the bot, has answered already or waits for our help is not asked."""
    who, name = timer.subject.removeprefix("person:"), str(timer.detail["page"])
    person, page = await people.get(conn, who), desk.shelf.book.pages.get(name)
    if person is None or person["consent"] != "full" or not isinstance(page, Survey):
        return
    if person["discreet"] or person["hidden"] is not None or person["blocked"] or await cases.open_of(conn, who):
        return
    if await surveys.has_answered(conn, desk.vault, name, who):
        return
    here = desk.shelf.book.here(Place(name), Person(person["locale"] or ""), desk.clock.now())
    text = here.words("If you have two minutes: tell us how we are doing. You need not.")
    rows = ((here.button(name),), (Button("🏠 " + here.words("Main menu"), HOME),))
    row = Outgoing(
        method="sendMessage",
        params=screens.params(Screen(here.place, text, rows)) | {"disable_notification": True},
        to=f"person:{who}",
        stream=f"person:{who}",
        priority=Priority.DIGEST,
        note={"what": "line"},
        key=f"invite:{who}:{name}",
    )
    await desk.put(conn, row)


@erases("subscriptions")
async def erase(conn: AsyncConnection, vault: Vault, person: RowMapping) -> None:
    """Who wants nothing that the bot writes by itself is not invited, nor told of a quota that has just opened."""
    for what in ("invite", "quota"):
        await timers.disarm(conn, what, f"person:{person['id']}")
