"""quiz: questions with one right answer; after each it is said why, and on which page it stands. It keeps nothing."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from dialogs.kinds.asking import BEGUN, VIEW, Asking, Reading
from dialogs.kinds.choices import Answer, Question, holds
from dialogs.kinds.counted import Begins, Count
from dialogs.kinds.menu import packed
from dialogs.kinds.page import Fault
from dialogs.lists import Lists
from dialogs.texts import Path, Text, say
from dialogs.turn import Effect, Here, Place, Screen, Turn

WHY = "why"


class Choice(Answer):
    correct: bool = False


class Asked(Question):
    """`explain`: why the right answer is right; `see`: the page that says more; `source`: the facts it rests on."""

    answers: tuple[Choice, ...]
    explain: Text
    see: str
    source: tuple[str, ...]

    @property
    def right(self) -> Choice:
        return next(answer for answer in self.answers if answer.correct)


class Quiz(Asking):
    """Spots: `-` begins, `qaAb` are answers, and the next question or the result; `qaAb.why` is what is said of the
    last one. Beginning is a tap of its own, so it is not drawn in advance."""

    reply: ClassVar[str] = VIEW + WHY

    kind: Literal["quiz"]
    questions: tuple[Asked, ...]

    def links(self) -> Iterator[str]:
        yield from self.next
        yield from (one.see for one in self.questions)

    def spots(self, here: Here) -> Iterator[str]:
        yield ""

    def samples(self, here: Here) -> Iterator[str]:
        """Every question, what is said of every answer, and the results of who knows everything and nothing."""
        for knows in (True, False):
            trail = ""
            for question in self.questions:
                if not holds(question.when, self.read(trail).given):
                    continue
                yield trail or BEGUN
                trail += question.code
                yield from (trail + answer.code + self.reply for answer in question.answers)
                trail += next(answer.code for answer in question.answers if answer.correct is knows)
            yield trail

    # --- what a person sees -------------------------------------------------------------------------------------------
    def tap(self, here: Here) -> Turn:
        effects: tuple[Effect, ...] = ()
        if here.place.spot == BEGUN:
            effects = (Begins(here.place.page),)
        elif question := self.just(here.place.spot):
            answer = self.read(here.place.spot).given[question.id]
            what = "right" if answer == question.right.id else "wrong"
            effects = (Count(what, here.place.page, question.id, answer, first=True),)
        return Turn(effects, self.screen(here))

    def just(self, spot: str) -> Asked | None:
        """The question that was answered last; None where a spot asks, or where that question is gone."""
        pairs, _, view = spot.partition(VIEW)
        before, now = self.read(pairs[:-2]).given, self.read(pairs).given
        return next((one for one in self.questions if view == WHY and one.id in now.keys() - before.keys()), None)

    def screen(self, here: Here) -> Screen:
        question = self.just(here.place.spot)
        return self._why(here, question) if question else super().screen(here)

    def _why(self, here: Here, question: Asked) -> Screen:
        reading = self.read(here.place.spot)
        right = question.right
        known = "✅ " + here.words("That is right.")
        new = "💡 " + here.words("Not quite. The right answer: {answer}", answer=say(right.text, here.locale))
        said = known if reading.given[question.id] == right.id else new
        parts = (f"<i>{say(question.text, here.locale)}</i>", f"<b>{said}</b>", say(question.explain, here.locale))
        rows = (
            (here.spot(reading.trail, "▶ " + here.words("Next")),),
            (here.button(question.see),),
            *self.back(here, reading.trail[:-2] or BEGUN),
        )
        place = Place(here.place.page, reading.trail + self.reply)
        return Screen(place, "\n\n".join(parts) + self.footer(here, only=question.source), rows)

    def ended(self, here: Here, reading: Reading) -> Screen:
        """How many were known, and the pages of those that were not. Nobody fails."""
        asked = [one for one in self.questions if one.id in reading.given]
        new = [one for one in asked if reading.given[one.id] != one.right.id]
        known = here.words("Right: {known} of {all}.", known=len(asked) - len(new), all=len(asked))
        more = here.words("Now you know more than before. It is told in full on these pages:")
        whole = here.words("You know what matters. Tell those who go with you.")
        text = f"<b>{say(self.title, here.locale)}</b>\n\n{known}\n\n{more if new else whole}{self.footer(here)}"
        pages = dict.fromkeys((*(one.see for one in new), *self.next))
        rows = (*packed([here.button(page) for page in pages]), (here.spot(BEGUN, "🔁 " + here.words("Begin anew")),))
        return Screen(here.place, text, (*rows, *self.back(here, reading.trail[:-2] or BEGUN)))

    # --- what an editor is told ---------------------------------------------------------------------------------------
    def faults(self, name: str, lists: Lists) -> Iterator[Fault]:
        yield from super().faults(name, lists)
        for at, question in enumerate(self.questions):
            where: Path = ("questions", at)
            if sum(answer.correct for answer in question.answers) != 1:
                yield Fault(where, "one answer of a quiz is the right one: give it 'correct: yes'")
            if len(question.answers) < 2:
                yield Fault(where, "a question of a quiz needs a wrong answer, too")
            if not question.source:
                yield Fault(where, "a question of a quiz needs the fact that answers it: 'source'")
            for fact in question.source:
                if fact not in self.source:
                    yield Fault(where, "the fact '{fact}' is not under 'source' of the page", {"fact": fact})
