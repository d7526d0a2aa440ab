"""firms: somebody types the name of a firm, and reads whether it is known: licensed, warned of, or neither."""

from collections.abc import Iterator
from html import escape
from typing import Literal

from dialogs.contacted import recognised
from dialogs.kinds.menu import packed
from dialogs.kinds.page import Fault, Page
from dialogs.kinds.reading import nearest
from dialogs.lists import Lists
from dialogs.model import Model
from dialogs.sources import Standing
from dialogs.texts import Text, say
from dialogs.turn import Button, Here, Hold, Place, Screen, Turn

LEAST, MOST = 3, 80  # characters of a name
FEW = 3
SIGNS = {"licensed": "✅", "warning": "⛔"}


class Firm(Model):
    """What is known of a firm. `called`: other names it goes by; a name alone proves nothing.

    `contacts`: its telephones, sites and accounts: what matches one of them is of this firm, whatever name it goes by.
    """

    name: str
    contacts: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    standing: Literal["licensed", "warning"]
    text: Text
    source: tuple[str, ...]


class Firms(Page):
    """Spots: the code of a firm shows it."""

    kind: Literal["firms"]
    prompt: Text
    borrowed: Text  # said with every firm that is found: others use its name
    unknown: Text  # said when none is
    firms: dict[str, Firm]

    def told(self) -> Iterator[Text]:
        yield self.prompt

    def named(self) -> Iterator[str]:
        for firm in self.firms.values():
            yield from (firm.name, *firm.called)

    def spots(self, here: Here) -> Iterator[str]:
        yield from ("", *self.firms)

    def faults(self, name: str, lists: Lists) -> Iterator[Fault]:
        for code, firm in self.firms.items():
            for fact in firm.source:
                if fact not in lists.facts:
                    yield Fault(("firms", code, "source"), "there is no fact '{fact}'", {"fact": fact})
            for one in firm.contacts:
                if not recognised(one):
                    yield Fault(("firms", code, "contacts"), "'{it}' is no telephone, link or account", {"it": one})

    def screen(self, here: Here) -> Screen:
        firm = self.firms.get(here.place.spot)
        if firm:
            return self._found(here, [here.place.spot])
        text = f"<b>{say(self.title, here.locale)}</b>\n\n{say(self.prompt, here.locale)}{self.footer(here)}"
        return Screen(
            Place(here.place.page), text, (*self._next(here), *here.at(Place(here.place.page)).way_back()), True
        )

    def say(self, here: Here, words: str) -> Turn | None:
        """What was typed goes on to a person only if they say so."""
        typed = " ".join(words.split())
        if not words:
            return None
        if not LEAST <= len(typed) <= MOST:
            bounds = here.words("Write {least} to {most} letters of the name.", least=LEAST, most=MOST)
            return Turn((Hold(),), self._with(here, bounds))
        labels = {code: {"ru": name} for code, firm in self.firms.items() for name in (firm.name,)}
        labels |= {
            f"{code}/{at}": {"ru": name} for code, firm in self.firms.items() for at, name in enumerate(firm.called)
        }
        by_name = [code.partition("/")[0] for code in nearest(labels, typed)]
        found = list(dict.fromkeys([*self._by_contact(typed), *by_name]))
        return Turn((Hold(),), self._found(here, found[:FEW], typed))

    def _by_contact(self, typed: str) -> Iterator[str]:
        """Of whom it is known that they have this telephone, site or account."""
        asked = set(recognised(typed))
        for code, firm in self.firms.items():
            if asked.intersection(recognised("\n".join(firm.contacts))):
                yield code

    def _found(self, here: Here, codes: list[str], typed: str = "") -> Screen:
        if not codes:
            text = f"❔ <b>{escape(typed, quote=False)}</b>\n\n{say(self.unknown, here.locale)}"
            return self._with(here, text)
        parts = []
        for code in codes:
            firm = self.firms[code]
            parts.append(
                f"{SIGNS[firm.standing]} <b>{escape(firm.name, quote=False)}</b>\n{say(firm.text, here.locale)}"
            )
            parts.append(self._proof(here, firm))
        return self._with(here, "\n\n".join([*parts, "⚠ " + say(self.borrowed, here.locale)]))

    def _proof(self, here: Here, firm: Firm) -> str:
        facts = [here.lists.facts[name] for name in firm.source if name in here.lists.facts]
        hosts = dict.fromkeys(fact.host for fact in facts)
        doubt = "⚠ " if any(fact.standing is not Standing.SURE for fact in facts) else ""
        return f"<i>📎 {doubt}{here.words('Source')}: {escape(', '.join(hosts), quote=False)}</i>"

    def _with(self, here: Here, text: str) -> Screen:
        again = (here.spot("", "🔎 " + here.words("Check another")),)
        place = Place(here.place.page)
        return Screen(place, text, (*self._next(here), again, *here.at(place).way_back()), listens=True)

    def _next(self, here: Here) -> tuple[tuple[Button, ...], ...]:
        return packed([here.button(page) for page in self.next])
