"""The checked whole: all pages with their lists, and every screen drawn in advance for one day."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from dialogs import checks, listed, values
from dialogs.caution import Known
from dialogs.fold import fold
from dialogs.kinds import KINDS, Page
from dialogs.lists import Canned, Lists, Partner, Practice, RedFlags
from dialogs.search import Index
from dialogs.source import Invalid, Problem, Source, read
from dialogs.sources import Contact, Fact
from dialogs.texts import say
from dialogs.triage import Triage
from dialogs.turn import HOME, Here, Person, Place, Screen
from dialogs.words import words

M = TypeVar("M", bound=BaseModel)

PARTS: dict[str, type[BaseModel]] = {  # mappings of one model, which may have a file of their own
    "facts": Fact,
    "contacts": Contact,
    "canned": Canned,
    "partners": Partner,
    "training": Practice,
}
FILES = ("lists", "same_words", "allowed", "said")  # what else may have one
UNSPOKEN = ("language", "urgent")  # what is shown before a language is chosen

PLAIN = {  # pydantic's error types in an editor's words
    "missing": "'{key}' is missing",
    "extra_forbidden": "'{key}' is not known here",
    "string_type": "'{key}' must be text",
    "dict_type": "'{key}' must be a text in several languages, or a mapping",
    "tuple_type": "'{key}' must be a list",
    "literal_error": "'{key}' must be one of: {expected}",
    "int_parsing": "'{key}' must be a whole number",
    "bool_parsing": "'{key}' must be yes or no",
    "date_from_datetime_parsing": "'{key}' must be a date like 2026-11-22",
    "date_parsing": "'{key}' must be a date like 2026-11-22",
}


@dataclass(frozen=True)
class Ear:
    """What typed words are held against. Made when the first words are typed: who only taps never waits for it."""

    pages: Mapping[str, Page]
    lists: Lists

    @cached_property
    def index(self) -> Index:
        return Index(self.pages, self.lists)

    @cached_property
    def known(self) -> Known:
        return Known.of(self.pages, self.lists)

    @cached_property
    def triage(self) -> Triage:
        return Triage(self.lists.red_flags, self.lists.said)


@dataclass(frozen=True)
class Book:
    """All guidance, for one local day. `screens` has every fixed screen by (locale, place as text)."""

    pages: Mapping[str, Page]
    lists: Lists
    parents: Mapping[str, str]
    ear: Ear
    warnings: tuple[Problem, ...] = ()
    drafts: Mapping[str, Page] = field(default_factory=dict)  # pages with values to be filled in for the day
    day: date | None = None
    screens: Mapping[tuple[str, str], Screen] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, Place]] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Short: four megabytes of texts hide in a test's report what has failed."""
        return f"<Book of {len(self.pages)} pages>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))

    @property
    def locales(self) -> tuple[str, ...]:
        return tuple(self.lists.languages)

    def resolve(self, place: Place) -> Place:
        """Where a place leads today: pages that were renamed stand under `moved`. An unknown page leads home."""
        page = self.lists.moved.get(place.page, place.page)
        if page == place.page:
            return place if page in self.pages else HOME
        return Place(page, place.spot) if page in self.pages else HOME

    def here(
        self,
        place: Place,
        person: Person,
        now: datetime,
        kept: Mapping[str, Any] | None = None,
        results: tuple[Any, ...] = (),
    ) -> Here:
        """All that the page of a place may know."""
        pages, locale = self.pages, person.locale

        def title(page: str) -> str:
            return say(pages[page].title, locale or self.locales[0]) if page in pages else page

        return Here(
            place,
            locale,
            now,
            words(locale),
            self.lists,
            title,
            self.parents.get(place.page),
            person,
            kept or {},
            results,
            self._unfinished(person),
            lambda page: getattr(pages.get(page), "every", ()),
        )

    def _unfinished(self, person: Person) -> Place | None:
        """Where somebody answers questions, if they do: other pages offer the way back to it."""
        page = self.pages.get(self.resolve(person.waiting).page) if person.waiting else None
        return person.waiting if page and page.resumes else person.asked

    def drawn(self, locale: str, day: date) -> Iterator[Screen]:
        """Every fixed screen of one language."""
        person = Person(locale)
        now = datetime.combine(day, time(), UTC)
        for name, page in self.pages.items():
            if not locale and name not in UNSPOKEN:
                continue
            here = self.here(Place(name), person, now)
            for spot in page.spots(here):
                yield page.screen(here.at(Place(name, spot)))

    def looked_at(self, day: date) -> Iterator[tuple[str, Screen]]:
        """Every screen that is made in advance, and samples of those that are made when somebody comes to them."""
        for (locale, _), screen in self.screens.items():
            yield locale, screen
        now = datetime.combine(day, time(), UTC)
        for name, page in self.pages.items():
            here = {locale: self.here(Place(name), Person(locale), now) for locale in self.locales}
            for spot in page.samples(here[self.locales[0]]):
                yield from ((locale, page.screen(there.at(Place(name, spot)))) for locale, there in here.items())

    def for_day(self, day: date) -> "Book":
        """The same book with its values and screens drawn for a local day."""
        drafts = {name: values.filled(page, self.lists.values, day) for name, page in self.drafts.items()}
        book = replace(self, pages={**self.pages, **drafts}, day=day)
        screens = {
            (locale, str(screen.place)): screen for locale in ("", *self.locales) for screen in book.drawn(locale, day)
        }
        labels = {
            locale: {fold(say(page.title, locale)): Place(name) for name, page in self.pages.items() if not page.hidden}
            for locale in self.locales
        }
        return replace(book, screens=screens, labels=labels)


def load(path: Path, day: date) -> Book:
    """Read, check and draw the whole content. Raises Invalid with every problem at once."""
    sources, pages, lists, problems = _read(path)
    if lists is None:
        raise Invalid(problems)
    parents, taps = _ways(pages)
    for name, page in pages.items():
        problems += checks.page(sources[name], name, page, pages, lists)
    problems += checks.graph(sources, pages, taps)
    if any(not problem.warning for problem in problems):
        raise Invalid(_sorted(problems))
    drafts = {name: page for name, page in pages.items() if any(values.named(page))}
    book = Book(pages, lists, parents, Ear(pages, lists), drafts=drafts).for_day(day)
    for locale, screen in book.looked_at(day):
        problems += checks.screen(sources[screen.place.page], screen.place.page, locale or "kk", screen)
    if any(not problem.warning for problem in problems):
        raise Invalid(_sorted(problems))
    return replace(book, warnings=tuple(_sorted(problems)))


def draft(path: Path) -> Book:
    """The book as far as it can be read, without checks and screens: what reports for editors look at."""
    _, pages, lists, problems = _read(path)
    if lists is None:
        raise Invalid(problems)
    return Book(pages, lists, {}, Ear(pages, lists))


def _sorted(problems: list[Problem]) -> list[Problem]:
    return sorted(set_once(problems), key=lambda problem: (problem.file, problem.line))


def set_once(problems: list[Problem]) -> list[Problem]:
    """The same thing said in several languages is said once."""
    return list({(p.file, p.line, p.what, str(p.values.get("place", p.values))): p for p in problems}.values())


def _read(path: Path) -> tuple[dict[str, Source], dict[str, Page], Lists | None, list[Problem]]:
    top = read(path)
    problems = list(top.problems)
    data = dict(top.data) if isinstance(top.data, dict) else {}
    sources: dict[str, Source] = {}
    pages: dict[str, Page] = {}
    for name in data.pop("include", []):
        problems += _include(path, str(name), sources, pages)
    parts: dict[str, Source] = {}
    for shared in PARTS:
        if isinstance(data.get(shared), str):
            part = _part(path, data[shared], problems)
            problems += _shared_problems(part, shared) if part else []
            data[shared] = part.data if part else {}
            parts |= {shared: part} if part else {}
    flags = _part(path, data["red_flags"], problems) if isinstance(data.get("red_flags"), str) else None
    for shared in FILES:
        if isinstance(data.get(shared), str) and (part := _part(path, data[shared], problems)):
            data[shared], parts[shared] = part.data, part
    if flags:
        data["red_flags"] = flags.data if _model(RedFlags, flags.data, flags, (), problems) else {}
    lists = _model(Lists, data, top, (), problems)
    if lists and flags:
        problems += listed.flags(flags, lists, pages)
    if lists:
        problems += listed.shared(top, parts, lists, pages)
    return sources, pages, lists, problems


def _part(path: Path, name: str, problems: list[Problem]) -> Source | None:
    try:
        part = read(path.parent / name, name)
    except Invalid as invalid:
        problems += invalid.problems
        return None
    problems += part.problems
    return part


def _include(path: Path, name: str, sources: dict[str, Source], pages: dict[str, Page]) -> list[Problem]:
    problems: list[Problem] = []
    part = _part(path, name, problems)
    for page, data in part.data.items() if part and isinstance(part.data, dict) else ():
        assert part is not None
        kind = data.get("kind") if isinstance(data, dict) else None
        if page in pages:
            problems.append(part.problem((page,), "there is another page '{name}'", name=page))
        elif kind not in KINDS:
            kinds = ", ".join(KINDS)
            problems.append(
                part.problem((page, "kind"), "'{kind}' is no kind of page; there are {kinds}", kind=kind, kinds=kinds)
            )
        elif model := _model(KINDS[kind], data, part, (page,), problems):
            sources[page], pages[page] = part, model
    return problems


def _shared_problems(part: Source, name: str) -> list[Problem]:
    """Mistakes inside one of PARTS are told with their own file and line."""
    problems: list[Problem] = []
    good = {}
    for key, data in part.data.items() if isinstance(part.data, dict) else ():
        if _model(PARTS[name], data, part, (key,), problems):
            good[key] = data
    part.data = good
    return problems


def _model(model: type[M], data: Any, source: Source, where: tuple[str, ...], problems: list[Problem]) -> M | None:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for fault in error.errors():
            path = (*where, *(str(step) if not isinstance(step, int) else step for step in fault["loc"]))
            what = PLAIN.get(fault["type"], "'{key}': {why}")
            key, why = str(path[-1]) if path else "", fault["msg"].removeprefix("Value error, ")
            expected = fault.get("ctx", {}).get("expected", "")
            problems.append(source.problem(path, what, key=key, why=why, expected=expected))
    return None


def _ways(pages: Mapping[str, Page]) -> tuple[dict[str, str], dict[str, int]]:
    """The way back from each page and how many taps it is from home; menus are the natural parents."""
    parents: dict[str, str] = {}
    taps = {HOME.page: 0}
    queue = deque([HOME.page])
    while queue:
        name = queue.popleft()
        for target in pages[name].links() if name in pages else ():
            if target in pages and target not in taps:
                taps[target] = taps[name] + 1
                parents[target] = name
                queue.append(target)
    for name, page in pages.items():
        for target in getattr(page, "items", ()):
            if parents.get(target) and not hasattr(pages[parents[target]], "items"):
                parents[target] = name
    return parents, taps
