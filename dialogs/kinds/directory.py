"""directory: contacts, each shown sure, unsure or without its numbers, with "this does not work" beside it."""

from collections.abc import Iterator
from html import escape
from typing import Literal

from dialogs.kinds.page import Fault, Page
from dialogs.lists import Contact, Lists, Standing, source_day
from dialogs.texts import Text, say
from dialogs.turn import Here, Place, ReportContact, Screen, Turn

DEAD = "dead."  # a spot that says: this contact does not work
LABEL = 34  # characters of a contact's button, which has a row of its own
OF = "of."  # before a country: the contacts there for its citizens
SIGNS = {"embassy": "🏛", "consulate": "🏛", "state": "🏢", "hotline": "📞", "ngo": "🤝", "intl": "🌐"}


class Directory(Page):
    kind: Literal["directory"]
    text: Text
    contacts: tuple[str, ...]

    def spots(self, here: Here) -> Iterator[str]:
        yield ""
        yield from self._listed(here)
        yield from (OF + code for code in self._citizens(here))

    def screen(self, here: Here) -> Screen:
        listed = self._listed(here)
        if contact := listed.get(here.place.spot):
            dead = here.spot(DEAD + here.place.spot, "⛔ " + here.words("This does not work"))
            return Screen(here.place, card(contact, here), ((dead,), (here.button("talk"),), *here.way_back()))
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
        rows += [(here.spot(name, label(one, here.locale)),) for name, one in listed.items()]
        rows += [(here.button(page),) for page in self.next]
        text = f"<b>{say(self.title, here.locale)}</b>\n\n{say(self.text, here.locale)}{self.footer(here)}"
        return Screen(place, text, (*rows, *here.at(place).way_back()))

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

    def _citizens(self, here: Here) -> list[str]:
        """Whose missions stand here, where there is a choice: who chooses sees those and what everybody may use."""
        theirs = dict.fromkeys(one.of for one in self._listed(here).values() if one.of not in ("", self.country))
        known = [code for code in theirs if code in here.lists.countries]
        return known if self.country and len(known) > 1 else []

    def _listed(self, here: Here) -> dict[str, Contact]:
        known = ((name, here.lists.contacts.get(name)) for name in self.contacts)
        return {name: contact for name, contact in known if contact and contact.listed}


def label(contact: Contact, locale: str) -> str:
    return f"{SIGNS[contact.kind]} {say(contact.short or contact.name, locale)}"


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
