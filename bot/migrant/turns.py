"""One turn, inside one transaction: the book answers, its effects are performed, its screen is shown or put out."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import screens
from bot.desk import alias, card, veil
from bot.desk.desk import Desk
from bot.desk.relay import Sent
from bot.migrant import discreet
from bot.migrant.acting import Act, kept, perform
from bot.migrant.held import Held
from bot.store import cases, people
from bot.store.outbox import Outgoing, Priority
from dialogs.book import Book
from dialogs.conversation import answer, needs, screen
from dialogs.texts import say
from dialogs.turn import HOME, Event, Person, Place, Say, Screen, Start, Tap
from dialogs.words import words

HEARD = frozenset(
    {"held", "asked", "case", "raised", "sounds", "word", "hides", "older"}
)  # what words are answered with

WEEK = timedelta(days=7)


@dataclass(slots=True)
class Shown:
    """What a transaction leaves to be done after it: the person as they are now, and what a tap shows directly."""

    person: RowMapping
    screen: Screen | None = None
    toast: str = ""
    alert: bool = False
    waiting: str | None = None

    @property
    def known(self) -> dict[str, Any]:
        """The person, as the next tap needs to know them."""
        return {**self.person, "waiting": self.waiting}


async def take(
    conn: AsyncConnection,
    desk: Desk,
    held: Held,
    chat: int,
    event: Event,
    sent: Sent | None = None,
    source: str | None = None,
) -> Shown:
    """What a person did, in their private chat `chat`, is answered. `source`: the flyer that brought them."""
    person, book = await _person(conn, desk, chat, source), desk.shelf.book
    now = desk.clock.now().astimezone(desk.zone)
    await _active(conn, desk, person)
    act = Act(conn, desk, held, person, sent)
    if sent:
        await desk.seen.add(conn, person["id"], [sent.message], now)
    if sent and sent.album and await held.more_of_album(conn, person, sent):
        return Shown(person, waiting=held.stands(person))
    who = _seen(book, held, person)
    place = event.place if isinstance(event, Tap) else (who.waiting or HOME)
    names = needs(book, place) | (HEARD if isinstance(event, Say) else frozenset())
    if isinstance(event, Say) and who.asked:
        names |= needs(book, who.asked)
    names |= {"older"} if who.hidden else frozenset()
    turn = answer(book, who, book.here(place, who, now, await kept(act, names)), event)
    results = [await perform(act, effect) for effect in turn.effects]
    for note in turn.notes:
        await perform(act, note)
    person = await people.get(conn, person["id"]) or person
    who, shown = _seen(book, held, person), turn.screen
    if turn.then:
        remembered = await kept(replace(act, person=person), needs(book, turn.then))
        shown = screen(book, who, book.here(turn.then, who, now, remembered, tuple(results)))
    if shown:
        await held.wait(conn, person, str(shown.place) if shown.listens else None)
        held.asks(person["id"], str(shown.place) if shown.asks else None)
        person = await people.get(conn, person["id"]) or person
    if shown and person["discreet"]:
        shown = screens.discreet(shown, book.pages[shown.place.page].kind)
    if person["hides_after"]:
        await discreet.rest(desk, conn, person["id"], person["hides_after"])
    if isinstance(event, Start):
        await desk.put(conn, _greeting(desk, person))
    shares = shown is not None and shown.shares and not person["discreet"]
    turns_key = shown is not None and held.shares(person["id"], shares)
    if shown and (sent or turn.arrives):
        await desk.put(conn, _row(person, shown))
        shown = None
    if turns_key:
        await desk.put(conn, _number_key(person, shares))
    return Shown(person, shown, turn.toast, turn.alert, held.stands(person))


async def _active(conn: AsyncConnection, desk: Desk, person: RowMapping) -> None:
    """Who does something stays; known to the week, and not of those of whom nothing is to be known."""
    today = desk.clock.now().astimezone(desk.zone).date()
    if person["consent"] != "read_only" and (person["active"] is None or today - person["active"] >= WEEK):
        await people.save(conn, desk.vault, person["id"], active=today)


async def reachable(conn: AsyncConnection, desk: Desk, person: RowMapping, reachable: bool) -> None:
    """The person stopped the bot, or let it write again; who answers is told."""
    await people.save(conn, desk.vault, person["id"], blocked=not reachable)
    for case in await cases.all_open(conn, person["id"]):
        stopped, back = desk.words("The person has stopped the bot."), desk.words("The person can be reached again.")
        notice = desk.notice(case, f"✅ {back}" if reachable else f"⛔ {stopped}")
        await desk.put(conn, notice, *await card.refreshed(desk, conn, case.id))


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
        await reachable(conn, desk, person, reachable=True)
    return person


def _seen(book: Book, held: Held, person: RowMapping) -> Person:
    """What the core knows. Who agreed to an earlier wording is asked again before the next words go to people."""
    consent, version, stands = person["consent"] or "", person["consent_version"] or "", held.stands(person)
    present, asked = getattr(book.pages.get("consent"), "version", version), held.asked(person["id"])
    return Person(
        person["locale"] or "",
        person["alias"],
        "" if consent == "full" and version != present else consent,
        version,
        Place.parse(stands) if stands else None,
        hidden=person["hidden"] is not None,
        discreet=bool(person["discreet"]),
        asked=Place.parse(asked) if asked else None,
    )


def _row(person: RowMapping, shown: Screen) -> Outgoing:
    hides = shown.place.page == "hide"
    return Outgoing(
        method="sendMessage",
        params=screens.params(shown),
        to=f"person:{person['id']}",
        stream=veil.stream(person["id"]) if hides else f"person:{person['id']}",
        priority=Priority.URGENT if hides or shown.place.page == "urgent" else Priority.ANSWER,
        note={"what": "screen"} | ({"veil": True} if hides else {}),
    )


def line(person: RowMapping, text: str, **more: object) -> Outgoing:
    """Words of the bot itself to a person, outside any screen."""
    return Outgoing(
        method="sendMessage",
        params={"text": text, **more},
        to=f"person:{person['id']}",
        stream=f"person:{person['id']}",
        priority=Priority.ANSWER,
        note={"what": "line"},
    )


def _number_key(person: RowMapping, shares: bool) -> Outgoing:
    """The key that sends one's own number comes with the question for it, and goes with whatever follows."""
    say = words(person["locale"] or "")
    if shares:
        label = "📱 " + say("Send my number")
        return line(
            person, say("Your own number can be sent with the key below."), reply_markup=screens.number_keyboard(label)
        )
    return line(person, say("Help is free. 🆘 and 🏠 are always below."), reply_markup=screens.SMALL_KEYBOARD)


def _greeting(desk: Desk, person: RowMapping) -> Outgoing:
    """The first line of all, in every written language, with the small keyboard beneath."""
    if person["discreet"]:
        return line(person, "🏠", reply_markup=screens.DISCREET_KEYBOARD)
    lists, locale = desk.lists, person["locale"] or ""
    spoken = (locale,) if locale else lists.written
    lines = [f"<b>{say(lists.organisation.name, locale).splitlines()[0]}</b>"]
    lines += dict.fromkeys(words(code)("Help is free. 🆘 and 🏠 are always below.") for code in spoken)
    return line(person, "\n".join(lines), parse_mode="HTML", reply_markup=screens.SMALL_KEYBOARD)
