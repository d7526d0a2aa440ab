"""survey: a questionnaire whose answers are counted and go to nobody; or a list that one joins, and may leave again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from dialogs.kinds.draft import Answers, DropDraft
from dialogs.kinds.faults import fields_faults
from dialogs.kinds.menu import packed
from dialogs.kinds.page import Fault
from dialogs.kinds.questionnaire import SEND, SENT, Questionnaire
from dialogs.lists import Lists
from dialogs.model import Days
from dialogs.texts import Text, say
from dialogs.turn import HOME, Button, Effect, Here, Place, Screen, Turn

LEAVE = ".leave"


@dataclass(frozen=True, slots=True)
class Reply(Effect):
    """Keep these answers. `anonymous`: without the person, one reply of each; otherwise the last one, with them.

    Returns Replied."""

    page: str
    answers: Answers
    anonymous: bool


@dataclass(frozen=True, slots=True)
class Replied:
    again: bool = False  # they had answered before, and nobody can say what


@dataclass(frozen=True, slots=True)
class TakeReplyBack(Effect):
    page: str


class Survey(Questionnaire):
    days: ClassVar[int] = 7

    kind: Literal["survey"]
    anonymous: bool
    thanks: Text
    after_close: Days | None = None  # days after a case has ended that its person is invited
    quota: str = ""  # the question that names a region: once its quota opens, who is on this list is told

    @property
    def nameless(self) -> bool:  # type: ignore[override]
        return self.anonymous

    def faults(self, name: str, lists: Lists) -> Iterator[Fault]:
        yield from fields_faults(self.fields, self.enough, lists)
        for code, one in self.fields.items():
            if one.type in ("files", "location", "phone") and self.anonymous:
                yield Fault(
                    ("fields", code, "type"), "this would tell who somebody is, and the survey says it does not"
                )
        if self.quota and (self.anonymous or getattr(self.fields.get(self.quota), "list", "") != "regions"):
            yield Fault(
                ("quota",), "this must be a question with the list 'regions', of a survey that is not anonymous"
            )

    def tap(self, here: Here) -> Turn:
        if here.place.spot == LEAVE and not self.anonymous:
            return Turn((TakeReplyBack(here.place.page),), then=HOME, toast=here.words("Your answers were deleted."))
        return super().tap(here)

    def head(self, here: Here) -> str:
        if self.anonymous:
            return here.words("Nobody can see who answered: your answers are kept without you.")
        return here.words("Your answers are kept with your nickname, so that we can write to you. You can delete them.")

    def deliver(self, here: Here, answers: Answers) -> Turn:
        page = here.place.page
        if not self.anonymous and here.person.consent != "full":
            return Turn(then=Place("consent", f":{page}/{SEND}"))
        return Turn((Reply(page, answers, self.anonymous), DropDraft(page)), then=Place(page, SENT), arrives=True)

    def sent_screen(self, here: Here) -> Screen:
        again = any(isinstance(result, Replied) and result.again for result in here.results)
        text = here.words("You have answered this already. Thank you.") if again else say(self.thanks, here.locale)
        rows = list(packed([here.button(page) for page in self.next]))
        if not self.anonymous:
            rows.append((here.spot(LEAVE, "🗑 " + here.words("Delete my answers")),))
        return Screen(here.place, text, (*rows, (Button("🏠 " + here.words("Main menu"), HOME),)))
