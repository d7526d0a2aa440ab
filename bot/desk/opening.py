"""A case opens with the first words, or at once in danger; a second message finds the case that is open.

Words of the same topic soon after its end open the old case again; later ones a new case that names the old. A second
case opens beside the first where somebody says that it is about something else: the person, or a consultant."""

from datetime import timedelta
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import answers, card, crowd, deadlines, flood, gravity, relay, ringing, routing, states, topics, turning
from bot.desk.desk import Desk, keyboard
from bot.desk.relay import Sent
from bot.store import addresses, cases, outbox
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from dialogs.formats import master
from dialogs.guess import NAMES
from dialogs.kinds.ask import OTHER, REQUESTS
from dialogs.texts import say
from dialogs.turn import CaseOpened, Urgent

OPENS = ("tap", "said", "yes", "quiet", "no")  # signs after which a case stands, whatever was before
DANGER = "protection"  # the topic of urgent help
FINAL = ("duplicate", "abuse")  # outcomes after which a case is not opened again by itself


async def open_case(
    desk: Desk,
    conn: AsyncConnection,
    person: RowMapping,
    topic: str,
    page: str,
    words: list[Sent],
    *,
    priority: int = 0,
    region: str = "",
) -> CaseOpened:
    """Open a case with words, or add them to the one that is open. Runs inside one transaction.

    `priority`: sooner than its topic says; `region`: who serves it is called by name. Who asks from the list of
    their requests asks something else."""
    found = await cases.all_open(conn, person["id"])
    beside = page == REQUESTS and len(found) == 1
    case = None if beside else await turning.about(desk, conn, found, topic)
    known = case is not None
    if case is None:
        case = await _once_more(desk, conn, person, topic)
        known = case is not None
    if case is None:
        case = await _new(desk, conn, person, topic, page, priority=priority, region=region)
    for sent in words:
        await add_words(desk, conn, case, sent)
    if not known:
        await _hint(desk, conn, case, words)
    return CaseOpened(case.id, known)


async def add_words(desk: Desk, conn: AsyncConnection, case: Case, sent: Sent) -> None:
    if flood.too_fast(desk, case, sent):
        await flood.keep_back(desk, conn, case, sent)
    else:
        await relay.to_staff(desk, conn, case, sent)
    await states.person_wrote(desk, conn, case)
    await ringing.start(desk, conn, case.id)  # any word after 🆘 says that it was none by mistake


async def _once_more(desk: Desk, conn: AsyncConnection, person: RowMapping, topic: str) -> Case | None:
    """The case that ended a short while ago, if these words are of its topic: it goes on."""
    last = await cases.last_closed_of(conn, person["id"])
    if last is None or last.closed is None or last.topic != topic or last.group_name != desk.group_of(topic):
        return None
    if last.outcome in FINAL or desk.clock.now() - last.closed > states.REOPENS:
        return None
    return await cases.find(conn, last.id) if await reopen(desk, conn, last, "person") else None


async def reopen(desk: Desk, conn: AsyncConnection, case: Case, actor: str) -> bool:
    """A closed case stands in the queue again; False where it is open, or two others of this person are."""
    slot = cases.free_slot(await cases.all_open(conn, case.person))
    if case.is_open or not slot:
        return False
    ended: dict[str, Any] = {"closed": None, "outcome": None, "cause": None, "slot": slot}
    if actor == "person":
        ended["turned"] = desk.clock.now()
    if not await states.move(desk, conn, case.id, actor, "reopened", detail={"outcome": case.outcome}, **ended):
        return False
    await outbox.cancel(conn, key=closing_key(case))
    if case.thread is not None:
        await desk.put(conn, topic_reopened(case))
    elif case.card is None:
        await desk.put(conn, *await posted(desk, conn, await cases.get(conn, case.id)))
    await desk.put(conn, desk.notice(case, "🔁 " + desk.words("The case is open again.")))
    return True


def closing_key(case: Case) -> str:
    """Of the row that closes the topic, a little after the case: whoever reopens the case takes it back."""
    return f"topic closed:{case.id}"


def topic_reopened(case: Case) -> Outgoing:
    """The row that opens a closed topic again."""
    return Outgoing(
        method="reopenForumTopic",
        params={},
        to=f"case:{case.id}",
        stream=f"case:{case.id}",
        priority=Priority.URGENT if case.urgent else Priority.WORDS,
        note={"what": "reopen", "case": case.id},
        ahead=True,
    )


async def urgent(
    desk: Desk, conn: AsyncConnection, person: RowMapping, danger: Urgent, sent: Sent | None = None
) -> CaseOpened | None:
    """A sign of danger: a case stands afterwards; `mistake` and `quiet` change how people treat it."""
    sign, topic = danger.sign, danger.topic or DANGER
    case = await turning.grave(desk, conn, person["id"])
    known = case is not None
    now, actor = desk.clock.now(), "person"
    if case is None and sign not in OPENS:
        return None  # a mistake, a wish to read or a look at another country's numbers in an old message calls nobody
    if case is None and _is_muted(desk, person) and not desk.may_tell(f"muted:{person['id']}", timedelta(hours=1)):
        return None
    if case is None:
        case = await _new(desk, conn, person, topic, "urgent", urgent=danger.priority)
        if sign == "said":
            await cases.record(conn, case.id, now, actor, "urgent", _heard(danger))
        if sent:
            await _hint(desk, conn, case, [sent])
    elif sign in ("tap", "said") and (not case.urgent or case.priority > danger.priority):
        await _raise(desk, conn, case, danger)
    if sign == "quiet":
        await cases.change(conn, case.id, now, actor, "quiet", {}, quiet=True)
        await _ring(
            desk,
            conn,
            case.id,
            "🤫 " + desk.words("They can only write quietly. Answer in short, neutral words."),
        )
        if desk.group_of(DANGER) != case.group_name:
            await desk.put(conn, belongs_elsewhere(desk, case, DANGER))
    elif sign == "mistake":
        await cases.record(conn, case.id, now, actor, "mistake", {})
        await _ring(
            desk,
            conn,
            case.id,
            "↩️ " + desk.words("They say it was pressed by mistake. Ask, then close it yourself."),
        )
    elif sign not in ("tap", "said"):
        if not desk.may_tell(f"sign:{case.id}:{sign}", timedelta(hours=1)):
            return CaseOpened(case.id, known)
        signs = {one.code: one for one in _happening(desk)}
        if sign in signs:
            await gravity.tell(desk, conn, case, danger)
        else:
            await cases.record(conn, case.id, now, actor, "sign", {"sign": sign})
        said = {
            "yes": desk.words("They can write."),
            "no": desk.words("They cannot write now. Wait; do not press them."),
            "info": desk.words("They say that they only want information."),
            **{code: f"{one.sign} {say(one.label, desk.staff_locale)}" for code, one in signs.items()},
        }
        # Who pressed 🆘 without a word has now said what it is about; a case does not change its group by a sign.
        if danger.topic and case.page == "urgent" and desk.group_of(danger.topic) == case.group_name:
            await cases.place(conn, case.id, topic=danger.topic)
        country = desk.lists.countries.get(sign, {"en": sign})
        await _ring(
            desk, conn, case.id, "🆘 " + said.get(sign, f"{desk.words('Country')}: {say(country, desk.staff_locale)}")
        )
    await _rings(desk, conn, case.id, sign)
    await crowd.let_through(desk, conn, case.id)
    await desk.put(conn, *await card.refreshed(desk, conn, case.id, soon=True))
    return CaseOpened(case.id, known)


def _happening(desk: Desk) -> tuple[Any, ...]:
    """The signs of what is happening, as the page of urgent help has them."""
    return getattr(desk.shelf.book.pages.get("urgent"), "happening", ())


async def _rings(desk: Desk, conn: AsyncConnection, number: int, sign: str) -> None:
    """A mere tap may be a mistake: it rings after a while of silence, and at once with any answer or word."""
    if sign in ("mistake", "info"):
        await ringing.stop(conn, number)
    else:
        await ringing.start(desk, conn, number, ringing.SILENCE if sign == "tap" else timedelta())


def _is_muted(desk: Desk, person: RowMapping) -> bool:
    return person["muted_until"] is not None and person["muted_until"] > desk.clock.now()


async def _raise(desk: Desk, conn: AsyncConnection, case: Case, danger: Urgent) -> None:
    """An open case becomes urgent; one without a topic takes that of the words, if its group stays."""
    changed: dict[str, Any] = {"urgent": True, "priority": min(case.priority, danger.priority)}
    if danger.topic and case.topic == OTHER and desk.group_of(danger.topic) == case.group_name:
        changed["topic"] = danger.topic
    await states.changed(desk, conn, case.id, "person", "urgent", _heard(danger), **changed)
    await desk.put(conn, *await card.titled(desk, conn, case))
    line = desk.words("The person pressed 🆘.")
    if danger.topic and desk.group_of(danger.topic) != case.group_name:
        await desk.put(conn, belongs_elsewhere(desk, case, danger.topic))
    if topic := desk.lists.topics.get(danger.topic):
        line = desk.words("Words of danger: {topic}", topic=say(topic.label, desk.staff_locale))
    await _ring(desk, conn, case.id, "🆘 " + line)


def _heard(danger: Urgent) -> dict[str, Any]:
    """What stands in the history: of a mere tap no topic and no priority, since nothing is told yet."""
    return {"topic": danger.topic, **({"priority": danger.priority} if danger.sign == "said" else {})}


async def _hint(desk: Desk, conn: AsyncConnection, case: Case, words: list[Sent]) -> None:
    """Which language the first words sound like, where it is not the one that was chosen."""
    sounds = next((sent.sounds for sent in words if sent.sounds), "")
    if sounds and sounds != master(case.locale):
        language = desk.lists.languages.get(sounds)
        name = language.name if language else NAMES.get(sounds, sounds)
        await desk.put(conn, desk.notice(case, "🌐 " + desk.words("Seems to write in: {language}", language=name)))


async def _new(
    desk: Desk,
    conn: AsyncConnection,
    person: RowMapping,
    topic: str,
    page: str,
    *,
    urgent: int = 0,
    priority: int = 0,
    region: str = "",
) -> Case:
    """`urgent`: the priority that danger gives it."""
    known = desk.lists.topics.get(topic)
    last = await cases.last_closed_of(conn, person["id"])
    number = await cases.add(
        conn,
        desk.clock.now(),
        "person",
        person=person["id"],
        topic=topic,
        page=page,
        priority=urgent or priority or (known.priority if known else 3),
        group_name=desk.group_of(topic),
        locale=person["locale"] or "",
        urgent=bool(urgent),
        heard=desk.clock.now(),
        link=last.id if last else None,
        slot=cases.free_slot(await cases.all_open(conn, person["id"])),
    )
    case = await begun(desk, conn, number, person, region)
    if urgent:
        await _ring(desk, conn, number, "🆘 " + desk.words("Danger: somebody asks for urgent help. Take the case."))
    return case


async def begun(desk: Desk, conn: AsyncConnection, number: int, person: RowMapping, region: str = "") -> Case:
    """A case that was just added: its clock runs, its topic and card are on their way."""
    await deadlines.follow(desk, conn, number)
    case = await cases.get(conn, number)
    await topics.changed(conn, desk, case.group_name)
    rows = await posted(desk, conn, case, await routing.suggested(desk, conn, case, region=region))
    held = await crowd.holds(desk, conn, case, person)
    await desk.put(conn, *(row for row in rows if not (held and row.method == "createForumTopic")))
    return case


async def posted(desk: Desk, conn: AsyncConnection, case: Case, called: str = "") -> list[Outgoing]:
    """The rows that make a case visible: its topic, where the group has topics, its card, and what was answered.

    `called`: the line of the new card that calls people by name."""
    rows = [await card.first(desk, conn, case, called), *await answers.again(desk, conn, case)]
    if await addresses.is_forum(conn, case.group_name):
        rows.insert(0, card.topic(desk, case))
    return rows


def belongs_elsewhere(desk: Desk, case: Case, topic: str) -> Outgoing:
    """What has become of a case is not for the main group: one tap moves it, after a question."""
    rows = [[("🔒 " + desk.words("Move it"), f"transfer/{case.id}:{topic}")]]
    return desk.notice(case, "🔒 " + desk.words("This belongs to the restricted group."), reply_markup=keyboard(rows))


def meanwhile(desk: Desk, case: Case) -> list[Outgoing]:
    """While no topic can be made, a line in General says that somebody is in danger: its number and nothing more."""
    if not desk.may_tell(f"meanwhile:{case.id}", timedelta(hours=1)):
        return []
    text = desk.words("urgent. Its topic follows as soon as Telegram makes one.")
    line = Outgoing(
        method="sendMessage",
        params={"text": f"🆘 №{case.id} {card.COLOURS[case.priority]} {text}"},
        to=f"group:{case.group_name}",
        stream=f"meanwhile:{case.id}",
        priority=Priority.URGENT,
        note={"what": "meanwhile", "case": case.id},
        key=f"meanwhile:{case.id}",
    )
    return [line]


async def _ring(desk: Desk, conn: AsyncConnection, number: int, line: str) -> None:
    await desk.put(conn, desk.notice(await cases.get(conn, number), line))
