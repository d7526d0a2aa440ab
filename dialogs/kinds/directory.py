"""directory: contacts, each shown sure, unsure or without its numbers, with "this does not work" beside it."""

from collections.abc import Iterator
from datetime import time
from html import escape
from itertools import islice
from typing import Literal
from zoneinfo import ZoneInfo

from dialogs.formats import clock_time
from dialogs.hours import DAYS, said
from dialogs.kinds.menu import packed
from dialogs.kinds.page import Fault, Page
from dialogs.lists import Lists
from dialogs.sources import Contact, Standing, source_day
from dialogs.texts import Text, say
from dialogs.turn import Button, Here, Place, ReportContact, Screen, Turn

DEAD = "dead."  # a spot that says: this contact does not work
LABEL = 34  # characters of a contact's button, which has a row of its own
OF = "of."  # before a country: the contacts there for its citizens
IN = "in."  # before a city: the contacts there first
CITIES = "in"
FEWEST = 3  # cities from which on it is asked which is near
SIGNS = {"embassy": "🏛", "consulate": "🏛", "state": "🏢", "hotline": "📞", "ngo": "🤝", "intl": "🌐"}


class Directory(Page):
    kind: Literal["directory"]
    text: Text
    contacts: tuple[str, ...]

    def spots(self, here: Here) -> Iterator[str]:
        yield ""
        yield from (name for name, one in self._listed(here).items() if not one.open)
        yield from (OF + code for code in self._citizens(here))
        cities = self._cities(here)
        yield from (CITIES, *(IN + city for city in cities)) if cities else ()

    def samples(self, here: Here) -> Iterator[str]:
        """What says whether somebody is there now cannot be drawn in advance."""
        yield from (name for name, one in self._listed(here).items() if one.open)

    def screen(self, here: Here) -> Screen:
        listed = self._listed(here)
        where, _, name = here.place.spot.rpartition("/")
        if contact := listed.get(name):
            dead = here.spot(DEAD + name, "⛔ " + here.words("This does not work"))
            told = "\n\n".join(filter(None, (card(contact, here), now_open(contact, here))))
            back = here.way_back(Place(here.place.page, where))
            return Screen(here.place, told, ((dead,), (here.button("talk"),), *back))
        if here.place.spot == CITIES or here.place.spot.startswith(IN):
            return self._near(here, here.place.spot.removeprefix(IN))
        citizens = self._citizens(here)
        citizen = here.place.spot.removeprefix(OF)
        place = Place(here.place.page, OF + citizen) if citizen in citizens else Place(here.place.page)
        rows = []
        if place.spot:
            listed = {name: one for name, one in listed.items() if one.of == citizen or one.of not in citizens}
        else:
            for code in citizens:
                country = say(here.lists.countries[code], here.locale)
                rows.append((here.spot(OF + code, "🛂 " + here.words("Citizenship: {country}", country=country)),))
            if self._cities(here):
                rows.append((here.spot(CITIES, "📍 " + here.words("The nearest city")),))
        rows += [(self._key(here.at(place), name, one),) for name, one in listed.items()]
        rows += [(here.button(page),) for page in self.next]
        text = f"<b>{say(self.title, here.locale)}</b>\n\n{say(self.text, here.locale)}{self.footer(here)}"
        return Screen(place, text, (*rows, *here.at(place).way_back()))

    def _near(self, here: Here, city: str) -> Screen:
        """Which city is near, or the contacts there and then those for the whole country."""
        cities, listed = self._cities(here), self._listed(here)
        title = f"<b>{say(self.title, here.locale)}</b>"
        if city not in cities:
            rows = [here.spot(IN + code, say(name, here.locale)) for code, name in cities.items()]
            text = here.words("Which city is nearest to you?")
            return Screen(Place(here.place.page, CITIES), f"{title}\n\n{text}", (*packed(rows), *here.way_back()))
        near = [(name, one) for where in (city, "") for name, one in listed.items() if one.city == where]
        shown = [(self._key(here, name, one),) for name, one in near]
        text = "📍 " + say(cities[city], here.locale) + self.footer(here)
        return Screen(here.place, f"{title}\n\n{text}", (*shown, *here.way_back()))

    def tap(self, here: Here) -> Turn:
        spot = here.place.spot
        if spot.startswith(DEAD) and spot.removeprefix(DEAD) in self._listed(here):
            return Turn((ReportContact(spot.removeprefix(DEAD)),), toast=here.words("Thank you. We will check it."))
        return super().tap(here)

    def faults(self, name: str, lists: Lists) -> Iterator[Fault]:
        yield from super().faults(name, lists)
        for code in self.contacts:
            contact = lists.contacts.get(code)
            if contact and any(len(label(contact, language)) > LABEL for language in lists.languages):
                yield Fault(
                    ("contacts",),
                    "the button of '{name}' is cut on a telephone: {limit} characters at most (short)",
                    {"name": code, "limit": LABEL},
                )

    def _key(self, here: Here, name: str, contact: Contact) -> Button:
        """`of.UZ/name`, where the list is one for citizens of a country, or near a city: the way back leads there."""
        return here.spot("/".join(filter(None, (here.place.spot, name))), label(contact, here.locale))

    def _citizens(self, here: Here) -> list[str]:
        """Whose missions stand here, where there is a choice: who chooses sees those and what everybody may use."""
        theirs = dict.fromkeys(one.of for one in self._listed(here).values() if one.of not in ("", self.country))
        known = [code for code in theirs if code in here.lists.countries]
        return known if self.country and len(known) > 1 else []

    def _cities(self, here: Here) -> dict[str, Text]:
        """Where contacts of this country stand, in the order of the alphabet, if they are in several cities."""
        there = {one.city for one in self._listed(here).values()}
        found = {code: name for code, name in here.lists.lists.get("cities", {}).items() if code in there}
        return found if self.country and len(found) >= FEWEST else {}

    def _listed(self, here: Here) -> dict[str, Contact]:
        known = ((name, here.lists.contacts.get(name)) for name in self.contacts)
        return {name: contact for name, contact in known if contact and contact.listed}


def label(contact: Contact, locale: str) -> str:
    return f"{SIGNS[contact.kind]} {say(contact.short or contact.name, locale)}"


def now_open(contact: Contact, here: Here) -> str:
    """Whether somebody should be there at this moment, by the hours that are known; nothing where none are."""
    name = contact.zone or here.lists.zones.get(contact.country)
    if not contact.open or contact.standing is Standing.HIDDEN:
        return ""
    sign = "🟢" if contact.standing is Standing.SURE else "🕘"  # no green light from hours that nobody confirmed
    if contact.opens.always:
        return f"{sign} " + here.words("By these hours it is open now, day and night.")
    if name is None:
        return ""
    zone = ZoneInfo(name)
    begins, ends = next(contact.opens.spans(here.now, zone), (None, None))
    if begins is None or ends is None:
        return ""
    if begins <= here.now:
        for begin, end in islice(contact.opens.spans(ends, zone), len(DAYS)):  # midnight divides one night in two
            ends = end if begin == ends else ends
        closes = ends.astimezone(zone)
        if closes.time() == time.min:
            return f"{sign} " + here.words("By these hours it is open now, until midnight by the clock there.")
        until = clock_time(closes)
        return f"{sign} " + here.words("By these hours it is open now, until {time} by the clock there.", time=until)
    when = said(here.words, here.now, begins, zone)
    return "⚪️ " + here.words("By these hours it is closed now. It opens: {when}, by the clock there.", when=when)


def card(contact: Contact, here: Here) -> str:
    """One contact as a person sees it: what is certain first, what is doubtful said."""
    lines = [f"{SIGNS[contact.kind]} <b>{say(contact.name, here.locale)}</b>"]
    if contact.what:
        lines.append(say(contact.what, here.locale))
    if contact.address:
        lines.append("📍 " + escape(contact.address, quote=False))
    if contact.shows_phone:
        lines += ["☎ " + escape(number, quote=False) for number in contact.phone]
    if contact.standing is not Standing.HIDDEN:
        lines += ["✉ " + escape(mail, quote=False) for mail in contact.email]
    if contact.hours:
        lines.append("🕘 " + say(contact.hours, here.locale))
    if contact.site:
        lines.append("🌐 " + escape(contact.site, quote=False))
    if contact.note:
        lines.append(say(contact.note, here.locale))
    if contact.phone and not contact.shows_phone:
        lines.append("⚠ " + here.words("We do not show a telephone number: the one we have is doubtful."))
    elif contact.standing is Standing.UNSURE:
        called = here.words("Not confirmed by telephone.")
        lines.append(
            "⚠ " + (called if contact.shows_phone else here.words("not confirmed: check before you pay or sign"))
        )
    day, source = source_day(contact.source_date), contact.source_host
    lines.append(f"\n<i>📎 {here.words('Source')}: {escape(source, quote=False)}{f' ({day})' if day else ''}</i>")
    return "\n".join(lines)
