"""A case opens with the first words, or at once in danger; a second message finds the case that is open."""

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import card, relay
from bot.desk.desk import Desk
from bot.desk.relay import Sent
from bot.store import addresses, cases
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from dialogs.texts import say
from dialogs.turn import CaseOpened

DANGER = "protection"  # the topic of urgent help


async def open_case(
    desk: Desk, conn: AsyncConnection, person: RowMapping, topic: str, page: str, words: list[Sent]
) -> CaseOpened:
    """Open a case with words, or add them to the one that is open. Runs inside one transaction."""
    case = await cases.open_of(conn, person["id"])
    known = case is not None
    if case is None:
        case = await _new(desk, conn, person, topic, page, urgent=False)
    for sent in words:
        await relay.to_staff(desk, conn, case, sent)
    if known:
        await desk.put(conn, *await card.refreshed(desk, conn, case.id))
    return CaseOpened(case.id, known)


async def add_words(desk: Desk, conn: AsyncConnection, case: Case, sent: Sent) -> None:
    await relay.to_staff(desk, conn, case, sent)


async def urgent(desk: Desk, conn: AsyncConnection, person: RowMapping, sign: str) -> CaseOpened:
    """A sign of danger. Whatever it is, a case stands afterwards; `mistake` and `quiet` change how people treat it."""
    case = await cases.open_of(conn, person["id"])
    known = case is not None
    now, actor = desk.clock.now(), "person"
    if case is None:
        case = await _new(desk, conn, person, DANGER, "urgent", urgent=True)
    elif sign == "tap" and not case.urgent:
        await cases.change(conn, case.id, now, actor, "urgent", {}, urgent=True, priority=1)
        await _ring(desk, conn, case.id, "🆘 " + desk.words("The person pressed 🆘."))
    if sign == "quiet":
        await cases.change(conn, case.id, now, actor, "quiet", {}, quiet=True)
        await _ring(
            desk,
            conn,
            case.id,
            "🤫 " + desk.words("They can only write quietly. Answer in short, neutral words."),
        )
    elif sign == "mistake":
        await cases.record(conn, case.id, now, actor, "mistake", {})
        await _ring(
            desk,
            conn,
            case.id,
            "↩️ " + desk.words("They say it was pressed by mistake. Ask, then close it yourself."),
        )
    elif sign != "tap":
        await cases.record(conn, case.id, now, actor, "sign", {"sign": sign})
        said = {
            "yes": desk.words("They can write."),
            "no": desk.words("They cannot write now. Wait; do not press them."),
        }
        country = desk.lists.countries.get(sign, {"en": sign})
        await _ring(
            desk, conn, case.id, "🆘 " + said.get(sign, f"{desk.words('Country')}: {say(country, desk.staff_locale)}")
        )
    await desk.put(conn, *await card.refreshed(desk, conn, case.id, soon=True))
    return CaseOpened(case.id, known)


async def _new(desk: Desk, conn: AsyncConnection, person: RowMapping, topic: str, page: str, *, urgent: bool) -> Case:
    known = desk.lists.topics.get(topic)
    number = await cases.add(
        conn,
        desk.clock.now(),
        "person",
        person=person["id"],
        topic=topic,
        page=page,
        priority=1 if urgent else known.priority if known else 3,
        group_name=desk.group_of(topic),
        locale=person["locale"] or "",
        urgent=urgent,
    )
    case = await cases.find(conn, number)
    assert case is not None
    await desk.put(conn, *await posted(desk, conn, case))
    if urgent:
        await _ring(desk, conn, number, "🆘 " + desk.words("Danger: somebody asks for urgent help. Take the case."))
    return case


async def posted(desk: Desk, conn: AsyncConnection, case: Case) -> list[Outgoing]:
    """The rows that make a case visible: its topic, where the group has topics, and its card."""
    rows = [await card.first(desk, conn, case)]
    if await addresses.is_forum(conn, case.group_name):
        rows.insert(0, topic_row(desk, case))
    return rows


def topic_row(desk: Desk, case: Case) -> Outgoing:
    return Outgoing(
        method="createForumTopic",
        params={"name": card.title(desk, case), "icon_color": card.ICON[case.priority]},
        to=f"case:{case.id}",
        stream=f"case:{case.id}",
        priority=Priority.URGENT if case.urgent else Priority.WORDS,
        note={"what": "topic", "case": case.id},
        # One topic for each loss of the last one, however many messages notice it.
        key=f"topic:{case.id}:{case.thread or 0}",
        ahead=True,
    )


async def _ring(desk: Desk, conn: AsyncConnection, number: int, line: str) -> None:
    case = await cases.find(conn, number)
    assert case is not None
    await desk.put(conn, desk.notice(case, line))
