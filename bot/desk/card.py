"""The card of a case: its first message, pinned, edited in place; and its title, which shows on lock screens."""

from datetime import timedelta
from html import escape
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import Desk, keyboard
from bot.store import addresses, cases, outbox, people, referrals
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from bot.store.referrals import Status
from dialogs.formats import clock_time, master, short_date
from dialogs.texts import say

COLOURS = {1: "🟥", 2: "🟧", 3: "🟨", 4: "🟩"}
SIGNS = {"lawyer": "⚖️", "psychologist": "💚", "social_worker": "🤝", "operator": "📞"}
ICON = {1: 16478047, 2: 16766590, 3: 16766590, 4: 9367192}  # the colours that createForumTopic takes
EARLIER = 3  # how many earlier cases the card names
TOGETHER = timedelta(seconds=3)  # changes of a card within this time become one edit


def title(desk: Desk, case: Case) -> str:
    """№147 🟧 ⚖️ kaa: never a subject, an alias, a country or a word of danger."""
    return f"№{case.id} {COLOURS[case.priority]} {sign(desk, case.topic)} {master(case.locale)}"


def topic(desk: Desk, case: Case, *, apart: bool = False) -> Outgoing:
    """The row that makes the topic. `apart`: in a stream of its own, where rows of the case already wait for it."""
    return Outgoing(
        method="createForumTopic",
        params={"name": title(desk, case), "icon_color": ICON[case.priority]},
        to=f"case:{case.id}",
        stream=f"topic:{case.id}" if apart else f"case:{case.id}",
        priority=Priority.URGENT if case.urgent else Priority.WORDS,
        note={"what": "topic", "case": case.id},
        # One topic for each loss of the last one, however many messages notice it.
        key=f"topic:{case.id}:{case.thread or 0}",
        ahead=True,
    )


def text(desk: Desk, case: Case, person: RowMapping, before: list[Case]) -> str:
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
        f"<b>№{case.id}</b> · {COLOURS[case.priority]} {case.priority} · {sign(desk, case.topic)} {state(desk, case)}",
        f"<b>{escape(person['alias'])}</b> · {words('writes')}: {spoken}",
        f"{words('Consent')}: {consent}",
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
    if case.legal_hold:
        lines.append("⚖️ " + words("Legal hold: nothing of it is deleted."))
    if person["hidden"]:
        since = clock_time(person["hidden"].astimezone(desk.zone))
        lines.append("🙈 " + words("HIDDEN since {time}: do not write first.", time=since))
    if case.quiet:
        lines.append("🤫 " + words("QUIET: somebody may be reading along. Short, neutral words."))
    if desk.group_of(case.topic) != case.group_name or (
        topic and topic.group == "restricted" and not desk.has_restricted
    ):
        lines.append("🔒 " + words("Do not speak of this case outside this topic."))
    hands = [case.claimer_name or "", *(case.helpers or {}).values()]
    who = escape(" + ".join(hands)) if case.claimer else words("nobody yet")
    lines.append(f"{words('Answers')}: <b>{who}</b>")
    if case.due:
        due = case.due.astimezone(desk.zone)
        lines.append(f"⏳ {words('Answer due')}: {short_date(due)} {clock_time(due)}")
    if case.outcome:
        ended = (lists.outcomes.get(case.outcome), lists.causes.get(case.cause or ""))
        told = " · ".join(say(label, desk.staff_locale) for label in ended if label)
        lines.append(f"{words('Outcome')}: {told or case.outcome}")
    lines += (earlier_line(desk, one) for one in before)
    return "\n".join(lines)


def earlier_line(desk: Desk, case: Case) -> str:
    """↩ №98 · not paid · wages recovered · Сергей: an earlier case, without a word of it."""
    topic, outcome = desk.lists.topics.get(case.topic), desk.lists.outcomes.get(case.outcome or "")
    told = [f"№{case.id}", *(say(label, desk.staff_locale) for label in (topic and topic.label, outcome) if label)]
    return "↩ " + escape(" · ".join([*told, *([case.claimer_name] if case.claimer_name else [])]))


def buttons(desk: Desk, case: Case, *, unfold: bool = False) -> dict[str, Any]:
    """What can be done most often; with [More ▾] unfolded, the rest too."""
    words = desk.words
    if not case.is_open:
        return keyboard([[("🔁 " + words("Open again"), f"reopen/{case.id}")]])
    ready = [("📋 " + words("Ready answer"), f"canned/{case.id}"), ("📖 " + words("Page"), f"article/{case.id}")]
    hands = [("✋ " + words("Claim"), f"claim/{case.id}")]
    if case.claimer is not None:
        hands = [("↩️ " + words("Release"), f"release/{case.id}"), ("✅ " + words("Close"), f"close/{case.id}")]
    if not unfold:
        return keyboard([hands, [*ready, (words("More to do") + " ▾", f"more/{case.id}")]])
    rest = [
        [("➡️ " + words("Pass on"), f"transfer/{case.id}"), ("🚦 " + words("How soon"), f"prio/{case.id}")],
        [("👥 " + words("Answer together"), f"join/{case.id}"), ("🗂 " + words("Earlier cases"), f"history/{case.id}")],
        [("↗️ " + words("Refer"), f"ref/{case.id}"), ("🧩 " + words("Needs"), f"needs/{case.id}")],
        [("🚫 " + words("Abuse"), f"spam/{case.id}"), (words("Fewer buttons") + " ▴", f"less/{case.id}")],
    ]
    return keyboard([hands, ready, *rest])


def unfolded(desk: Desk, case: Case, message: int, *, unfold: bool = True) -> Outgoing:
    """The row that shows the rest under the card, or hides it again."""
    return Outgoing(
        method="editMessageReplyMarkup",
        params={"message_id": message, "reply_markup": buttons(desk, case, unfold=unfold)},
        to=f"case:{case.id}",
        stream=f"card:{case.id}",
        priority=Priority.ANSWER,
        note={"what": "menu", "case": case.id},
    )


async def first(desk: Desk, conn: AsyncConnection, case: Case, called: str = "") -> Outgoing:
    """The row that posts the card. `called`: who could take it, by name; the first change of the card takes it away."""
    shown, digest = await _drawn(desk, conn, case)
    if called:  # not a message of its own: it would be one of the twenty calls that a group has in a minute
        shown["text"] += "\n" + called
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
    if digest == case.card_text and not await _is_changing(conn, case):
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


async def _is_changing(conn: AsyncConnection, case: Case) -> bool:
    """Whether an edit of the card still waits: what it will say is not what stands."""
    return any(row["merge"] == "last" for row in await outbox.of_stream(conn, f"card:{case.id}"))


async def titled(desk: Desk, conn: AsyncConnection, before: Case) -> list[Outgoing]:
    """The title of the topic anew, where it says something else now; once it is made, if it is not yet."""
    case = await cases.get(conn, before.id)
    now, made = title(desk, case), case.thread is not None
    if now == title(desk, before) or not (made or await addresses.is_forum(conn, case.group_name)):
        return []
    row = Outgoing(
        method="editForumTopic",
        params={"name": now},
        to=f"case:{case.id}",
        stream=f"card:{case.id}" if made else f"case:{case.id}",
        priority=Priority.CARD,
        note={"what": "title", "case": case.id},
    )
    return [row]


async def _drawn(desk: Desk, conn: AsyncConnection, case: Case) -> tuple[dict[str, Any], bytes]:
    person = await people.get(conn, case.person)
    assert person is not None
    before = await cases.earlier(conn, case, EARLIER) if case.person != people.NOBODY else []
    shown = text(desk, case, person, before)
    shown += "".join(f"\n↗️ {escape(line)}" for line in await partners(desk, conn, case))
    markup = buttons(desk, case)
    digest = desk.vault.hash("card", shown + repr(markup))[:16]
    return {"text": shown, "parse_mode": "HTML", "reply_markup": markup}, digest


async def partners(desk: Desk, conn: AsyncConnection, case: Case) -> list[str]:
    """To whom a case was to be referred, and how that stands."""
    known = desk.lists.partners
    return [
        f"{say(known[code].name, desk.staff_locale) if code in known else code}: {referred(desk, status)}"
        for code, status in (await referrals.of(conn, case.id))[-3:]
    ]


def referred(desk: Desk, status: Status) -> str:
    """How far a referral has come, in the staff language."""
    return {
        Status.ASKED: desk.words("the person is asked"),
        Status.REFUSED: desk.words("refused by the person"),
        Status.AGREED: desk.words("the person agrees, not yet sent"),
        Status.SENT: desk.words("sent to the partner"),
        Status.ACCEPTED: desk.words("accepted by the partner"),
        Status.SERVED: desk.words("served"),
        Status.DECLINED: desk.words("declined by the partner"),
        Status.NO_ANSWER: desk.words("no answer"),
    }[status]


def sign(desk: Desk, topic: str) -> str:
    known = desk.lists.topics.get(topic)
    return SIGNS[known.speciality] if known else SIGNS["operator"]


def state(desk: Desk, case: Case) -> str:
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
