"""The list of staff: who stands on it, with which roles and languages; who is invited, who pauses, who has left."""

import secrets
from datetime import date, timedelta
from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import ChatMemberUpdated, Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import handover, hands
from bot.desk.desk import MAIN, Desk
from bot.desk.hands import Consultant, Told
from bot.staff import rights, rules, who
from bot.staff.commands import Where, group_command
from bot.staff.rights import OPERATOR, Role
from bot.store import addresses, audit, timers
from bot.store import staff as listed
from bot.store.staff import Member
from bot.store.timers import Timer
from bot.telegram.lanes import Commit
from bot.telegram.refusals import Refused
from bot.telegram.show import session_of
from dialogs.formats import short_date
from dialogs.typed.dates import read_date
from dialogs.words import catalogues, words

router = Router(name="staff list")
private = Router(name="invitations")  # stands before the door of the private chat
router.chat_member.filter(F.chat.type.in_({"group", "supergroup"}))
private.message.filter(F.chat.type == "private")

SPECIALITIES = ("lawyer", "psychologist", "social_worker", "operator")
STATUSES = ("on", "pause", "off")
PAUSE = timedelta(minutes=15)
SEVERAL = {"roles", "languages", "specialities", "regions"}
CODE = r"j_[0-9a-f]{32}"  # 128 bits


@group_command
async def staff(desk: Desk, conn: AsyncConnection, where: Where, person: Consultant, args: str) -> Told:
    """The list of staff. /staff 902 languages=kaa,ru capacity=5 changes a line, /staff 902 remove takes it away."""
    say = words(person.locale)
    if not args:
        everybody = await listed.everybody(conn)
        return Told("\n".join(map(_line, everybody)) or say("The list is empty: every member of the group may work."))
    number, *rest = args.split()
    if not number.isdecimal() or await listed.find(conn, int(number)) is None:
        return Told(say("Nobody with this number is on the list."))
    if rest == ["remove"]:
        await listed.remove(conn, int(number))
        await hands.give_back(desk, conn, int(number))
        return Told(say("Taken off the list; their cases are in the queue again."), done=True)
    changed = _read(desk, rest)
    if not changed:
        return Told(say("Write name=value: roles, languages, specialities, regions, peer, gender, capacity, name."))
    await listed.change(conn, int(number), **changed)
    member = await listed.find(conn, int(number))
    return Told(_line(member) if member else "", done=True)


@group_command
async def invite(desk: Desk, conn: AsyncConnection, where: Where, person: Consultant, args: str) -> Told:
    """Make a link by which one member of the group enters the list of staff: /invite operator. Good once, for a day."""
    roles = args.split() or [OPERATOR]
    if not set(roles) <= set(Role):
        return Told(words(person.locale)("There are these roles: {roles}", roles=", ".join(Role)))
    code = secrets.token_hex(16)
    await listed.invite(conn, desk.vault.hash("invite", code), roles, person.id, desk.clock.now())
    link = f"https://t.me/{desk.username}?start=j_{code}"
    return Told(words(person.locale)("Good once, for 24 hours, for a member of this group:") + "\n" + link, done=True)


@group_command
async def shift(desk: Desk, conn: AsyncConnection, where: Where, person: Consultant, args: str) -> Told:
    """Tell whether you are at work: /shift on, /shift off, /shift pause (15 minutes). Who is not is not mentioned."""
    say = words(person.locale)
    if args not in STATUSES:
        return Told(say("Write /shift on, /shift pause or /shift off."))
    if await listed.find(conn, person.id) is None:
        await listed.enter(conn, person.id, person.name[:64], person.roles, desk.clock.now())
    await listed.change(conn, person.id, status=args)
    await timers.disarm(conn, "pause", f"staff:{person.id}")
    if args == "pause":
        await timers.arm(conn, Timer("pause", f"staff:{person.id}", desk.clock.now() + PAUSE, {"who": person.id}))
    if args == "off" and desk.lists.team == "full":
        await handover.offer(desk, conn, person, where.group)
    return Told(say("You are at work.") if args == "on" else say("You are not mentioned now."), done=True)


@group_command
async def rota(desk: Desk, conn: AsyncConnection, where: Where, person: Consultant, args: str) -> Told:
    """Who is on call in which week, the first called first: /rota 30.11.2026 901 902; alone, it shows this week."""
    say, now = words(person.locale), desk.clock.now().astimezone(desk.zone).date()
    day, *numbers = args.split() or [short_date(now)]
    found = read_date(day, now)
    if not isinstance(found, date) or not all(number.isdecimal() for number in numbers):
        return Told(say("Write it like /rota 30.11.2026 901 902."))
    week = found - timedelta(days=found.weekday())
    if numbers and not rights.may(person, "oversee"):
        return Told(say("Only a lead can do that."))
    if numbers:
        await listed.set_rota(conn, week, [int(number) for number in numbers])
    called = await listed.on_call(conn, week)
    names = {one.id: one.name for one in await listed.everybody(conn)}
    told = ", ".join(f"{names.get(who, '?')} ({who})" for who in called) or say("Nobody is on call.")
    return Told(f"☎ {short_date(week)}: {told}", done=bool(numbers))


def _read(desk: Desk, given: list[str]) -> dict[str, Any]:
    """name=value, as far as each is understood; nothing at all where one is not."""
    known: dict[str, Any] = {"roles": Role, "languages": desk.lists.written, "specialities": SPECIALITIES}
    known["regions"] = desk.lists.lists.get("regions", {})
    changed: dict[str, Any] = {}
    for one in given:
        name, _, value = one.partition("=")
        if name in SEVERAL:
            values = [item for item in value.split(",") if item]
            if name in known and not set(values) <= set(known[name]):
                return {}
            changed[name] = values
        elif name == "capacity" and value.isdecimal():
            changed[name] = min(int(value), 1000)
        elif name == "peer" and value in ("yes", "no"):
            changed[name] = value == "yes"
        elif name == "gender" and value in ("f", "m", ""):
            changed[name] = value or None
        elif name == "name" and value:
            changed[name] = value[:64]
        else:
            return {}
    return changed


def _line(member: Member) -> str:
    told = [", ".join(member.roles), ", ".join(member.languages), ", ".join(member.specialities), member.status]
    return f"{member.id} {member.name}: " + " · ".join(part for part in told if part)


@private.message(Command("start"), F.text.regexp(rf"^/start {CODE}$"))
async def invited(message: Message, bot: Bot, command: CommandObject, commit: Commit, desk: Desk) -> None:
    """An invitation is opened in private by who was sent it: it is good once, and only for a member of the group."""
    user, code = message.from_user, (command.args or "").removeprefix("j_")
    if user is None:
        return
    code_of = (user.language_code or "").partition("-")[0]
    locale = code_of if code_of in catalogues() else desk.staff_locale
    say = words(locale)
    group = await commit(lambda conn: addresses.resolve(conn, desk.vault, f"group:{MAIN}"))
    stands = await who.standing(bot, group.chat_id, user.id) if group else who.Standing("left")

    async def work(conn: AsyncConnection) -> str:
        if stands.status in who.STRANGERS:
            return say("Only members of this group can do that.")
        now = desk.clock.now()
        roles = await listed.accept(conn, desk.vault.hash("invite", code), now)
        if roles is None:
            return say("This invitation is spent or older than a day. Ask for a new one.")
        await listed.enter(conn, user.id, user.full_name[:64], roles, now)
        await audit.add(conn, now, user.id, "entered", None, after=",".join(roles))
        lines = (
            say("You are on the list of staff."),
            rules.text(desk, locale),
            say("Confirm them in the group: /rules."),
        )
        return "\n\n".join(lines if lines[1] else lines[:1])

    told = await commit(work)
    try:
        await session_of(bot).raw("sendMessage", {"chat_id": message.chat.id, "text": told})
    except Refused:
        return  # they see it in the group


@router.chat_member()
async def came_or_went(update: ChatMemberUpdated, commit: Commit, desk: Desk) -> None:
    """Who leaves the group loses all rights at once; their cases stand in the queue again, and the group is told."""
    if update.new_chat_member.status in who.STRANGERS:
        await commit(lambda conn: gone(desk, conn, update.chat.id, update.new_chat_member.user.id))


@router.message(F.left_chat_member)
async def left(message: Message, commit: Commit, desk: Desk) -> None:
    """In a group where the bot is told of members by a message only."""
    member = message.left_chat_member
    if member is not None:
        await commit(lambda conn: gone(desk, conn, message.chat.id, member.id))


async def gone(desk: Desk, conn: AsyncConnection, chat: int, user: int) -> None:
    """Somebody left a group of ours: no rights any more, and no cases there."""
    group = await addresses.group_at(conn, chat)
    if group is None:
        return
    if group == MAIN and await listed.remove(conn, user):
        await audit.add(conn, desk.clock.now(), user, "left", None)
    await hands.give_back(desk, conn, user, group)
