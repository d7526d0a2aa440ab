"""What pages refer to and nobody opens by itself: countries, topics, facts, contacts, the organisation."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import cached_property, lru_cache
from html import escape
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from dialogs.hours import Hours, intervals
from dialogs.texts import Path, Text, said

Confidence = Literal["high", "medium", "low"]
Use = Literal["ok", "ok_with_date", "verify_first"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Speciality = Literal["lawyer", "psychologist", "social_worker", "operator"]


class Model(BaseModel):
    """What an editor writes: an unknown key is an error everywhere."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _days(value: object) -> object:
    found = re.fullmatch(r"(\d{1,4})d", str(value))
    if not found:
        raise ValueError("write a number of days like 90d")
    return int(found[1])


def _span(value: object) -> object:
    found = re.fullmatch(r"(\d{1,4})([mh])", str(value))
    if not found:
        raise ValueError("write minutes or hours like 5m or 4h")
    return timedelta(**{"minutes" if found[2] == "m" else "hours": int(found[1])})


def _working_hours(value: object) -> object:
    intervals(str(value))
    return str(value)


def _zone(value: object) -> object:
    try:
        ZoneInfo(str(value))
    except (ValueError, ZoneInfoNotFoundError):
        raise ValueError("write a time zone like Asia/Almaty") from None
    return value


def _address(value: object) -> object:
    if not str(value).startswith("https://") and not str(value).startswith("http://"):
        raise ValueError("an address begins with https://")
    return value


@lru_cache(maxsize=2000)
def _host(url: str | None) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.").rstrip(".") if url else ""


Days = Annotated[int, BeforeValidator(_days)]
Span = Annotated[timedelta, BeforeValidator(_span)]
WorkingHours = Annotated[str, BeforeValidator(_working_hours)]
Zone = Annotated[str, BeforeValidator(_zone)]
Url = Annotated[str, BeforeValidator(_address)]


DOUBT = "⚠ "


class Standing(StrEnum):
    """How far a fact or contact may be shown."""

    SURE = "sure"
    UNSURE = "unsure"
    HIDDEN = "hidden"


def standing(confidence: str, use: str | None) -> Standing:
    """Sure: `ok`, `ok_with_date`, or high confidence without a mark. Hidden: low confidence. Unsure: the rest."""
    if confidence == "low":
        return Standing.HIDDEN
    if use in ("ok", "ok_with_date") or (use is None and confidence == "high"):
        return Standing.SURE
    return Standing.UNSURE


class Fact(Model):
    """Where something that pages say comes from."""

    title: str
    url: Url | None = None
    date: str
    confidence: Confidence
    use: Use | None = None
    statement: str = ""
    note: str = ""

    @cached_property
    def standing(self) -> Standing:
        return standing(self.confidence, self.use)

    @property
    def host(self) -> str:
        """gov.uk: the short name of a source on a small screen."""
        return _host(self.url) or self.title[:60]

    @cached_property
    def link(self) -> str:
        """The source as HTML: its host with its address beneath, the day, and a mark where it is not sure."""
        day, shown = source_day(self.date), escape(self.host, quote=False)
        link = f'<a href="{escape(self.url)}">{shown}</a>' if self.url else shown
        return ("" if self.standing is Standing.SURE else DOUBT) + (f"{link} ({day})" if day else link)


class Contact(Model):
    """An embassy, a hotline, an office: of whom, where, how to reach it, and who says so."""

    kind: Literal["embassy", "consulate", "state", "hotline", "ngo", "intl"]
    of: str = ""
    country: str
    city: str = ""
    name: Text
    short: Text | None = None  # what its button says where the name is too long for one
    what: Text | None = None
    phone: tuple[str, ...] = ()
    email: tuple[str, ...] = ()
    address: str = ""
    site: str = ""
    hours: Text | None = None
    open: dict[Day, WorkingHours] = {}  # the same hours for the clock of its country, or of `zone`
    zone: Zone = ""
    note: Text | None = None
    source_title: str
    source_url: str = ""
    source_date: str
    confidence: Confidence
    use: Use
    # Why the numbers are not shown although the contact is.
    hide_phone: Literal["incomplete", "contradictory", "personal"] | None = None

    @cached_property
    def standing(self) -> Standing:
        return standing(self.confidence, self.use)

    @cached_property
    def opens(self) -> Hours:
        return Hours.of({day: hours for day, hours in self.open.items()})

    @property
    def source_host(self) -> str:
        """Who says so, in a word: a site rather than a researcher's note about it."""
        return _host(self.source_url) or _host(self.site) or self.source_title[:60]

    @property
    def listed(self) -> bool:
        """A doubtful mission is shown without its numbers; any other doubtful contact is not shown at all."""
        return self.standing is not Standing.HIDDEN or self.kind in ("embassy", "consulate")

    @property
    def shows_phone(self) -> bool:
        return bool(self.phone) and self.hide_phone is None and self.standing is not Standing.HIDDEN


class Organisation(Model):
    """Who answers. A live start needs an own telephone: nobody is promised a person who is not there."""

    name: Text
    phone: str = ""
    hours: dict[Day, WorkingHours] = {}
    holidays: tuple[date, ...] = ()
    night: Literal["none", "on_call"] = "none"
    police_text: Text
    police_text_approved: bool = False

    @cached_property
    def working(self) -> Hours:
        return Hours.of({str(day): text for day, text in self.hours.items()}, self.holidays)


class Term(Model):
    """How soon an answer is owed: in real time, in working time, or so many working days later.

    `on_call`: in real time, outside working hours, where somebody is on call at night.
    """

    real: Span | None = None
    working: Span | None = None
    days: Annotated[int, Field(ge=1, le=30)] | None = None
    on_call: Span | None = None

    @model_validator(mode="after")
    def _is_one(self) -> "Term":
        if [self.real, self.working, self.days].count(None) != 2:
            raise ValueError("write one of real, working and days")
        return self

    def due(self, own: Organisation, owed: datetime, zone: tzinfo) -> datetime:
        """When what is owed since a moment must be answered. Nobody at work, ever: in real time all the same."""
        if self.real is not None:
            return owed + self.real
        if self.on_call and own.night == "on_call" and not own.working.is_open(owed, zone):
            return owed + self.on_call
        if self.working is not None:
            return own.working.after(owed, self.working, zone) or owed + self.working
        days = self.days or 1
        return own.working.days_after(owed, days, zone) or owed + timedelta(days=days)


class Sla(Model):
    """How soon people are answered, by priority; and when somebody who is silent is asked, and let go."""

    answer: dict[Annotated[int, Field(ge=1, le=4)], Term]
    remind_after: Days = 3
    close_after: Days = 14

    @model_validator(mode="after")
    def _is_whole(self) -> "Sla":
        if set(self.answer) != {1, 2, 3, 4}:
            raise ValueError("say how soon for each priority, 1 to 4")
        return self


class Topic(Model):
    """What a case is about, and thereby who answers it and how soon."""

    label: Text
    speciality: Speciality
    priority: Annotated[int, Field(ge=1, le=4)]
    group: Literal["main", "restricted"] = "main"


class Canned(Model):
    """A ready answer: a consultant picks it by its label, the person gets it in their own language, as plain words.

    `topics`: what it is about; none means anything. `quiet`: short and harmless to whoever looks at the screen.
    """

    label: Text
    specialities: Annotated[tuple[Speciality, ...], Field(min_length=1)]
    topics: tuple[str, ...] = ()
    quiet: bool = False
    text: Text

    def serves(self, topic: str, speciality: str | None = None) -> bool:
        """Whether it may answer a case of this topic, sent by somebody of this speciality."""
        return (not self.topics or topic in self.topics) and (speciality is None or speciality in self.specialities)


class Quota(Model):
    """Whether a region still takes people this year. `unknown` is an honest answer; `places` names one of `values`."""

    region: str
    year: int
    kind: Literal["settlers", "kandas"]
    state: Literal["announced", "open", "finished", "unknown"]
    places: str | None = None
    source: tuple[str, ...]
    checked: date


Passed = Literal["topic", "language", "country", "need"]
PASSED: tuple[Passed, ...] = (
    "topic",
    "language",
    "country",
    "need",
)  # what a letter to a partner may say, in this order


class Partner(Model):
    """Who helps beside us, with what, where people read of it, and whether we have an agreement with them.

    `may_pass`: what a letter to them may say of a person, if the person agrees. `need`: what a consultant writes.
    """

    name: Text
    does: Text
    page: str | None = None
    contacts: tuple[str, ...] = ()
    memorandum: date | Literal["none", "unknown"] = "unknown"  # a date: until when it holds
    may_pass: tuple[Passed, ...] = PASSED
    source: tuple[str, ...]


class Persona(Model):
    """Whom a practice case plays: the language they write in, and what they would have chosen to write about."""

    locale: str
    topic: str


class Expected(Model):
    """What a good consultant does in a practice case."""

    ask_safety: bool
    canned: tuple[str, ...] = ()
    page: str
    outcome: str
    cause: str


class Practice(Model):
    """A practice case: what a scripted person says, one turn after each answer, and what would have been right.

    `lesson` is told afterwards, in the consultant's own language.
    """

    title: Text
    persona: Persona
    turns: Annotated[tuple[str, ...], Field(min_length=2)]
    expected: Expected
    lesson: Text


class Flag(Model):
    """One kind of danger: what it is about, how soon it is answered, the page of who only wants to read, and its signs.

    A sign is classes of words that stand near each other, in any order (`>` before it: in this one). `signs` are not
    believed where a false friend of `unless` stands in the message, nor where it doubts; `sure` are.
    """

    topic: str
    priority: Annotated[int, Field(ge=1, le=4)]
    page: str
    sure: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class RedFlags(Model):
    """The words of danger: classes of words in all languages, and the signs that are made of them.

    `word*` takes any ending, a word with a sign of `endings` one of that set, `a/b` is a or b, `{class}` any of it.
    `not_before` and `not_after` deny what stands beside them: не бьёт, қойған жоқ. `doubt`: the message asks or
    supposes. `unreal`: it is a joke, a film, a dream. `harmless`: classes that name no danger by
    themselves. What was said before stands in `Lists.said`.
    """

    endings: dict[Annotated[str, Field(pattern=r"^[+@^-]$")], tuple[str, ...]] = {}
    words: dict[str, tuple[str, ...]] = {}
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    doubt: tuple[str, ...] = ()
    unreal: tuple[str, ...] = ()
    harmless: tuple[str, ...] = ()
    flags: dict[str, Flag] = {}
    countries: dict[str, tuple[str, ...]] = {}  # how a country and its towns are called

    @model_validator(mode="after")
    def _classes_are_known(self) -> "RedFlags":
        known: set[str] = set()
        for name, ways in self.words.items():
            self._named(ways, known)
            known.add(name)
        signs = [sign for flag in self.flags.values() for sign in (*flag.sure, *flag.signs, *flag.unless)]
        self._named((*self.doubt, *self.unreal, *signs, *(f"{{{name}}}" for name in self.harmless)), known)
        return self

    @staticmethod
    def _named(said: tuple[str, ...], known: set[str]) -> None:
        for one in said:
            for name in re.findall(r"\{([\w-]*)\}", one):
                if name not in known:
                    raise ValueError(f"there is no class of words '{name}' above ({one})")


class Value(Model):
    """A number that changes: pages refer to it, so that one edit reaches every language."""

    value: Annotated[str, Field(pattern=r"^\d[\d ]*(,\d+)?$")]
    valid_until: date
    source: tuple[str, ...]
    checked: date


class Exempt(Model):
    """What a check may pass over, and why: words, or whole texts."""

    code: str
    what: tuple[str, ...]
    why: str


class Terms(Model):
    """For how long after its end a case is kept: the conversation in its topic, and what ties it to a person."""

    topic: Days
    case: Days


class Retention(Model):
    """How many days things are kept; what a person may have deleted at any time goes earlier."""

    main: Terms = Terms.model_validate({"topic": "90d", "case": "365d"})
    restricted: Terms = Terms.model_validate({"topic": "30d", "case": "730d"})
    person: Days = 548  # who does nothing and has no open case
    missed_words: Days = 30
    reports: Days = 365  # that the same telephone or link was reported before
    deletions: Days = 60  # longer than any backup
    audit: Days = 1095


class Flood(Model):
    """How many messages of one person go to the staff group within so many seconds; the others wait in their chat."""

    most: int = Field(default=20, ge=5, le=100)
    within: int = Field(default=20, ge=1, le=3600)


class Crowd(Model):
    """How many new people may ask within so many seconds; the others wait until a consultant wants to see them."""

    most: int = Field(default=10, ge=1, le=1000)
    within: int = Field(default=60, ge=1, le=3600)


class Language(Model):
    """A language a person can choose. `made_from`: nobody writes it, it is made from another one."""

    name: str
    made_from: str | None = None


class Lists(Model):
    """The table of contents and the lists that all pages share."""

    version: int
    languages: dict[str, Language]
    organisation: Organisation
    team: Literal["small", "full"] = "small"
    retention: Retention = Retention()
    sla: Sla
    flood: Flood = Flood()
    crowd: Crowd = Crowd()
    red_lines: Text | None = None  # what everybody at the desk keeps to
    countries: dict[str, Text]
    topics: dict[str, Topic]
    outcomes: dict[str, Text]
    causes: dict[str, Text]
    facts: dict[str, Fact] = {}
    contacts: dict[str, Contact] = {}
    moved: dict[str, str] = {}
    red_flags: RedFlags = RedFlags()
    said: dict[str, str] = {}  # messages of each red flag, and `ordinary` ones; each on its line
    canned: dict[str, Canned] = {}
    lists: dict[str, dict[str, Text]] = {}  # closed lists that forms ask from: professions, regions, ...
    quotas: tuple[Quota, ...] = ()
    partners: dict[str, Partner] = {}
    zones: dict[str, str] = {}  # the clocks of a country, by their IANA name; of one with several, the most people's
    betraying: dict[str, tuple[str, ...]] = {}  # beginnings of words that betray somebody to who reads along
    training: dict[str, Practice] = {}
    values: dict[str, Value] = {}
    allowed: tuple[Exempt, ...] = ()
    review: dict[str, str] = {}  # as on a page, for the lists and the contacts
    same_words: tuple[tuple[str, ...], ...] = ()  # words that search takes for each other, by their beginnings

    @cached_property
    def excepted(self) -> frozenset[tuple[str, str]]:
        """The exceptions as (code, word or text)."""
        return frozenset((one.code, what) for one in self.allowed for what in one.what)

    def choices(self, name: str) -> Mapping[str, Text]:
        """What one may choose from, by code: a list of `lists`, or the countries, topics, outcomes, causes.

        Raises KeyError: there is no such list.
        """
        if name == "topics":
            return {code: topic.label for code, topic in self.topics.items()}
        own = {"countries": self.countries, "outcomes": self.outcomes, "causes": self.causes}
        return own[name] if name in own else self.lists[name]

    def texts(self) -> Iterator[tuple[str, Path, Text]]:
        """Every text in three languages that is on no page: the list it stands in, and its path there."""
        for key in ("countries", "outcomes", "causes"):
            for name, text in getattr(self, key).items():
                yield key, (name,), text
        for key, choices in self.lists.items():
            yield from (("lists", (key, code), text) for code, text in choices.items())
        for key in ("topics", "contacts", "canned", "partners", "training"):
            for name, one in getattr(self, key).items():
                yield from ((key, (name, *path), text) for path, text in said(one))
        yield from (("organisation", path, text) for path, text in said(self.organisation))

    @property
    def written(self) -> tuple[str, ...]:
        """The languages that people write: every text must have them."""
        return tuple(code for code, language in self.languages.items() if language.made_from is None)


@lru_cache(maxsize=2000)
def source_day(fact_date: str) -> str:
    """The date at the head of a source's date, as far as it is given: 2026-03-16 -> 16.03.2026, 2026-03 -> 03.2026."""
    found = re.match(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", fact_date)
    return ".".join(part for part in reversed(found.groups()) if part) if found else ""


def overdue(checked: date, review_every: int, today: date, grace: int = 30) -> bool:
    """Whether a page may be out of date: its review is more than `grace` days late."""
    return (today - checked).days > review_every + grace
