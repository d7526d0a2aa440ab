"""requests: a person's own requests: go on, open again, and say once how it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Literal

from dialogs.formats import short_date
from dialogs.kinds.page import Page
from dialogs.texts import Text, say
from dialogs.turn import Button, Effect, Here, Place, Rows, Screen, Turn

REOPENS = timedelta(days=30)  # later the same matter is a new request that names the old one
SHOWN = 10
MOST_OPEN = 2  # requests of one person
MARKS = (1, 2, 3, 4, 5)
SOLVED = ("yes", "partly", "no")


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a person, without any of their words. `silent`: its topic is not shown, nor is it rated;
    `current`: what they write goes to it."""

    number: int
    topic: str
    status: str
    opened: date
    answered: date | None = None
    closed: date | None = None
    silent: bool = False
    last: int | None = None  # the message of theirs that may still be taken back
    current: bool = False


@dataclass(frozen=True, slots=True)
class Reopen(Effect):
    """Open a request of theirs again. Returns whether it could be."""

    number: int


@dataclass(frozen=True, slots=True)
class Rate(Effect):
    """How it was: a mark from 1 to 5, or whether it was solved. Kept with the case as a code, without any words."""

    number: int
    mark: int | None = None
    solved: str | None = None


@dataclass(frozen=True, slots=True)
class TurnTo(Effect):
    """What they write goes to this request of theirs; `message`: and so does that one, with what came after it.
    Returns whether it is open."""

    number: int
    message: int | None = None


@dataclass(frozen=True, slots=True)
class TakeBack(Effect):
    """Delete a message of theirs on both sides. Returns whether it could be."""

    number: int
    message: int


@dataclass(frozen=True, slots=True)
class MakeCode(Effect):
    """A code for a talk on the telephone, good for a quarter of an hour. Returns `Code`."""


@dataclass(frozen=True, slots=True)
class Code:
    """Six digits that say to which requests the help on the telephone belongs, and nothing of who calls."""

    digits: str


class Requests(Page):
    """Spots: `147` shows one, `147.here` makes it the one they write to, `147.m55` with what was written from message
    55 on; `147.back` offers to take the last message back, `147.b55` does, `147.again` opens it
    again, `147.rate` asks for a mark, `147.r5` gives it, `147.s-yes` says whether it was solved; `code` makes a code
    for a call."""

    needs: ClassVar[frozenset[str]] = frozenset({"requests"})

    kind: Literal["requests"]
    text: Text
    none: Text
    rate: Text
    solved: Text
    thanks: Text

    def spots(self, here: Here) -> Iterator[str]:
        yield from ()

    def screen(self, here: Here) -> Screen:
        number, what = _read(here.place.spot)
        if code := next((one for one in here.results if isinstance(one, Code)), None):
            return self._code(here, code)
        if number is None:
            return self._list(here)
        request = next((one for one in _requests(here) if one.number == number), None)
        if request is None:
            return Screen(here.place, here.words("There is no such request of yours."), here.way_back())
        match what:
            case "back" if request.last is not None:
                text = here.words("Your last message will be deleted here and at the specialist's. Delete it?")
                yes, no = "🗑 " + here.words("Yes, delete it"), here.words("No")
                return self._asks(here, text, [(f"b{request.last}", yes), ("", no)])
            case "gone":
                gone = here.words("The message was taken back.")
                text = gone if all(here.results) else here.words("It is no longer there, or too old to be deleted.")
                return Screen(here.place, text, here.way_back())
            case "rate":
                return self._asks(here, say(self.rate, here.locale), [(f"r{mark}", str(mark)) for mark in MARKS])
            case "solved":
                labels = {"yes": here.words("Yes"), "partly": here.words("Partly"), "no": here.words("No")}
                return self._asks(here, say(self.solved, here.locale), [(f"s-{one}", labels[one]) for one in SOLVED])
            case "thanks":
                return Screen(here.place, say(self.thanks, here.locale), here.at(Place(here.place.page)).way_back())
        return self._one(here, request)

    def tap(self, here: Here) -> Turn:
        number, what = _read(here.place.spot)
        if here.place.spot == "code" and _may_call(here):
            return Turn((MakeCode(),), then=Place(here.place.page))
        request = next((one for one in _requests(here) if one.number == number), None)
        if request is None or number is None:
            return super().tap(here)
        page = here.place.page
        if what.startswith("b") and what[1:].isdecimal():
            back = TakeBack(number, int(what[1:]))
            return Turn((back,), then=Place(page, f"{number}.gone"))
        if what == "here" or (what.startswith("m") and what[1:].isdecimal() and len(what) < 16):
            turned = TurnTo(number, int(what[1:]) if what != "here" else None)
            return Turn((turned,), then=Place(page, str(number)))
        if what == "again":
            return Turn((Reopen(number),), then=Place(page, str(number)))
        if what.startswith("r") and what[1:].isdecimal() and int(what[1:]) in MARKS:
            return Turn((Rate(number, mark=int(what[1:])),), then=Place(page, f"{number}.solved"))
        if what.startswith("s-") and what[2:] in SOLVED:
            return Turn((Rate(number, solved=what[2:]),), then=Place(page, f"{number}.thanks"))
        return super().tap(here)

    def _list(self, here: Here) -> Screen:
        requests = _requests(here)[:SHOWN]
        title = f"<b>{say(self.title, here.locale)}</b>"
        code: Rows = ((here.spot("code", "🔢 " + here.words("Code for a call")),),) if _may_call(here) else ()
        if not requests:
            ask = ((here.button("talk"),),)
            return Screen(here.place, f"{title}\n\n{say(self.none, here.locale)}", (*ask, *code, *here.way_back()))
        buttons: Rows = tuple((here.spot(str(one.number), _label(here, one)),) for one in requests) + code
        return Screen(here.place, f"{title}\n\n{say(self.text, here.locale)}", (*buttons, *here.way_back()))

    def _code(self, here: Here, code: Code) -> Screen:
        said = here.words("Tell the operator this number: {code}", code=f"<b>{code.digits[:3]} {code.digits[3:]}</b>")
        lasts = here.words("It is good for 15 minutes. The operator does not learn your name from it.")
        return Screen(here.place, f"{said}\n\n{lasts}", here.at(Place(here.place.page)).way_back())

    def _one(self, here: Here, request: Request) -> Screen:
        lines = [f"<b>№{request.number}</b> · {_state(here, request)}"]
        if about := _about(here, request):
            lines.append(about)
        if request.answered:
            lines.append(here.words("Last answer: {day}", day=short_date(request.answered)))
        rows: list[tuple[Button, ...]] = []
        still_open = sum(one.closed is None for one in _requests(here))
        if request.closed is None:
            if request.current:
                lines.append(here.words("Write here: everything you write now is added to this request."))
            else:
                rows.append((here.spot(f"{request.number}.here", "✍️ " + here.words("Write to this request")),))
            if still_open < MOST_OPEN:
                rows.append((here.button("talk", "➕ " + here.words("Ask about something else")),))
            if request.last is not None:
                rows.append((here.spot(f"{request.number}.back", "🗑 " + here.words("Take back my last message")),))
        elif here.now.date() - request.closed <= REOPENS:
            again = f"{request.number}.again"
            if still_open >= MOST_OPEN:
                lines.append(here.words("You have two other requests that are open: write there."))
            else:
                rows.append((here.spot(again, "🔁 " + here.words("Open it again")),))
        else:
            rows.append((Button("✍️ " + here.words("Write about it again"), Place("talk", request.topic)),))
        return Screen(Place(here.place.page, str(request.number)), "\n".join(lines), (*rows, *here.way_back()))

    def _asks(self, here: Here, text: str, answers: list[tuple[str, str]]) -> Screen:
        number, _ = _read(here.place.spot)
        row = tuple(here.spot(f"{number}.{spot}" if spot else str(number), label) for spot, label in answers)
        return Screen(here.place, text, (row,))


def _read(spot: str) -> tuple[int | None, str]:
    """`147.r5`: the number, and what is done with it."""
    number, _, what = spot.partition(".")
    return (int(number), what) if number.isascii() and number.isdecimal() and len(number) < 16 else (None, "")


def _may_call(here: Here) -> bool:
    return here.person.consent != "read_only"  # a code is a row about a person


def _requests(here: Here) -> tuple[Request, ...]:
    return here.kept.get("requests") or ()


def _about(here: Here, request: Request) -> str:
    """What it is about, where nobody is harmed by reading it."""
    topic = here.lists.topics.get(request.topic)
    return "" if request.silent or here.person.discreet or topic is None else say(topic.label, here.locale)


def _label(here: Here, request: Request) -> str:
    day = request.answered or request.opened
    return " · ".join(filter(None, (f"№{request.number}", _about(here, request), short_date(day)[:5])))


def _state(here: Here, request: Request) -> str:
    if request.closed:
        return here.words("closed {day}", day=short_date(request.closed))
    if request.status == "waiting_person":
        return here.words("answered: we wait for you")
    return here.words("open: an answer will come here")
