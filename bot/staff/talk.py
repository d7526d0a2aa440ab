"""Plain messages in the topic of a case: the claimer's go to the person, everybody else's stay."""

from aiogram import F, Router
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import caution, edits, practice, relay
from bot.desk.desk import Desk, keyboard
from bot.staff import strangers, who
from bot.staff.commands import commands_by_name
from bot.staff.rights import TRAINEE
from bot.store import addresses, staff
from bot.store.cases import Case
from bot.store.outbox import Outgoing
from bot.telegram.lanes import Commit

router = Router(name="staff talk")
router.message.filter(F.chat.type.in_({"group", "supergroup"}))
router.edited_message.filter(F.chat.type.in_({"group", "supergroup"}))


@router.message(~F.content_type.in_(relay.SERVICE))
async def said(message: Message, commit: Commit, desk: Desk) -> None:
    """The claimer's plain words go out; notes (//) and everybody else's words stay, with [Answer and take]."""

    async def work(conn: AsyncConnection) -> None:
        case = await who.case_at(conn, message)
        if case is None:
            if not await _practises(desk, conn, message):
                await strangers.noticed(desk, conn, message.chat.id)
            return
        if who.is_anonymous(message) or message.from_user is None:
            text = desk.words("You write anonymously, so we cannot tell who answers. Switch that off in your rights.")
            await desk.put(conn, desk.notice(case, text, **who.reply(message)))
        elif (message.text or message.caption or "").startswith("//"):
            await desk.put(conn, desk.mark(case, message.message_id, "✍"))
        elif (message.text or message.caption or "").startswith("/"):
            known = ", ".join(f"/{name}" for name in commands_by_name)
            text = desk.words("There is no such command. The person does not get this. There are: {known}", known=known)
            await desk.put(conn, desk.notice(case, text, **who.reply(message)))
        elif not case.is_open:
            text = desk.words("This case is closed: the person does not get this.")
            await desk.put(conn, desk.notice(case, text, **who.reply(message)))
        elif case.answered_by(message.from_user.id):
            await relay.to_person(desk, conn, case, relay.read(message, desk.vault))
        else:
            await _stays(conn, desk, case, message)

    await commit(work)


async def _practises(desk: Desk, conn: AsyncConnection, message: Message) -> bool:
    """Plain words in the topic for training answer the scripted person."""
    text = message.text or ""
    if message.from_user is None or not text or text.startswith("/"):
        return False
    group = await addresses.group_at(conn, message.chat.id)
    there = await practice.is_there(conn, group, message.message_thread_id)
    return there and await practice.heard(desk, conn, message.from_user.id, text)


async def _stays(conn: AsyncConnection, desk: Desk, case: Case, message: Message) -> None:
    await desk.put(conn, desk.mark(case, message.message_id, "✍"))
    if message.media_group_id:  # a button under one item could not send the others
        text = desk.words("Not sent. Claim the case first, then send the album again.")
        await desk.put(conn, desk.notice(case, text, **who.reply(message)))
        return
    author = await staff.find(conn, message.from_user.id) if message.from_user else None
    if author and author.roles == (TRAINEE,):
        await desk.put(conn, _for_a_mentor(desk, case, message))
        return
    text = (
        desk.words("Not sent: {name} answers this case.", name=case.claimer_name)
        if case.claimer
        else desk.words("Not sent yet.")
    )
    rows = [[("✉️ " + desk.words("Answer and take"), f"take/{case.id}:{message.message_id}")]]
    await desk.put(conn, desk.notice(case, text, reply_markup=keyboard(rows), **who.reply(message)))


def _for_a_mentor(desk: Desk, case: Case, message: Message) -> Outgoing:
    """A trainee's words are a draft: who answers the case sees what is doubtful about them, and sends them."""
    doubts = caution.doubts(desk, case, relay.read(message, desk.vault).said)
    text = "🎓 " + "\n⚠️ ".join([desk.words("A draft. Who answers this case can send it."), *doubts])
    rows = [[("✅ " + desk.words("Approve and send"), f"approve/{case.id}:{message.message_id}")]]
    return desk.notice(case, text, reply_markup=keyboard(rows), **who.reply(message))


@router.edited_message(~F.content_type.in_(relay.SERVICE))
async def edited(message: Message, commit: Commit, desk: Desk) -> None:
    """The person's copy says the same as the message does now."""

    async def work(conn: AsyncConnection) -> None:
        case = await who.case_at(conn, message)
        if case and message.from_user and case.answered_by(message.from_user.id):
            await edits.by_consultant(desk, conn, case, relay.read(message, desk.vault), message.caption)

    await commit(work)
