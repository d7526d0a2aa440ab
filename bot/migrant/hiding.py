"""Quick hide: what a person takes back, and how they come back themselves."""

import hmac
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import screens
from bot.desk import opening, veil
from bot.desk.desk import Desk
from bot.migrant import drafts
from bot.migrant.acting import Act, keeps, performs
from bot.store import hidden_words, people
from bot.store.outbox import Outgoing, Priority
from bot.store.vault import Vault
from dialogs.fold import fold
from dialogs.kinds.hide import Back, ComeBack, TakeBack
from dialogs.turn import Person, Place, Urgent
from dialogs.words import words


@keeps("hides")
async def knows_hiding(act: Act) -> bool:
    return bool(act.person["hides"])


@keeps("older")
async def older(act: Act) -> int:
    """How many messages could not be deleted."""
    return int(act.person["older"])


@keeps("word")
async def said_the_hidden_word(act: Act) -> bool:
    return act.sent is not None and await is_hidden_word(act.conn, act.desk.vault, act.person, act.sent.text)


async def is_hidden_word(conn: AsyncConnection, vault: Vault, person: RowMapping, text: str) -> bool:
    """Whether a text is the word that the person chose, and nothing else."""
    if person["word"] is None:
        return False
    said = await hidden_words.hashed(conn, vault, person["id"], fold(text))
    return hmac.compare_digest(said, person["word"])


@performs(TakeBack)
async def take_back(act: Act, effect: TakeBack) -> None:
    await act.held.keep(act.conn, act.person, None)
    await drafts.forget(act)
    if effect.word:  # before the chat is cleared: what it sends is part of what goes
        await opening.urgent(act.desk, act.conn, act.person, Urgent("tap"))
        await opening.urgent(act.desk, act.conn, act.person, Urgent("quiet"))
    await veil.hide(act.desk, act.conn, act.person, hold=not effect.word)
    await act.desk.put(act.conn, without_keyboard(act.person))


@performs(ComeBack)
async def come_back(act: Act, effect: ComeBack) -> Back:
    await veil.come_back(act.desk, act.conn, act.person)
    if effect.told and act.person["older"]:
        await people.save(act.conn, act.desk.vault, act.person["id"], older=0)
    if effect.keyboard:
        below, discreet = words(act.person["locale"] or ""), bool(act.person["discreet"])
        text = "🏠" if discreet else below("Help is free. 🆘 and 🏠 are always below.")
        await act.desk.put(act.conn, keyboard(act.person, text, discreet=discreet))
    return Back(int(act.person["older"]))


def keyboard(person: RowMapping, text: str, *, discreet: bool) -> Outgoing:
    """The small keyboard, under a line."""
    return Outgoing(
        method="sendMessage",
        params={"text": text, "reply_markup": screens.DISCREET_KEYBOARD if discreet else screens.SMALL_KEYBOARD},
        to=f"person:{person['id']}",
        stream=f"person:{person['id']}",
        priority=Priority.ANSWER,
        note={"what": "line"},
    )


def without_keyboard(person: RowMapping) -> Outgoing:
    """The small keyboard goes with a word that tells nothing."""
    return _veiled(person, {"text": "📖", "reply_markup": {"remove_keyboard": True}})


def cover(desk: Desk, person: RowMapping) -> list[Outgoing]:
    """What stands in a chat that hid by itself."""
    book, place = desk.shelf.book, Place("hide", "decoy")
    here = book.here(place, Person(person["locale"] or ""), desk.clock.now())
    return [without_keyboard(person), _veiled(person, screens.params(book.pages["hide"].screen(here)))]


def _veiled(person: RowMapping, params: dict[str, Any]) -> Outgoing:
    return Outgoing(
        method="sendMessage",
        params={**params, "disable_notification": True},
        to=f"person:{person['id']}",
        stream=veil.stream(person["id"]),
        priority=Priority.URGENT,
        note={"what": "hide", "veil": True},
    )
