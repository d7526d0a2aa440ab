"""The words in which dialogs and the bot speak to each other: places, events, screens, effects, turns."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from dialogs.lists import Lists
from dialogs.words import Words

PAGE = re.compile(r"[a-z][a-z0-9-]{1,23}")
MAX_DATA = 64  # bytes of callback_data, Telegram's limit


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is or goes: `page` or `page/spot`. This is what a button carries; the grammar never changes."""

    page: str
    spot: str = ""

    @classmethod
    def parse(cls, text: str) -> Place:
        page, _, spot = text.partition("/")
        return cls(page, spot)

    def __str__(self) -> str:
        return f"{self.page}/{self.spot}" if self.spot else self.page


HOME = Place("home")


# --- events -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Start:
    """/start, with the place a shared link asks for."""

    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Tap:
    place: Place


@dataclass(frozen=True, slots=True)
class Say:
    """Something that was written, said or sent; `words` is empty where there are none to read.

    `personal`: it tells who or where somebody is (a contact, a location), so it waits for a yes. `kind`: what was
    sent, as Telegram calls it; `album`: what it was sent together with; `phone`: the number of a contact.
    """

    words: str = ""
    personal: bool = False
    media: bool = False  # the words only go with something else: they are no command and no button
    kind: str = "text"
    album: str = ""
    phone: str = ""


Event = Start | Tap | Say


# --- effects and what they return -------------------------------------------------------------------------------------
class Effect:
    """What a turn wants done: a value that `bot/` performs. A kind of page may bring effects of its own."""

    __slots__ = ()

    def change(self, person: Person) -> Person:
        """What the core knows of somebody once this is performed."""
        return person


@dataclass(frozen=True, slots=True)
class SetLanguage(Effect):
    locale: str

    def change(self, person: Person) -> Person:
        return replace(person, locale=self.locale)


@dataclass(frozen=True, slots=True)
class SetConsent(Effect):
    """`full`, or `read_only`: only read, keep nothing. `waits`: but the words for this topic, in memory, for a yes."""

    kind: str
    version: str
    waits: str = ""

    def change(self, person: Person) -> Person:
        return replace(person, consent=self.kind, consent_version=self.version)


@dataclass(frozen=True, slots=True)
class Hold(Effect):
    """Keep hold of the message just sent, until the person has said whether it may go to people.

    `answer`: it was meant for a question and not understood: it goes to people by the button under it, or never."""

    topic: str = ""
    answer: bool = False


@dataclass(frozen=True, slots=True)
class LetGo(Effect):
    """Forget what was held: it is not to be sent."""


@dataclass(frozen=True, slots=True)
class OpenCase(Effect):
    """Open a case, or find the one that is open, with what was just sent; `held`: with what is held, if they said so.

    Returns CaseOpened.
    """

    topic: str
    page: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class AddWords(Effect):
    """The message just sent belongs to the case that is open."""


@dataclass(frozen=True, slots=True)
class Urgent(Effect):
    """Danger: `tap` opens a case at once; `yes`, `quiet`, `no`, `mistake`, `info` and a country code tell more of it.

    `said`: words of danger were heard; they bring the topic and the priority of their red flag.
    """

    sign: str
    topic: str = ""
    priority: int = 1


@dataclass(frozen=True, slots=True)
class ReportContact(Effect):
    """Somebody says that this contact does not work."""

    contact: str


@dataclass(frozen=True, slots=True)
class CaseOpened:
    number: int
    known: bool = False


@dataclass(frozen=True, slots=True)
class NotPassed:
    """Somebody wrote abuse: until then what they write reaches nobody."""

    until: datetime


# --- notes: what is learnt from words, and changes nothing for the person --------------------------------------------
class Note:
    """Something to remember by the way."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Unanswered(Note):
    """A search found nothing: it is counted; its folded words reach editors once enough people have used them."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sounds(Note):
    """What was written sounds like another language than the chosen one; a second time in a row a change is offered."""

    language: str


# --- screens ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Button:
    label: str
    to: Place | None = None
    url: str | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """What is shown. `listens`: the page waits for typed words, so the person's place is remembered. `asks`: its
    answers may be typed while it stands, which memory alone knows. `shares`: a key below sends one's own number."""

    place: Place
    text: str
    rows: Rows = ()
    listens: bool = False
    asks: bool = False
    shares: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer to an event: effects first, then a screen, or the place whose screen is asked for with their results.

    `onward`: after these effects it is as if the person, changed by them, had tapped that place.
    `arrives`: it must reach the person whatever fails, so it goes through the outbox and is sent anew, not edited.
    """

    effects: tuple[Effect, ...] = ()
    screen: Screen | None = None
    then: Place | None = None
    onward: Place | None = None
    toast: str = ""
    alert: bool = False
    arrives: bool = False
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """What the core knows of somebody: never who they are."""

    locale: str = ""
    alias: str = ""
    consent: str = ""
    consent_version: str = ""
    waiting: Place | None = None
    hidden: bool = False  # somebody else may hold their telephone: nothing but a decoy is shown
    discreet: bool = False  # no numbers and no telling names
    asked: Place | None = None  # the question on their screen, of a page that keeps no answers

    def after(self, effects: tuple[Effect, ...]) -> Person:
        """Who they are once these effects are performed."""
        changed = self
        for effect in effects:
            changed = effect.change(changed)
        return changed


@dataclass(frozen=True, slots=True)
class Here:
    """All that a page may know."""

    place: Place
    locale: str
    now: datetime
    words: Words
    lists: Lists
    title: Callable[[str], str]
    parent: str | None = None
    person: Person = Person()
    kept: Mapping[str, Any] = field(default_factory=dict)
    results: tuple[Any, ...] = ()
    unfinished: Place | None = None  # the question of a form that still waits for an answer
    phrases: Callable[[str], tuple[Any, ...]] = lambda page: ()  # what to say there, by the page of a language

    def at(self, place: Place) -> Here:
        return replace(self, place=place)

    def button(self, page: str, label: str | None = None) -> Button:
        """To a page; who asks for a person from a page of guidance takes along which one it was."""
        asks = page == "talk" and self.place.page not in ("home", "talk", "urgent", "consent")
        return Button(label or self.title(page), Place(page, f"~{self.place.page}" if asks else ""))

    def onward(self, before: str) -> str:
        """The place behind the colon of this spot, if a button that has `before` in front of it has room for it."""
        behind = self.place.spot.partition(":")[2]
        return behind if len(f"{self.place.page}/{before}:{behind}".encode()) <= MAX_DATA else ""

    def spot(self, spot: str, label: str) -> Button:
        return Button(label, Place(self.place.page, spot))

    def go_on(self) -> Rows:
        """Back to the question that was left."""
        return ((Button("▶ " + self.words("Continue the questions"), self.unfinished),),) if self.unfinished else ()

    def way_back(self, to: Place | None = None) -> Rows:
        """The last row of every screen: one step back, and home. `to`: where there are several ways to a screen."""
        home = Button("🏠", HOME)
        if self.place.spot:
            return ((Button("◀ " + self.words("Back"), to or Place(self.place.page)), home),)
        if self.parent and self.parent != HOME.page:
            return ((Button("◀ " + self.words("Back"), Place(self.parent)), home),)
        return ((Button("🏠 " + self.words("Main menu"), HOME),),)
