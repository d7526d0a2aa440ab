"""Screens as Telegram takes them: for the outbox as parameters, for taps as views made in advance."""

from dataclasses import replace
from typing import Any

import orjson
from orjson import Fragment

from bot.telegram.show import View
from dialogs.book import Book
from dialogs.conversation import HIDE_KEY, HOME_KEY, SOS_KEY
from dialogs.turn import Screen

NO_PREVIEW = {"is_disabled": True}
SMALL_KEYBOARD = {
    "keyboard": [[{"text": SOS_KEY}, {"text": HIDE_KEY}, {"text": HOME_KEY}]],
    "resize_keyboard": True,
    "is_persistent": True,
}
DISCREET_KEYBOARD = {**SMALL_KEYBOARD, "keyboard": [[{"text": "🆘"}, {"text": HIDE_KEY}, {"text": HOME_KEY}]]}


def number_keyboard(label: str) -> dict[str, Any]:
    """The small keyboard, above it a key that sends one's own number."""
    number = [{"text": label, "request_contact": True}]
    return {**SMALL_KEYBOARD, "keyboard": [number, *SMALL_KEYBOARD["keyboard"]]}  # type: ignore[misc]


def discreet(screen: Screen, kind: str) -> Screen:
    """A menu as whoever looks over a shoulder may see it: signs instead of words, where no two are alike."""
    signs = [button.label.split(" ")[0] for row in screen.rows for button in row]
    if kind != "menu" or len(set(signs)) < len(signs) or any(sign[:1].isalnum() for sign in signs):
        return screen
    rows = tuple(tuple(replace(button, label=button.label.split(" ")[0]) for button in row) for row in screen.rows)
    return replace(screen, text="📖", rows=rows)


def markup(screen: Screen) -> dict[str, Any]:
    return {
        "inline_keyboard": [
            [
                {"text": button.label, "url": button.url}
                if button.url
                else {"text": button.label, "callback_data": str(button.to)}
                for button in row
            ]
            for row in screen.rows
        ]
    }


def params(screen: Screen) -> dict[str, Any]:
    """The screen as a new message."""
    return {
        "text": screen.text,
        "parse_mode": "HTML",
        "link_preview_options": NO_PREVIEW,
        "reply_markup": markup(screen),
    }


def fixed(book: Book) -> dict[tuple[str, str], Screen]:
    """The screens that a tap may show without asking anything: they wait for nobody's words."""
    return {
        key: screen for key, screen in book.screens.items() if not screen.listens and screen.place.page not in EFFECTFUL
    }


# Opening these does something, so their taps always go through the conversation.
EFFECTFUL = frozenset({"urgent", "consent", "language", "hide"})


def view(screen: Screen) -> View:
    """The screen as an edit of the message that was tapped, its keyboard already serialised."""
    return View(screen.text, "HTML", Fragment(orjson.dumps(markup(screen))), asks=screen.asks)


class Views:
    """Every fixed screen of the book that is read now, ready to be shown: (language, place as a button carries it)."""

    def __init__(self, book: Book) -> None:
        self._views: dict[tuple[str, str], View] = {}
        self._discreet: dict[tuple[str, str], View] = {}
        self.draw(book)

    def draw(self, book: Book) -> None:
        shown = fixed(book)
        self._views = {key: view(screen) for key, screen in shown.items()}
        menus = {key: screen for key, screen in shown.items() if book.pages[screen.place.page].kind == "menu"}
        self._discreet = {key: view(discreet(screen, "menu")) for key, screen in menus.items()}

    def get(self, key: tuple[str, str], *, discreet: bool = False) -> View | None:
        return (self._discreet.get(key) if discreet else None) or self._views.get(key)
