"""How a function becomes a command: its name is the command, its docstring the help, and a button of its name does it.

`@command` acts at the case in whose topic it is written; `@group_command` is about no case.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from inspect import signature
from typing import Any, TypeVar

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import Desk
from bot.desk.hands import Told
from bot.staff import acts, who
from bot.staff.who import Standing
from bot.store import addresses
from bot.store.outbox import Outgoing, Priority
from bot.telegram.lanes import Commit
from dialogs.words import Words

router = Router(name="staff commands")
router.message.filter(F.chat.type.in_({"group", "supergroup"}))

Act = Callable[..., Awaitable[Told]]  # (desk, conn, case, person, args); where it names `reply`, that message too

commands_by_name: dict[str, Act] = {}  # the menu of commands and /help are made from these two
group_commands: dict[str, Callable[..., Awaitable[Any]]] = {}
Listed = TypeVar("Listed", bound=Callable[..., Awaitable[Any]])


@dataclass(frozen=True, slots=True)
class Where:
    """Where in a staff group something was written or pressed."""

    group: str
    thread: int | None
    message: int


def command(act: Act) -> Act:
    """Name the command after the function; find the case; tell in the topic what came of it."""
    wants_reply = "reply" in signature(act).parameters

    @router.message(Command(act.__name__))
    async def handle(message: Message, bot: Bot, command: CommandObject, commit: Commit, desk: Desk) -> None:
        stands, args = await standing(bot, message), (command.args or "").strip()
        more = {"reply": message.reply_to_message} if wants_reply else {}

        async def work(conn: AsyncConnection) -> None:
            group = await addresses.group_at(conn, message.chat.id)
            if group is None or message.from_user is None:
                return
            case = await who.case_at(conn, message)
            person = await who.consultant(desk, conn, message.from_user, stands)
            told = await acts.at_case(
                desk, conn, person, act.__name__, case, lambda case: act(desk, conn, case, person, args, **more)
            )
            if told.text and case:
                await desk.put(conn, desk.notice(case, told.text, **who.reply(message)))
            elif told.text:
                await desk.put(conn, said(place(message, group), told))

        await commit(work)

    commands_by_name[act.__name__] = act
    return act


def group_command(act: Act) -> Act:
    """Name the command after the function (desk, conn, where, person, args); its answer stands where it was asked."""

    @router.message(Command(act.__name__))
    async def handle(message: Message, bot: Bot, command: CommandObject, commit: Commit, desk: Desk) -> None:
        stands, args = await standing(bot, message), (command.args or "").strip()

        async def work(conn: AsyncConnection) -> None:
            group = await addresses.group_at(conn, message.chat.id)
            if group is None or message.from_user is None:
                return
            where = place(message, group)
            person = await who.consultant(desk, conn, message.from_user, stands)
            told = await acts.at_desk(desk, conn, person, act.__name__, lambda: act(desk, conn, where, person, args))
            if told.text:
                await desk.put(conn, said(where, told))

        await commit(work)

    group_commands[act.__name__] = act
    return act


def listed(act: Listed) -> Listed:
    """A command that finds its own way, as one that must ask Telegram does: only its name and help are entered."""
    group_commands[act.__name__] = act
    return act


def menu(say: Words) -> list[tuple[str, str]]:
    """Every command with its help."""
    every = {**commands_by_name, **group_commands}
    return [(name, say(" ".join((act.__doc__ or "").split()))) for name, act in every.items()]


def place(message: Message, group: str) -> Where:
    return Where(group, message.message_thread_id if message.is_topic_message else None, message.message_id)


def said(where: Where, told: Told) -> Outgoing:
    """An answer in the group, under what was asked."""
    thread = {"message_thread_id": where.thread} if where.thread is not None else {}
    reply = {"reply_parameters": {"message_id": where.message, "allow_sending_without_reply": True}}
    quiet = {"link_preview_options": {"is_disabled": True}}
    return Outgoing(
        method="sendMessage",
        params={"text": told.text, **thread, **reply, **quiet, **({"parse_mode": "HTML"} if told.html else {})},
        to=f"group:{where.group}",
        stream=f"said:{where.group}:{where.message}",
        priority=Priority.ANSWER,
        note={"what": "said"},
    )


async def standing(bot: Bot, message: Message) -> Standing:
    if who.is_anonymous(message) or message.from_user is None:
        return Standing(anonymous=True)
    return await who.standing(bot, message.chat.id, message.from_user.id)
