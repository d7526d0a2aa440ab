"""survey: a questionnaire whose answers are counted and go to nobody; or a list that one joins, and may leave again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import Field as Key

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
ANY = "any"  # outcome


@dataclass(frozen=True, slots=True)
class Reply(Effect):
    """Keep these answers. `anonymous`: without the person, one reply of each for every `time`; otherwise the last one,
    with them.

    Returns Replied."""

    page: str
    answers: Answers
    anonymous: bool
    time: str = ""  # the first months, the first year; nothing where it is asked once


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
    # By the outcome of a case, or "any": the days after its end on which its person is invited, and in which words.
    after: dict[str, tuple[Days, ...]] = Key(default_factory=dict)
    invitation: Text = Key(default_factory=dict)
    again: str = ""  # the question that says which time it is: each of its answers may be given once by everybody
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
        for outcome in self.after:
            if outcome != ANY and outcome not in lists.outcomes:
                yield Fault(("after", outcome), "there is no outcome '{code}'", {"code": outcome})
        if self.after and not self.invitation:
            yield Fault(("after",), "write under 'invitation' in which words people are invited")
        once = self.fields.get(self.again)
        if self.again and not (self.anonymous and once and once.type == "choice" and once.required and not once.when):
            yield Fault(("again",), "this must be a choice that everybody has to make, of an anonymous survey")
        if self.quota and (self.anonymous or getattr(self.fields.get(self.quota), "list", "") != "regions"):
            yield Fault(
                ("quota",), "this must be a question with the list 'regions', of a survey that is not anonymous"
            )

    def days_after(self, outcome: str) -> tuple[int, ...]:
        return (*self.after.get(ANY, ()), *self.after.get(outcome, ()))

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
        reply = Reply(page, answers, self.anonymous, str(answers.get(self.again) or ""))
        return Turn((reply, DropDraft(page)), then=Place(page, SENT), arrives=True)

    def sent_screen(self, here: Here) -> Screen:
        again = any(isinstance(result, Replied) and result.again for result in here.results)
        text = here.words("You have answered this already. Thank you.") if again else say(self.thanks, here.locale)
        rows = list(packed([here.button(page) for page in self.next]))
        if not self.anonymous:
            rows.append((here.spot(LEAVE, "🗑 " + here.words("Delete my answers")),))
        return Screen(here.place, text, (*rows, (Button("🏠 " + here.words("Main menu"), HOME),)))
