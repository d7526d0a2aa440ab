"""What pages refer to and nobody opens by itself: countries, topics, facts, contacts, the organisation."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dialogs.model import Model
from dialogs.service import Crowd, Flood, Organisation, Retention, Sla
from dialogs.sources import Contact, Fact
from dialogs.texts import Path, Text, said

Speciality = Literal["lawyer", "psychologist", "social_worker", "operator"]


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
