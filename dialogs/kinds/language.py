"""language: the first question, in all languages at once; its buttons lead on to the page that was asked for."""

from collections.abc import Iterator
from typing import Literal

from dialogs.kinds.page import Page
from dialogs.texts import Text, say
from dialogs.turn import HOME, Button, Here, Place, Screen, SetLanguage, Turn


class LanguageChoice(Page):
    """Spots: `kk` chooses, `kk:page/spot` chooses and goes on; `:page/spot` only asks."""

    kind: Literal["language"]
    text: Text

    def spots(self, here: Here) -> Iterator[str]:
        yield ""

    def screen(self, here: Here) -> Screen:
        onward = here.onward(max(here.lists.languages, key=len)) or str(here.unfinished or "")
        choices = tuple(
            (here.spot(f"{code}:{onward}" if onward else code, language.name),)
            for code, language in here.lists.languages.items()
        )
        urgent: tuple[Button, ...] = (Button("🆘", Place("urgent")),)
        rows = (*choices, urgent) if not here.locale else (*choices, *here.at(Place(here.place.page)).way_back())
        return Screen(here.place, say(self.text, ""), rows)

    def tap(self, here: Here) -> Turn:
        code, _, onward = here.place.spot.partition(":")
        if code in here.lists.languages:
            return Turn((SetLanguage(code),), onward=Place.parse(onward) if onward else HOME)
        return super().tap(here)
