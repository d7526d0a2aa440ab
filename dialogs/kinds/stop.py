"""stop: the bot writes nothing by itself any more; answers to what the person wrote still come."""

from typing import Literal

from dialogs.kinds.ask import URGENT
from dialogs.kinds.mydata import Forget
from dialogs.kinds.page import Page
from dialogs.texts import Text, say
from dialogs.turn import HOME, Button, Here, Screen, Turn

YES = "yes"


class Stop(Page):
    """Spots: "" says what ends and asks; `yes` ends it."""

    kind: Literal["stop"]
    text: Text
    done: Text

    def screen(self, here: Here) -> Screen:
        if here.place.spot == YES:
            return Screen(
                here.place, say(self.done, here.locale), ((URGENT,), (Button("🏠 " + here.words("Main menu"), HOME),))
            )
        text = f"<b>{say(self.title, here.locale)}</b>\n\n{say(self.text, here.locale)}"
        return Screen(
            here.place, text, ((here.spot(YES, "🔕 " + here.words("Yes, stop it")),), (URGENT,), *here.way_back())
        )

    def tap(self, here: Here) -> Turn:
        if here.place.spot == YES:
            return Turn((Forget("subscriptions"),), self.screen(here))
        return super().tap(here)
