"""What somebody has answered so far, on what it depends which question comes next, and what may be done with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BeforeValidator

from dialogs.turn import Effect

# An answer as it is kept: a code, a number, a day or typed words as text; several codes or messages as a list;
# None for a question that was passed over.
Answer = str | list[Any] | None
Answers = Mapping[str, Answer]

COMPARED = re.compile(r"(>=|<=|>|<)\s*(\d+)")


def _wanted(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Wanted = Annotated[tuple[str, ...], BeforeValidator(_wanted)]
When = dict[str, Wanted]  # question: answers that it must have, or `>=4`, or `*` for any answer


@dataclass(frozen=True, slots=True)
class Draft:
    """`known`: the questions that the form had when it was answered last."""

    answers: Answers = field(default_factory=dict)
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeepDraft(Effect):
    """Keep these answers. `attach`: the message just sent is one more answer to that question."""

    page: str
    draft: Draft
    memory: bool = False  # only there, and not for long
    attach: str = ""
    days: int = 1  # that it is kept when nobody goes on with it


@dataclass(frozen=True, slots=True)
class DropDraft(Effect):
    page: str


@dataclass(frozen=True, slots=True)
class Submit(Effect):
    """Send the answers to people: into the case that is open, or into a new one. Returns CaseOpened."""

    page: str
    topic: str
    priority: int | None
    answers: Answers


@dataclass(frozen=True, slots=True)
class Tell(Effect):
    """Words of the bot that stay in the chat in a message of their own, as HTML."""

    text: str


def holds(when: Mapping[str, tuple[str, ...]], answers: Answers) -> bool:
    """Whether the answers are such. What was passed over is like nothing."""
    return all(any(_like(answers.get(name), one) for one in wanted) for name, wanted in when.items())


def _like(answer: Answer, wanted: str) -> bool:
    if answer is None or answer == []:
        return False
    if found := COMPARED.fullmatch(wanted):
        value = str(answer)
        return value.isdigit() and _compared(int(value), found[1], int(found[2]))
    return wanted == "*" or wanted == answer or (isinstance(answer, list) and wanted in answer)


def _compared(value: int, sign: str, bound: int) -> bool:
    return {">=": value >= bound, "<=": value <= bound, ">": value > bound, "<": value < bound}[sign]


def applicable(whens: Mapping[str, Mapping[str, tuple[str, ...]]], answers: Answers) -> list[str]:
    """The questions that these answers lead to, in order; each depends on earlier ones that apply themselves."""
    chosen: dict[str, Answer] = {}
    for name, when in whens.items():
        if holds(when, chosen):
            chosen[name] = answers.get(name)
    return list(chosen)


def pending(names: Iterable[str], draft: Draft, again: frozenset[str] = frozenset()) -> str | None:
    """The first question without an answer; of those that an editor added behind somebody's back only `again`."""
    names = list(names)
    last = max((at for at, name in enumerate(names) if name in draft.answers), default=-1)
    for at, name in enumerate(names):
        added = at < last and name not in draft.known and name not in again
        if name not in draft.answers and not added:
            return name
    return None


def seen(names: Iterable[str], draft: Draft) -> tuple[str, ...]:
    """All questions, but for those that an editor has added where somebody had passed already."""
    names = list(names)
    last = max((at for at, name in enumerate(names) if name in draft.answers), default=0)
    return (*(name for name in names[:last] if name in draft.answers or name in draft.known), *names[last:])
