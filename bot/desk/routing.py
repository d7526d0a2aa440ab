"""Who could take a case: it is suggested and they are called by name; claiming stays with people."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import ringing
from bot.desk.desk import Desk
from bot.store import cases, staff
from bot.store.cases import Case
from bot.store.staff import Member
from dialogs.formats import master

MOST = 3


async def suggested(desk: Desk, conn: AsyncConnection, case: Case, *, region: str = "", wish: str = "") -> str:
    """A line that calls those who could take it, as HTML: who answered this person before, then who has least.

    Where nobody fits, first the speciality is not asked for, then the language, which the line names. `region`: those
    who serve it or have none of their own, if there are any; `wish`: those alone whom the person asked for."""
    before = next((one for one in await cases.earlier(conn, case, 5) if one.claimer), None)
    listed = [one for one in await staff.everybody(conn) if one.status == "on"]
    load = await cases.load(conn)
    free = [one for one in listed if one.capacity is None or load.get(one.id, 0) < one.capacity]
    fit, tag = _fitting(desk, case, free)
    fit = [one for one in fit if not one.regions or region in one.regions] or fit if region else fit
    fit = [one for one in fit if _meets(one, wish)]
    ranked = sorted(fit, key=lambda one: (not (before and before.claimer == one.id), load.get(one.id, 0)))
    whom = [ringing.mention(one.id, one.name) for one in ranked[:MOST]]
    if before and before.claimer and not any(one.id == before.claimer for one in listed) and not listed:
        whom = [ringing.mention(before.claimer, before.claimer_name or "☎")]
    return " ".join(["👉", *whom, tag]).strip() if whom else ""


def _meets(one: Member, wish: str) -> bool:
    return {"peer": one.peer, "woman": one.gender == "f", "man": one.gender == "m"}.get(wish, True)


def _fitting(desk: Desk, case: Case, free: list[Member]) -> tuple[list[Member], str]:
    topic, language = desk.lists.topics.get(case.topic), master(case.locale)
    speaks = [one for one in free if not one.languages or language in one.languages]
    able = [one for one in speaks if not one.specialities or (topic and topic.speciality in one.specialities)]
    if able or speaks:
        return able or speaks, ""
    return free, desk.words("needs {language}", language=language) if free else ""
