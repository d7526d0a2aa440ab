"""The buttons under cards and drafts. Old ones answer too: what they may do is asked of the database."""

import asyncio
import re
from collections.abc import Awaitable, Callable

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import hands, relay
from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff import acts, who
from bot.staff.commands import commands_by_name
from bot.store.cases import Case
from bot.telegram import show
from bot.telegram.lanes import Commit
from dialogs.words import words

router = Router(name="staff buttons")
router.callback_query.filter(F.message.chat.type.in_({"group", "supergroup"}))

DATA = re.compile(r"([a-z]{2,12})/(\d{1,15})(?::([A-Za-z0-9_.,~:-]{1,44}))?")

# What a button does, of a case, by whom, with the detail behind its colon, under which message.
Press = Callable[[Desk, AsyncConnection, Case, Consultant, str, Message], Awaitable[Told]]

buttons_by_name: dict[str, Press] = {}
questions: set[str] = set()


def button(name: str, *, question: bool = False) -> Callable[[Press], Press]:
    """This function is what `name/<case>:<detail>` does. `question`: once it is answered its buttons go."""

    def take(press: Press) -> Press:
        buttons_by_name[name] = press
        if question:
            questions.add(name)
        return press

    return take


@router.callback_query()
async def pressed(query: CallbackQuery, bot: Bot, commit: Commit, desk: Desk) -> None:
    """Finds the case of a button, asks whether who pressed it may, and does what the button says.

    A button without a function of its own is the command of that name: `prio/147:2` is `/prio 2`."""
    asked, message = DATA.fullmatch(query.data or ""), query.message
    name, detail = (asked[1], asked[3] or "") if asked else ("", "")
    press, act = buttons_by_name.get(name), commands_by_name.get(name)
    if asked is None or not (press or act) or not isinstance(message, Message):
        say = words((query.from_user.language_code or "").partition("-")[0])
        await show.answer_query(bot, query, say("This button is too old. Use the card of the case."))
        return
    number, under = int(asked[2]), message
    stands = await who.standing(bot, message.chat.id, query.from_user.id)

    async def work(conn: AsyncConnection) -> Told:
        person = await who.consultant(desk, conn, query.from_user, stands)
        case = await who.named(conn, under, number)

        async def do(case: Case) -> Told:
            if press:
                return await press(desk, conn, case, person, detail, under)
            assert act is not None
            return await act(desk, conn, case, person, detail.replace(":", " "))

        return await acts.at_case(desk, conn, person, name, case, do, number=number)

    told = await commit(work)
    async with asyncio.TaskGroup() as together:
        together.create_task(show.answer_query(bot, query, told.text, alert=told.alert))
        if told.done and name in questions:
            together.create_task(show.settle(bot, message.chat.id, message.message_id))


@button("keep", question=True)
async def keep(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message) -> Told:
    """Not now: the question goes, nothing else happens."""
    return Told("", done=True)


@button("take", question=True)
async def take_and_answer(
    desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message
) -> Told:
    """[Answer and take]: the draft is the message that the question answers."""
    draft = under.reply_to_message
    if draft is None or draft.from_user is None or str(draft.message_id) != detail:
        return Told(words(person.locale)("The message is gone. Write it again."))
    return await hands.take_and_answer(desk, conn, case, person, relay.read(draft, desk.vault), draft.from_user.id)
