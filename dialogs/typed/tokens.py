"""Typed text cut into digits, words and signs, whatever alphabet, digits or invisible marks it came with."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from dialogs.fold import fold

T = TypeVar("T")

MOST = 200  # characters: nobody needs more to write a day or an amount
LEX = re.compile(r"\d+(?:[ .,'’]\d+)*|[^\W\d_]+(?:['’ʻʼ`‘]+[^\W\d_]*)*|\S")


@dataclass(frozen=True, slots=True)
class Unclear:
    """What was typed cannot be taken as it is. `choices`: the few things it may mean; `digits`: how many there are."""

    choices: tuple[object, ...] = ()
    digits: int = 0


class Kind(Enum):
    DIGITS = "digits"
    WORD = "word"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Token:
    """`text`: digits with what stands between them; a word as its skeleton; a sign as it is."""

    kind: Kind
    text: str


def cleaned(text: str) -> str:
    """Ordinary digits and spaces; no marks that only turn the direction of writing."""
    seen = "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in unicodedata.normalize("NFKC", text)
        if unicodedata.category(letter) != "Cf"
    )
    return " ".join(seen.split())


def tokens(text: str) -> list[Token]:
    """At most as many as a short answer has; a long one is no answer and gives none."""
    text = cleaned(text)
    return [_token(found.group()) for found in LEX.finditer(text)] if len(text) <= MOST else []


def _token(one: str) -> Token:
    if one[0].isdigit():
        return Token(Kind.DIGITS, one)
    return Token(Kind.WORD, fold(one)) if one[0].isalpha() else Token(Kind.SIGN, one)


def folded(*words: str) -> frozenset[str]:
    """A set of words as tokens have them; each argument may hold several."""
    return frozenset(fold(word) for line in words for word in line.split())


def valued(table: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Words as tokens have them, with what they stand for."""
    return {fold(word): value for words, value in table for word in words.split()}
