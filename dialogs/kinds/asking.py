"""Questions whose answers ride in the button: pairs of permanent one-character codes, `qaAb` is a to q and b to A.

Nothing is kept. Whatever the order of the pairs, the same answers are read; a pair that is not known (any more) is
left out, so its question is asked again.
"""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from dialogs.fold import fold
from dialogs.kinds.choices import UNSURE, Answer, Given, Question, When, holds
from dialogs.kinds.menu import packed
from dialogs.kinds.page import Fault, Page
from dialogs.kinds.reading import NO, YES, names_of
from dialogs.lists import Lists
from dialogs.texts import Path, Text, plain, say
from dialogs.turn import HOME, MAX_DATA, Button, Here, Place, Rows, Screen

BEGUN = "-"  # the spot where nothing is answered yet
VIEW = "."  # what stands behind it is a view of the answers: a further screen, a button of the result
ROOM_FOR_VIEW = len(".quiet")
LABEL = 36  # characters of an answer: it has a row of its own
BAR = 8
WORLDS = 20_000  # combinations of answers that the checker looks at


@dataclass(frozen=True, slots=True)
class Reading:
    """What a spot says: its pairs in today's codes, the answers, whether every pair was known, and the view."""

    trail: str
    given: dict[str, str]
    known: bool
    view: str


class Asking(Page):
    """A page of questions. `moved` keeps old buttons alive: `q: Q` a question with a new code, `qa: qb` an answer,
    `q: ""` a question that is gone; an old code is never given to something else."""

    reply: ClassVar[str] = ""  # the view that an answer leads to, where something is said of it before the next one

    text: Text
    questions: tuple[Question, ...]
    moved: dict[str, str] = {}

    @property
    def remembered(self) -> bool:
        """Whether other screens may lead back to the question that was left: not where that would betray."""
        return True

    def spots(self, here: Here) -> Iterator[str]:
        yield from ("", BEGUN)

    def screen(self, here: Here) -> Screen:
        """What it is about, then one question after another, then what the kind makes of the answers."""
        if not here.place.spot:
            begin = (here.spot(BEGUN, "▶ " + here.words("Begin")),)
            title = f"<b>{say(self.title, here.locale)}</b>"
            text = f"{title}\n\n{say(self.text, here.locale)}{self.footer(here, short=True)}"
            onward = packed([here.button(page) for page in self.next])
            return Screen(here.place, text, (begin, *onward, *here.way_back()))
        reading = self.read(here.place.spot)
        question = self.open(reading.given)
        if question:
            text, rows = self.ask(here, reading, question)
            return Screen(Place(here.place.page, reading.trail or BEGUN), text, rows, asks=self.remembered)
        return self.ended(here, reading)

    @abstractmethod
    def ended(self, here: Here, reading: Reading) -> Screen:
        """What is shown when every question is answered."""

    def answered(self, here: Here, words: str) -> Place | None:
        """A label, its number, yes or no: nothing less, for a wrong answer harms more than one that is asked again."""
        reading, said = self.read(here.place.spot), fold(words)
        question = self.open(reading.given)
        if question is None or not here.place.spot:
            return None
        offered = question.offered(reading.given)
        labels = {code: {here.locale: self.label(here, question, one)} for code, one in offered.items()}
        named = {code for code, label in labels.items() if said in map(fold, names_of(label))}
        named |= {code for at, code in enumerate(offered, 1) if said == str(at)}
        named |= {code for code, one in offered.items() if said in {"yes": YES, "no": NO}.get(one, ())}
        to = reading.trail + question.code
        return Place(here.place.page, to + named.pop() + self.reply) if len(named) == 1 else None

    def told(self) -> Iterator[Text]:
        """Its own texts and what is asked in short; whole questions speak of everything that people look for."""
        yield from (text for path, text in self.texts() if len(path) == 1 or path[-1] == "short")

    def read(self, spot: str) -> Reading:
        pairs, _, view = spot.partition(VIEW)
        chosen: dict[str, str] = {}
        known = True
        for at in range(0, len(pairs) - 1, 2):
            pair = self.moved.get(pairs[at : at + 2], pairs[at : at + 2])
            code, answer = self.moved.get(pair[:1], pair[:1]), pair[1:]
            question = next((one for one in self.questions if one.code == code), None)
            if question and answer in (UNSURE, *(one.code for one in question.answers)):
                chosen.pop(code, None)  # the latest answer counts, and stands where it was given
                chosen[code] = answer
            else:
                known = False
        given: dict[str, str] = {}
        for question in self.questions:
            if holds(question.when, given) and (said := question.offered(given).get(chosen.get(question.code, ""))):
                given[question.id] = said
        codes = {question.code for question in self.questions if question.id in given}
        trail = "".join(code + answer for code, answer in chosen.items() if code in codes)
        return Reading(trail, given, known, view)

    def asked(self, given: Given) -> list[Question]:
        """The questions of who has given these answers."""
        return [question for question in self.questions if holds(question.when, given)]

    def open(self, given: Given) -> Question | None:
        """The next question; None where all are answered."""
        return next((question for question in self.asked(given) if question.id not in given), None)

    def heading(self, here: Here, question: Question, given: Given) -> str:
        title = f"<b>{say(self.title, here.locale)}</b>"
        numbered = [one for one in self.asked(given) if one.numbered]
        if question not in numbered:
            return title
        at = sum(one.id in given for one in numbered) + 1
        full = round(BAR * at / len(numbered))
        return f"{title}\n{at}/{len(numbered)} {'▓' * full}{'░' * (BAR - full)}"

    def ask(self, here: Here, reading: Reading, question: Question) -> tuple[str, Rows]:
        """A question and its answers, the way back one question."""
        lines = [self.heading(here, question, reading.given), say(question.text, here.locale)]
        if not reading.known:
            lines.insert(1, "ℹ️ " + here.words("The questions have changed since. We go on from here."))
        labels = {code: self.label(here, question, answer) for code, answer in question.offered(reading.given).items()}
        to = reading.trail + question.code
        rows = [(here.spot(to + code + self.reply, label),) for code, label in labels.items()]
        return "\n\n".join(lines), (*rows, *self.back(here, reading.trail[:-2] or BEGUN if reading.trail else ""))

    def label(self, here: Here, question: Question, answer: str) -> str:
        named = question.named(answer)
        return say(named.text, here.locale) if named else here.words("I don't know")

    def back(self, here: Here, trail: str) -> Rows:
        """To where these answers were given, and home."""
        return ((here.spot(trail, "◀ " + here.words("Back")), Button("🏠", HOME)),)

    def summary(self, spot: str, locale: str) -> str:
        """What people at the desk are told when these answers come with a case."""
        given = self.read(spot).given
        lines = [f"{say(self.title, locale)}: {self.outcome(given, locale)}"]
        for question in (one for one in self.questions if one.id in given):
            answer = question.named(given[question.id])
            said = say(answer.text, locale) if answer else "?"
            lines.append(f"{self.mark(question, given)} {plain(say(question.text, locale)).splitlines()[0]} — {said}")
        return "\n".join(lines)

    def outcome(self, given: Given, locale: str) -> str:
        """The result of these answers in a few words."""
        return ""

    def mark(self, question: Question, given: Given) -> str:
        return "·"

    # --- what an editor is told ---------------------------------------------------------------------------------------
    def conditions(self) -> Iterator[tuple[Path, When, int]]:
        """Every `when` of the page, with its path and the number of the question before which it must be known."""
        for at, question in enumerate(self.questions):
            yield ("questions", at, "when"), question.when, at
            for nth, answer in enumerate(question.answers):
                yield ("questions", at, "answers", nth, "when"), answer.when, at

    def deciding(self) -> frozenset[str]:
        return frozenset(name for _, when, _ in self.conditions() for name in when)

    def worlds(self) -> Iterator[dict[str, str]]:
        """Every combination of answers to the questions on which anything depends."""
        yield from self._worlds([one for one in self.questions if one.id in self.deciding()], {})

    def _worlds(self, questions: Sequence[Question], given: dict[str, str]) -> Iterator[dict[str, str]]:
        if not questions:
            yield given
            return
        first, rest = questions[0], questions[1:]
        if not holds(first.when, given):
            yield from self._worlds(rest, given)
            return
        for answer in self.distinct(first, list(first.offered(given).values())):
            yield from self._worlds(rest, {**given, first.id: answer})

    def distinct(self, question: Question, answers: Sequence[str]) -> list[str]:
        """The answers that must be looked at one by one."""
        return list(answers)

    def faults(self, name: str, lists: Lists) -> Iterator[Fault]:
        yield from super().faults(name, lists)
        faults = [*self._codes(), *self._whens()]
        yield from faults
        if not faults:
            yield from self._size(name)

    def _codes(self) -> Iterator[Fault]:
        codes = {old for old in self.moved if len(old) == 1}
        ids: set[str] = set()
        for at, question in enumerate(self.questions):
            where: Path = ("questions", at)
            old = {pair[1] for pair in self.moved if len(pair) == 2 and pair[0] == question.code}
            yield from _taken(where, question, codes, ids)
            if not question.answers:
                yield Fault(where, "a question needs answers")
            known = {"unsure"}
            for nth, answer in enumerate(question.answers):
                yield from _taken((*where, "answers", nth), answer, old, known)
                for code, label in answer.text.items():
                    if len(label) > LABEL:
                        yield Fault(
                            (*where, "answers", nth, "text", code),
                            "an answer is a button: {limit} characters at most",
                            {"limit": LABEL},
                        )
        for moved, new in self.moved.items():
            if new and len(new) != len(moved):
                yield Fault(("moved", moved), "'moved': a question moves to a question, an answer to an answer")

    def _whens(self) -> Iterator[Fault]:
        order = {question.id: at for at, question in enumerate(self.questions)}
        for path, when, before in self.conditions():
            for name, answers in when.items():
                if name not in order:
                    yield Fault(path, "'when' asks for '{name}', which is no question here", {"name": name})
                    continue
                if order[name] >= before:
                    yield Fault(path, "'when' asks for '{name}', which is only asked later", {"name": name})
                known = {"unsure", *(one.id for one in self.questions[order[name]].answers)}
                for answer in sorted(set(answers) - known):
                    yield Fault(path, "'{name}' has no answer '{answer}'", {"name": name, "answer": answer})

    def _size(self, name: str) -> Iterator[Fault]:
        """A button has room for so many answers; looked at for every combination."""
        room = (MAX_DATA - ROOM_FOR_VIEW - len(name) - 1) // 2
        most = 0
        for count, world in enumerate(self.worlds()):
            if count >= WORLDS:
                yield Fault(("questions",), "too many conditions depend on each other: make two pages of it")
                break
            most = max(most, len(self.asked(world)))
        if most > room:
            yield Fault(
                ("questions",),
                "{count} questions do not fit into a button: {room} at most",
                {"count": most, "room": room},
            )


def _taken(where: Path, one: Question | Answer, codes: set[str], ids: set[str]) -> Iterator[Fault]:
    """Adds the code and the id of a question or an answer to those of its neighbours."""
    if one.code in codes:
        yield Fault((*where, "code"), "the code '{code}' is taken, or was once: choose another", {"code": one.code})
    if one.id in ids:
        yield Fault((*where, "id"), "there is another '{name}' here", {"name": one.id})
    codes.add(one.code)
    ids.add(one.id)


def screens(head: str, parts: Sequence[str], most: int) -> list[str]:
    """A head and paragraphs, cut into screens of about `most` characters; a paragraph is never cut."""
    pages, page = [], head
    for part in parts:
        if len(page) + len(part) > most and page != head:
            pages.append(page)
            page = part
        else:
            page = f"{page}\n\n{part}" if page else part
    return [*pages, page]
