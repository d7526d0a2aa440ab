"""Danger rings until somebody takes the case: every minute, each time further up; the rungs of the ladder."""

from datetime import timedelta
from html import escape

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import card
from bot.desk.desk import MAIN, RESTRICTED, Desk
from bot.store import addresses, cases, staff, timers
from bot.store.cases import Case, Status
from bot.store.timers import Timer

EVERY = timedelta(minutes=1)
FIRST = 5  # how often the first on call is called before the next
AFTERWARDS = timedelta(minutes=15)  # nobody has answered on any rung: all are called again and again
MOST = 2  # urgent cases in one pair of hands: who has as many is called after the others
SILENCE = timedelta(minutes=3)  # after a mere tap on 🆘: perhaps it was a mistake

Whom = list[tuple[int, str]]


async def start(desk: Desk, conn: AsyncConnection, number: int, delay: timedelta = timedelta()) -> None:
    """Let it ring after `delay`, or sooner where that was meant already; what rings goes on as it does."""
    case, subject = await cases.get(conn, number), f"case:{number}"
    if case.status != Status.NEW or case.priority != 1:
        return
    moment = desk.clock.now() + delay
    armed = next((timer for timer in await timers.of(conn, subject) if timer.what == "ring"), None)
    if armed is None or (armed.due is not None and armed.detail["round"] == 0 and armed.due > moment):
        await timers.arm(conn, Timer("ring", subject, moment, {"case": number, "round": 0}))


async def stop(conn: AsyncConnection, number: int) -> None:
    await timers.disarm(conn, "ring", f"case:{number}")


async def ring(desk: Desk, conn: AsyncConnection, number: int, at: int) -> None:
    """The round `at` of the alarm of a case that nobody has taken yet."""
    case = await cases.find(conn, number)
    if case is None or case.status != Status.NEW or case.priority != 1:
        return
    rungs = await ladder(desk, conn, case.group_name)
    whom = rungs[min(at, len(rungs) - 1)]
    nobody = desk.words("Danger, and nobody has taken it yet.")
    lines = [f"🚨 №{number} {card.COLOURS[1]} {nobody}", " ".join(mention(*one) for one in whom)]
    link = await addresses.link(conn, desk.vault, number)
    text = "\n".join(filter(None, [*lines, link]))
    await desk.put(conn, desk.alarm(case.group_name, text, parse_mode="HTML"))
    if at == 0 and case.group_name == RESTRICTED:
        await desk.put(conn, desk.alarm(MAIN, "🔒 " + desk.words("The restricted group has an urgent case.")))
    wait = EVERY if at + 1 < len(rungs) else AFTERWARDS
    again = Timer("ring", f"case:{number}", desk.clock.now() + wait, {"case": number, "round": at + 1})
    await timers.arm(conn, again)


async def ladder(desk: Desk, conn: AsyncConnection, group: str) -> list[Whom]:
    """Whom to call in which round: the first on call, the next one, leads, administrators; at last everybody."""
    everybody = [one for one in await staff.everybody(conn) if one.status == "on"]
    names = {one.id: one.name for one in await staff.everybody(conn)}
    today = desk.clock.now().astimezone(desk.zone).date()
    rota = await staff.on_call(conn, today - timedelta(days=today.weekday())) if desk.lists.team == "full" else []
    load = await cases.load(conn, urgent=True)
    rota = sorted(rota, key=lambda who: load.get(who, 0) >= MOST)
    paused = {one.id for one in await staff.everybody(conn) if one.status != "on"}
    called: list[Whom] = [[(who, names.get(who, "☎"))] for who in rota if who not in paused]
    if not called:
        called = [[(one.id, one.name) for one in everybody if "operator" in one.roles or "lead" in one.roles]]
    leads: Whom = [(one.id, one.name) for one in everybody if "lead" in one.roles]
    known = await addresses.administrators(conn, desk.vault, group)
    above: Whom = [(who, names.get(who, desk.words("administrator"))) for who in known]
    rungs = [*[called[0]] * FIRST, *called[1:2], *filter(None, (leads, above))]
    return [*rungs, list(dict.fromkeys([one for rung in (*called, leads, above) for one in rung]))]


def mention(who: int, name: str) -> str:
    return f'<a href="tg://user?id={who}">{escape(name)}</a>'


def of_case(case: Case) -> str:
    """Who answers a case, called by name; nothing where nobody does."""
    return mention(case.claimer, case.claimer_name or "☎") if case.claimer else ""
