"""A case is referred to a partner, with the person's consent."""

from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import referral
from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff.buttons import button
from bot.staff.commands import command
from bot.store.cases import Case
from dialogs.words import words


@command
async def ref(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """Refer to a partner: the person is shown what would be passed on, and decides."""
    code, _, need = args.partition(" ")
    if not code:
        await desk.put(conn, referral.listed(desk, case))
        return Told("", done=True)
    if not need.strip():
        return referral.explained(desk, case, code)
    return await referral.ask(desk, conn, case, person, code, need.strip())


@button("ref")
async def chosen(
    desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message
) -> Told:
    """A partner was chosen: what to write is told in the topic, where it can be copied."""
    if detail:
        await desk.put(conn, desk.notice(case, referral.explained(desk, case, detail).text))
    else:
        await desk.put(conn, referral.listed(desk, case))
    return Told("", done=True)


@button("refto", question=True)
async def came_to(
    desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message
) -> Told:
    number, _, to = detail.partition(".")
    if not number.isdecimal():
        return Told(words(person.locale)("There is no such referral here."))
    return await referral.came_to(desk, conn, case, person, int(number), to)
