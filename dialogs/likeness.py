"""How like a message is to what people said in danger before, and how unlike what they said at other times.

Multinomial naive Bayes (Manning, Raghavan, Schütze: Introduction to Information Retrieval, 13.2) over words, pieces of
them and neighbours, so that forms and slips that nobody thought of count too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import log, sqrt

from dialogs.fold import fold

ORDINARY = "ordinary"
PIECE, BEGINNING = 4, 5  # letters of a piece; letters by which two words that follow each other are known
ONCE = 0.5  # what a sign counts for that was never seen
USUAL = 0.3  # times a sign must be met in a kind of danger to begin to tell of it
SPAN = 15  # words that are judged together: danger is told in a few, however long the message is
TOLD = 3  # words that are given as the reason

Signs = tuple[tuple[str, ...], str]  # of one word: it and its pieces, and what it is with the word before it


@dataclass(frozen=True, slots=True)
class Likely:
    """How much rather this is danger than not (a sum of logarithms), the nearest kind, and the words that tell most."""

    sure: float
    kind: str
    words: tuple[str, ...]


class Likeness:
    """What was said, by kind, and under `ordinary` what was no danger: a message on each line."""

    def __init__(self, said: Mapping[str, str]) -> None:
        self._kinds = {kind: _counted(lines) for kind, lines in said.items() if kind != ORDINARY}
        danger: Counter[str] = Counter()
        for kind in self._kinds.values():
            danger.update(kind)
        ordinary = _counted(said.get(ORDINARY, ""))
        ours, theirs = danger.total() + ONCE, ordinary.total() + ONCE
        self._weights = {
            sign: log((danger[sign] + ONCE) / ours) - log((ordinary[sign] + ONCE) / theirs)
            for sign in (danger.keys() | ordinary.keys() if danger and ordinary else ())
        }
        self._danger, self._sizes = danger, {kind: signs.total() for kind, signs in self._kinds.items()}

    def of(self, words: list[str]) -> Likely:
        """What folded words are like; nothing was said that has their signs: 0."""
        signs = _signs(words)
        told = [_worth(one, self._weights) for one in signs]
        sums = [sum(told[at : at + SPAN]) for at in range(max(len(told) - SPAN, 0) + 1)]
        begins = max(range(len(sums)), key=sums.__getitem__)
        here = range(begins, min(begins + SPAN, len(words)))
        reasons = sorted(sorted(here, key=lambda at: -told[at])[:TOLD])
        return Likely(sums[begins], self._kind([signs[at] for at in here]), tuple(words[at] for at in reasons))

    def _kind(self, signs: Iterable[Signs]) -> str:
        """The kind of which most of the signs are more often met than among all danger."""
        known = {sign for one in signs for sign in (*one[0], one[1]) if sign in self._danger}

        def likely(kind: str) -> float:
            size, seen = self._sizes[kind], self._kinds[kind]
            usual = size / self._danger.total()
            return sum(log((seen[sign] + USUAL) / (self._danger[sign] * usual + USUAL)) for sign in known)

        return max(self._kinds, key=likely, default="")


def _counted(lines: str) -> Counter[str]:
    signs = (_signs(fold(line).split()) for line in lines.splitlines())
    return Counter(chain.from_iterable((*own, joined) for line in signs for own, joined in line))


def _signs(words: list[str]) -> list[Signs]:
    before = ["", *words]
    return [
        (_pieces(word), f"{last[:BEGINNING]} {word[:BEGINNING]}") for last, word in zip(before, words, strict=False)
    ]


@lru_cache(maxsize=50_000)
def _pieces(word: str) -> tuple[str, ...]:
    ends = f"^{word}$"
    return (word, *dict.fromkeys(ends[at : at + PIECE] for at in range(len(ends) - PIECE + 1)))


def _worth(signs: Signs, weights: Mapping[str, float]) -> float:
    """The pieces of a long word tell the same thing again: their sum is divided by the root of their number."""
    own = [weights[sign] for sign in signs[0] if sign in weights]
    return sum(own) / sqrt(len(own)) + weights.get(signs[1], 0) if own else 0.0
