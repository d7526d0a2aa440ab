"""trip: a card for a journey: whom to call, what to say, what one may demand; to read, to keep, to send home."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Literal
from urllib.parse import quote

from dialogs.formats import short_date
from dialogs.kinds.directory import SIGNS, card
from dialogs.kinds.menu import packed
from dialogs.kinds.page import Fault, Page
from dialogs.kinds.phrases import Phrase, spoken
from dialogs.lists import Lists
from dialogs.model import Model
from dialogs.sources import Contact, Standing, source_day
from dialogs.texts import Text, plain, say
from dialogs.turn import Button, Effect, Here, Place, Rows, Screen, Turn

OTHER = "other"  # a citizenship whose missions we do not know
FILE = "file"
LINK = 2000  # bytes of a link: more is refused on old telephones
DOCUMENT = (
    '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<title>{title}</title><body style="white-space:pre-wrap;font:1.1em/1.4 sans-serif;margin:1em">{text}</body>\n'
)


class Destination(Model):
    """`contacts`: in the order of the card; `phrases`: the page of the language spoken there."""

    country: str
    sign: str
    contacts: tuple[str, ...]
    phrases: str
    rights: Text
    source: tuple[str, ...]
    next: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SaveCard(Effect):
    """Send a document that is read without the internet. `name` tells nothing of what is in it."""

    name: str
    html: str


class Trip(Page):
    """Spots: `gb` asks whose citizen one is, `gb.UZ` is the card, `gb.UZ.file` sends it to keep."""

    kind: Literal["trip"]
    text: Text
    citizens: tuple[str, ...]
    phrases: tuple[str, ...]  # the ids of those on the card
    destinations: dict[str, Destination]

    def links(self) -> Iterator[str]:
        yield from self.next
        for one in self.destinations.values():
            yield from (one.phrases, *one.next)

    def spots(self, here: Here) -> Iterator[str]:
        yield ""
        for name, one in self.destinations.items():
            yield name
            yield from (f"{name}.{code}" for code in self._of(one))

    def _of(self, one: Destination) -> tuple[str, ...]:
        return (*(code for code in self.citizens if code != one.country), OTHER)

    # --- what a person sees -------------------------------------------------------------------------------------------
    def screen(self, here: Here) -> Screen:
        name, _, code = here.place.spot.removesuffix(f".{FILE}").partition(".")
        one = self.destinations.get(name)
        if one is None:
            return self._asks(here.at(Place(here.place.page)))
        if code not in self._of(one):
            return self._asks_whose(here.at(Place(here.place.page, name)), one)
        here = here.at(Place(here.place.page, f"{name}.{code}"))
        rows: Rows = (
            (here.spot(f"{name}.{code}.{FILE}", "📄 " + here.words("Keep as a file")),),
            (Button("📤 " + here.words("Send to my family"), url=self._shared(here, one, code)),),
            *packed([here.button(page) for page in (one.phrases, *one.next, *self.next)]),
        )
        back = Button("◀ " + here.words("Back"), Place(here.place.page, name))
        return Screen(here.place, self._card(here, one, code), (*rows, (back, *here.way_back()[-1][-1:])))

    def tap(self, here: Here) -> Turn:
        name, code, *file = [*here.place.spot.split("."), "", ""][:3]
        one = self.destinations.get(name)
        if one is None or code not in self._of(one) or file != [FILE]:
            return super().tap(here)
        text = self._card(here, one, code, whole=True)
        title = plain(say(self.title, here.locale))
        day = here.words("Made on {day}", day=short_date(here.now.date()))
        html = DOCUMENT.format(title=escape(title), text=f"{text}\n\n{day}")
        toast = here.words("The file is below. It opens without the internet.")
        return Turn((SaveCard(f"{name}.html", html),), toast=toast)

    def _asks(self, here: Here) -> Screen:
        buttons = [here.spot(name, self._name(here, one)) for name, one in self.destinations.items()]
        text = f"<b>{say(self.title, here.locale)}</b>\n\n{say(self.text, here.locale)}{self.footer(here)}"
        rows = (*packed(buttons), *packed([here.button(page) for page in self.next]), *here.way_back())
        return Screen(here.place, text, rows)

    def _asks_whose(self, here: Here, one: Destination) -> Screen:
        name, countries = here.place.spot, here.lists.countries
        labels = {code: say(countries[code], here.locale) for code in self._of(one) if code in countries}
        labels[OTHER] = here.words("Another country")
        text = (
            f"<b>{self._name(here, one)}</b>\n\n{here.words('Whose citizen are you? It tells which embassy is yours.')}"
        )
        buttons = [here.spot(f"{name}.{code}", label) for code, label in labels.items()]
        return Screen(here.place, text, (*packed(buttons), *here.way_back()))

    def _name(self, here: Here, one: Destination) -> str:
        return f"{one.sign} {say(here.lists.countries.get(one.country, {}), here.locale)}"

    def _listed(self, here: Here, one: Destination, code: str) -> list[Contact]:
        """What is there for everybody, and the missions of one's own country."""
        known = [here.lists.contacts[name] for name in one.contacts if name in here.lists.contacts]
        return [contact for contact in known if contact.listed and contact.of in ("", one.country, code)]

    def _card(self, here: Here, one: Destination, code: str, *, whole: bool = False) -> str:
        """`whole`: with all that is known of each contact; otherwise as short as a small screen needs."""
        contacts = self._listed(here, one, code)
        blocks = [f"<b>{self._name(here, one)}</b>"]
        blocks += [card(contact, here) if whole else _brief(contact, here) for contact in contacts]
        if not any(contact.of == code for contact in contacts):
            blocks.append("🏛 " + here.words("We have not found the address of your embassy there. Ask us."))
        blocks.append(f"<b>⚖️ {here.words('My rights')}</b>\n{say(one.rights, here.locale)}")
        said = [_line(phrase, here.locale) for phrase in self._phrases(here, one)]
        blocks.append("\n".join([f"<b>🗣 {here.words('What to say')}</b>", *said]))
        return "\n\n".join(blocks) + self.model_copy(update={"source": one.source}).footer(here, short=not whole)

    def _phrases(self, here: Here, one: Destination) -> list[Phrase]:
        known = {phrase.id: phrase for phrase in here.phrases(one.phrases)}
        return [known[id] for id in self.phrases if id in known]

    def _shared(self, here: Here, one: Destination, code: str) -> str:
        """A link by which the numbers go home, as many as it has room for, and nothing of who sends them."""
        lines = [self._name(here, one), here.words("If you do not hear from me for long, call these numbers.")]
        for contact in self._listed(here, one, code):
            line = f"{SIGNS[contact.kind]} {say(contact.name, here.locale)}: " + ", ".join(_ways(contact))
            if contact.standing is not Standing.SURE:
                line += f" ({_doubt(contact, here)})"
            if len(quote("\n".join((*lines, line)))) < LINK:
                lines.append(line)
        return "https://t.me/share/url?url=" + quote("\n".join(lines))

    # --- what an editor is told ---------------------------------------------------------------------------------------
    def faults(self, name: str, lists: Lists) -> Iterator[Fault]:
        yield from super().faults(name, lists)
        for code in self.citizens:
            if code not in lists.countries:
                yield Fault(("citizens",), "there is no country '{country}'", {"country": code})
        for key, one in self.destinations.items():
            where = ("destinations", key)
            if one.country not in lists.countries:
                yield Fault((*where, "country"), "there is no country '{country}'", {"country": one.country})
            known: tuple[tuple[str, str, Mapping[str, object], tuple[str, ...]], ...] = (
                ("contacts", "there is no contact '{name}'", lists.contacts, one.contacts),
                ("source", "there is no fact '{name}'", lists.facts, one.source),
            )
            for field, what, there, named in known:
                yield from (Fault((*where, field), what, {"name": id}) for id in named if id not in there)


def _ways(contact: Contact) -> list[str]:
    """How to reach it: by telephone where we may say the number, else where it stands."""
    if contact.shows_phone:
        return list(contact.phone)
    return [way for way in (contact.address, contact.site) if way][:1]


def _doubt(contact: Contact, here: Here) -> str:
    if contact.phone and not contact.shows_phone:
        return here.words("We do not show a telephone number: the one we have is doubtful.")
    day = source_day(contact.source_date)
    return here.words("Not confirmed by telephone.").rstrip(".") + (f", {day}" if day else "")


def _brief(contact: Contact, here: Here) -> str:
    ways = ", ".join(escape(way, quote=False) for way in _ways(contact))
    name = say(contact.short or contact.name, here.locale)
    lines = [f"{SIGNS[contact.kind]} <b>{name}</b>", ways and ("☎ " if contact.shows_phone else "📍 ") + ways]
    if contact.standing is not Standing.SURE:
        lines.append(f"<i>⚠ {_doubt(contact, here)}</i>")
    return "\n".join(line for line in lines if line)


def _line(phrase: Phrase, locale: str) -> str:
    """One phrase on one line: what it means, what to show, how it sounds; who speaks the language knows both."""
    shown, means = f"<code>{escape(phrase.say, quote=False)}</code>", say(phrase.means, locale)
    return shown if means == escape(phrase.say, quote=False) else f"{means} {shown} [{spoken(phrase, locale)}]"
