"""What pages of questions want done with the answers: counted without a person, or brought to people."""

from dataclasses import dataclass

from dialogs.turn import Effect, Place


@dataclass(frozen=True, slots=True)
class Count(Effect):
    """One more for the day, without a person: which band came out, which answer was wrong; `about` which country.

    `first`: only the first of this code since the person began the page (`Begins`); else once in an hour."""

    what: str
    page: str
    code: str
    about: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class Begins(Effect):
    """Somebody begins this page of questions: from now on the first answer to each of them may be counted."""

    page: str


@dataclass(frozen=True, slots=True)
class Brings(Effect):
    """What was answered here goes to people together with the next words from this page; until then memory has it."""

    place: Place
