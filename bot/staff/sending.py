"""What becomes of a message in the topic: sent although it was doubtful, split, taken back."""

from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import hands, relay
from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff.buttons import button
from bot.staff.commands import command
from bot.store.cases import Case
from dialogs.words import words


@command
async def undo(
    desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str, reply: Message | None = None
) -> Told:
    """Reply with it to your message: it disappears at the person's side (within two days)."""
    if not case.answered_by(person.id):
        return Told(desk.words("Only who answers this case can do that."))
    if reply is None:
        return Told(desk.words("Reply with /undo to a message that went to the person."))
    return Told(await relay.undo(desk, conn, case, reply.message_id, person.id), done=True)


@button("send", question=True)
async def send_anyway(
    desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message
) -> Told:
    """[Send anyway]: the message under which the question stands goes as it is."""
    return await _goes(desk, conn, case, person, detail, under, split=False)


@button("split", question=True)
async def split(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message) -> Told:
    """[Split]: it goes as several short messages."""
    return await _goes(desk, conn, case, person, detail, under, split=True)


@button("approve", question=True)
async def approve(
    desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message
) -> Told:
    """[Approve and send]: a trainee's draft goes to the person, in the name of who answers the case."""
    draft = under.reply_to_message
    if draft is None or str(draft.message_id) != detail:
        return Told(words(person.locale)("The message is gone. Write it again."))
    return await hands.approve(desk, conn, case, person, relay.read(draft, desk.vault))


async def _goes(
    desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message, *, split: bool
) -> Told:
    draft = under.reply_to_message
    if draft is None or draft.from_user is None or str(draft.message_id) != detail:
        return Told(words(person.locale)("The message is gone. Write it again."))
    if draft.from_user.id != person.id:
        return Told(words(person.locale)("Only who wrote it can send it."))
    sent = relay.read(draft, desk.vault)
    return await hands.send_anyway(desk, conn, case, person, sent, draft.caption, split=split)
