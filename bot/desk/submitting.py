"""A form that was sent becomes a case, or a part of the one that is open: answers under the card, then files."""

from dataclasses import replace

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import answers, card, crowd, opening, relay, states
from bot.desk.desk import Desk
from bot.desk.relay import Sent
from bot.store import cases, reports, summaries
from dialogs.contacted import recognised
from dialogs.kinds.draft import Submit
from dialogs.kinds.form import Form
from dialogs.kinds.summary import summary
from dialogs.turn import CaseOpened


async def submit(desk: Desk, conn: AsyncConnection, person: RowMapping, sent: Submit, files: list[Sent]) -> CaseOpened:
    """Runs inside one transaction, so that nothing of it is sent twice or in part."""
    priority, region = sent.priority or 0, _region(desk, sent)
    opened = await opening.open_case(desk, conn, person, sent.topic, sent.page, [], priority=priority, region=region)
    case = await cases.get(conn, opened.number)
    if sent.priority and sent.priority < case.priority:
        now = desk.clock.now()
        await cases.change(conn, case.id, now, "person", "priority", {"to": sent.priority}, priority=sent.priority)
        case = replace(case, priority=sent.priority)
        await desk.put(conn, *await card.refreshed(desk, conn, case.id))
        await crowd.let_through(desk, conn, case.id)
    text = _answers(desk, sent, await _before(desk, conn, person, sent))
    await summaries.add(conn, desk.vault, case.id, text)
    await desk.put(conn, answers.posted(desk, case, text))
    for file in files:
        await relay.to_staff(desk, conn, case, file)
    if opened.known:
        await states.person_wrote(desk, conn, case)
    return opened


async def _before(desk: Desk, conn: AsyncConnection, person: RowMapping, sent: Submit) -> list[str]:
    """What of this was reported by others too, whatever name it goes by."""
    form, day = _form(desk, sent), desk.clock.now().astimezone(desk.zone).date()
    typed = [answer for name in form.submit.counted if isinstance(answer := sent.answers.get(name), str)]
    lines = []
    for what in recognised("\n".join(typed)):
        count = await reports.count(conn, desk.vault, what, person["id"], day)
        if count > 1:
            lines.append("⚠️ " + desk.words("Report number {count} of this: {what}", count=count, what=what))
    return lines


def _answers(desk: Desk, sent: Submit, before: list[str]) -> str:
    """In the language of the staff; what was typed stays as it was typed."""
    form = _form(desk, sent)
    title, _, rest = summary(
        form.title, form.fields, form.submit, sent.answers, desk.lists, desk.staff_locale
    ).partition("\n")
    return "\n".join([title, *before, rest])


def _region(desk: Desk, sent: Submit) -> str:
    """The region that was chosen, if the form asks for one."""
    asked = (name for name, field in _form(desk, sent).fields.items() if field.list == "regions")
    return next((answer for name in asked if isinstance(answer := sent.answers.get(name), str)), "")


def _form(desk: Desk, sent: Submit) -> Form:
    form = desk.shelf.book.pages[sent.page]
    assert isinstance(form, Form)
    return form
