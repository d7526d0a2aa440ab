"""A question with answers to choose from, and when it is asked: what checks, rules and quizzes are made of."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field

from dialogs.model import Model
from dialogs.texts import Text

UNSURE = "0"  # the code of "I don't know", the same in every question; its id is `unsure`

Given = Mapping[str, str]  # question -> answer, by their ids
Code = Annotated[str, Field(pattern=r"^[A-Za-z1-9]$")]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,23}$")]


def _several(value: object) -> object:
    """`to: kz` means `to: [kz]`."""
    if not isinstance(value, dict):
        return value
    return {key: (one,) if isinstance(one, str) else one for key, one in value.items()}


When = Annotated[dict[str, tuple[str, ...]], BeforeValidator(_several)]  # every question has one of these answers


def holds(when: Mapping[str, Sequence[str]], given: Given) -> bool:
    for question, answers in when.items():  # noqa: SIM110 - the checker asks this a third of a million times
        if given.get(question) not in answers:
            return False
    return True


class Answer(Model):
    id: Id
    code: Code
    text: Text
    when: When = {}


class Question(Model):
    """`numbered: no` is for what only chooses the questions: it does not count in 5/14."""

    id: Id
    code: Code
    text: Text
    when: When = {}
    numbered: bool = True
    answers: tuple[Answer, ...]

    def offered(self, given: Given) -> dict[str, str]:
        """The answers of who has given these before: code -> id."""
        return {answer.code: answer.id for answer in self.answers if holds(answer.when, given)}

    def named(self, answer: str) -> Answer | None:
        return next((one for one in self.answers if one.id == answer), None)
