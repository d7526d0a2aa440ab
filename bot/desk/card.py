"""The card of a case: its first message, pinned, edited in place; and its title, which shows on lock screens."""

from datetime import timedelta
from html import escape
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import Desk, keyboard
from bot.store import cases, people
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from dialogs.formats import clock_time, master, short_date
from dialogs.texts import say

COLOURS = {1: "🟥", 2: "🟧", 3: "🟨", 4: "🟩"}
SIGNS = {"lawyer": "⚖️", "psychologist": "💚", "social_worker": "🤝", "operator": "📞"}
ICON = {1: 16478047, 2: 16766590, 3: 16766590, 4: 9367192}  # the colours that createForumTopic takes
TOGETHER = timedelta(seconds=3)  # changes of a card within this time become one edit


def title(desk: Desk, case: Case) -> str:
    """№147 🟧 ⚖️ kaa: never a subject, an alias, a country or a word of danger."""
    return f"№{case.id} {COLOURS[case.priority]} {_sign(desk, case)} {master(case.locale)}"


def text(desk: Desk, case: Case, person: RowMapping, count: int) -> str:
    """The card as HTML. It names an alias, never a person."""
    words, lists = desk.words, desk.lists
    topic, language = lists.topics.get(case.topic), lists.languages.get(case.locale)
    opened = case.opened.astimezone(desk.zone)
    spoken = language.name if language else words("not chosen yet")
    consent = words(
        {"full": "yes", "read_only": "only reads", "withdrawn": "taken back"}.get(
            person["consent"] or "", "not asked yet"
        )
    )
    lines = [
        f"<b>№{case.id}</b> · {COLOURS[case.priority]} {case.priority} · {_sign(desk, case)} {_state(desk, case)}",
        f"<b>{escape(person['alias'])}</b> · {words('writes')}: {spoken}",
        f"{words('Consent')}: {consent}"
        + (f" · {words('request number {count} of this person', count=count)}" if count > 1 else ""),
        f"{words('Topic')}: {say(topic.label, desk.staff_locale) if topic else case.topic}",
        f"{words('Opened')}: {short_date(opened)} {clock_time(opened)} ({desk.zone.key})",
    ]
    read = desk.shelf.book.pages.get(case.page or "")
    if read and read.kind not in ("ask", "urgent"):
        lines.append(f"{words('Came from')}: {say(read.title, desk.staff_locale)}")
    if read and read.country:
        lines.append(f"{words('Country')}: {say(lists.countries[read.country], desk.staff_locale)}")
    if person["blocked"]:
        lines.append("⛔ " + words("The person has stopped the bot."))
    if case.person == people.NOBODY:
        lines.append("🗑 " + words("The person deleted their data."))
    if person["hidden"]:
        since = clock_time(person["hidden"].astimezone(desk.zone))
        lines.append("🙈 " + words("HIDDEN since {time}: do not write first.", time=since))
    if case.quiet:
        lines.append("🤫 " + words("QUIET: somebody may be reading along. Short, neutral words."))
    if desk.group_of(case.topic) != case.group_name or (
        topic and topic.group == "restricted" and not desk.has_restricted
    ):
        lines.append("🔒 " + words("Do not speak of this case outside this topic."))
    who = escape(case.claimer_name or "") if case.claimer else words("nobody yet")
    lines.append(f"{words('Answers')}: <b>{who}</b>")
    if case.outcome:
        lines.append(
            f"{words('Outcome')}: {say(lists.outcomes.get(case.outcome, {'ru': case.outcome}), desk.staff_locale)}"
        )
    return "\n".join(lines)


def buttons(desk: Desk, case: Case) -> dict[str, Any]:
    words = desk.words
    if not case.is_open:
        return keyboard([])
    ready = [("📋 " + words("Ready answer"), f"canned/{case.id}"), ("📖 " + words("Page"), f"article/{case.id}")]
    if case.claimer is None:
        return keyboard([[("✋ " + words("Claim"), f"claim/{case.id}")], ready])
    hands = [("↩️ " + words("Release"), f"release/{case.id}"), ("✅ " + words("Close"), f"close/{case.id}")]
    return keyboard([hands, ready])


async def first(desk: Desk, conn: AsyncConnection, case: Case) -> Outgoing:
    """The row that posts the card."""
    shown, digest = await _drawn(desk, conn, case)
    topic = desk.lists.topics.get(case.topic)
    if topic and topic.group == "restricted":
        shown |= {"protect_content": True}
    return Outgoing(
        method="sendMessage",
        params=shown,
        to=f"case:{case.id}",
        stream=f"case:{case.id}",
        priority=Priority.URGENT if case.urgent else Priority.WORDS,
        note={"what": "card", "case": case.id, "digest": digest.hex()},
        key=f"card:{case.id}",  # while one waits to be sent, there is no second
        ahead=True,
    )


async def refreshed(desk: Desk, conn: AsyncConnection, number: int, *, soon: bool = False) -> list[Outgoing]:
    """The row that edits the card, if it stands and says something else now. `soon`: do not wait for more changes."""
    case = await cases.find(conn, number)
    if case is None or case.card is None:
        return []
    shown, digest = await _drawn(desk, conn, case)
    if digest == case.card_text:
        return []
    return [
        Outgoing(
            method="editMessageText",
            params={"message_id": case.card, **shown},
            to=f"case:{case.id}",
            stream=f"card:{case.id}",
            priority=Priority.CARD,
            note={"what": "card edit", "case": case.id, "digest": digest.hex()},
            merge="last",
            not_before=None if soon else desk.clock.now() + TOGETHER,
        )
    ]


async def _drawn(desk: Desk, conn: AsyncConnection, case: Case) -> tuple[dict[str, Any], bytes]:
    person = await people.get(conn, case.person)
    assert person is not None
    count = await cases.count_of(conn, case.person) if case.person != people.NOBODY else 1
    shown = text(desk, case, person, count)
    markup = buttons(desk, case)
    digest = desk.vault.hash("card", shown + repr(markup))[:16]
    return {"text": shown, "parse_mode": "HTML", "reply_markup": markup}, digest


def _sign(desk: Desk, case: Case) -> str:
    topic = desk.lists.topics.get(case.topic)
    return SIGNS[topic.speciality] if topic else SIGNS["operator"]


def _state(desk: Desk, case: Case) -> str:
    return desk.words(
        {
            "new": "new",
            "claimed": "in work",
            "waiting_person": "waits for the person",
            "waiting_staff": "waits for us",
            "referred": "with a partner",
            "closed": "closed",
        }[case.status]
    )
