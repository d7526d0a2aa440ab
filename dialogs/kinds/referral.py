"""referral: before anything is passed to a partner the person sees all of it, and says yes or no."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import ClassVar, Literal

from dialogs.kinds.page import Page
from dialogs.lists import Lists
from dialogs.texts import Text, say
from dialogs.turn import HOME, Button, Effect, Here, Place, Screen, Turn
from dialogs.words import Words

ANSWERS = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Passing:
    """What would be passed: to which partner, by which fields, with what a consultant wrote."""

    number: int
    partner: str
    fields: tuple[str, ...]
    topic: str
    language: str
    country: str
    need: str
    status: str


@dataclass(frozen=True, slots=True)
class AnswerReferral(Effect):
    """The person's word on a referral; `yes` may be taken back until the letter has been sent."""

    number: int
    agrees: bool


class ReferralConsent(Page):
    """Spots: `12` shows what would be passed, `12.yes` and `12.no` answer."""

    needs: ClassVar[frozenset[str]] = frozenset({"referrals"})

    kind: Literal["referral"]
    text: Text
    keep: Text
    agreed: Text
    refused: Text

    def spots(self, here: Here) -> Iterator[str]:
        yield from ()

    def screen(self, here: Here) -> Screen:
        number, said = _read(here.place.spot)
        passing = _passing(here, number)
        if passing is None:
            return Screen(here.place, here.words("There is no such request of yours."), here.way_back())
        if passing.status == "refused" or (said == "no" and passing.status == "asked"):
            return self._end(here, self.refused)
        if passing.status != "asked" or said == "yes":
            back = (Button("✖ " + here.words("I changed my mind"), Place(here.place.page, f"{number}.no")),)
            return self._end(here, self.agreed, *((back,) if passing.status == "agreed" else ()))
        yes = here.at(Place(here.place.page)).spot(f"{number}.yes", "✅ " + here.words("Yes, pass it on"))
        no = here.at(Place(here.place.page)).spot(f"{number}.no", "✖ " + here.words("No"))
        return Screen(Place(here.place.page, str(number)), self._asks(here, passing), ((yes,), (no,)))

    def tap(self, here: Here) -> Turn:
        number, said = _read(here.place.spot)
        if number is not None and said in ANSWERS and _passing(here, number):
            return Turn((AnswerReferral(number, said == "yes"),), then=Place(here.place.page, str(number)))
        return super().tap(here)

    def _end(self, here: Here, text: Text, *rows: tuple[Button, ...]) -> Screen:
        home = (Button("🏠 " + here.words("Main menu"), HOME),)
        return Screen(here.place, say(text, here.locale), (*rows, home))

    def _asks(self, here: Here, passing: Passing) -> str:
        partner = here.lists.partners[passing.partner]
        parts = [
            say(self.text, here.locale),
            f"<b>{escape(say(partner.name, here.locale))}</b>\n{escape(say(partner.does, here.locale))}",
            "\n".join(f"• {line}" for line in told(here.lists, passing, here.locale, here.words)),
            say(self.keep, here.locale),
        ]
        return "\n\n".join(parts)


def told(lists: Lists, passing: Passing, locale: str, words: Words) -> Iterator[str]:
    """What is passed, line by line, in any of our languages; what a consultant wrote stays as it was written."""
    topic, language = lists.topics.get(passing.topic), lists.languages.get(passing.language)
    country = lists.countries.get(passing.country)
    lines = {
        "topic": (words("What it is about"), say(topic.label, locale) if topic else ""),
        "language": (words("Language"), language.name if language else ""),
        "country": (words("Country"), say(country, locale) if country else ""),
        "need": (words("What you need"), f"«{escape(passing.need)}»" if passing.need else ""),
    }
    for name in passing.fields:
        label, value = lines[name]
        if value:
            yield f"{label}: {value}"


def _read(spot: str) -> tuple[int | None, str]:
    number, _, said = spot.partition(".")
    return (int(number), said) if number.isascii() and number.isdecimal() and len(number) < 16 else (None, "")


def _passing(here: Here, number: int | None) -> Passing | None:
    found: dict[int, Passing] = here.kept.get("referrals") or {}
    return found.get(number) if number is not None else None
