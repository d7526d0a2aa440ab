"""article: a text of one or several screens, with its source, and where to go next."""

import re
from collections.abc import Iterator
from typing import Literal

from dialogs.kinds.menu import packed
from dialogs.kinds.page import Page
from dialogs.texts import Text, length, say
from dialogs.turn import Button, Here, Place, Screen

BREAK = re.compile(r"^[ \t]*---[ \t]*$\n?", re.MULTILINE)
COMFORT = 900  # characters of a screen that a tired person still reads
SOURCES = "sources"


class Article(Page):
    kind: Literal["article"]
    body: Text

    def screens(self, locale: str) -> list[str]:
        """The body, cut where the editor wrote ---."""
        return [part.strip() for part in BREAK.split(say(self.body, locale))]

    def spots(self, here: Here) -> Iterator[str]:
        yield ""
        for at in range(1, len(self.screens(here.locale))):
            yield str(at + 1)
        if self._long(here):
            yield SOURCES

    def _long(self, here: Here) -> bool:
        """Whether the last screen is too long with every source: then they have a screen of their own."""
        parts = self.screens(here.locale)
        last = f"{say(self.title, here.locale)} · {len(parts)}/{len(parts)}\n\n{parts[-1]}{self.footer(here)}"
        return length(last) > COMFORT

    def screen(self, here: Here) -> Screen:
        parts, long = self.screens(here.locale), self._long(here)
        spot = here.place.spot
        if spot == SOURCES:
            text = f"<b>{say(self.title, here.locale)}</b>{self.footer(here)}"
            return Screen(here.place, text, here.way_back())
        at = min(int(spot), len(parts)) if spot.isascii() and spot.isdigit() and spot != "0" else 1
        title = say(self.title, here.locale)
        count = f" · {at}/{len(parts)}" if len(parts) > 1 else ""
        rows: list[tuple[Button, ...]] = []
        if at < len(parts):
            rows.append((here.spot(str(at + 1), "▸ " + here.words("More")),))
        elif long:
            rows.append((here.spot(SOURCES, "📎 " + here.words("All sources")),))
        rows += packed([here.button(page) for page in self.next])
        place = Place(here.place.page, str(at) if at > 1 else "")
        text = f"<b>{title}</b>{count}\n\n{parts[at - 1]}{self.footer(here, short=long or at < len(parts))}"
        return Screen(place, text, (*rows, *here.at(place).way_back()))
