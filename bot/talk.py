"""The terminal: the same core as in the bot, with a memory instead of a store."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from dialogs.book import Book, load
from dialogs.conversation import answer, needs, screen
from dialogs.kinds.checkin import KeepAsking
from dialogs.kinds.checklist import KeepTicks
from dialogs.kinds.draft import Draft, DropDraft, KeepDraft, Submit
from dialogs.kinds.survey import Replied, Reply
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
    kept: dict[str, Any] = field(default_factory=lambda: {"held": None, "case": None, "drafts": {}})
    shown: Screen | None = None
    cases: int = 0
    now: datetime | None = None  # the moment that it stays, where the day matters

    def does(self, event: Event) -> Turn:
        """Answer one event and show what comes of it."""
        place = event.place if isinstance(event, Tap) else (self.person.waiting or Place("home"))
        now = self.now or datetime.now(UTC)
        kept = {name: self.kept.get(name) for name in needs(self.book, place) | {"case"}}
        if isinstance(event, Say):
            kept |= {name: self.kept.get(name) for name in ("held", "asked", "sounds", "raised")}
            kept |= {name: self.kept.get(name) for name in needs(self.book, self.person.asked or place)}
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
            waiting, asked = (shown.place if stands else None for stands in (shown.listens, shown.asks))
            self.person = replace(self.person, waiting=waiting, asked=asked)
        return turn

    def _perform(self, effect: Effect) -> CaseOpened | Replied | None:
        match effect:
            case SetLanguage(locale):
                self.person = replace(self.person, locale=locale)
            case SetConsent(kind, version, waits):
                self.person = replace(self.person, consent=kind, consent_version=version)
                if kind == "read_only":
                    self.kept["held"] = waits or None
            case Hold(topic):
                self.kept.update(held=topic, asked=self.kept.get("asked", 0) + 1 if topic else 0)
            case KeepDraft(page, draft, _, attach):
                if attach:
                    before = draft.answers.get(attach)
                    draft = Draft({**draft.answers, attach: [*(before or []), {"album": ""}]}, draft.known)
                self.kept["drafts"] = {**self.kept["drafts"], page: draft}
            case DropDraft(page):
                self.kept["drafts"] = {name: one for name, one in self.kept["drafts"].items() if name != page}
            case KeepTicks(list_, ticks):
                self.kept["ticks"] = {**self.kept.get("ticks", {}), list_: ticks}
            case KeepAsking(asking):
                self.kept["asking"] = asking
            case OpenCase() | Submit() | Urgent("tap" | "said"):
                self.kept["raised"] = isinstance(effect, Urgent) or self.kept.get("raised")
                known = self.kept["case"] is not None
                self.cases += not known
                self.kept.update(case=self.cases, held=None)
                return CaseOpened(self.cases, known)
            case Reply(page, _, anonymous, time):
                before = self.kept.get("replied", frozenset())
                self.kept["replied"] = before | {(page, time)}
                return Replied(anonymous and (page, time) in before)
            case AddWords():
                return CaseOpened(self.cases, True)
            case _:
                pass
        return None


def converse(file: Path, lang: str, lines: TextIO, out: TextIO, save: Path | None = None) -> None:
    """Run until the input ends; `save`: as a test, to be played again. Raises Invalid for a broken book."""
    now = datetime.now(UTC)
    book = load(file, now.date())
    seat = Seat(book, Person(locale=lang, alias="Тырна-27"), now=now if save else None)
    _show(seat.does(Start()), seat, out)
    steps = []
    for line in lines:
        text = line.strip()
        if not text:
            continue
        event = _event(text, seat.shown)
        turn = seat.does(event)
        _show(turn, seat, out)
        steps.append(step(event, turn, seat))
    if save:
        save.write_text(session(lang, now, steps), encoding="utf-8")


def step(event: Event, turn: Turn, seat: Seat) -> dict[str, Any]:
    """What was done, where it led and what came of it; not how it was worded."""
    did = {"says": event.words} if isinstance(event, Say) else {"taps": str(getattr(event, "place", None) or "home")}
    place = str(seat.shown.place) if seat.shown else ""
    return did | {"leads": place, "does": [type(effect).__name__ for effect in turn.effects]}


def session(lang: str, now: datetime, steps: list[dict[str, Any]]) -> str:
    """A talk as it is kept among the tests (tests/dialogs/sessions)."""
    import yaml

    told = {"lang": lang, "now": now.isoformat(timespec="seconds"), "steps": steps}
    return str(yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=120))


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
