"""The button under the line of messages that came too fast."""

from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import flood
from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff.buttons import button
from bot.store.cases import Case


@button("held")
async def held(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message) -> Told:
    """[Show next 20]: the first of what was held comes into the topic."""
    return await flood.show(desk, conn, case, person, detail)
