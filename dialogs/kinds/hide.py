"""hide: what stands in the chat is taken back, and a phrase of the day stands there instead."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from dialogs.kinds.page import Page
from dialogs.model import Model
from dialogs.texts import Text, say
from dialogs.turn import HOME, Button, Effect, Here, Person, Place, Screen, Turn


@dataclass(frozen=True, slots=True)
class TakeBack(Effect):
    """Delete what can be deleted of the private chat, and send nothing more until the person is back.

    `word`: it was the hidden word; people are called in silence, and may answer.
    """

    word: bool = False


@dataclass(frozen=True, slots=True)
class ComeBack(Effect):
    """The person is here again: what waited for them may be sent.

    `told`: what could not be deleted is told now; `keyboard`: the small keyboard is shown again.
    """

    told: bool = True
    keyboard: bool = True

    def change(self, person: Person) -> Person:
        return replace(person, hidden=False)


@dataclass(frozen=True, slots=True)
class Back:
    """What ComeBack returns: how many messages could not be deleted."""

    left: int


class Phrase(Model):
    """One phrase of a foreign language with its meaning."""

    said: Text


class Hide(Page):
    """Spots: `now` hides; `decoy.3` is what stands there then; `more` asks whether to go on, `yes` comes back, and
    `left` says how many messages could not be deleted; `on` is the page that tells of hiding."""

    needs: ClassVar[frozenset[str]] = frozenset({"hides", "raised", "older"})

    kind: Literal["hide"]
    text: Text
    left: Text
    phrase: Text
    more: Text
    phrases: tuple[Phrase, ...]

    def spots(self, here: Here) -> Iterator[str]:
        yield from ("", "more", *(f"decoy.{at}" for at in range(len(self.phrases))))

    def screen(self, here: Here) -> Screen:
        spot = here.place.spot
        if spot.startswith("decoy"):
            return self._decoy(here)
        if spot == "more":
            again = here.spot(f"decoy.{self._of_the_day(here) + 1}", "▸ " + here.words("Another one"))
            yes = here.spot("yes", here.words("Yes"))
            return Screen(here.place, say(self.more, here.locale), ((yes,), (again,)))
        if spot == "left":
            return self._left(here)
        hide = here.spot("now", "🙈 " + here.words("Hide now"))
        text = f"<b>{say(self.title, here.locale)}</b>\n\n{say(self.text, here.locale)}"
        return Screen(here.place, text, ((hide,), *here.way_back()))

    def _left(self, here: Here) -> Screen:
        """Back again; what could not be deleted is said here, where it is safe to read."""
        count = next((result.left for result in here.results if isinstance(result, Back)), 0)
        remain = here.words("Older messages that I cannot delete: {count}.", count=count)
        text = f"{remain}\n\n{say(self.left, here.locale)}"
        return Screen(here.place, text, ((Button("🏠 " + here.words("Main menu"), HOME),),))

    def tap(self, here: Here) -> Turn:
        """The first time it is explained, unless danger is being told of: then every second counts."""
        spot, kept = here.place.spot, here.kept
        if spot == "now" or (spot == "key" and (kept.get("hides") or kept.get("raised"))):
            return Turn((TakeBack(),), then=self.decoy(here), arrives=True)
        if spot == "key":
            return super().tap(here.at(Place(here.place.page)))
        if spot == "yes":
            return self.back(here)
        return super().tap(here)

    def back(self, here: Here) -> Turn:
        """The gate is open: the menu, or first what could not be hidden."""
        came = (ComeBack(),)
        left = Place(here.place.page, "left")
        return Turn(came, then=left, arrives=True) if here.kept.get("older") else Turn(came, onward=HOME)

    def decoy(self, here: Here) -> Place:
        return Place(here.place.page, f"decoy.{self._of_the_day(here)}")

    def _of_the_day(self, here: Here) -> int:
        return here.now.date().toordinal() % len(self.phrases)

    def _decoy(self, here: Here) -> Screen:
        number = here.place.spot.partition(".")[2]
        at = int(number) if number.isascii() and number.isdigit() else self._of_the_day(here)
        said = say(self.phrases[at % len(self.phrases)].said, here.locale)
        more = here.spot("more", "▸")
        return Screen(here.place, f"<b>{say(self.phrase, here.locale)}</b>\n\n{said}", ((more,),))
