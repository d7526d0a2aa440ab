"""rules: a few answers lead to one result, the first that fits, and to the lines that hold for whoever gave them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Literal

from dialogs.kinds.asking import BEGUN, VIEW, WORLDS, Asking, Reading, screens
from dialogs.kinds.choices import Answer, Given, Question, When, holds
from dialogs.kinds.counted import Brings
from dialogs.kinds.menu import packed
from dialogs.kinds.page import Fault
from dialogs.lists import Lists, Quota
from dialogs.model import Model
from dialogs.texts import Path, Text, plain, say
from dialogs.turn import Button, Here, Place, Screen, Turn

COMFORT = 850  # characters of a result before it goes on on a further screen
QUOTA = "quota"  # what a `when` may ask for beside the questions: the state of the chosen region's quota
STATES = ("open", "announced", "finished", "unknown")
LEVELS = ("high", "medium")


class Option(Answer):
    """`region`: it chooses a region; `quota`: it chooses whose quota counts."""

    region: str = ""
    quota: Literal["settlers", "kandas", ""] = ""


class Choice(Question):
    answers: tuple[Option, ...]


class Fitting(Model):
    """What holds for these answers, and on these days (both included)."""

    when: When = {}
    since: date | None = None
    until: date | None = None
    text: Text
    next: tuple[str, ...] = ()

    def fits(self, given: Given, day: date) -> bool:
        return (
            (not self.since or self.since <= day) and (not self.until or day <= self.until) and holds(self.when, given)
        )


class Result(Fitting):
    id: str


class Line(Fitting):
    priority: Literal["high", "medium"] | None = None


class Section(Model):
    """Lines under a heading, all that fit; `of: priority` says how high it is, `of: quota` whose and of which year."""

    title: Text
    of: Literal["priority", "quota", "steps", "list"] = "list"
    lines: tuple[Line, ...]


class Rules(Asking):
    """Spots: `-` begins, `qaAb` are answers; behind the last one stands the result, `.2` goes on, `.talk` writes."""

    kind: Literal["rules"]
    questions: tuple[Choice, ...]
    results: tuple[Result, ...]
    default: Result
    sections: tuple[Section, ...] = ()
    closing: Text | None = None
    topic: str = ""

    def links(self) -> Iterator[str]:
        yield from self.next
        for one in (*self.results, self.default, *(line for section in self.sections for line in section.lines)):
            yield from one.next

    # --- what a person sees -------------------------------------------------------------------------------------------
    def ended(self, here: Here, reading: Reading) -> Screen:
        result, told, leads = self._told(here, reading.given)
        sources = self.footer(here).strip()  # on a screen of their own where there is no room beside the last lines
        shown = screens(say(result.text, here.locale), [*told, *filter(None, [sources])], COMFORT)
        at = int(reading.view) if reading.view.isdecimal() and 0 < int(reading.view) <= len(shown) else 1
        rows_out: list[tuple[Button, ...]] = []
        if at < len(shown):
            rows_out.append((here.spot(f"{reading.trail}{VIEW}{at + 1}", "▸ " + here.words("More")),))
        rows_out += packed([here.button(page) for page in leads if page != "talk"])
        if self.topic:
            rows_out.append((here.spot(f"{reading.trail}{VIEW}talk", here.title("talk")),))
        rows_out.append((here.spot(BEGUN, "🔁 " + here.words("Check again")),))
        return Screen(here.place, shown[at - 1], (*rows_out, *self.back(here, reading.trail[:-2])))

    def tap(self, here: Here) -> Turn:
        reading = self.read(here.place.spot)
        if self.topic and reading.view == "talk" and not self.open(reading.given):
            brings = Brings(Place(here.place.page, reading.trail))
            return Turn((brings,), onward=Place("talk", f"{self.topic}~{here.place.page}"))
        return super().tap(here)

    def _told(self, here: Here, given: Given) -> tuple[Result, list[str], list[str]]:
        """The result, its paragraphs, and the pages it leads to."""
        day, quota = here.now.date(), self.quota(given, here.lists, here.now.year)
        known = {**given, QUOTA: quota.state if quota else "unknown"}
        result = self.result(known, day)
        leads = dict.fromkeys(result.next)
        told = []
        for section in self.sections:
            lines = [line for line in section.lines if line.fits(known, day)]
            leads |= dict.fromkeys(page for line in lines for page in line.next)
            if lines:
                head = f"<b>{say(section.title, here.locale)}</b>{self._head(here, section, lines, quota)}"
                marks = [f"{at}." if section.of == "steps" else "•" for at in range(1, len(lines) + 1)]
                told.append(
                    "\n".join([head, *(f"{m} {say(o.text, here.locale)}" for m, o in zip(marks, lines, strict=True))])
                )
        if self.closing:
            told.append(say(self.closing, here.locale))
        return result, told, list(leads)

    def _head(self, here: Here, section: Section, lines: Sequence[Line], quota: Quota | None) -> str:
        """What stands beside a heading: how high the priority is, whose quota it is and how many may come."""
        if section.of == "priority":
            named = {"high": here.words("high"), "medium": here.words("medium")}
            level = next((one for one in LEVELS if any(line.priority == one for line in lines)), "")
            return f": {named[level] if level else here.words('usual')}"
        if section.of == "quota" and quota:
            region = say(here.lists.choices("regions")[quota.region], here.locale)
            value = here.lists.values.get(quota.places or "")
            count = f", {here.words('places: {count}', count=value.value)}" if value else ""
            return f": {region}, {quota.year}{count}"
        return ""

    # --- what comes out -----------------------------------------------------------------------------------------------
    def result(self, given: Given, day: date) -> Result:
        """The first that fits; whatever was answered, there is one."""
        return next((one for one in self.results if one.fits(given, day)), self.default)

    def quota(self, given: Given, lists: Lists, year: int) -> Quota | None:
        """The quota of the region that was chosen; None: no region was, or nothing is known of it."""
        chosen = [one for question in self.questions for one in question.answers if given.get(question.id) == one.id]
        region = next((one.region for one in chosen if one.region), "")
        kind = next((one.quota for one in chosen if one.quota), "settlers")
        of = (one for one in lists.quotas if (one.region, one.kind, one.year) == (region, kind, year))
        return next(of, None)

    def outcome(self, given: Given, locale: str) -> str:
        lines = [line for section in self.sections for line in section.lines if holds(line.when, given)]
        level = next((one for one in LEVELS if any(line.priority == one for line in lines)), "")
        mark = {"high": " ⬆️⬆️", "medium": " ⬆️", "": ""}[level]
        return plain(say(self.result(given, date.min).text, locale)).splitlines()[0] + mark

    # --- what an editor is told ---------------------------------------------------------------------------------------
    def _fitting(self) -> Iterator[tuple[Path, Fitting]]:
        for at, result in enumerate(self.results):
            yield ("results", at), result
        for at, section in enumerate(self.sections):
            for nth, line in enumerate(section.lines):
                yield ("sections", at, "lines", nth), line

    def conditions(self) -> Iterator[tuple[Path, When, int]]:
        yield from super().conditions()
        for path, one in self._fitting():
            yield (*path, "when"), {name: all for name, all in one.when.items() if name != QUOTA}, len(self.questions)

    def distinct(self, question: Question, answers: Sequence[str]) -> list[str]:
        """One answer for each that some `when` tells from the others."""
        whens = self._asked_of.get(question.id, ())
        return list({tuple(answer in all for all in whens): answer for answer in reversed(answers)}.values())

    @cached_property
    def _asked_of(self) -> dict[str, list[tuple[str, ...]]]:
        """Of every question, the sets of answers that some `when` asks for."""
        whens = defaultdict[str, list[tuple[str, ...]]](list)
        for _, when, _ in self.conditions():
            for name, all in when.items():
                whens[name].append(all)
        return whens

    def samples(self, here: Here) -> Iterator[str]:
        """Every question, and of every result the longest."""
        longest: dict[str, tuple[int, str]] = {}
        seen = set[str]()
        for world in self.worlds():
            given, trail = dict[str, str](), ""
            for question in (one for one in self.questions if holds(one.when, world)):
                if question.id not in seen:
                    yield trail or BEGUN
                seen.add(question.id)
                offered = question.offered(given)
                code = next(code for code, one in offered.items() if world.get(question.id, one) == one)
                given[question.id] = offered[code]
                trail += question.code + code
            lines = sum(holds(line.when, given) for section in self.sections for line in section.lines)
            name = self.result({**given, QUOTA: "unknown"}, here.now.date()).id
            longest[name] = max(longest.get(name, (-1, "")), (lines, trail))
        yield from (trail for _, trail in longest.values())

    def faults(self, name: str, lists: Lists) -> Iterator[Fault]:
        before = list(super().faults(name, lists))
        yield from before
        for path, one in self._fitting():
            for state in sorted(set(one.when.get(QUOTA, ())) - set(STATES)):
                yield Fault((*path, "when"), "'{name}' has no answer '{answer}'", {"name": QUOTA, "answer": state})
        for at, question in enumerate(self.questions):
            for nth, answer in enumerate(question.answers):
                if answer.region and answer.region not in lists.lists.get("regions", {}):
                    where = ("questions", at, "answers", nth, "region")
                    yield Fault(where, "there is no region '{name}'", {"name": answer.region})
        if self.topic and self.topic not in lists.topics:
            yield Fault(("topic",), "there is no topic '{topic}'", {"topic": self.topic})
        if not before:
            yield from self._idle()

    def _idle(self) -> Iterator[Fault]:
        """What no combination of answers reaches: its own `when` contradicts itself, or what stands above takes all."""
        waiting = {path: one for path, one in self._fitting()}
        asks_quota = any(QUOTA in one.when for one in waiting.values())
        for count, world in enumerate(self.worlds()):
            if not waiting or count >= WORLDS:
                break
            for state in STATES if asks_quota else STATES[-1:]:
                waiting = self._left(waiting, {**world, QUOTA: state})
        for path in waiting:
            yield Fault(path, "no answers lead here: what stands above takes them all, or its 'when' cannot be")

    def _left(self, waiting: Mapping[Path, Fitting], given: Given) -> dict[Path, Fitting]:
        """Without what these answers reach. What holds on some days only hides nothing below it."""
        fitting = [one for one in self.results if holds(one.when, given)]
        first = next((at for at, one in enumerate(fitting) if not (one.since or one.until)), len(fitting))
        reached = fitting[: first + 1]
        return {
            path: one
            for path, one in waiting.items()
            if not (any(one is other for other in reached) or (isinstance(one, Line) and holds(one.when, given)))
        }
