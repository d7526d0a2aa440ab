"""Whom a person would rather talk to, where there is somebody like that."""

from datetime import timedelta
from html import escape

from bot.desk import routing
from bot.migrant.acting import Act, keeps, performs
from bot.store import cases, staff
from dialogs.kinds.ask import Wish

GENDERS = {"f": "woman", "m": "man"}


@keeps("wishes")
async def whom_one_may_ask_for(act: Act) -> tuple[str, ...]:
    """Only what the list of staff at work has, and only where it leaves a choice."""
    at_work = [one for one in await staff.everybody(act.conn) if one.status == "on"]
    genders = {GENDERS[one.gender] for one in at_work if one.gender in GENDERS}
    peers = ("peer",) if any(one.peer for one in at_work) else ()
    return (*(one for one in ("woman", "man") if one in genders), *peers)


@performs(Wish)
async def wish(act: Act, effect: Wish) -> None:
    case = await cases.open_of(act.conn, act.person["id"])
    if case is None or not act.desk.may_tell(f"wish:{case.id}:{effect.whom}", timedelta(hours=1)):
        return
    say = act.desk.words
    whom = {"woman": say("a woman"), "man": say("a man"), "peer": say("somebody who moved too")}[effect.whom]
    await cases.record(act.conn, case.id, act.desk.clock.now(), "person", "wish", {"whom": effect.whom})
    line = escape("🙏 " + say("The person would rather talk to: {whom}", whom=whom))
    called = await routing.suggested(act.desk, act.conn, case, wish=effect.whom) if case.claimer is None else ""
    await act.desk.put(act.conn, act.desk.notice(case, f"{line}\n{called}".strip(), parse_mode="HTML"))
