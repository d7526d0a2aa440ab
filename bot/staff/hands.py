"""Commands and buttons by which a case passes through hands and ends."""

from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import card, ending, hands, passing, splitting
from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff.buttons import button
from bot.staff.commands import command
from bot.store import staff as listed
from bot.store.cases import Case
from dialogs.words import words


@command
async def claim(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """Take this case: what you write here then goes to the person."""
    return await hands.claim(desk, conn, case, person)


@command
async def release(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """Give this case back, so that somebody else can take it."""
    return await hands.release(desk, conn, case, person)


@command
async def join(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """Answer this case together with who has it."""
    return await passing.join(desk, conn, case, person)


@command
async def leave(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """Help at this case no more."""
    return await passing.leave(desk, conn, case, person)


@command
async def transfer(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """Pass this case on to those who answer another topic; the person hears nothing of it."""
    if args:
        return await passing.transfer(desk, conn, case, person, args)
    await desk.put(conn, passing.ask_topic(desk, case))
    return Told("", done=True)


@command
async def prio(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """Change how soon it must be answered, 1 to 4: /prio 2. To lower it, write why: /prio 3 has found a lawyer."""
    if not args:
        await desk.put(conn, passing.ask_priority(desk, case))
        return Told("", done=True)
    number, _, reason = args.partition(" ")
    return await passing.priority(desk, conn, case, person, int(number) if number.isdecimal() else 0, reason.strip())


@command
async def assign(
    desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str, reply: Message | None = None
) -> Told:
    """Give this case to a colleague: reply with it to their message, or write /assign and their number."""
    if args.isdecimal() and (member := await listed.find(conn, int(args))):
        return await passing.assign(desk, conn, case, person, member.id, member.name)
    author = reply.from_user if reply else None
    if author is None or author.is_bot:
        return Told(words(person.locale)("Reply with it to a colleague's message."))
    return await passing.assign(desk, conn, case, person, author.id, author.full_name[:64])


@command
async def close(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """End this case with its outcome and its cause, or ask which."""
    outcome, _, cause = args.partition(" ")
    if cause:
        return await ending.close(desk, conn, case, person, outcome, cause)
    if outcome:
        return await ending.ask_cause(desk, conn, case, person, outcome)
    return await ending.ask_outcome(desk, conn, case, person)


@button("out", question=True)
async def outcome(
    desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message
) -> Told:
    return await ending.ask_cause(desk, conn, case, person, detail)


@button("why", question=True)
async def cause(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message) -> Told:
    return await ending.close(desk, conn, case, person, *detail.split(":", 1)) if ":" in detail else Told("", done=True)


@command
async def reopen(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """Put a closed case into the queue again."""
    return await ending.reopen(desk, conn, case, person)


@command
async def merge(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """This is the same matter as an earlier case of the same person, which goes on: /merge 98."""
    return await ending.merge(desk, conn, case, person, args)


@command
async def split(
    desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str, reply: Message | None = None
) -> Told:
    """Reply with it to the message with which the person begins another matter: it becomes a case of its own."""
    message = reply.message_id if reply else 0
    if args:
        return await splitting.split(desk, conn, case, person, message, args)
    return await splitting.ask(desk, conn, case, person, message)


@button("splitoff", question=True)
async def split_off(
    desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message
) -> Told:
    """What the other matter is about was chosen."""
    message, _, topic = detail.partition(":")
    return await splitting.split(desk, conn, case, person, int(message) if message.isdecimal() else 0, topic)


@command
async def spam(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """End this case as abuse: for a day (/spam 30: a month) the person's words reach nobody; 🆘 still does."""
    return await ending.spam(desk, conn, case, person, args)


@button("more")
async def more(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message) -> Told:
    """[More ▾]: the rest of what can be done stands under the card too."""
    await desk.put(conn, card.unfolded(desk, case, under.message_id))
    return Told("", done=True)


@button("less")
async def less(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message) -> Told:
    await desk.put(conn, card.unfolded(desk, case, under.message_id, unfold=False))
    return Told("", done=True)
