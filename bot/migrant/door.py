"""The door of the private chat: what a person does becomes an event, the book answers, the answer is carried."""

import re
from datetime import timedelta

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import screens
from bot.desk import edits, relay, turning
from bot.desk.desk import Desk
from bot.migrant import hiding, turns
from bot.migrant.held import Held
from bot.migrant.turns import Shown
from bot.screens import Views
from bot.store import cases, pairs, people, tallies
from bot.store.people import Recent
from bot.telegram import show
from bot.telegram.lanes import Commit
from dialogs.turn import HOME, Event, Place, Say, Start, Tap
from dialogs.words import words

router = Router(name="migrant")
router.message.filter(F.chat.type == "private")
router.edited_message.filter(F.chat.type == "private")
router.callback_query.filter(F.message.chat.type == "private")
router.my_chat_member.filter(F.chat.type == "private")

# A code that somebody printed on a flyer: never seven digits in a row, so that no link carries anybody's number.
PAYLOAD = re.compile(r"([a-z])_((?!.*\d{7})[A-Za-z0-9_-]{1,40})")
COMMANDS = {
    "/menu": HOME,
    "/sos": Place("urgent"),
    "/hide": Place("hide", "key"),
    "/lang": Place("language"),
    "/my": Place("my"),
    "/data": Place("my-data"),
    "/stop": Place("stop", "yes"),
}
UNKNOWN = ""  # the source of a link that we cannot read: a number, and nothing of what it said
ANSWERED = ("consent", "talk")  # questions: once answered, their buttons go
LONG = timedelta(minutes=5)  # who waited longer than this for the bot is told sorry


@router.callback_query(F.data)
async def tapped(
    query: CallbackQuery, bot: Bot, commit: Commit, desk: Desk, recent: Recent, views: Views, held: Held
) -> None:
    """A tap. A page that only shows something costs no statement, no keyboard, no formatting: it was drawn before."""
    assert query.data is not None
    known = recent.get(query.from_user.id)
    if known and known["locale"] and not (known["waiting"] or known["hidden"] or known["hides_after"]):
        view = views.get((known["locale"], query.data), discreet=known["discreet"])
        if view:
            held.asks(known["id"], query.data if view.asks else None)
            await show.answer_tap(bot, query, view)
            return
    event = Tap(Place.parse(query.data))

    async def work(conn: AsyncConnection) -> Shown:
        return await turns.take(conn, desk, held, query.from_user.id, event)

    shown = await commit(work)
    recent.keep(query.from_user.id, shown.known)
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
        if source == UNKNOWN or (isinstance(event, Start) and event.place and _is_gone(desk, event.place)):
            await tallies.add(conn, desk.clock.now().astimezone(desk.zone).date(), "start", "unknown", "", "")
        shown = await turns.take(conn, desk, held, message.chat.id, event, sent, source or None)
        late = desk.clock.now() - message.date > LONG and desk.may_tell(f"sorry:{message.chat.id}", timedelta(hours=1))
        if late and not any(case.quiet for case in await cases.all_open(conn, shown.person["id"])):
            # After an outage: what they wrote meanwhile was read late, and was not lost.
            sorry = words(shown.person["locale"] or "")(
                "Sorry for the delay: we could not be reached. We have all that you wrote."
            )
            await desk.put(conn, turns.line(shown.person, sorry))
        return shown

    shown = await commit(work)
    recent.keep(message.chat.id, shown.known)


@router.edited_message(~F.content_type.in_(relay.SERVICE))
async def edited(message: Message, commit: Commit, desk: Desk, recent: Recent, held: Held) -> None:
    """What a message says now is shown under its copy; words of danger in it are heard like those of a new message.

    The hidden word is heard too, in whatever case, and goes to nobody."""
    sent = relay.read(message, desk.vault)
    event = Say((message.text or message.caption or "").strip(), media=not message.text, kind=message.content_type)

    async def work(conn: AsyncConnection) -> Shown | None:
        person = await people.find(conn, desk.vault, message.chat.id)
        if person is None or await pairs.says(conn, person["id"], sent.message, bytes.fromhex(sent.digest)):
            return None  # a reaction or a link preview also comes as an edit
        if await hiding.is_hidden_word(conn, desk.vault, person, sent.text):
            return await turns.take(conn, desk, held, message.chat.id, event, sent)
        found = await cases.all_open(conn, person["id"])
        passed = [case for case in found if await edits.by_person(desk, conn, case, sent)]
        if any(case.urgent for case in passed or found) or not desk.shelf.book.ear.triage.alarm(event.words):
            return None
        # Of two cases the graver one hears of danger, whichever the message was for.
        heard = bool(passed) and turning.gravest(found) in passed
        return await turns.take(conn, desk, held, message.chat.id, event, None if heard else sent)

    if shown := await commit(work):
        recent.keep(message.chat.id, shown.known)


@router.my_chat_member()
async def stopped_or_started(update: ChatMemberUpdated, commit: Commit, desk: Desk, recent: Recent) -> None:
    """The person stopped the bot, or let it write again; who answers is told."""
    blocked = update.new_chat_member.status == "kicked"

    async def work(conn: AsyncConnection) -> None:
        person = await people.find(conn, desk.vault, update.chat.id)
        if person and person["blocked"] != blocked:
            await turns.reachable(conn, desk, person, not blocked)

    await commit(work)
    recent.forget(update.chat.id)


def _is_gone(desk: Desk, place: Place) -> bool:
    return place != HOME and desk.shelf.book.resolve(place) == HOME


def _event(message: Message) -> tuple[Event, str | None]:
    text = (message.text or message.caption or "").strip()
    command, _, rest = text.partition(" ")
    command = command.partition("@")[0].lower() if command.startswith("/") else ""
    if command == "/start":
        payload = PAYLOAD.fullmatch(rest.strip())
        kind, name = payload.groups() if payload else ("", "")
        source = name if kind == "s" else UNKNOWN if rest.strip() and kind != "a" else None
        return Start(Place(name) if kind == "a" else None), source
    if command and not rest and message.text:
        return Tap(COMMANDS.get(command, HOME)), None  # a command we do not know is nobody's words
    if command == "/sos":
        return Say(f"🆘 {rest}"), None
    return Say(
        text,
        message.content_type in relay.PERSONAL,
        media=not message.text,
        kind=message.content_type,
        album=message.media_group_id or "",
        phone=message.contact.phone_number if message.contact else "",
    ), None
