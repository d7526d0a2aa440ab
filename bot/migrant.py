"""The door of the private chat: what a person does becomes an event, the book answers, the answer is carried."""

import json
import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message
from sqlalchemy import RowMapping
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import screens
from bot.desk import alias, card, opening, relay
from bot.desk.desk import Desk
from bot.desk.relay import Sent
from bot.screens import Views
from bot.store import cases, contacts, people, searches
from bot.store.outbox import Outgoing, Priority
from bot.store.people import Recent
from bot.telegram import show
from bot.telegram.lanes import Commit
from dialogs.conversation import answer, needs, screen
from dialogs.texts import say
from dialogs.turn import (
    HOME,
    AddWords,
    Effect,
    Event,
    Hold,
    LetGo,
    Note,
    OpenCase,
    Person,
    Place,
    ReportContact,
    Say,
    Screen,
    SetConsent,
    SetLanguage,
    Sounds,
    Start,
    Tap,
    Unanswered,
    Urgent,
)
from dialogs.words import words

router = Router(name="migrant")
router.message.filter(F.chat.type == "private")
router.edited_message.filter(F.chat.type == "private")
router.callback_query.filter(F.message.chat.type == "private")
router.my_chat_member.filter(F.chat.type == "private")

PAYLOAD = re.compile(r"([a-z])_([A-Za-z0-9_-]{1,40})")
COMMANDS = {"/menu": HOME, "/sos": Place("urgent"), "/lang": Place("language")}
ANSWERED = ("consent", "talk")  # questions: once answered, their buttons go
LONG = timedelta(minutes=5)  # who waited longer than this for the bot is told sorry
HELD_MOST = 500  # messages kept in hand for one person
HEARD = frozenset({"held", "case", "sounds"})  # what words are answered with
SOUNDS_MOST = 5000
HELD_FOR = timedelta(hours=24)
SAME_BREATH = timedelta(minutes=10)  # searches that lie further back are another matter, and perhaps nobody's business


class Held:
    """What was sent before a person agreed: ids of messages. Who only reads is remembered in memory alone."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._memory: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self.sounds: OrderedDict[str, str] = OrderedDict()  # the language somebody's last words were clearly in

    def of(self, person: RowMapping) -> dict[str, Any] | None:
        held = self._memory.get(person["id"])
        if held is None and person["held"] is not None:
            sealed = people.held_of(self._desk.vault, person)
            held = json.loads(sealed) if sealed else None
        fresh = self._desk.clock.now().timestamp() - HELD_FOR.total_seconds()
        return held if held and held["at"] > fresh else None

    def messages(self, person: RowMapping) -> list[Sent]:
        """What "send this" means: all that was written for a request; of words that only searched, the last minutes."""
        found = self.of(person)
        if not found:
            return []
        fresh = self._desk.clock.now().timestamp() - SAME_BREATH.total_seconds()
        items = [item for item in found["messages"] if found["topic"] or item.get("said", 0) > fresh]
        return [Sent(**{key: value for key, value in item.items() if key != "said"}) for item in items]

    async def keep(self, conn: AsyncConnection, person: RowMapping, held: dict[str, Any] | None) -> None:
        self._memory.pop(person["id"], None)
        if held and person["consent"] == "read_only":
            self._memory[person["id"]] = held
            while len(self._memory) > 1000:
                self._memory.popitem(last=False)
        elif held or person["held"] is not None:
            await people.save(conn, self._desk.vault, person["id"], held=json.dumps(held).encode() if held else None)


@dataclass(slots=True)
class Shown:
    """What a transaction leaves to be done after it: the person as they are now, and what a tap shows directly."""

    person: RowMapping
    screen: Screen | None = None
    toast: str = ""
    alert: bool = False


@router.callback_query(F.data)
async def tapped(
    query: CallbackQuery, bot: Bot, commit: Commit, desk: Desk, recent: Recent, views: Views, held: Held
) -> None:
    """A tap. A page that only shows something costs no statement, no keyboard, no formatting: it was drawn before."""
    assert query.data is not None
    known = recent.get(query.from_user.id)
    if known and known["locale"] and not known["waiting"]:
        view = views.get((known["locale"], query.data))
        if view:
            await show.answer_tap(bot, query, view)
            return
    event = Tap(Place.parse(query.data))

    async def work(conn: AsyncConnection) -> Shown:
        return await _turn(conn, desk, held, query.from_user.id, event, None)

    shown = await commit(work)
    recent.keep(query.from_user.id, dict(shown.person))
    view = screens.view(shown.screen) if shown.screen else None
    await show.answer_tap(bot, query, view, toast=shown.toast, alert=shown.alert)
    if view is None and event.place.page in ANSWERED and query.message:
        await show.settle(bot, query.message.chat.id, query.message.message_id)


@router.message(~F.content_type.in_(relay.SERVICE))
async def said(message: Message, commit: Commit, desk: Desk, recent: Recent, held: Held) -> None:
    """Anything written, spoken or sent. The answer goes through the outbox, so that it arrives."""
    event, source = _event(message)
    sent = relay.read(message, desk.vault)

    async def work(conn: AsyncConnection) -> Shown:
        shown = await _turn(conn, desk, held, message.chat.id, event, sent, source=source)
        if desk.clock.now() - message.date > LONG and desk.may_tell(f"sorry:{message.chat.id}", timedelta(hours=1)):
            case = await cases.open_of(conn, shown.person["id"])
            if case is None or not case.quiet:
                await desk.put(conn, _sorry(shown.person))
        return shown

    shown = await commit(work)
    recent.keep(message.chat.id, dict(shown.person))


@router.edited_message(~F.content_type.in_(relay.SERVICE))
async def edited(message: Message, commit: Commit, desk: Desk) -> None:
    sent = relay.read(message, desk.vault)

    async def work(conn: AsyncConnection) -> None:
        person = await people.find(conn, desk.vault, message.chat.id)
        case = await cases.open_of(conn, person["id"]) if person else None
        if case:
            await relay.edited_by_person(desk, conn, case, sent)

    await commit(work)


@router.my_chat_member()
async def stopped_or_started(update: ChatMemberUpdated, commit: Commit, desk: Desk, recent: Recent) -> None:
    """The person stopped the bot, or let it write again; who answers is told."""
    blocked = update.new_chat_member.status == "kicked"

    async def work(conn: AsyncConnection) -> None:
        person = await people.find(conn, desk.vault, update.chat.id)
        if person and person["blocked"] != blocked:
            await _reachable(conn, desk, person, not blocked)

    await commit(work)
    recent.forget(update.chat.id)


async def _reachable(conn: AsyncConnection, desk: Desk, person: RowMapping, reachable: bool) -> None:
    await people.save(conn, desk.vault, person["id"], blocked=not reachable)
    if case := await cases.open_of(conn, person["id"]):
        stopped, back = desk.words("The person has stopped the bot."), desk.words("The person can be reached again.")
        notice = desk.notice(case, f"✅ {back}" if reachable else f"⛔ {stopped}")
        await desk.put(conn, notice, *await card.refreshed(desk, conn, case.id))


def _event(message: Message) -> tuple[Event, str | None]:
    text = (message.text or message.caption or "").strip()
    command, _, rest = text.partition(" ")
    command = command.partition("@")[0].lower() if command.startswith("/") else ""
    if command == "/start":
        payload = PAYLOAD.fullmatch(rest.strip())
        kind, name = payload.groups() if payload else ("", "")
        return Start(Place(name) if kind == "a" else None), name if kind == "s" else None
    if command and not rest and message.text:
        return Tap(COMMANDS.get(command, HOME)), None  # a command we do not know is nobody's words
    if command == "/sos":
        return Say(f"🆘 {rest}"), None
    return Say(text, message.content_type in relay.PERSONAL, media=not message.text), None


# --- one turn, inside one transaction ---------------------------------------------------------------------------------
async def _turn(
    conn: AsyncConnection,
    desk: Desk,
    held: Held,
    chat: int,
    event: Event,
    sent: Sent | None,
    source: str | None = None,
) -> Shown:
    person, book, now = await _person(conn, desk, chat, source), desk.shelf.book, desk.clock.now()
    if sent and sent.album and await _more_of_album(conn, held, person, sent):
        return Shown(person)
    who = _seen(person)
    place = event.place if isinstance(event, Tap) else (who.waiting or HOME)
    names = needs(book, place) | (HEARD if isinstance(event, Say) else frozenset())
    turn = answer(book, who, book.here(place, who, now, await _kept(conn, held, person, names)), event)
    results = [await _perform(conn, desk, held, person, effect, sent) for effect in turn.effects]
    for note in turn.notes:
        await _note(conn, desk, held, person, note)
    person = await people.get(conn, person["id"]) or person
    who, shown = _seen(person), turn.screen
    if turn.then:
        kept = await _kept(conn, held, person, needs(book, turn.then))
        shown = screen(book, who, book.here(turn.then, who, now, kept, tuple(results)))
    waiting = str(shown.place) if shown and shown.listens else None
    if shown and person["waiting"] != waiting:
        await people.save(conn, desk.vault, person["id"], waiting=waiting)
        person = await people.get(conn, person["id"]) or person
    if isinstance(event, Start):
        await desk.put(conn, _greeting(desk, person))
    if shown and (sent or turn.arrives):
        await desk.put(conn, _row(person, shown))
        shown = None
    return Shown(person, shown, turn.toast, turn.alert)


async def _person(conn: AsyncConnection, desk: Desk, chat: int, source: str | None) -> RowMapping:
    person = await people.find(conn, desk.vault, chat)
    tries = 0
    while person is None:
        try:
            async with conn.begin_nested():
                day = desk.clock.now().astimezone(desk.zone).date()
                person = await people.create(conn, desk.vault, chat, alias=alias.draw(tries), since=day, source=source)
        except IntegrityError:  # the alias is somebody else's: draw again
            tries += 1
            person = await people.find(conn, desk.vault, chat)
    if person["blocked"]:
        await _reachable(conn, desk, person, reachable=True)
    return person


def _seen(person: RowMapping) -> Person:
    waiting = Place.parse(person["waiting"]) if person["waiting"] else None
    return Person(
        person["locale"] or "",
        person["alias"],
        person["consent"] or "",
        person["consent_version"] or "",
        waiting,
    )


async def _kept(
    conn: AsyncConnection, held: Held, person: RowMapping, names: frozenset[str] | set[str]
) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    if "held" in names:
        found = held.of(person)
        kept["held"] = found["topic"] if found else None
    if "case" in names:
        case = await cases.open_of(conn, person["id"])
        kept["case"] = case.id if case else None
        kept["raised"] = case is not None and case.urgent
    if "sounds" in names:
        kept["sounds"] = held.sounds.get(person["id"])
    return kept


async def _more_of_album(conn: AsyncConnection, held: Held, person: RowMapping, sent: Sent) -> bool:
    """The rest of an album whose first item is held: it is held too, and asked about once."""
    found = held.of(person)
    if not found or all(item["album"] != sent.album for item in found["messages"]):
        return False
    await _hold(conn, held, person, found["topic"], sent, found["at"])
    return True


async def _hold(conn: AsyncConnection, held: Held, person: RowMapping, topic: str, sent: Sent, at: float) -> None:
    before = held.of(person)
    if before and topic and not before["topic"]:
        before = None  # what was only searched for is not part of the request that begins now
    messages = [*(before["messages"] if before else []), {**sent.kept(), "said": at}]
    await held.keep(conn, person, {"topic": topic, "messages": messages[-HELD_MOST:], "at": at})


async def _perform(
    conn: AsyncConnection, desk: Desk, held: Held, person: RowMapping, effect: Effect, sent: Sent | None
) -> object:
    match effect:
        case SetLanguage(locale):
            await people.save(conn, desk.vault, person["id"], locale=locale)
            if case := await cases.open_of(conn, person["id"]):
                await cases.place(conn, case.id, locale=locale)
                await desk.put(conn, *await card.refreshed(desk, conn, case.id))
        case SetConsent(kind, version):
            await people.save(
                conn,
                desk.vault,
                person["id"],
                consent=kind,
                consent_version=version,
                consent_on=desk.clock.now(),
            )
            if kind == "read_only":
                await held.keep(conn, person, None)
        case Hold(topic) if sent:
            await _hold(conn, held, person, topic, sent, desk.clock.now().timestamp())
        case LetGo():
            await held.keep(conn, person, None)
        case OpenCase(topic, page, with_held):
            words = held.messages(person) if with_held else []
            await held.keep(conn, person, None)
            return await opening.open_case(desk, conn, person, topic, page, [*words, *([sent] if sent else [])])
        case AddWords() if sent:
            if case := await cases.open_of(conn, person["id"]):
                await opening.add_words(desk, conn, case, sent)
        case Urgent():
            opened = await opening.urgent(desk, conn, person, effect, sent)
            if opened and effect.sign in ("tap", "said"):  # what they wrote just before belongs to it
                case = await cases.find(conn, opened.number)
                for before in held.messages(person):
                    if case and not before.personal:
                        await opening.add_words(desk, conn, case, before)
                await held.keep(conn, person, None)
            return opened
        case ReportContact(contact):
            await contacts.report(conn, contact, desk.clock.now().astimezone(desk.zone).date())
    return None


async def _note(conn: AsyncConnection, desk: Desk, held: Held, person: RowMapping, note: Note) -> None:
    match note:
        case Sounds(language):
            held.sounds[person["id"]] = language
            held.sounds.move_to_end(person["id"])
            while len(held.sounds) > SOUNDS_MOST:
                held.sounds.popitem(last=False)
        case Unanswered(said):
            day = desk.clock.now().astimezone(desk.zone).date()
            await searches.missed(conn, desk.vault, person["id"], said, day)


def _row(person: RowMapping, shown: Screen) -> Outgoing:
    return Outgoing(
        method="sendMessage",
        params=screens.params(shown),
        to=f"person:{person['id']}",
        stream=f"person:{person['id']}",
        priority=Priority.URGENT if shown.place.page == "urgent" else Priority.ANSWER,
        note={"what": "screen"},
    )


def _sorry(person: RowMapping) -> Outgoing:
    """After an outage: what they wrote meanwhile was read late, and was not lost."""
    return Outgoing(
        method="sendMessage",
        params={
            "text": words(person["locale"] or "")(
                "Sorry for the delay: we could not be reached. We have all that you wrote."
            )
        },
        to=f"person:{person['id']}",
        stream=f"person:{person['id']}",
        priority=Priority.ANSWER,
        note={"what": "sorry"},
    )


def _greeting(desk: Desk, person: RowMapping) -> Outgoing:
    """The first line of all, in every written language, with the small keyboard beneath."""
    lists, locale = desk.lists, person["locale"] or ""
    spoken = (locale,) if locale else lists.written
    lines = [f"<b>{say(lists.organisation.name, locale).splitlines()[0]}</b>"]
    lines += dict.fromkeys(words(code)("Help is free. 🆘 and 🏠 are always below.") for code in spoken)
    return Outgoing(
        method="sendMessage",
        params={"text": "\n".join(lines), "parse_mode": "HTML", "reply_markup": screens.SMALL_KEYBOARD},
        to=f"person:{person['id']}",
        stream=f"person:{person['id']}",
        priority=Priority.ANSWER,
        note={"what": "greeting"},
    )
