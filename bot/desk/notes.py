"""Notes and next steps of a case, and its history as colleagues read it: what was done by whom, never what was said."""

from datetime import date, datetime, time
from html import escape
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import MAIN, Desk
from bot.desk.hands import Consultant, Told
from bot.store import cases, notes, staff, timers
from bot.store.cases import Case, Event
from bot.store.notes import Note
from bot.store.timers import Timer
from dialogs.formats import clock_time, short_date
from dialogs.texts import say
from dialogs.typed.dates import read_date

MORNING = time(9)  # when a next step is called to mind
LINES = 40
NAMED = ("topic", "canned", "partner", "page", "outcome", "cause", "area", "state", "reason")  # codes that are told
ROOM = 3500  # characters of one message, with some to spare


async def write(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, text: str) -> Told:
    """A note stays among colleagues."""
    if not text:
        return Told(desk.words("Write the note after the command: /note text"))
    await notes.add(conn, desk.vault, case.id, desk.clock.now(), who.id, who.name, text)
    await cases.record(conn, case.id, desk.clock.now(), str(who.id), "noted", {})
    return Told("✍️ " + desk.words("Noted. The person does not see it; /history shows it."), done=True)


async def plan(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, text: str) -> Told:
    """What is to be done next, and when: in the morning of that day the topic is reminded."""
    now = desk.clock.now()
    action, due = with_date(text, now.astimezone(desk.zone).date())
    if not action:
        return Told(desk.words("Write what is to be done and when: /next call the embassy 05.12"))
    await notes.add(conn, desk.vault, case.id, now, who.id, who.name, action, what=notes.NEXT, due=due)
    await cases.record(conn, case.id, now, str(who.id), "planned", {"due": due.isoformat() if due else None})
    await timers.disarm(conn, "next", f"case:{case.id}")
    morning = datetime.combine(due, MORNING, desk.zone) if due else None
    if morning and morning > now:
        await timers.arm(conn, Timer("next", f"case:{case.id}", morning, {"case": case.id}))
    when = short_date(due) if due else desk.words("without a day")
    return Told("📌 " + desk.words("Next step: {action} ({day})", action=action, day=when), done=True)


async def remind(desk: Desk, conn: AsyncConnection, number: int) -> None:
    """The day of a next step has come."""
    case, step = await cases.find(conn, number), await notes.last(conn, desk.vault, number, notes.NEXT)
    if case and case.is_open and step:
        await desk.put(conn, desk.notice(case, "📌 " + desk.words("Today: {action}", action=step.text)))


def with_date(text: str, today: date) -> tuple[str, date | None]:
    """The words, and the day they end in, if they do: "call the embassy 05.12", "... tomorrow", "... in two weeks"."""
    parts = text.split()
    for size in (4, 3, 2, 1):
        if len(parts) > size and isinstance(day := read_date(" ".join(parts[-size:]), today), date):
            return " ".join(parts[:-size]), day
    return text.strip(), None


async def story(desk: Desk, conn: AsyncConnection, case: Case) -> str:
    """The history of a case with its notes, in the staff language, as HTML; then the person's other cases."""
    events, written = await cases.history_of(conn, case.id), await notes.of(conn, desk.vault, case.id)
    names = {str(note.author): note.name for note in written}
    names |= {str(case.claimer): case.claimer_name or ""} if case.claimer else {}
    names |= {str(member.id): member.name for member in await staff.everybody(conn)}
    told = [(event.at, _told(desk, event, names)) for event in events if event.what not in ("noted", "planned")]
    told += [(note.at, _noted(desk, note)) for note in written]
    lines = [f"<b>№{case.id}</b>"]
    shown = sorted(told, key=lambda item: item[0])[-LINES:]
    lines += [f"{_moment(desk, at)} {line}" for at, line in shown]
    earlier = [other for other in await cases.of_person(conn, case.person) if other.id != case.id]
    if earlier:
        lines.append("\n" + desk.words("Other requests of this person:"))
        lines += [_other(desk, case, other) for other in earlier[:10]]
    text = "\n".join(lines)
    while len(text) > ROOM and len(lines) > 2:
        del lines[1]
        text = "\n".join(lines)
    return text


def _moment(desk: Desk, at: datetime) -> str:
    local = at.astimezone(desk.zone)
    return f"{short_date(local)[:5]} {clock_time(local)}"


def _noted(desk: Desk, note: Note) -> str:
    day = f" ({short_date(note.due)})" if note.due else ""
    return f"{'📌' if note.what == notes.NEXT else '✍️'} {escape(note.text)}{day} — {escape(note.name)}"


def _told(desk: Desk, event: Event, names: dict[str, str]) -> str:
    """One event: what was done, with its codes, by whom."""
    actor = {"person": desk.words("the person"), "bot": "Sapar"}.get(event.actor)
    by = actor or names.get(event.actor) or desk.words("a colleague")
    told = ", ".join(filter(None, (_named(desk, *item) for item in event.detail.items())))
    return f"{_done(desk, event.what)}{f' ({escape(told[:80])})' if told else ''} — {escape(by)}"


def _named(desk: Desk, key: str, value: Any) -> str:
    """A code of the history in words, as far as there are any; ids of people are nobody's business here."""
    if key in ("priority", "number"):
        return f"{'P' if key == 'priority' else '№'}{value}"
    if not isinstance(value, str) or key not in NAMED:
        return ""
    lists, pages = desk.lists, desk.shelf.book.pages
    topic, canned, partner = lists.topics.get(value), lists.canned.get(value), lists.partners.get(value)
    label = {
        "topic": topic.label if topic else None,
        "canned": canned.label if canned else None,
        "partner": partner.name if partner else None,
        "page": pages[value].title if value in pages else None,
        "outcome": lists.outcomes.get(value),
        "cause": lists.causes.get(value),
    }.get(key)
    return say(label, desk.staff_locale) if label else value


def _done(desk: Desk, what: str) -> str:
    """What an event of the history is called; an unknown one by its code."""
    said = {
        "opened": desk.words("opened"),
        "claimed": desk.words("taken"),
        "answered and took": desk.words("answered and taken"),
        "reassigned": desk.words("given to somebody else"),
        "released": desk.words("given back"),
        "transferred": desk.words("passed on"),
        "answered": desk.words("answered"),
        "wrote": desk.words("wrote"),
        "referred": desk.words("referred to a partner"),
        "closed": desk.words("closed"),
        "reopened": desk.words("opened again"),
        "urgent": "🆘",
        "sign": "🆘",
        "quiet": "🤫",
        "mistake": desk.words("pressed by mistake"),
        "topic lost": desk.words("the topic was lost and made anew"),
        "sent canned": desk.words("sent a ready answer"),
        "sent article": desk.words("sent a page"),
        "undone": desk.words("took words back"),
        "need": "🧩",
        "split": desk.words("a part became a case of its own"),
        "split off": desk.words("begun as a part of another case"),
        "meant for another": desk.words("words meant for another case"),
        "approved": desk.words("approved a trainee's draft"),
    }
    return said.get(what, what)


def _other(desk: Desk, case: Case, other: Case) -> str:
    """A case of the same person: never its words; a restricted one only by its number, outside its own group."""
    if other.group_name != case.group_name and case.group_name == MAIN:
        return f"№{other.id} (🔒)"
    topic = desk.lists.topics.get(other.topic)
    about = say(topic.label, desk.staff_locale) if topic else other.topic
    outcome = say(desk.lists.outcomes[other.outcome], desk.staff_locale) if other.outcome in desk.lists.outcomes else ""
    parts = [about, short_date(other.opened.astimezone(desk.zone)), outcome, escape(other.claimer_name or "")]
    return f"№{other.id} " + " · ".join(filter(None, parts))
