"""menu: a question and buttons that lead to other pages."""

from collections.abc import Iterator
from typing import Literal

from dialogs.kinds.page import Page
from dialogs.texts import Text, say
from dialogs.turn import HOME, Button, Here, Place, Rows, Screen


class Menu(Page):
    kind: Literal["menu"]
    text: Text
    items: tuple[str, ...]
    pairs: bool = False

    def links(self) -> Iterator[str]:
        yield from self.items
        yield from self.next

    def screen(self, here: Here) -> Screen:
        buttons = [here.button(item) for item in self.items]
        rows = packed(buttons) if self.pairs else tuple((button,) for button in buttons)
        last: Rows = ((Button("🆘", Place("urgent")),),) if here.place == HOME else here.way_back()
        return Screen(
            here.place, say(self.text, here.locale) + (self.footer(here) if self.source else ""), (*rows, *last)
        )


NARROW = 17  # characters of a label that has a neighbour on a small phone
WHOLE = 14  # of one that may lose nothing: on 390 pixels "not registered" is cut to "registered"


def packed(buttons: list[Button], most: int = NARROW) -> Rows:
    """Short neighbours share a row, long labels have one of their own."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        short = len(button.label) <= most
        if short and rows and len(rows[-1]) == 1 and len(rows[-1][0].label) <= most:
            rows[-1] = (*rows[-1], button)
        else:
            rows.append((button,))
    return tuple(rows)


def paired(buttons: list[Button]) -> Rows:
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
