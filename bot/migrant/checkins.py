"""Check-ins: who wishes it is asked on some days how they are; two times of silence may reach a consultant.

All that is kept is the timer itself: the days, what silence means, how often they were asked. It goes with the last
day.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import screens
from bot.desk import opening, veil
from bot.desk.desk import Desk
from bot.migrant.acting import Act, keeps, performs
from bot.migrant.mydata import tells
from bot.store import cases, people, timers
from bot.store.erasing import erases
from bot.store.outbox import Outgoing, Priority
from bot.store.timers import Timer
from bot.store.vault import Vault
from bot.timers import fires
from dialogs.formats import short_date
from dialogs.kinds.ask import OTHER
from dialogs.kinds.checkin import Answered, Asking, CheckIn, KeepAsking
from dialogs.turn import Place
from dialogs.words import Words

CHECK_IN = "check-in"  # the page
NOON = time(12)  # local: when somebody is asked
SILENCE = timedelta(hours=24)
TWICE = 2  # times that somebody is asked
PRIORITY = 2  # of a case that silence opens


@keeps("asking")
async def asking(act: Act) -> Asking:
    return await _asking(act)


@performs(KeepAsking)
async def keep(act: Act, effect: KeepAsking) -> None:
    if act.person["consent"] == "full":
        await _next(act.desk, act.conn, act.person["id"], effect.asking.days, effect.asking.tell)


@performs(Answered)
async def answered(act: Act, effect: Answered) -> None:
    timer = await _timer(act.conn, act.person["id"])
    if timer and timer.detail["asked"]:
        await _next(act.desk, act.conn, act.person["id"], _days(timer), timer.detail["tell"])


@fires("checkin")
async def due(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """The day itself, a day later, and another day later: asked, asked again, silent."""
    person = await people.get(conn, timer.subject.removeprefix("person:"))
    page = desk.shelf.book.pages.get(CHECK_IN)
    if person is None or person["consent"] != "full" or not isinstance(page, CheckIn):
        return
    days, tell, asked = _days(timer), bool(timer.detail["tell"]), int(timer.detail["asked"])
    if await cases.open_of(conn, person["id"]):  # people talk to them already
        await _next(desk, conn, person["id"], days, tell)
        return
    if asked == TWICE:
        await _silent(desk, conn, person)
    elif not person["blocked"]:
        await _ask(desk, conn, person, page, asked)
    if asked + 1 < TWICE + tell:
        again = Timer("checkin", timer.subject, desk.clock.now() + SILENCE, {**timer.detail, "asked": asked + 1})
        await timers.arm(conn, again)
    else:
        await _next(desk, conn, person["id"], days, tell)


async def _ask(desk: Desk, conn: AsyncConnection, person: RowMapping, page: CheckIn, asked: int) -> None:
    """A neutral line, without a sound where somebody may look on; of who hid it passes by what waits for them."""
    who, hidden = person["id"], person["hidden"] is not None
    quiet = {"disable_notification": True} if hidden or person["discreet"] else {}
    row = Outgoing(
        method="sendMessage",
        params=screens.params(page.question(person["locale"] or "")) | quiet,
        to=f"person:{who}",
        stream=veil.stream(who) if hidden else f"person:{who}",
        priority=Priority.ANSWER,
        note={"what": "line"} | ({"veil": True} if hidden else {}),
        key=f"checkin:{who}:{desk.clock.now().date()}:{asked}",
    )
    await desk.put(conn, row)
    if person["waiting"] is None and not hidden:
        await people.save(conn, desk.vault, who, waiting=str(Place(CHECK_IN, "asked")))


async def _silent(desk: Desk, conn: AsyncConnection, person: RowMapping) -> None:
    opened = await opening.open_case(desk, conn, person, OTHER, CHECK_IN, [], priority=PRIORITY)
    line = desk.words("No answer to two check-ins. The person asked that we tell you then. Write in neutral words.")
    await desk.put(conn, desk.notice(await cases.get(conn, opened.number), "🔕 " + line))


async def _next(desk: Desk, conn: AsyncConnection, who: str, days: Iterable[date], tell: bool) -> None:
    """Wait for the first of these days that lies ahead; after the last nothing is kept."""
    ahead = [day for day in days if datetime.combine(day, NOON, desk.zone) > desk.clock.now()]
    if not ahead:
        await timers.disarm(conn, "checkin", f"person:{who}")
        return
    detail = {"days": [day.isoformat() for day in ahead], "tell": tell, "asked": 0}
    await timers.arm(conn, Timer("checkin", f"person:{who}", datetime.combine(ahead[0], NOON, desk.zone), detail))


async def _timer(conn: AsyncConnection, who: str) -> Timer | None:
    return next((timer for timer in await timers.of(conn, f"person:{who}") if timer.what == "checkin"), None)


async def _asking(act: Act) -> Asking:
    timer = await _timer(act.conn, act.person["id"])
    return Asking(_days(timer), bool(timer.detail["tell"])) if timer else Asking()


def _days(timer: Timer) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, timer.detail["days"]))


@tells
async def told(act: Act, say: Words) -> list[str]:
    asked = await _asking(act)
    days = ", ".join(map(short_date, asked.days))
    lines = [say("We ask you on: {days}", days=days)] if asked.days else []
    return lines + ([say("If I do not answer, tell a specialist")] if asked.tell else [])


@erases("subscriptions")
async def erase(conn: AsyncConnection, vault: Vault, person: RowMapping) -> None:
    await timers.disarm(conn, "checkin", f"person:{person['id']}")
