"""The questions of a form: what an editor writes of one, how an answer is read, checked and shown."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from html import escape
from typing import Literal

from dialogs.formats import long_date, number
from dialogs.kinds.draft import Answer, When
from dialogs.lists import Lists
from dialogs.model import Model
from dialogs.texts import Text, say
from dialogs.turn import Here
from dialogs.typed import read_phone, shown_phone
from dialogs.words import Words

CHOSEN = ("choice", "search", "yesno")  # one code is the answer
TYPED = ("search", "int", "money", "date", "phone", "text", "location")  # words are waited for
OWN_WORDS = ":"  # before what was typed although it is in no list
TEXT_MOST, FILES_MOST, ITEMS_MOST = 1000, 10, 10
AMOUNT = re.compile(r"(\d{1,12}(?:\.\d{1,2})?)([A-Z]{3})")
SPAN = re.compile(r"([+-])(\d{1,4})([dmy])")


class Field(Model):
    """A question. `short`: what it is called in the summary; `leads`: answers that lead on to another page at once;
    `unit`: what a number counts, so that "2 weeks" is 14 days.

    `min` and `max`: of numbers; of days as `today`, `-10y`, `+14d`; of text its characters, of files how many.
    """

    type: Literal[
        "choice", "several", "search", "yesno", "int", "money", "date", "phone", "text", "items", "files", "location",
        "note",
    ]  # fmt: skip
    label: Text
    short: Text | None = None
    help: Text | None = None
    required: bool = False
    when: When = {}
    ask_again: bool = False
    options: dict[str, Text] = {}
    list: str = ""
    first: tuple[str, ...] = ()  # of a long list, what is offered before the rest
    other: bool = False  # what is in no list may be typed
    leads: dict[str, str] = {}
    min: str = ""
    max: str = ""
    currencies: tuple[str, ...] = ()
    unit: Literal["", "day", "year"] = ""
    month: bool = False  # a month will do for a day
    near: Literal["ahead", "behind"] = "behind"

    def choices(self, lists: Lists) -> Mapping[str, Text]:
        """The answers to choose from, by code."""
        return self.options or (lists.choices(self.list) if self.list else {})

    @property
    def most(self) -> int:
        return int(
            self.max
            or {"text": TEXT_MOST, "location": TEXT_MOST, "files": FILES_MOST, "items": ITEMS_MOST}.get(self.type, 0)
        )


def possible(field: Field, here: Here, value: str) -> bool:
    """Whether a value that a button brings is an answer to this question today."""
    if field.type == "yesno":
        return value in ("yes", "no")
    if field.type in CHOSEN or field.type == "several":
        return value in field.choices(here.lists)
    if field.type == "int":
        return value.isascii() and value.isdigit() and within(field, int(value))
    if field.type == "money":
        return AMOUNT.fullmatch(value) is not None
    if field.type == "date":
        day = _day(value)
        return day is not None and days_allowed(field, here.now.date(), day)
    if field.type == "phone":
        return read_phone(value) == value
    return field.type == "note" and value == "read"


# --- showing ----------------------------------------------------------------------------------------------------------
def shown(field: Field, lists: Lists, locale: str, words: Words, answer: Answer) -> str:
    """An answer as people read it, not yet escaped; — for one that was passed over."""
    if answer is None or answer == []:
        return "—"
    if isinstance(answer, list) and field.type == "items":
        return "; ".join(answer)
    if isinstance(answer, list):
        labels = field.choices(lists)
        if field.type == "several":
            return ", ".join(label_of(labels, str(code), locale) for code in answer)
        return words("Files: {count}", count=len(answer)) if field.type == "files" else "📍"
    if answer.startswith(OWN_WORDS):
        return answer[1:]
    if field.type == "yesno":
        return words("Yes") if answer == "yes" else words("No")
    if field.type in CHOSEN:
        return label_of(field.choices(lists), answer, locale)
    if field.type == "money":
        return _amount(answer, lists, locale)
    if field.type == "date" and (day := _day(answer)):
        return _month_only(locale, day) if field.month and day.day == 1 else long_date(locale, day)
    return {"int": lambda: number(int(answer)), "phone": lambda: shown_phone(answer)}.get(field.type, lambda: answer)()


def money(answer: Answer) -> tuple[Decimal, str] | None:
    """The amount and currency of an answer."""
    found = AMOUNT.fullmatch(answer) if isinstance(answer, str) else None
    return (Decimal(found[1]), found[2]) if found else None


def amount(value: Decimal, currency: str, lists: Lists, locale: str) -> str:
    """850 000 теңге."""
    named = lists.lists.get("currencies", {}).get(currency)
    plain = number(int(value)) if value == int(value) else number(float(value), 2)
    return f"{plain} {say(named, locale) if named else currency}"


def _amount(answer: str, lists: Lists, locale: str) -> str:
    found = money(answer)
    return amount(*found, lists, locale) if found else answer


def label_of(labels: Mapping[str, Text], code: str, locale: str) -> str:
    return say(labels[code], locale) if code in labels else code


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _month_only(locale: str, day: date) -> str:
    return day.strftime("%m.%Y")


def within(field: Field, value: int) -> bool:
    return (not field.min or value >= int(field.min)) and (not field.max or value <= int(field.max))


def days_allowed(field: Field, today: date, day: date) -> bool:
    least, most = bound(field.min, today), bound(field.max, today)
    return (least is None or day >= least) and (most is None or day <= most)


def bound(text: str, today: date) -> date | None:
    """`today`, or that many days, months or years from it; None for no bound. Raises ValueError for anything else."""
    if not text or text == "today":
        return today if text else None
    found = SPAN.fullmatch(text)
    if not found:
        raise ValueError(text)
    days = int(found[2]) * {"d": 1, "m": 30, "y": 366}[found[3]]
    return today + timedelta(days=days if found[1] == "+" else -days)


def quoted(text: str, most: int = 200) -> str:
    """Typed words inside a screen: not too many, and none of them a tag."""
    return escape(text if len(text) <= most else text[: most - 1] + "…", quote=False)
