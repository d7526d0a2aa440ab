"""consent: asked at the first sending of words to a person, never before reading."""

from collections.abc import Iterator
from typing import Literal

from dialogs.kinds.page import Page
from dialogs.texts import Text, say
from dialogs.turn import HOME, Here, Place, Screen, SetConsent, Turn


class Consent(Page):
    """Spots: `full:page/spot` agrees and goes on; `read` reads only; `:page/spot` only asks, `again:` and `reads:` ask
    who writes on without having chosen."""

    kind: Literal["consent"]
    version: str
    text: Text

    def spots(self, here: Here) -> Iterator[str]:
        yield ""

    def screen(self, here: Here) -> Screen:
        onward = here.onward("full")
        agree = here.spot(f"full:{onward}" if onward else "full", "✅ " + here.words("I agree"))
        read = here.spot("read", "👁 " + here.words("Only read, keep nothing"))
        organisation = here.lists.organisation
        text = "\n\n".join(
            (
                *self._not_sent(here),
                f"<b>{say(self.title, here.locale)}</b>",
                say(self.text, here.locale),
                say(organisation.police_text, here.locale),
            )
        )
        return Screen(here.place, text, ((agree,), (read,), (here.button("urgent", "🆘"),)))

    def _not_sent(self, here: Here) -> tuple[str, ...]:
        match here.place.spot.partition(":")[0]:
            case "again":
                return (here.words("Nothing has been sent yet: first choose below."),)
            case "reads":
                return (
                    here.words(
                        "You only read now: nothing was sent, nothing is kept. To send what you wrote, agree below."
                    ),
                )
        return ()

    def tap(self, here: Here) -> Turn:
        answer, _, onward = here.place.spot.partition(":")
        if answer == "full":
            return Turn((SetConsent("full", self.version),), onward=Place.parse(onward) if onward else HOME)
        if answer == "read":
            words = here.words("You can read everything. Nothing was sent to people and nothing is kept.")
            return Turn((SetConsent("read_only", self.version),), then=HOME, toast=words, alert=True)
        return super().tap(here)
