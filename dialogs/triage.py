"""Words of danger, heard before anything else: phrases of the content over folded words, in order and near."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from dialogs.fold import fold
from dialogs.lists import Flag, RedFlags

NEAR = 5  # the next word of a phrase is at most so many words further on
TYPO = 7  # letters from which one slip is forgiven
PART = re.compile(r"\{([\w-]+)\}|([^\s/{}]+)")


@dataclass(frozen=True, slots=True)
class Alarm:
    """What was heard: the flag, and the phrase that matched."""

    flag: str
    topic: str
    priority: int
    phrase: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that must stand near each other; each is a set of ways to say it."""

    text: str
    words: tuple[frozenset[int], ...]
    any_order: bool
    denies: bool  # it says "not" itself, so another "not" beside it takes nothing back


class Triage:
    """All red flags of a book, ready to listen."""

    def __init__(self, red_flags: RedFlags) -> None:
        self._red_flags = red_flags
        self._ids: dict[str, int] = {}
        self._whole: dict[str, set[int]] = defaultdict(set)
        self._starts: dict[str, set[int]] = defaultdict(set)
        self._slips: dict[str, set[int]] = defaultdict(set)
        self._sets = {name: frozenset(self._numbers(words)) for name, words in red_flags.words.items()}
        self._flags = [
            (name, flag, [*self._phrases(flag.phrases)], [*self._phrases(flag.unless)])
            for name, flag in red_flags.flags.items()
        ]
        self._not_before = frozenset(self._numbers(red_flags.not_before))
        self._not_after = frozenset(self._numbers(red_flags.not_after))
        self._longest = max(map(len, self._starts), default=0)
        self._heard = lru_cache(maxsize=10_000)(self._hear)

    def alarm(self, text: str) -> Alarm | None:
        """The gravest red flag in typed words, or none."""
        typed = [self._heard(word) for word in fold(text).split()[:200]]
        if not any(typed):
            return None
        found = []
        for name, flag, phrases, unless in self._flags:
            phrase = next((phrase for phrase in phrases if self._stands(phrase, typed)), None)
            if phrase and not any(_stand(friend, typed) for friend in unless):
                found.append(Alarm(name, flag.topic, flag.priority, phrase.text, flag.page))
        return min(found, key=lambda alarm: alarm.priority, default=None)

    def _stands(self, phrase: _Phrase, typed: list[frozenset[int]]) -> bool:
        return any(phrase.denies or not self._denied(places, typed) for places in _places(phrase, typed))

    def _denied(self, places: tuple[int, ...], typed: list[frozenset[int]]) -> bool:
        """не бьёт, никто не забирал; алып қойған жоқ."""
        last = max(places) + 1
        if last < len(typed) and typed[last] & self._not_after:
            return True
        return any(at and typed[at - 1] & self._not_before for at in places)

    def _phrases(self, phrases: Mapping[str, Iterable[str]]) -> Iterator[_Phrase]:
        for text in (text for said in phrases.values() for text in said):
            words = tuple(frozenset(self._ways(word)) for word in text.removeprefix("~").split())
            denying = {*self._red_flags.not_before, *self._red_flags.not_after}
            denies = not denying.isdisjoint(re.split(r"[\s/]+", text.removeprefix("~")))
            yield _Phrase(text, words, text.startswith("~"), denies)

    def _ways(self, word: str) -> Iterator[int]:
        """One place of a phrase: words divided by / and names of sets in braces."""
        for name, plain in PART.findall(word):
            yield from self._sets[name] if name else self._numbers([plain])

    def _numbers(self, words: Iterable[str]) -> Iterator[int]:
        for word in words:
            stem, opened = fold(word.rstrip("*")), word.endswith("*")
            key = stem + "*" * opened
            if key not in self._ids:
                self._ids[key] = len(self._ids)
                (self._starts if opened else self._whole)[stem].add(self._ids[key])
                if len(stem) >= TYPO and opened:
                    for slip in _without_one(stem):
                        self._slips[slip].add(self._ids[key])
            yield self._ids[key]

    def _hear(self, typed: str) -> frozenset[int]:
        """Which words of all phrases a typed one is: whole, by its beginning, or with one slip."""
        found = set(self._whole.get(typed, ()))
        for size in range(2, min(len(typed), self._longest) + 1):
            found |= self._starts.get(typed[:size], set())
            if size >= TYPO - 1:
                found |= self._slips.get(typed[:size], set())
            if size >= TYPO:
                for slip in _without_one(typed[:size]):
                    found |= self._starts.get(slip, set()) if len(slip) >= TYPO else set()
                    found |= self._slips.get(slip, set())
        return frozenset(found)


def _without_one(word: str) -> set[str]:
    """The word with one letter lost, its first two and its last kept."""
    return {word[:at] + word[at + 1 :] for at in range(2, len(word) - 1)}


def _places(phrase: _Phrase, typed: list[frozenset[int]]) -> Iterator[tuple[int, ...]]:
    """Every way in which the words of a phrase stand near each other."""
    for at, heard in enumerate(typed):
        if phrase.any_order:
            window = range(max(0, at - 2 * NEAR), min(len(typed), at + 2 * NEAR))
            if phrase.words[0] & heard:
                rest = [next((n for n in _nearest(at, window) if word & typed[n]), None) for word in phrase.words[1:]]
                if all(n is not None and abs(n - at) <= NEAR for n in rest):
                    yield (at, *(n for n in rest if n is not None))
        elif phrase.words[0] & heard:
            yield from _onward(phrase.words[1:], typed, (at,))


def _stand(phrase: _Phrase, typed: list[frozenset[int]]) -> bool:
    return next(_places(phrase, typed), None) is not None


def _nearest(at: int, window: range) -> list[int]:
    return sorted((n for n in window if n != at), key=lambda n: abs(n - at))


def _onward(
    words: tuple[frozenset[int], ...], typed: list[frozenset[int]], so_far: tuple[int, ...]
) -> Iterator[tuple[int, ...]]:
    if not words:
        yield so_far
        return
    for at in range(so_far[-1] + 1, min(so_far[-1] + 1 + NEAR, len(typed))):
        if words[0] & typed[at]:
            yield from _onward(words[1:], typed, (*so_far, at))


__all__ = ["Alarm", "Flag", "Triage"]
