"""Ready answers: chosen by their label, previewed in both languages, sent in the person's own."""

from html import escape

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import offering
from bot.desk.desk import Desk, keyboard
from bot.desk.hands import Consultant, Told
from bot.store.cases import Case
from bot.store.outbox import Outgoing
from dialogs.fold import fold
from dialogs.kinds.menu import NARROW
from dialogs.lists import Canned
from dialogs.texts import say
from dialogs.words import words

SHOWN = 10  # ready answers on one list


def fitting(desk: Desk, case: Case, typed: str = "") -> list[tuple[str, Canned]]:
    """The ready answers for a case, those of its own topic first, in quiet cases the quiet ones; or by typed words."""
    topic = desk.lists.topics.get(case.topic)
    sought = fold(typed).split()
    found = [
        (code, one)
        for code, one in desk.lists.canned.items()
        if (_has(one, sought) if sought else one.serves(case.topic, topic.speciality if topic else None))
    ]
    return sorted(found, key=lambda item: (item[1].quiet != case.quiet, case.topic not in item[1].topics))


def listed(desk: Desk, case: Case, typed: str = "", page: int = 1) -> tuple[str, list[list[tuple[str, str]]]]:
    """A list of ready answers, as text and rows of buttons. One that was searched for has one page."""
    found = fitting(desk, case, typed)
    if not found:
        return desk.words("No ready answer has these words. /canned alone shows the list."), []
    pages = (len(found) + SHOWN - 1) // SHOWN
    page = min(max(page, 1), pages)
    rows: list[list[tuple[str, str]]] = []
    for code, one in found[(page - 1) * SHOWN : page * SHOWN]:
        button = (say(one.label, desk.staff_locale), f"can/{case.id}:{code}")
        if rows and len(rows[-1]) == 1 and max(len(rows[-1][0][0]), len(button[0])) <= NARROW:
            rows[-1].append(button)
        else:
            rows.append([button])
    if pages > 1 and not typed:
        turns = [("◀", page - 1)] if page > 1 else []
        turns += [("▶", page + 1)] if page < pages else []
        rows.append([(sign, f"cans/{case.id}:{at}") for sign, at in turns])
    count = f" · {page}/{pages}" if pages > 1 and not typed else ""
    return "📋 " + desk.words("Ready answers. Choose one: you see it before it is sent.") + count, rows


def turned(desk: Desk, case: Case, message: int, page: int) -> Outgoing:
    """The list under that message, at another page."""
    text, rows = listed(desk, case, page=page)
    return offering.changed(case, message, text, rows)


def preview(desk: Desk, case: Case, code: str) -> Outgoing | None:
    """The answer in the person's language, ours beneath, and what may be done with it."""
    one = desk.lists.canned.get(code)
    if one is None:
        return None
    theirs, ours = say(one.text, case.locale or desk.shelf.book.locales[0]), say(one.text, desk.staff_locale)
    shown = offering.both(desk, case, escape(theirs), escape(ours))
    rows = [
        [("✉️ " + desk.words("Send"), f"cansend/{case.id}:{code}")],
        [("✏️ " + desk.words("Edit first"), f"canedit/{case.id}:{code}")],
    ]
    return desk.notice(case, f"📋 {shown}", parse_mode="HTML", reply_markup=keyboard(rows))


def draft(desk: Desk, case: Case, code: str) -> Outgoing | None:
    """The text alone, to be copied with one touch, changed, and sent as one's own words."""
    one = desk.lists.canned.get(code)
    if one is None:
        return None
    text = escape(say(one.text, case.locale or desk.shelf.book.locales[0]))
    told = desk.words("Touch the text to copy it, change it, send it as your own message:")
    return desk.notice(case, f"✏️ {told}\n\n<code>{text}</code>", parse_mode="HTML")


async def send(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, code: str, preview: int) -> Told:
    """The answer goes to the person in their language; the preview stands for it in the topic."""
    one = desk.lists.canned.get(code)
    if one is None:
        return Told(words(who.locale)("This ready answer is no longer in the content."))
    text = say(one.text, case.locale or desk.shelf.book.locales[0])
    return await offering.send(desk, conn, case, who, preview, {"text": text}, ("sent canned", {"canned": code}))


def _has(one: Canned, sought: list[str]) -> bool:
    """Whether every typed word begins a word of its label or text, in any language."""
    known = [word for text in (one.label, one.text) for said in text.values() for word in fold(said).split()]
    return all(any(word.startswith(part) for word in known) for part in sought)
