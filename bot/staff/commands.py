"""Commands in the topic of a case; each is also a button."""

from collections.abc import Awaitable, Callable
from inspect import signature

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import hands
from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff import who
from bot.store.cases import Case
from bot.telegram.lanes import Commit

router = Router(name="staff commands")
router.message.filter(F.chat.type.in_({"group", "supergroup"}))

commands_by_name: dict[str, "Act"] = {}  # the menu of commands and /help are made from it

Act = Callable[..., Awaitable[Told]]  # (desk, conn, case, person, args); where it names `reply`, that message too


def command(act: Act) -> Act:
    """Name the command after the function; find the case; tell in the topic what came of it."""
    wants_reply = "reply" in signature(act).parameters

    @router.message(Command(act.__name__))
    async def handle(message: Message, command: CommandObject, commit: Commit, desk: Desk) -> None:
        async def work(conn: AsyncConnection) -> None:
            case = await who.case_at(conn, message)
            if case is None:
                return
            if message.from_user is None or who.is_anonymous(message):
                told = desk.words(
                    "You write anonymously, so we cannot tell who answers. Switch that off in your rights."
                )
            else:
                person = who.consultant(desk, message.from_user)
                more = {"reply": message.reply_to_message} if wants_reply else {}
                told = (await act(desk, conn, case, person, (command.args or "").strip(), **more)).text
            if told:
                await desk.put(conn, desk.notice(case, told, **who.reply(message)))

        await commit(work)

    commands_by_name[act.__name__] = act
    return act


@command
async def claim(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """Take this case: what you write here then goes to the person."""
    return await hands.claim(desk, conn, case, person)


@command
async def release(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """Give this case back, so that somebody else can take it."""
    return await hands.release(desk, conn, case, person)


@command
async def close(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """End this case: with its outcome, or ask which."""
    if args:
        return await hands.close(desk, conn, case, person, args)
    return await hands.ask_outcome(desk, conn, case, person)
