"""phrases: what to say in the language of the country, by occasion, with its sound in the reader's own letters."""

from collections.abc import Iterator
from html import escape
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from dialogs.formats import master
from dialogs.kinds.menu import packed
from dialogs.kinds.page import Page
from dialogs.latin import to_latin
from dialogs.letters import ALPHABETS
from dialogs.model import Model
from dialogs.texts import Text, say
from dialogs.turn import Button, Here, Place, Screen

A_SCREEN = 8  # phrases that a small phone shows at once
QUIZ = "-"  # before the number of a quiz: `-17.02` is what is asked after the answers 0 and 2
ASKED, OFFERED = 6, 3  # phrases of a quiz, and meanings to choose from
PLACES = (0, 2, 1, 1, 0, 2)  # where the right one stands


def _readable(sound: dict[str, str]) -> dict[str, str]:
    """A sound is no text to be translated: all that can be checked is that each reader can read it."""
    for locale, alphabet in ALPHABETS.items():
        written = sound.get(locale, "").strip()
        if not written:
            raise ValueError(f"the sound for '{locale}' is missing")
        strange = {letter for letter in written.lower() if letter.isalpha()} - alphabet
        if strange:
            raise ValueError(f"'{locale}' does not have the letters {' '.join(sorted(strange))}")
    return sound


class Phrase(Model):
    """`say`: as the host language writes it. `sound`: how it is said, in the letters of each reader."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    say: str
    sound: Annotated[dict[str, str], AfterValidator(_readable)]
    means: Text


class Group(Model):
    """The phrases of one occasion."""

    title: Text
    phrases: Annotated[tuple[Phrase, ...], Field(min_length=1)]


class Phrases(Page):
    """The first group stands on the first screen: it is the one for danger. A spot is a group, or `group.2`, or a quiz,
    which keeps nothing and is made of the phrases that are there."""

    kind: Literal["phrases"]
    host: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]  # the language of the country, ISO 639
    text: Text
    groups: Annotated[dict[str, Group], Field(min_length=1)]

    @property
    def every(self) -> tuple[Phrase, ...]:
        """All phrases, those for danger first."""
        return tuple(phrase for group in self.groups.values() for phrase in group.phrases)

    def spots(self, here: Here) -> Iterator[str]:
        yield ""
        for name, group in self.groups.items():
            yield from (_spot(name, at) for at in range(len(_parts(group))) if at or name != self._first)

    @property
    def _first(self) -> str:
        return next(iter(self.groups))

    def samples(self, here: Here) -> Iterator[str]:
        yield from (f"{QUIZ}{at}.{'012012'[:answers]}" for at in range(ASKED) for answers in range(ASKED + 1))

    def screen(self, here: Here) -> Screen:
        name, _, number = here.place.spot.partition(".")
        name = f"{QUIZ}{here.now.toordinal() % 100}" if name == QUIZ else name  # other phrases every day
        if name.startswith(QUIZ) and name not in self.groups and (asked := self.quiz(name[1:], here)):
            return self._asks(here, name, asked, number)
        name = name if name in self.groups else self._first
        parts = _parts(self.groups[name])
        at = min(int(number), len(parts)) - 1 if number.isascii() and number.isdigit() and number != "0" else 0
        spot = _spot(name, at) if at or name != self._first else ""
        count = f" · {at + 1}/{len(parts)}" if len(parts) > 1 else ""
        head = f"<b>{say(self.title, here.locale)}</b>\n{say(self.groups[name].title, here.locale)}{count}"
        shown = [head, *(_lines(phrase, here.locale) for phrase in parts[at])]
        if not spot:
            shown.insert(1, say(self.text, here.locale))
        rows: list[tuple[Button, ...]] = []
        if at + 1 < len(parts):
            rows.append((here.spot(_spot(name, at + 1), "▸ " + here.words("More")),))
        others = [
            here.spot("" if other == self._first else other, say(group.title, here.locale))
            for other, group in self.groups.items()
            if other != name
        ]
        if not spot and self.quiz("0", here):
            rows.append((here.spot(QUIZ, "🧠 " + here.words("Six questions")),))
        rows += packed(others) + packed([here.button(page) for page in self.next])
        place = Place(here.place.page, spot)
        text = "\n\n".join(shown) + self.footer(here)
        return Screen(place, text, (*rows, *here.at(place).way_back()))

    # --- six questions ------------------------------------------------------------------------------------------------
    def quiz(self, number: str, here: Here) -> list[tuple[Phrase, tuple[str, ...]]]:
        """Phrases from all over the page with meanings of their own group to choose from; none where it is the reader's
        own language. The same number asks the same."""
        seed = int(number) if number.isascii() and number.isdigit() and len(number) < OFFERED else 0
        known = []
        for group in self.groups.values():
            means = list(dict.fromkeys(say(one.means, here.locale) for one in group.phrases))
            known += [(one, means) for one in group.phrases if len(means) >= OFFERED and here.locale != self.host]
        asked = []
        for at in range(min(ASKED, len(known))):
            phrase, means = known[(seed + at * max(len(known) // ASKED, 1)) % len(known)]
            right = say(phrase.means, here.locale)
            first = means.index(right) + 1 + seed % (len(means) - OFFERED + 1)
            wrong = [one for one in means[first:] + means[:first] if one != right][: OFFERED - 1]
            place = (seed + PLACES[at]) % OFFERED
            asked.append((phrase, (*wrong[:place], right, *wrong[place:])))
        return asked

    def _asks(self, here: Here, name: str, asked: list[tuple[Phrase, tuple[str, ...]]], answers: str) -> Screen:
        """What is said of the last answer, then the next question or how many were known."""
        given = [int(one) for one in answers if one in "012"][: len(asked)]
        trail = "".join(map(str, given))
        met = [
            (phrase, offered[answer] == say(phrase.means, here.locale))
            for (phrase, offered), answer in zip(asked, given, strict=False)
        ]
        shown = [f"<b>{say(self.title, here.locale)}</b>"]
        if met:
            phrase, known = met[-1]
            right = here.words("Not quite. The right answer: {answer}", answer=say(phrase.means, here.locale))
            shown.append("✅ " + here.words("That is right.") if known else "💡 " + right)
        if len(given) < len(asked):
            phrase, offered = asked[len(given)]
            shown.append(f"{len(given) + 1}/{len(asked)}. <b>{here.words('What does it mean?')}</b>")
            shown.append(f"<code>{escape(phrase.say, quote=False)}</code>\n[{spoken(phrase, here.locale)}]")
            shown.append("\n".join(f"{at}. {one}" for at, one in enumerate(offered, 1)))
            rows = [tuple(here.spot(f"{name}.{trail}{at}", str(at + 1)) for at in range(OFFERED))]
        else:
            shown.append(here.words("Right: {known} of {all}.", known=sum(known for _, known in met), all=len(met)))
            shown += [_lines(phrase, here.locale) for phrase, known in met if not known]
            again = (int(name[1:]) + 1) % 100 if name[1:].isdecimal() else 1
            rows = [(here.spot(f"{QUIZ}{again}", "🔁 " + here.words("Begin anew")),)]
        place = Place(here.place.page, f"{name}.{trail}")
        return Screen(place, "\n\n".join(shown), (*rows, *here.at(place).way_back()))


def _parts(group: Group) -> list[tuple[Phrase, ...]]:
    """The phrases of a group by screens, about as many on each."""
    screens = -(-len(group.phrases) // A_SCREEN)
    size = -(-len(group.phrases) // screens)
    return [group.phrases[at : at + size] for at in range(0, len(group.phrases), size)]


def _spot(group: str, at: int) -> str:
    return f"{group}.{at + 1}" if at else group


def _lines(phrase: Phrase, locale: str) -> str:
    """What it means, what to show (a tap copies it), and how it sounds."""
    return f"{say(phrase.means, locale)}\n<code>{escape(phrase.say, quote=False)}</code>\n[{spoken(phrase, locale)}]"


def spoken(phrase: Phrase, locale: str) -> str:
    """How a phrase sounds, in the letters of a reader."""
    sound = phrase.sound[master(locale)]
    return to_latin(sound) if locale == "kaa_Latn" else sound
