"""Once a day: whether everybody who may work at the desk still belongs to its group."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import MAIN, RESTRICTED, Desk
from bot.staff import rules
from bot.staff.registry import gone as gone_from
from bot.staff.who import STRANGERS
from bot.store import addresses, staff, timers
from bot.store.store import Store
from bot.store.tables import cases
from bot.telegram.refusals import Refused
from bot.telegram.session import Session

DAY = timedelta(days=1)


async def every_day(desk: Desk, store: Store, session: Session) -> None:
    """Who has left while the bot was away loses all rights, as if it had seen them go."""
    await check(desk, store, session)
    await store.write(lambda conn: _rules_are_armed(desk, conn))
    await desk.clock.sleep_until(desk.clock.now() + DAY)


async def _rules_are_armed(desk: Desk, conn: AsyncConnection) -> None:
    if not await timers.of_kind(conn, rules.REMINDS):
        await rules.arm(desk, conn)


async def check(desk: Desk, store: Store, session: Session) -> list[int]:
    """Who is gone. Only a clear answer of Telegram counts."""
    gone = []
    for name in (MAIN, RESTRICTED):
        async with store.reading() as conn:
            group = await addresses.resolve(conn, desk.vault, f"group:{name}")
            working = select(cases.c.claimer).where(cases.c.claimer.is_not(None), cases.c.closed.is_(None))
            people = {member.id for member in await staff.everybody(conn)} if name == MAIN else set()
            people |= set((await conn.execute(working.where(cases.c.group_name == name))).scalars())
        for who in sorted(people) if group else ():
            assert group is not None
            try:
                member = await session.raw("getChatMember", {"chat_id": group.chat_id, "user_id": who})
            except Refused:
                continue
            if isinstance(member, dict) and member.get("status") in STRANGERS:
                chat = group.chat_id
                await store.write(lambda conn, who=who, chat=chat: gone_from(desk, conn, chat, who))  # type: ignore[misc]
                gone.append(who)
    return gone
