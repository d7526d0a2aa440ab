"""Words of danger, heard before anything else: classes of words that stand near each other, whatever the language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from dialogs.fold import fold
from dialogs.likeness import Likely, Likeness
from dialogs.lists import Flag, RedFlags
from dialogs.vocabulary import Vocabulary

NEAR, FAR = 6, 20  # the next part of a sign is at most so many words further on; of one with ~ before it
GAP = 1  # words that may stand inside one way to say a thing
LONGEST = 250  # words read of a message
LIKELY, SURELY = 6.0, 9.0  # as like danger as this is heard without a sign: with a word for some danger, and with none
UNLIKELY = {1: -1.0, 2: -5.0}  # a sign of one part, or of more, is not believed in a message less like danger than this
# where people are from: named beside another country, they are not where it happens
HOME = ("KZ", "UZ", "KG", "TJ", "TM")
AGE = re.compile(r"(?<=\d)(?=[a-z]{2})")  # 14темін is two words
PART = re.compile(r"\{([\w-]+)\}|([^\s/{}]+)")


@dataclass(frozen=True, slots=True)
class Alarm:
    """What was heard: the flag, the sign that matched (or ~ and words that told), and the country that was named."""

    flag: str
    topic: str
    priority: int
    phrase: str
    page: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a thing is said, from one word to another. `denies`: it says "not" itself, so nothing takes it back."""

    start: int
    end: int
    denies: bool


@dataclass(frozen=True, slots=True)
class _Item:
    """One place of a way or a sign: words, and classes of words."""

    words: frozenset[int]
    denying: frozenset[int]
    classes: tuple[str, ...]
    begins: frozenset[int]  # every word without which nothing here can be said


@dataclass(frozen=True, slots=True)
class _Sign:
    text: str
    items: tuple[_Item, ...]
    in_order: bool
    near: int


@dataclass(frozen=True, slots=True)
class _Listened:
    """A flag with its signs and its false friends."""

    flag: Flag
    sure: list[_Sign]
    signs: list[_Sign]
    unless: list[_Sign]


@dataclass(slots=True)
class _Heard:
    """A message: the words of the vocabulary at each place, and the classes found so far."""

    typed: list[frozenset[int]]
    all: frozenset[int]
    spans: dict[str, list[_Span]] = field(default_factory=dict)


class Triage:
    """All red flags of a book, ready to listen."""

    def __init__(self, red_flags: RedFlags, said: Mapping[str, str] | None = None) -> None:
        self._vocabulary = Vocabulary(red_flags.endings)
        self._deny = frozenset(map(self._vocabulary.number, (*red_flags.not_before, *red_flags.not_after)))
        self._not_before = frozenset(map(self._vocabulary.number, red_flags.not_before))
        self._not_after = frozenset(map(self._vocabulary.number, red_flags.not_after))
        self._short: dict[str, _Item] = {}  # of each class, the ways of one word
        self._long: dict[str, list[tuple[_Item, ...]]] = {}
        self._begins: dict[str, frozenset[int]] = {}
        for name, ways in red_flags.words.items():
            self._learn(name, ways)
        self._unreal, self._doubt = [*self._signs(red_flags.unreal)], [*self._signs(red_flags.doubt)]
        self._flags = {
            name: _Listened(flag, *([*self._signs(one)] for one in (flag.sure, flag.signs, flag.unless)))
            for name, flag in red_flags.flags.items()
        }
        self._countries = {name: self._item("/".join(words)).words for name, words in red_flags.countries.items()}
        self._grave = [name for name in red_flags.words if name not in red_flags.harmless]
        self._likeness = Likeness(said or {})
        self._hear = lru_cache(maxsize=10_000)(self._vocabulary.hear)

    def alarm(self, text: str) -> Alarm | None:
        """The gravest red flag in typed words, or none."""
        words = AGE.sub(" ", fold(text)).split()[:LONGEST]
        typed = [one for word in words for one in self._hear(word)]
        message = _Heard(typed, frozenset().union(*typed))
        likely = self._likeness.of(
            [word for word in words if not any(map(self._countries_in, self._hear(word)))]
        )  # danger is everywhere
        found = [alarm for name in self._flags if (alarm := self._flagged(name, message, likely.sure))]
        if not found and self._sounds(likely, message) and not self._taken_back(self._flags[likely.kind], message):
            found = [self._alarm(likely.kind, "~ " + " ".join(likely.words))]
        if not found or self._any(self._unreal, message):
            return None
        return replace(min(found, key=lambda alarm: alarm.priority), country=self._country(message))

    def _sounds(self, likely: Likely, message: _Heard) -> bool:
        """Whether a message without a sign is enough like danger."""
        if likely.sure < LIKELY:
            return False
        return likely.sure >= SURELY or any(self._class(name, message) for name in self._grave)

    def _flagged(self, name: str, message: _Heard, likely: float) -> Alarm | None:
        listened = self._flags[name]
        if sign := self._first(listened.sure, message):
            return self._alarm(name, sign.text)
        believed = (sign for sign in listened.signs if likely > UNLIKELY[min(len(sign.items), 2)])
        sign = self._first(believed, message)
        return self._alarm(name, sign.text) if sign and not self._silenced(listened.unless, message) else None

    def _alarm(self, name: str, phrase: str) -> Alarm:
        flag = self._flags[name].flag
        return Alarm(name, flag.topic, flag.priority, phrase, flag.page)

    def _taken_back(self, listened: _Listened, message: _Heard) -> bool:
        """Whether a sign stands there but is denied, or the message has a false friend: likeness hears neither."""
        denied = any(any(True for _ in self._together(sign, message)) for sign in listened.signs)
        return denied or self._silenced(listened.unless, message)

    def _silenced(self, unless: Iterable[_Sign], message: _Heard) -> bool:
        return self._any(unless, message) or self._any(self._doubt, message)

    def _country(self, message: _Heard) -> str:
        """The first country that was named; one that people leave for rather than one they are from."""
        named = [country for heard in message.typed for country in self._countries_in(heard)]
        return next((one for one in named if one not in HOME), named[0] if named else "")

    def _countries_in(self, heard: frozenset[int]) -> list[str]:
        return [country for country, words in self._countries.items() if heard & words]

    def _first(self, signs: Iterable[_Sign], message: _Heard) -> _Sign | None:
        return next((sign for sign in signs if self._stands(sign, message)), None)

    def _any(self, signs: Iterable[_Sign], message: _Heard) -> bool:
        return any(self._stands(sign, message) for sign in signs)

    def _stands(self, sign: _Sign, message: _Heard) -> bool:
        return any(not self._denied(spans, message.typed) for spans in self._together(sign, message))

    def _denied(self, spans: list[_Span], typed: list[frozenset[int]]) -> bool:
        """не бьёт, никто не забирал; алып қойған жоқ."""
        if any(not one.denies and one.start and typed[one.start - 1] & self._not_before for one in spans):
            return True
        last = max(spans, key=lambda one: one.end)
        after = last.end + 1
        return not last.denies and after < len(typed) and bool(typed[after] & self._not_after)

    def _together(self, sign: _Sign, message: _Heard) -> Iterator[list[_Span]]:
        """Every choice of places in which the parts of a sign stand near each other."""
        parts = []
        for item in sign.items:
            spans = self._spans(item, message)
            if not spans:
                return
            parts.append(spans)
        yield from _choose(parts, [], sign)

    def _spans(self, item: _Item, message: _Heard) -> list[_Span]:
        if item.begins.isdisjoint(message.all):
            return []
        found = []
        if not item.words.isdisjoint(message.all):
            for at, heard in enumerate(message.typed):
                if heard & item.words:
                    found.append(_Span(at, at, bool(heard & item.denying)))
        for name in item.classes:
            if name not in message.spans:
                message.spans[name] = self._class(name, message)
            found += message.spans[name]
        return found

    def _class(self, name: str, message: _Heard) -> list[_Span]:
        found = self._spans(self._short[name], message)
        for way in self._long[name]:
            if not any(item.begins.isdisjoint(message.all) for item in way):
                found += self._along(way, message)
        return found

    def _along(self, way: tuple[_Item, ...], message: _Heard) -> Iterator[_Span]:
        """Where all parts of a way follow each other."""
        reached = self._spans(way[0], message)
        for item in way[1:]:
            if not reached:
                return
            here = self._spans(item, message)
            reached = [
                _Span(so_far.start, one.end, so_far.denies or one.denies)
                for so_far in reached
                for one in here
                if 0 < one.start - so_far.end <= 1 + GAP
            ]
        yield from reached

    def _learn(self, name: str, ways: Iterable[str]) -> None:
        words: frozenset[int] = frozenset()
        denying: frozenset[int] = frozenset()
        classes: tuple[str, ...] = ()
        self._long[name] = []
        for way in ways:
            items = tuple(self._item(part) for part in way.split())
            if len(items) == 1:
                words, denying = words | items[0].words, denying | items[0].denying
                classes += items[0].classes
            else:
                self._long[name].append(items)
        begins = words.union(*(self._begins[one] for one in classes))
        self._short[name] = _Item(words, denying, classes, begins)
        self._begins[name] = begins.union(*(way[0].begins for way in self._long[name]))

    def _item(self, part: str) -> _Item:
        named, plain = zip(*PART.findall(part), strict=True)
        numbers = {word: self._vocabulary.number(word) for word in plain if word}
        denying = frozenset(n for word, n in numbers.items() if word.endswith("-") or n in self._deny)
        words, classes = frozenset(numbers.values()), tuple(filter(None, named))
        return _Item(words, denying, classes, words.union(*(self._begins[one] for one in classes)))

    def _signs(self, said: Iterable[str]) -> Iterator[_Sign]:
        for text in said:
            parts = text.lstrip(">~").split()
            yield _Sign(
                text, tuple(map(self._item, parts)), text.startswith(">"), FAR if text.startswith("~") else NEAR
            )


def _choose(parts: list[list[_Span]], chosen: list[_Span], sign: _Sign) -> Iterator[list[_Span]]:
    if len(chosen) == len(parts):
        places = sorted(chosen, key=lambda one: one.start)
        if all(0 < after.start - before.end <= sign.near for before, after in pairwise(places)):
            yield chosen
        return
    for one in parts[len(chosen)]:
        if chosen and abs(one.start - chosen[0].start) > 2 * sign.near * len(parts):
            continue
        if not (sign.in_order and chosen and not 0 < one.start - chosen[-1].end <= sign.near):
            yield from _choose(parts, [*chosen, one], sign)


__all__ = ["Alarm", "Flag", "Triage"]
