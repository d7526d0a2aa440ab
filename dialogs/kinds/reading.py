"""Typed words as the answer to a question: taken, or asked back with a reason and what they may have meant."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches

from dialogs.fold import fold
from dialogs.formats import long_date
from dialogs.kinds.fields import OWN_WORDS, Field, amount, days_allowed, label_of, within
from dialogs.latin import to_latin
from dialogs.texts import Text
from dialogs.turn import Here
from dialogs.typed import Money, Near, Unclear, read_date, read_integer, read_money, read_phone, shown_phone
from dialogs.typed.phones import example

YES = frozenset(fold("иә ия да аўа аўўа yawa awa yes ok болады конечно").split())
NO = frozenset(fold("жоқ нет яқ joq yaq net no").split())
SOME = 5  # of a list, when the word is not quite right
OTHER_MOST, ITEM_MOST = 40, 80  # characters of what is in no list; of one thing among several
TURNING = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


@dataclass(frozen=True, slots=True)
class Doubt:
    """What was typed is not taken: why, and what it may have meant, as labels and values."""

    hint: str
    choices: tuple[tuple[str, str], ...] = ()


UNITS = {"day": 1, "year": 365}  # in days


def read(field: Field, here: Here, words: str) -> str | Doubt | None:
    """The answer in typed words, or why not. None: they answer no question that waits for a button."""
    readers = {
        "int": _integer, "money": _money, "date": _date, "phone": _phone, "text": _text, "location": _place,
        "search": _search, "choice": _labelled, "yesno": _yes_or_no,
    }  # fmt: skip
    reader = readers.get(field.type)
    return reader(field, here, words) if reader else None


def _integer(field: Field, here: Here, words: str) -> str | Doubt:
    value = read_integer(words, UNITS.get(field.unit, 0))
    if isinstance(value, int) and within(field, value):
        return str(value)
    if field.min and field.max:
        return Doubt(here.words("Write a number from {least} to {most}.", least=field.min, most=field.max))
    return Doubt(here.words("Write it in digits, for example: {example}", example=field.min or "3"))


def _money(field: Field, here: Here, words: str) -> str | Doubt:
    value = read_money(words, field.currencies)
    if isinstance(value, Unclear):
        several = [_priced(field, here, one) for one in value.choices if isinstance(one, Money)]
        if several:
            return Doubt(here.words("Which one do you mean?"), tuple(pair for pairs in several for pair in pairs[:1]))
        return Doubt(here.words("Write it in digits, for example: {example}", example="850 000"))
    choices = _priced(field, here, value)
    return choices[0][1] if len(choices) == 1 else Doubt(here.words("In which money?"), tuple(choices))


def _priced(field: Field, here: Here, value: Money) -> list[tuple[str, str]]:
    """An amount in every currency that it may be in, as buttons."""
    codes = (value.currency,) if value.currency else field.currencies
    plain = int(value.amount) if value.amount == int(value.amount) else round(value.amount, 2)
    return [(amount(value.amount, code, here.lists, here.locale), f"{plain}{code}") for code in codes]


def _date(field: Field, here: Here, words: str) -> str | Doubt:
    today = here.now.date()
    day = read_date(words, today, Near(field.near), month_will_do=field.month)
    if isinstance(day, date):
        if days_allowed(field, today, day):
            return day.isoformat()
        return Doubt(here.words("This day cannot be: {day}. Write another one.", day=long_date(here.locale, day)))
    days = tuple(one for one in day.choices if isinstance(one, date) and days_allowed(field, today, one))
    if days:
        choices = tuple((long_date(here.locale, one), one.isoformat()) for one in days)
        return Doubt(here.words("Which one do you mean?"), choices)
    ahead = today + timedelta(days=100 if field.near == "ahead" else -100)
    pattern = "%m.%Y" if field.month else "%d.%m.%Y"
    return Doubt(here.words("Write the date, for example: {example}", example=ahead.strftime(pattern)))


def _phone(field: Field, here: Here, words: str) -> str | Doubt:
    value = read_phone(words, ())
    if isinstance(value, str):
        return value
    choices = tuple((shown_phone(str(one)), str(one)) for one in value.choices)
    if choices:
        return Doubt(here.words("Which one do you mean?"), choices)
    return Doubt(
        here.words(
            "This number has {count} digits. Write it with the country code, for example: {example}",
            count=value.digits,
            example=example(()),
        )
    )


def _text(field: Field, here: Here, words: str) -> str | Doubt:
    words = words.translate(TURNING).strip()
    if len(words) > field.most:
        return Doubt(
            here.words("This is too long: {size} characters, {limit} at most.", size=len(words), limit=field.most)
        )
    return words if any(letter.isalnum() for letter in words) else Doubt(here.words("Write it in words, please."))


def itemised(field: Field, here: Here, words: str, before: list[str]) -> list[str] | Doubt:
    """What was there and what was typed, each line or what stands between semicolons by itself."""
    lines = [line.translate(TURNING).strip(" -•\t") for line in re.split(r"[\n;]", words)]
    found = [line for line in lines if any(letter.isalnum() for letter in line)]
    together = list(dict.fromkeys([*before, *found]))
    if not found:
        return Doubt(here.words("Write it in words, please."))
    if len(together) > field.most:
        return Doubt(here.words("{limit} at most: write what you need most.", limit=field.most))
    if too_long := next((line for line in found if len(line) > ITEM_MOST), None):
        size = len(too_long)
        return Doubt(here.words("This is too long: {size} characters, {limit} at most.", size=size, limit=ITEM_MOST))
    return together


def _place(field: Field, here: Here, words: str) -> str | Doubt:
    found = _text(field, here, words)
    return OWN_WORDS + found[:200] if isinstance(found, str) else found


def _yes_or_no(field: Field, here: Here, words: str) -> str | None:
    said = fold(words)
    return "yes" if said in YES else "no" if said in NO else None


def _labelled(field: Field, here: Here, words: str) -> str | None:
    """A button's label, typed; a slip of the finger does no harm where one label alone is near."""
    found = nearest(field.choices(here.lists), words)
    return found[0] if len(found) == 1 else None


def _search(field: Field, here: Here, words: str) -> str | Doubt:
    labels = field.choices(here.lists)
    found = nearest(labels, words)
    if len(found) == 1:
        return found[0]
    typed = words.translate(TURNING).strip()
    choices = [(label_of(labels, code, here.locale), code) for code in found[:SOME]]
    if field.other and len(typed) <= OTHER_MOST and any(letter.isalpha() for letter in typed) and not found:
        return OWN_WORDS + typed
    if choices:
        return Doubt(here.words("Which one do you mean?"), tuple(choices))
    return Doubt(here.words("I do not find this in the list. Write it in another way, or choose."))


def nearest(labels: Mapping[str, Text], words: str) -> list[str]:
    """The codes whose label, in any language, is what was typed; or begins with it, has it, or is nearly it."""
    said = fold(words)
    if not said or len(said) > 100:
        return []
    names = [(fold(name), code) for code, label in labels.items() for name in names_of(label)]
    wanted = said.split()
    ways = (
        [code for name, code in names if name == said],
        [code for name, code in names if said in name.split()],
        [code for name, code in names if len(said) > 2 and any(word.startswith(said) for word in name.split())],
        [code for name, code in names if len(name) > 3 and name in wanted],
        _almost(names, said),
    )
    return list(dict.fromkeys(next((way for way in ways if way), [])))


def _almost(names: list[tuple[str, str]], said: str) -> list[str]:
    if len(said) < 4:
        return []
    close = set(get_close_matches(said, {name for name, _ in names}, SOME, 0.78))
    return [code for name, code in names if name in close]


def names_of(label: Text) -> Iterator[str]:
    """How something is called: each language, and what stands between commas by itself."""
    for text in label.values():
        plain = re.sub(r"[^\w\s,()'-]", "", text)
        yield plain
        if "," in plain or "(" in plain:
            yield from re.split(r"[,()]", plain)
    if "kaa" in label:
        yield to_latin(label["kaa"])
