"""urgent: numbers at once, a case at the tap, and nothing to fill in first."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dialogs.hours import when_read
from dialogs.kinds.draft import Draft
from dialogs.kinds.menu import paired
from dialogs.kinds.page import Page
from dialogs.model import Model
from dialogs.texts import Text, say
from dialogs.turn import HOME, Button, Here, Place, Rows, Screen, Turn, Urgent

SIGNS = ("yes", "quiet", "no", "mistake")
QUIETLY = "q."  # before what is happening: told by somebody who can only write quietly
SAID, INFO = "said.", "info."  # before the name of a red flag: it was heard; the person only wants to read


class Number(Model):
    """A number to call now, with what is doubtful about it said plainly."""

    country: str
    number: str
    what: Text
    note: Text | None = None
    source: tuple[str, ...] = ()


class Happening(Model):
    """What may be happening to somebody, as a sign that can be tapped without reading; how soon it is answered."""

    code: Literal["violence", "held", "papers", "despair", "child", "other"]
    sign: str
    label: Text
    topic: str = ""
    priority: Annotated[int, Field(ge=1, le=4)] = 1


class UrgentHelp(Page):
    """Spots: a country code shows its numbers alone; yes, quiet, no and mistake tell people how it stands;
    `said.held` is shown when words of danger were heard, `said.held.TR` when they named a country, whose numbers then
    stand first; `info.held` leads to the page about it.

    Who is in the middle of a form that asked for their `country` sees the numbers of that country."""

    needs: ClassVar[frozenset[str]] = frozenset({"drafts"})

    kind: Literal["urgent"]
    text: Text
    numbers: tuple[Number, ...]
    happening: tuple[Happening, ...] = ()

    def countries(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(number.country for number in self.numbers))

    def spots(self, here: Here) -> Iterator[str]:
        yield from ("", *self.countries(), *SIGNS, *(SAID + flag for flag in here.lists.red_flags.flags))
        yield from (*(one.code for one in self.happening), *(QUIETLY + one.code for one in self.happening))

    def screen(self, here: Here) -> Screen:
        spot = here.place.spot
        if spot == "quiet":
            return Screen(here.place, "Ok.", self._happens(here, QUIETLY))
        if spot.startswith(QUIETLY):
            return Screen(here.place, "Ok.")
        if spot in ("yes", "no", "mistake"):
            happens = self._happens(here) if spot == "yes" else ()
            return Screen(here.place, self._word(here), (*happens, *self._help(here)))
        if spot in self._known():
            return Screen(here.place, self._word(here.at(Place(here.place.page, "yes"))), self._help(here))
        country, others = self._countries_shown(here)
        told = (self._country(here, country) if country else "", self._brief(here, others) if others else "")
        text = "\n\n".join((say(self.text, here.locale), *filter(None, told)))
        flags = () if spot and country == spot else self._flags(here)
        rows = (*self._answers(here), *self._only_reads(here), *flags, *here.go_on(), *self._help(here))
        return Screen(here.place, text, rows)

    def tap(self, here: Here) -> Turn:
        spot = here.place.spot
        flag = here.lists.red_flags.flags.get(spot.removeprefix(INFO)) if spot.startswith(INFO) else None
        if flag:
            return Turn((Urgent("info"),), onward=Place(flag.page))
        if happens := self._known().get(spot.removeprefix(QUIETLY)):
            return Turn((Urgent(happens.code, happens.topic, happens.priority),), self.screen(here))
        known = spot in SIGNS or spot in self.countries()
        sign = spot if known else "tap"
        return Turn((Urgent(sign),), self.screen(here), arrives=sign == "tap")

    def _known(self) -> dict[str, Happening]:
        return {one.code: one for one in self.happening}

    def _happens(self, here: Here, quietly: str = "") -> Rows:
        """Six signs of what is happening; quietly they have no words."""
        buttons = [
            here.spot(
                quietly + one.code,
                one.sign if quietly or not here.locale else f"{one.sign} {say(one.label, here.locale)}",
            )
            for one in self.happening
        ]
        return (tuple(buttons),) if quietly else paired(buttons)

    def _word(self, here: Here) -> str:
        own = here.lists.organisation
        when = when_read(here.words, own.working, here.now, urgent=True) if own.night == "none" else ""
        if here.place.spot == "yes":
            text = here.words(
                "Write what is happening, in any words. A person will read it. You can send your city or a photo."
            )
            return "\n\n".join(filter(None, (text, when)))
        if here.place.spot == "no":
            return "\n\n".join(filter(None, (here.words("We are here. Write when you can."), when)))
        return here.words("All right. People see that it was a mistake. You can write at any time.")

    def _countries_shown(self, here: Here) -> tuple[str, tuple[str, ...]]:
        """The country that is meant, if any, and those in brief: none, or all others where words named it."""
        spot, every = here.place.spot, self.countries()
        named = spot.rpartition(".")[2]
        if spot.startswith(SAID) and named in every:
            return named, tuple(one for one in every if one != named)
        country = spot if spot in every else self._told(here)
        return country, () if country else every

    def _told(self, here: Here) -> str:
        """The country that was chosen in the form that is being filled in, if it has numbers here."""
        drafts: dict[str, Draft] = here.kept.get("drafts") or {}
        draft = drafts.get(here.unfinished.page) if here.unfinished else None
        country = draft.answers.get("country") if draft else None
        return country if isinstance(country, str) and country in self.countries() else ""

    def _brief(self, here: Here, countries: tuple[str, ...]) -> str:
        """The numbers of countries, a line each: whom one reaches is a sign, what is doubtful stands one tap on."""
        lines = []
        for country in countries:
            numbers = [
                f"{say(one.what, here.locale).split()[0]} <b>{one.number}</b>{'⚠' if one.note else ''}"
                for one in self.numbers
                if one.country == country
            ]
            lines.append(f"{flag(country)} {' '.join(numbers)}")
        lines += [f"⚠ {here.words('what to know about a number: tap its flag')}"] if here.locale else []
        return "\n".join(lines)

    def _country(self, here: Here, country: str) -> str:
        """The numbers of one country, with what is doubtful about each."""
        name = here.lists.countries.get(country)
        title = say(name, here.locale).split("\n")[0] if name else country
        lines = [f"{flag(country)} <b>{title}</b>"]
        for number in (one for one in self.numbers if one.country == country):
            what = say(number.what, here.locale).replace("\n", " / ")
            lines.append(f"<b>{number.number}</b> — {what}")
            if number.note:
                lines.append(f"<i>{say(number.note, here.locale)}</i>")
        return "\n".join(lines)

    def _answers(self, here: Here) -> Rows:
        """With no language chosen yet the signs speak alone."""
        labels = {
            "yes": ("✍️", here.words("I can write")),
            "quiet": ("🤫", here.words("Quietly")),
            "no": ("✋", here.words("Not now")),
            "mistake": ("↩️", here.words("Pressed by mistake")),
        }
        buttons = [
            here.spot(name, f"{sign} {label}" if here.locale else sign) for name, (sign, label) in labels.items()
        ]
        return paired(buttons) if here.locale else (tuple(buttons),)

    def _only_reads(self, here: Here) -> Rows:
        if not here.place.spot.startswith(SAID):
            return ()
        flag = here.place.spot.removeprefix(SAID).partition(".")[0]
        return ((here.spot(INFO + flag, "ℹ️ " + here.words("I only want information")),),)

    def _flags(self, here: Here) -> Rows:
        flags = [here.spot(country, flag(country)) for country in self.countries()]
        return tuple(tuple(flags[at : at + 6]) for at in range(0, len(flags), 6))

    def _help(self, here: Here) -> Rows:
        links = [here.button(page, None if here.locale else here.title(page).split()[0]) for page in self.next]
        return (*((link,) for link in links), (Button("🏠", HOME),))


def flag(country: str) -> str:
    """KZ -> 🇰🇿: two regional indicator letters."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in country) if country.isascii() else country
