"""mydata: what is known about the person, in plain words; a copy of it; and how it goes."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import ClassVar, Literal

from dialogs.kinds.menu import packed
from dialogs.kinds.page import Page
from dialogs.texts import Text, say
from dialogs.turn import HOME, Button, Effect, Here, Place, Rows, Screen, SetConsent, Turn


@dataclass(frozen=True, slots=True)
class Download(Effect):
    """Send what is known as two files: one to read, one for programs."""


@dataclass(frozen=True, slots=True)
class Forget(Effect):
    """Delete a part: `subscriptions` or `profile`."""

    scope: str


@dataclass(frozen=True, slots=True)
class ForgetAll(Effect):
    """Everything, ten seconds from now. `at_once`: and the copy of the talk at the desk with it."""

    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Stay(Effect):
    """Not after all: nothing is deleted."""


class MyData(Page):
    """Spots: `show` tells it, `file` sends it, `delete` asks what is to go, `subscriptions`, `profile` and `withdraw`
    do it at once; `all` warns, `all-yes` and `all-now` begin the ten seconds, `undo` ends them."""

    needs: ClassVar[frozenset[str]] = frozenset({"known", "subscribed", "case"})

    kind: Literal["mydata"]
    text: Text
    warning: Text
    contact_lost: Text
    seconds: Text
    gone: Text

    def spots(self, here: Here) -> Iterator[str]:
        yield ""

    def screen(self, here: Here) -> Screen:
        shown = {"show": self._shown, "delete": self._delete, "all": self._all, "done": self._done}
        return shown.get(here.place.spot, self._page)(here)

    def tap(self, here: Here) -> Turn:
        done = Place(here.place.page, "done")
        match here.place.spot:
            case "file":
                return Turn((Download(),), toast=here.words("Two files are coming."))
            case "withdraw":
                return Turn((SetConsent("withdrawn", ""),), then=done)
            case "subscriptions" | "profile":
                return Turn((Forget(here.place.spot),), then=done)
            case "all-yes" | "all-now":
                return Turn((ForgetAll(at_once=here.place.spot == "all-now"),), self._seconds(here))
            case "undo":
                return Turn((Stay(),), then=done)
        return super().tap(here)

    def receipt(self, locale: str) -> str:
        """The last words to somebody of whom nothing is known any more."""
        return say(self.gone, locale)

    def _page(self, here: Here) -> Screen:
        buttons = [
            here.spot("show", "👁 " + here.words("What is known about me")),
            here.spot("file", "⬇️ " + here.words("Send me a copy")),
            here.spot("delete", "🗑 " + here.words("Delete")),
        ]
        here = here.at(Place(here.place.page))
        text = f"<b>{say(self.title, here.locale)}</b>\n\n{say(self.text, here.locale)}{self.footer(here)}"
        links = packed([here.button(page) for page in self.next])
        return Screen(here.place, text, (*_one_a_row(buttons), *links, *here.way_back()))

    def _shown(self, here: Here) -> Screen:
        lines = "\n".join(f"• {escape(line, quote=False)}" for line in here.kept.get("known") or ())
        text = f"<b>{here.words('What is known about me')}</b>\n\n{lines}"
        return Screen(here.place, text, here.way_back())

    def _delete(self, here: Here) -> Screen:
        buttons = [here.spot("profile", here.words("My settings and drafts"))]
        if here.kept.get("subscribed"):
            buttons.append(here.spot("subscriptions", here.words("My subscriptions")))
        if here.person.consent == "full":
            buttons.append(here.spot("withdraw", here.words("Take my consent back")))
        buttons.append(here.spot("all", "🗑 " + here.words("Everything")))
        return Screen(here.place, here.words("What shall be deleted?"), (*_one_a_row(buttons), *here.way_back()))

    def _all(self, here: Here) -> Screen:
        lost = "\n\n" + say(self.contact_lost, here.locale) if here.kept.get("case") is not None else ""
        buttons = [
            here.spot("all-yes", "🗑 " + here.words("Delete everything")),
            here.spot("all-now", "🗑 " + here.words("And the talk at once")),
        ]
        return Screen(here.place, say(self.warning, here.locale) + lost, (*_one_a_row(buttons), *here.way_back()))

    def _seconds(self, here: Here) -> Screen:
        undo = here.spot("undo", "↩️ " + here.words("Do not delete"))
        return Screen(here.place, say(self.seconds, here.locale), ((undo,),))

    def _done(self, here: Here) -> Screen:
        return Screen(here.place, here.words("Done."), ((Button("🏠 " + here.words("Main menu"), HOME),),))


def _one_a_row(buttons: list[Button]) -> Rows:
    return tuple((button,) for button in buttons)
