"""Days as people type them: with points, with a month's name in any of our languages, or as "in two weeks"."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from dialogs.fold import fold
from dialogs.typed.numbers import TENS, TIMES, UNITS, is_number, spoken
from dialogs.typed.tokens import Kind, Token, Unclear, folded, tokens, valued

STEMS = valued([
    ("қаңтар январ", 1), ("ақпан феврал", 2), ("наурыз март", 3), ("сәуір апрел", 4), ("мамыр май", 5),
    ("маусым июн", 6), ("шілде июл", 7), ("тамыз август", 8), ("қыркүйек сентябр сентебр сентабр", 9),
    ("қазан октябр октебр октабр", 10), ("қараша ноябр ноебр", 11), ("желтоқсан декабр", 12),
])  # fmt: skip
SHORT = valued([
    ("янв january jan", 1), ("фев февр february feb", 2), ("мар march mar", 3), ("апр april apr", 4), ("may", 5),
    ("июнь june jun", 6), ("июль july jul", 7), ("авг august aug", 8), ("сен сент september sep", 9),
    ("окт october oct", 10), ("ноя нояб november nov", 11), ("дек december dec", 12),
])  # fmt: skip
ENDINGS = frozenset(fold(one) for one in (
    "а я ю е у ь и ы і да де та те ға ге қа ке дан ден тан тен нан нен дағы деги тағы теги ның ниң нің дың диң дің "
    "тың тиң тің ың иң ан ен ында инде ынде ына ине ынан инен ынын"
).split()) | {""}  # fmt: skip
NUMERAL_ENDINGS = ("", "inshi", "nshi", "sinshi", "i", "si", "inde", "inda", "sinde", "sinda", "nde", "nda")
RUSSIAN_ORDINALS = {
    fold(stem + ending): value
    for stem, value in (
        ("перв", 1), ("втор", 2), ("четверт", 4), ("пят", 5), ("шест", 6), ("седьм", 7), ("восьм", 8), ("девят", 9),
        ("десят", 10), ("одиннадцат", 11), ("двенадцат", 12), ("тринадцат", 13), ("четырнадцат", 14),
        ("пятнадцат", 15), ("шестнадцат", 16), ("семнадцат", 17), ("восемнадцат", 18), ("девятнадцат", 19),
        ("двадцат", 20), ("тридцат", 30),
    )
    for ending in ("ое", "ого", "ый", "ой")
} | valued([("третье третьего третий", 3)])  # fmt: skip
NAMED = valued([
    ("бүгін бүгин сегодня today", 0), ("ертең завтра tomorrow", 1), ("бүрсігүні бүрсигүни бүрсікүні послезавтра", 2),
    ("кеше вчера yesterday", -1), ("позавчера", -2),
])  # fmt: skip
WEEKDAYS = valued([
    ("дүйсенбі дүйсенбіде дүйшемби дүйшембиде понедельник", 0), ("сейсенбі сейсенбіде сийшемби сейшемби вторник", 1),
    ("сәрсенбі сәрсенбіде сәршемби среда среду", 2), ("бейсенбі бейсенбіде пийшемби бейшемби четверг", 3),
    ("жұма жұмада жума жумада пятница пятницу", 4), ("сенбі сенбіде шемби шембиде суббота субботу", 5),
    ("жексенбі жексенбіде екшемби екшембиде воскресенье", 6),
])  # fmt: skip
DAYS, WEEKS, MONTHS, YEARS = (
    folded("күн күннен дней дня день"),
    folded("апта аптадан ҳәпте ҳәптеден неделю недели недель"),
    folded("ай айдан месяц месяца месяцев"),
    folded("жыл жылдан год года лет"),
)
HALF_YEAR = folded("полгода полгод")
HALF = folded("жарты ярты")
AFTER = folded("кейін кейин соң через спустя")
BEFORE = folded("бұрын бурын назад алдын")
SINCE = folded("бері берли бери")  # before today after a count, no more than a word of courtesy after a month
YEAR_SIGNS = folded("жыл жылы жылғы жылдың жылында ж г год года году y")
PASSED_OVER = folded(
    "күні куни күн сәне сәнеси сәнесинде сәнесинен санасы число числа дата на в во с со от на примерно около шамамен",
    "осы усы эту этот ай айы айында айынан месяц месяца",
)
PARTICLES = folded("ші шы інші ыншы иншы го ое е й я і ы и ін де да те та ге га ға ке қа інде инде ында сі си")
SIGNS = {"-", "–", ".", ",", "/", "!", "~", "≈"}
SPAN = 100  # years to either side that are believed


class Near(Enum):
    """Which day is meant where no year is given."""

    AHEAD = "ahead"
    BEHIND = "behind"


@dataclass(slots=True)
class _Said:
    """What the tokens of an answer name, in order. `fits` is False once there is a word that nobody understands."""

    numbers: list[str] = field(default_factory=list)  # as digits
    before: int = 0  # how many of them stand before the month
    months: list[int] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    signs: set[str] = field(default_factory=set)
    fits: bool = True


def read_date(text: str, today: date, near: Near = Near.AHEAD, *, month_will_do: bool = False) -> date | Unclear:
    """The day that was typed. `month_will_do`: without a day, the first of the month is taken."""
    read = tokens(text)
    words = [token.text for token in read if token.kind is Kind.WORD]
    plain = [token for token in read if token.text not in SIGNS]
    if len(words) == 1 and len(plain) == 1 and words[0] in NAMED:
        return today + timedelta(days=NAMED[words[0]])
    if words == [fold("алдыңғы"), fold("күні")] and len(plain) == 2:
        return today - timedelta(days=2)
    if (AFTER | BEFORE) & set(words) or (SINCE & set(words) and not any(map(_month_named, words))):
        return _from_now(read, today)
    said = _heard(read)
    if not said.fits:
        return Unclear()
    if said.weekdays:
        return _weekday(said, today, near)
    return _month(said, today, near, month_will_do) if said.months else _figures(said, today, near, month_will_do)


def _heard(read: list[Token]) -> _Said:
    said = _Said()
    at = 0
    while at < len(read):
        token, tied = read[at], at > 0 and bool(said.numbers)
        if token.kind is Kind.DIGITS:
            said.numbers += re.findall(r"\d+", token.text)
            said.signs |= set(re.findall(r"[^\d ]", token.text))
        elif token.kind is Kind.SIGN:
            said.fits &= token.text in SIGNS
            said.signs.add(token.text)
        elif (month := _month_named(token.text)) is not None:
            said.months.append(month)
            said.before = len(said.numbers)
        elif token.text in WEEKDAYS:
            said.weekdays.append(WEEKDAYS[token.text])
        elif found := _numeral(read[at : at + 2]):
            said.numbers.append(str(found[0]))
            at += found[1] - 1
        elif not (token.text in PASSED_OVER | SINCE or (tied and token.text in PARTICLES | YEAR_SIGNS)):
            said.fits = False
        at += 1
    return said


def _month_named(word: str) -> int | None:
    if word in SHORT:
        return SHORT[word]
    return next(
        (month for stem, month in STEMS.items() if word.startswith(stem) and word[len(stem) :] in ENDINGS), None
    )


def _numeral(ahead: list[Token]) -> tuple[int, int] | None:
    """A number in words at the head of these tokens, and of how many words it is: жиырма бесінші is 25, of two."""
    [first, *rest] = [token.text for token in ahead]
    tens = TENS.get(first)
    if tens and rest and (one := _ordinal(rest[0], UNITS)) and one < 10:
        return tens + one, 2
    value = _ordinal(first, UNITS) or _ordinal(first, TENS)
    return (value, 1) if value else None


def _ordinal(word: str, table: dict[str, int]) -> int | None:
    if table is UNITS and word in RUSSIAN_ORDINALS:
        return RUSSIAN_ORDINALS[word]
    for numeral, value in table.items():
        if word.startswith(numeral) and word[len(numeral) :] in NUMERAL_ENDINGS:
            return value
    return None


def _from_now(read: list[Token], today: date) -> date | Unclear:
    """In two weeks, three months ago: one number, one unit, and nothing else."""
    words = [token.text for token in read if token.text not in SIGNS]
    sign = -1 if (BEFORE | SINCE) & set(words) else 1
    rest = [token for token in read if token.text not in SIGNS | AFTER | BEFORE | SINCE]
    if len(rest) == 1 and rest[0].text in HALF_YEAR:
        return _months_on(today, 6 * sign)
    if len(rest) == 2 and rest[0].text in HALF and rest[1].text in YEARS:
        return _months_on(today, 6 * sign)
    if not rest or not all(is_number(token) and token.text not in TIMES for token in rest[:-1]):
        return Unclear()
    count = spoken(rest[:-1]) if rest[:-1] else 1
    if count is None or count != int(count) or not 0 < count <= 400:
        return Unclear()
    unit, many = rest[-1].text, int(count) * sign
    if unit in DAYS or unit in WEEKS:
        return today + timedelta(days=many * (7 if unit in WEEKS else 1))
    if unit in MONTHS or (unit in YEARS and abs(many) <= SPAN):
        return _months_on(today, many * (12 if unit in YEARS else 1))
    return Unclear()


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _weekday(said: _Said, today: date, near: Near) -> date | Unclear:
    if len(said.weekdays) > 1 or said.numbers or said.months:
        return Unclear()
    away = (said.weekdays[0] - today.weekday()) % 7
    if away == 0:
        return Unclear((today, today + timedelta(days=7 if near is Near.AHEAD else -7)))
    return today + timedelta(days=away if near is Near.AHEAD else away - 7)


def _month(said: _Said, today: date, near: Near, month_will_do: bool) -> date | Unclear:
    """With a month's name: a day, perhaps a year; or, where that will do, no day."""
    if len(said.months) > 1 or len(said.numbers) > 2:
        return Unclear()
    [month], numbers = said.months, said.numbers
    years = [number for number in numbers if len(number) == 4]
    if len(numbers) == 2 and not years and said.before == 1:
        years = [numbers[1]] if len(numbers[1]) == 2 else []
    days = [number for number in numbers if number not in years]
    if len(years) > 1 or len(days) > 1 or len(years) + len(days) != len(numbers):
        return Unclear()
    year = _year(years[0], today) if years else None
    if days:
        return _one(_days(int(days[0]), month, year, today, near)) if len(days[0]) <= 2 else Unclear()
    return _one(_days(1, month, year, today, near)) if month_will_do else Unclear()


def _figures(said: _Said, today: date, near: Near, month_will_do: bool) -> date | Unclear:
    """Figures alone: day, month and year as we write them; the other orders only where they are the only reading."""
    numbers = said.numbers
    if len(numbers) == 1 and len(numbers[0]) == 8 and not said.signs - {"."}:
        text = numbers[0]
        both = [*_full(text[:2], text[2:4], text[4:], today), *_full(text[6:], text[4:6], text[:4], today)]
        return _one(both)
    if len(numbers) == 3:
        first, second, third = numbers
        if len(first) == 4:
            return _one(_full(third, second, first, today))
        if len(first) <= 2 and len(second) <= 2 and len(third) in (2, 4):
            return _one(
                list(_full(first, second, third, today))
                or (list(_full(second, first, third, today)) if len(third) == 4 else [])
            )
    if len(numbers) == 2:
        first, second = numbers
        if {len(first), len(second)} <= {1, 2}:
            written = said.signs & {".", "/"} or (said.signs == {"-"} and len(first) == len(second) == 2)
            return _one(_days(int(first), int(second), None, today, near)) if written else Unclear()
        if month_will_do and sorted((len(first), len(second))) in ([1, 4], [2, 4]):
            month, year = (second, first) if len(first) == 4 else (first, second)
            return _one(_full("1", month, year, today))
    return Unclear()


def _full(day: str, month: str, year: str, today: date) -> Iterator[date]:
    known = _year(year, today)
    if known is not None:
        yield from _days(int(day), int(month), known, today, Near.AHEAD)


def _year(text: str, today: date) -> int | None:
    """27 is 2027, 98 is 1998."""
    year = int(text)
    if len(text) == 2:
        year += 2000 if year <= today.year % 100 + 20 else 1900
    return year if abs(year - today.year) <= SPAN else None


def _days(day: int, month: int, year: int | None, today: date, near: Near) -> Iterator[date]:
    """The day of that year, if there is one; without a year the nearest in that direction."""
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return
    ahead = near is Near.AHEAD
    years = (year,) if year else (today.year + step * (1 if ahead else -1) for step in range(9))
    for one in years:
        if day <= monthrange(one, month)[1]:
            found = date(one, month, day)
            if year or (found >= today if ahead else found <= today):
                yield found
                return


def _one(found: object) -> date | Unclear:
    days = list(dict.fromkeys(found))  # type: ignore[call-overload]
    return days[0] if len(days) == 1 else Unclear(tuple(days))
