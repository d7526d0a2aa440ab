"""Who writes faster than anybody reads: what is too much stays in their chat, is counted in one line under the case,
and comes when a consultant wants to see it. Nothing is lost, and nobody else waits for it."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import hands, relay
from bot.desk.desk import Desk, keyboard
from bot.desk.hands import Consultant, Told
from bot.desk.relay import Sent
from bot.store import cases, kept_back, outbox, people, timers
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from bot.store.timers import Timer
from dialogs.words import words

NEXT = 20  # messages that one tap shows; Telegram copies up to a hundred in one call
SOON = timedelta(seconds=10)  # the line follows the count so closely: each change costs the group a call
DANGER = timedelta(minutes=1)  # words of danger pass all the same, so often
LINE = "kept back"  # the kind of timer that writes the line


def too_fast(desk: Desk, case: Case, sent: Sent) -> bool:
    """Whether this message is to wait. 🆘 and words of danger pass once a minute; the alarm itself never waits."""
    limit = desk.lists.flood
    if not sent.written or not desk.pace.too_fast(case.person, sent.written, limit.most, limit.within):
        return False
    return not (desk.sounds_dangerous(sent.said) and desk.may_tell(f"danger:{case.id}", DANGER))


async def keep_back(desk: Desk, conn: AsyncConnection, case: Case, sent: Sent) -> None:
    """It stays in the private chat; the line counts one more, and the person hears once that nothing is lost."""
    await kept_back.add(conn, case.id, sent.message, desk.clock.now())
    await count_soon(desk, conn, case.id)
    person = await people.get(conn, case.person)
    if person is None or case.quiet or person["hidden"] is not None:
        return  # a line more could betray them
    if desk.may_tell(f"too fast:{case.person}", timedelta(minutes=10)):
        say = words(person["locale"] or "")
        line = say("You write faster than we can read. All is kept, you need not send it again. In danger press 🆘.")
        await desk.put(conn, hands.to_person(case, line))


async def count_soon(desk: Desk, conn: AsyncConnection, number: int) -> None:
    """The line of this case is written in a moment, with all that came until then."""
    subject = f"case:{number}"
    if not any(timer.what == LINE for timer in await timers.of(conn, subject)):
        await timers.arm(conn, Timer(LINE, subject, desk.clock.now() + SOON, {"case": number}))


async def anew(desk: Desk, conn: AsyncConnection, number: int) -> None:
    """The case stands elsewhere now: so will the line."""
    await cases.place(conn, number, kept_back=None)
    if (await kept_back.count(conn, number))[0]:
        await count_soon(desk, conn, number)


async def line(desk: Desk, conn: AsyncConnection, number: int) -> None:
    """One line says how many are kept back, edited in place as they grow and as they are shown."""
    case, (count, first) = await cases.find(conn, number), await kept_back.count(conn, number)
    key = f"{LINE}:{number}"
    if case is None or (case.kept_back is None and (not count or await outbox.is_waiting(conn, key))):
        return  # what is on its way says so when it has arrived, and is counted again then
    say = desk.words
    told = (
        f"📥 +{count} " + say("held: they came too fast. Nothing is lost.") if count else "📥 " + say("All are shown.")
    )
    shown = [[(say("Show next {count}", count=min(NEXT, count)), f"held/{number}:{first}")]] if count else []
    row = desk.notice(case, told, reply_markup=keyboard(shown))
    note = {"what": LINE, "case": number, "count": count}
    if case.kept_back is None:
        await desk.put(conn, replace(row, key=key, note=note))
        return
    edit = Outgoing(
        method="editMessageText",
        params={**row.params, "message_id": case.kept_back},
        to=row.to,
        stream=f"{LINE}:{number}",
        priority=Priority.CARD,
        note={**note, "what": f"{LINE} edit"},
        merge="last",
    )
    await desk.put(conn, edit)
    if not count:
        await cases.place(conn, number, kept_back=None)  # what is held later gets a line of its own


async def stands(desk: Desk, conn: AsyncConnection, number: int, message: int, count: int) -> None:
    """The line has arrived in the topic; meanwhile there may be more."""
    await cases.place(conn, number, kept_back=message)
    if (await kept_back.count(conn, number))[0] != count:
        await count_soon(desk, conn, number)


async def show(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, first: str) -> Told:
    """The next ones are copied from the private chat. `first`: the one that the button was to begin with."""
    say = words(who.locale)
    if first != str((await kept_back.count(conn, case.id))[1]):
        return Told(say("They are on their way already."))
    messages = await kept_back.take(conn, case.id, NEXT)
    for message in messages:  # as an album: all of them are one call
        await relay.to_staff(desk, conn, case, Sent(message, album=f"kept-back-{first}"))
    await line(desk, conn, case.id)
    return Told("", done=True)
