"""discreet: a chat that tells little to whoever looks at the telephone, and a hidden word that calls people."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from dialogs.fold import fold
from dialogs.kinds.menu import packed
from dialogs.kinds.page import Page
from dialogs.model import Model
from dialogs.texts import Text, say
from dialogs.turn import Effect, Here, Person, Place, Screen, Turn

MINUTES = ("1", "10", "60")
SHORTEST, LONGEST = 4, 20  # letters of a hidden word


@dataclass(frozen=True, slots=True)
class SetDiscreet(Effect):
    on: bool

    def change(self, person: Person) -> Person:
        return replace(person, discreet=self.on)


@dataclass(frozen=True, slots=True)
class HideAfter(Effect):
    """After so many minutes of silence the chat hides by itself; 0: never."""

    minutes: int


@dataclass(frozen=True, slots=True)
class SetWord(Effect):
    """The hidden word as it will be compared; empty: there is none any more."""

    folded: str


class Proposal(Model):
    """A word to choose: harmless, and nobody says it by chance in a talk with us."""

    said: Text


class Discreet(Page):
    """Spots: `on`, `off`; `after.10` minutes; `word` waits for a word, `word.2` takes the third
    proposal, `word-off` takes none."""

    needs: ClassVar[frozenset[str]] = frozenset({"hides_after", "has_word"})

    kind: Literal["discreet"]
    text: Text
    word_text: Text
    proposals: tuple[Proposal, ...]
    common: tuple[str, ...]

    def spots(self, here: Here) -> Iterator[str]:
        yield from ()

    def screen(self, here: Here) -> Screen:
        if here.place.spot == "word":
            return self._word(here)
        place = Place(here.place.page)
        here = here.at(place)
        on, minutes = here.person.discreet, str(here.kept.get("hides_after") or 0)
        switch = (
            here.spot("off", "☀️ " + here.words("Switch it off"))
            if on
            else here.spot("on", "🌙 " + here.words("Switch it on"))
        )
        after = [
            here.spot(f"after.{count}", ("✓ " if count == minutes else "") + here.words("{count} min", count=count))
            for count in MINUTES
        ]
        never = here.spot("after.0", ("✓ " if minutes == "0" else "") + here.words("Never"))
        word = here.spot("word", "🔑 " + here.words("Hidden word"))
        gone = ((here.spot("word-off", "✖ " + here.words("No hidden word")),),) if here.kept.get("has_word") else ()
        state = here.words("Now: on") if on else here.words("Now: off")
        text = f"<b>{say(self.title, here.locale)}</b>\n\n{say(self.text, here.locale)}\n\n<b>{state}</b>"
        return Screen(place, text, ((switch,), (*after, never), (word,), *gone, *here.way_back()))

    def tap(self, here: Here) -> Turn:
        spot, _, which = here.place.spot.partition(".")
        page = Place(here.place.page)
        if spot in ("on", "off"):
            return Turn((SetDiscreet(spot == "on"),), then=page)
        if spot == "after" and which in ("0", *MINUTES):
            return Turn((HideAfter(int(which)),), then=page)
        if spot == "word-off":
            return Turn((SetWord(""),), then=page)
        if spot == "word" and which.isdigit() and int(which) < len(self.proposals):
            chosen = fold(say(self.proposals[int(which)].said, here.locale))
            return Turn((SetWord(chosen),), then=page, toast="Ok")
        return super().tap(here)

    def say(self, here: Here, words: str) -> Turn | None:
        """The word itself is not kept, and not shown to anybody: only what it can be recognised by."""
        if here.place.spot != "word":
            return None
        folded = fold(words)
        if not self._fits(here, folded):
            return Turn(then=here.place)
        return Turn((SetWord(folded),), then=Place(here.place.page))

    def _fits(self, here: Here, folded: str) -> bool:
        letters = folded.replace(" ", "")
        common = {fold(word) for word in self.common}
        return " " not in folded and letters.isalpha() and SHORTEST <= len(letters) <= LONGEST and folded not in common

    def _word(self, here: Here) -> Screen:
        buttons = [
            here.spot(f"word.{at}", say(one.said, here.locale).split("\n")[0]) for at, one in enumerate(self.proposals)
        ]
        text = f"<b>{here.words('Hidden word')}</b>\n\n{say(self.word_text, here.locale)}"
        return Screen(here.place, text, (*packed(buttons), *here.way_back()), listens=True)
