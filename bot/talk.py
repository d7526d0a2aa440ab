"""The terminal: the same core as in the bot, with a memory instead of a store."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from dialogs.book import Book, load
from dialogs.conversation import answer, needs, screen
from dialogs.texts import plain
from dialogs.turn import (
    AddWords,
    CaseOpened,
    Effect,
    Event,
    Hold,
    OpenCase,
    Person,
    Place,
    Say,
    Screen,
    SetConsent,
    SetLanguage,
    Sounds,
    Start,
    Tap,
    Turn,
    Urgent,
)


@dataclass
class Seat:
    """One person at a terminal: what the store would remember of them."""

    book: Book
    person: Person = field(default_factory=lambda: Person(alias="Тырна-27"))
    kept: dict[str, Any] = field(default_factory=lambda: {"held": None, "case": None})
    shown: Screen | None = None
    cases: int = 0

    def does(self, event: Event) -> Turn:
        """Answer one event and show what comes of it."""
        place = event.place if isinstance(event, Tap) else (self.person.waiting or Place("home"))
        now = datetime.now(UTC)
        kept = {name: self.kept.get(name) for name in needs(self.book, place) | {"case"}}
        if isinstance(event, Say):
            kept |= {name: self.kept.get(name) for name in ("held", "sounds", "raised")}
        turn = answer(self.book, self.person, self.book.here(place, self.person, now, kept), event)
        for note in turn.notes:
            if isinstance(note, Sounds):
                self.kept["sounds"] = note.language
        results = tuple(self._perform(effect) for effect in turn.effects)
        shown = turn.screen
        if turn.then:
            kept = {name: self.kept.get(name) for name in needs(self.book, turn.then) | {"case"}}
            shown = screen(self.book, self.person, self.book.here(turn.then, self.person, now, kept, results))
        if shown:
            self.shown = shown
            self.person = replace(self.person, waiting=shown.place if shown.listens else None)
        return turn

    def _perform(self, effect: Effect) -> CaseOpened | None:
        match effect:
            case SetLanguage(locale):
                self.person = replace(self.person, locale=locale)
            case SetConsent(kind, version):
                self.person = replace(self.person, consent=kind, consent_version=version)
                if kind == "read_only":
                    self.kept["held"] = None
            case Hold(topic):
                self.kept["held"] = topic
            case OpenCase() | Urgent("tap" | "said"):
                self.kept["raised"] = isinstance(effect, Urgent) or self.kept.get("raised")
                known = self.kept["case"] is not None
                self.cases += not known
                self.kept.update(case=self.cases, held=None)
                return CaseOpened(self.cases, known)
            case AddWords():
                return CaseOpened(self.cases, True)
            case _:
                pass
        return None


def converse(file: Path, lang: str, lines: TextIO, out: TextIO) -> None:
    """Run until the input ends. Raises Invalid for a broken book."""
    book = load(file, datetime.now(UTC).date())
    seat = Seat(book, Person(locale=lang, alias="Тырна-27"))
    _show(seat.does(Start()), seat, out)
    for line in lines:
        text = line.strip()
        if not text:
            continue
        event = _event(text, seat.shown)
        _show(seat.does(event), seat, out)


def _event(text: str, shown: Screen | None) -> Event:
    buttons = [button for row in shown.rows for button in row] if shown else []
    if text.isdigit() and 0 < int(text) <= len(buttons):
        to = buttons[int(text) - 1].to
        if to:
            return Tap(to)
    return Start() if text == "/start" else Say(text)


def _show(turn: Turn, seat: Seat, out: TextIO) -> None:
    for effect in turn.effects:
        out.write(f"  [{effect}]\n")
    if turn.toast:
        out.write(f"  ({turn.toast})\n")
    if (turn.screen or turn.then) and seat.shown:
        out.write(f"\n{plain(seat.shown.text)}\n")
        buttons = [button for row in seat.shown.rows for button in row]
        out.writelines(f"  {at}. {button.label}  → {button.to or button.url}\n" for at, button in enumerate(buttons, 1))
    out.flush()
