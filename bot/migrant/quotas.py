"""Who is on the list for a quota is told, once, that the quota of their region is open."""

import json
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import screens
from bot.desk.desk import Desk
from bot.store import people, surveys, timers, told
from bot.store.outbox import Outgoing, Priority
from bot.store.timers import Timer
from bot.timers import fires
from dialogs.kinds.survey import LEAVE, Survey
from dialogs.texts import say
from dialogs.turn import HOME, Button, Person, Place, Screen

MORNING, EVENING = time(9), time(21)  # local: nobody is woken by it
LATER = timedelta(days=1)  # who hides is written to when they do not hide any more


async def opened(desk: Desk, conn: AsyncConnection) -> None:
    """Compare the book with what was told before: for each quota that is open now, a timer for each on the list."""
    year = desk.clock.now().astimezone(desk.zone).year
    are_open = {f"{one.region}/{one.year}" for one in desk.lists.quotas if one.state == "open" and one.year >= year}
    before = await told.quotas(conn)
    fresh = are_open - before
    if not fresh:
        return
    for name, page in desk.shelf.book.pages.items():
        if isinstance(page, Survey) and page.quota:
            for person, region in await _regions(desk, conn, name, page.quota):
                years = sorted(int(one.partition("/")[2]) for one in fresh if one.partition("/")[0] == region)
                if years:
                    detail = {"page": name, "region": region, "year": years[-1]}
                    await timers.arm(conn, Timer("quota", f"person:{person}", _by_day(desk), detail))
    await told.note(conn, before | fresh)


@fires("quota")
async def tell(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """One message, to who agreed to be written to and is still on the list; it waits while they hide."""
    who, page = timer.subject.removeprefix("person:"), desk.shelf.book.pages.get(timer.detail["page"])
    region, year = str(timer.detail["region"]), int(timer.detail["year"])
    person, now = await people.get(conn, who), desk.clock.now()
    if person is None or person["consent"] != "full" or not isinstance(page, Survey) or now.year > year:
        return
    if (who, region) not in await _regions(desk, conn, timer.detail["page"], page.quota, who):
        return  # they have left it, or chosen another region
    if person["hidden"] is not None or person["discreet"]:
        await timers.arm(conn, Timer(timer.what, timer.subject, now + LATER, timer.detail))
        return
    row = Outgoing(
        method="sendMessage",
        params=screens.params(_screen(desk, timer.detail["page"], page, person["locale"] or "", region, year)),
        to=f"person:{who}",
        stream=f"person:{who}",
        priority=Priority.DIGEST,
        note={"what": "line"},
        key=f"quota:{who}:{region}/{year}",
    )
    await desk.put(conn, row)


def _screen(desk: Desk, name: str, page: Survey, locale: str, region: str, year: int) -> Screen:
    """What is open, where it is read about, and how one is not written to again."""
    here = desk.shelf.book.here(Place(name), Person(locale), desk.clock.now())
    title = here.words("The quota is open: {region}, {year}.", region=_label(desk, region, locale), year=year)
    asked = here.words("You asked us to tell you. Check whether you can move, and get your papers together.")
    stop = here.spot(LEAVE, "✖ " + here.words("Do not write to me of it any more"))
    rows = (*((here.button(one),) for one in page.next), (stop,), (Button("🏠 " + here.words("Main menu"), HOME),))
    return Screen(here.place, f"<b>📅 {title}</b>\n\n{asked}", rows)


def _label(desk: Desk, region: str, locale: str) -> str:
    known = desk.lists.choices("regions")
    return say(known[region], locale) if region in known else region


async def _regions(
    desk: Desk, conn: AsyncConnection, page: str, question: str, only: str | None = None
) -> list[tuple[str, str]]:
    """Who is on a list, and for which region."""
    found = await surveys.listed(conn, desk.vault, page, only)
    return [(person, str(json.loads(body).get(question) or "")) for person, body in found]


def _by_day(desk: Desk) -> datetime:
    """Now, or in the morning."""
    local = desk.clock.now().astimezone(desk.zone)
    if MORNING <= local.time() < EVENING:
        return local
    day = local.date() + timedelta(days=local.time() >= EVENING)
    return datetime.combine(day, MORNING, desk.zone)
