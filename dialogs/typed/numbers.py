"""Numbers as people type them: digits with any grouping, words of our languages, and both together."""

import re
from collections.abc import Sequence
from decimal import Decimal

from dialogs.typed.tokens import Kind, Token, Unclear, folded, tokens, valued

UNGROUPED = 9  # digits in a row that are still an amount; a longer row is more likely a telephone or a card
MOST = Decimal(10) ** 11

UNITS = valued([
    ("бір бир один одна одно одну", 1), ("екі еки два две", 2), ("үш три", 3), ("төрт четыре", 4), ("бес пять", 5),
    ("алты шесть", 6), ("жеті жети семь", 7), ("сегіз сегиз восемь", 8), ("тоғыз девять", 9),
    ("екеу екеў двое", 2), ("үшеу үшеў трое", 3), ("төртеу төртеў четверо", 4), ("бесеу бесеў пятеро", 5),
    ("алтау алтаў шестеро", 6), ("жетеу жетеў семеро", 7), ("біреу биреў", 1),
])  # fmt: skip
TEENS = valued([
    ("десять", 10), ("одиннадцать", 11), ("двенадцать", 12), ("тринадцать", 13), ("четырнадцать", 14),
    ("пятнадцать", 15), ("шестнадцать", 16), ("семнадцать", 17), ("восемнадцать", 18), ("девятнадцать", 19),
])  # fmt: skip
TENS = valued([
    ("он", 10), ("жиырма жигирма двадцать", 20), ("отыз тридцать", 30), ("қырық сорок", 40),
    ("елу елиў пятьдесят", 50), ("алпыс шестьдесят", 60), ("жетпіс жетпис семьдесят", 70),
    ("сексен восемьдесят", 80), ("тоқсан девяносто", 90),
])  # fmt: skip
HUNDREDS = valued([
    ("сто", 100), ("двести", 200), ("триста", 300), ("четыреста", 400), ("пятьсот", 500), ("шестьсот", 600),
    ("семьсот", 700), ("восемьсот", 800), ("девятьсот", 900),
])  # fmt: skip
HUNDRED = folded("жүз")  # told how many there are of it: екі жүз
TIMES = valued([
    ("мың тысяча тысячи тысяч тысячу тыс тыщ тыща тыщи к", 10**3),
    ("млн миллион миллиона миллионов лям ляма лямов лимон лимона", 10**6),
    ("млрд миллиард миллиарда миллиардов", 10**9),
])  # fmt: skip
AND_HALF = folded("жарым ярым")
ONE_AND_HALF = folded("полтора полторы")
HALF = folded("жарты ярты пол")
HALVES = valued([("полмиллиона", 500_000), ("полмлн", 500_000)])
NOTHING = folded("ноль нуль нөл")
NONE = NOTHING | folded("жоқ яқ нет никого ешкім")
COUNTED = folded(
    "адам адамбыз кісі киси бала балам балалар баламыз человек человека чел детей дети ребенок ребенка ребёнок ребёнка",
    "жас жаста дана штук шт нас біз биз отбасы шаңарақ семья семей семьи у меня мен менде",
)
DAYS_IN = valued([
    ("күн день дня дней", 1), ("апта ҳәпте неделя недели недель неделю", 7), ("ай месяц месяца месяцев", 30),
    ("жыл год года лет", 365),
])  # fmt: skip
ALLOWED = {".", "!", ",", "~", "≈", "(", ")"}


def readings(digits: str) -> tuple[Decimal, ...]:
    """What digits with separators may mean: 1 200 000 one thing, 850.000 two, 12 00 none."""
    if re.fullmatch(r"\d+", digits):
        strange = len(digits) > UNGROUPED or (len(digits) > 1 and digits[0] == "0")
        return () if strange else (Decimal(digits),)
    whole, decimals = digits, ""
    if last := re.fullmatch(r"(.*)([.,])(\d{1,2})", digits):
        if last[2] not in last[1]:
            whole, decimals = last[1], last[3]
    elif re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits):
        return Decimal(re.sub(r"\D", "", digits)), Decimal(digits.replace(",", "."))
    elif re.fullmatch(r"0[.,]\d{3}", digits):
        return (Decimal(digits.replace(",", ".")),)
    if re.fullmatch(r"\d+", whole):
        return (Decimal(f"{whole}.{decimals}"),) if len(whole) <= UNGROUPED and decimals else ()
    if not re.fullmatch(r"[1-9]\d{0,2}(?:([ .,'’])\d{3})(?:\1\d{3})*", whole):
        return ()
    return (Decimal(re.sub(r"\D", "", whole) + (f".{decimals}" if decimals else "")),)


def is_number(token: Token) -> bool:
    """Whether a token is a part of a number."""
    return token.kind is Kind.DIGITS or (token.kind is Kind.WORD and token.text in SPOKEN)


SPOKEN = frozenset().union(
    UNITS, TEENS, TENS, HUNDREDS, HUNDRED, TIMES, AND_HALF, ONE_AND_HALF, HALF, HALVES, NOTHING
)  # fmt: skip


class _Sum:
    """Adds up the parts of a spoken number; `fits` is False once they cannot belong to one."""

    def __init__(self) -> None:
        self.total, self.times = Decimal(0), Decimal(10) ** 12
        self.group: Decimal | None = None
        self.least = 0  # the size of the last part of the group: what comes next must be smaller
        self.fits = True

    def part(self, value: Decimal | int, size: int) -> None:
        """`size`: 1 for units and teens, 10 for tens, 100 for hundreds, 0 for digits."""
        room = {100: 1000, 10: 100, 1: 100 if value >= 10 else 10, 0: 1000}[size]
        if self.group is not None and self.least < room:
            self.fits = False
        self.group, self.least = (self.group or Decimal(0)) + value, size

    def hundreds(self) -> None:
        if self.group is None:
            self.group, self.least = Decimal(100), 100
        elif self.least <= 1 and 0 < self.group < 10 and self.group == int(self.group):
            self.group, self.least = self.group * 100, 100
        else:
            self.fits = False

    def half(self) -> None:
        if self.group is None or self.group != int(self.group):
            self.fits = False
        self.group, self.least = (self.group or Decimal(0)) + Decimal("0.5"), 0

    def multiply(self, times: int) -> None:
        if times >= self.times or (self.group is None and self.total):
            self.fits = False
        self.total += (Decimal(1) if self.group is None else self.group) * times
        self.times, self.group, self.least = Decimal(times), None, 0

    @property
    def value(self) -> Decimal | None:
        """None where it is no number, or may be two: `1 млн 200` is said for 1 200 000, too."""
        rest = self.group or Decimal(0)
        doubtful = self.times in (10**6, 10**9) and 0 < rest < 1000
        return None if not self.fits or doubtful or rest >= self.times else self.total + rest


def spoken(parts: Sequence[Token]) -> Decimal | None:
    """The number that these tokens, all of them parts of one, say together; None where they do not fit."""
    summed = _Sum()
    for at, token in enumerate(parts):
        word = token.text
        if token.kind is Kind.DIGITS:
            read = readings(word)
            if len(read) != 1:
                return None
            summed.part(read[0], 0)
        elif word in HALF and (at + 1 == len(parts) or parts[at + 1].text not in TIMES):
            return None
        else:
            _add(summed, word)
    return summed.value


def _add(summed: _Sum, word: str) -> None:
    sized = ((UNITS, 1), (TEENS, 1), (TENS, 10), (HUNDREDS, 100))
    if word in TIMES:
        summed.multiply(TIMES[word])
    elif word in HUNDRED:
        summed.hundreds()
    elif word in AND_HALF:
        summed.half()
    elif word in ONE_AND_HALF or word in HALF:
        summed.part(Decimal("1.5") if word in ONE_AND_HALF else Decimal("0.5"), 0)
    elif word in HALVES or word in NOTHING:
        summed.part(HALVES.get(word, 0), 0)
    else:
        table, size = next((table, size) for table, size in sized if word in table)
        summed.part(table[word], size)


def split(read: Sequence[Token]) -> tuple[list[Token], list[Token]] | None:
    """The tokens of the one number in an answer, and all others; None where there is none, or more than one."""
    at = [index for index, token in enumerate(read) if is_number(token)]
    if not at or at[-1] - at[0] + 1 != len(at):
        return None
    return list(read[at[0] : at[-1] + 1]), [*read[: at[0]], *read[at[-1] + 1 :]]


def read_integer(text: str, days: int = 0) -> int | Unclear:
    """3, үш, трое, 3 бала; "none" is 0. Never a range, a fraction or "more than 3".

    `days`: how many are in one of what is asked for, 1 of days and 365 of years: a month is 30 days, and no year."""
    read = tokens(text)
    words = {token.text for token in read if token.kind is Kind.WORD}
    if words and words <= NONE and len(read) == 1:
        return 0
    found = split(read)
    if not found or any(not _passes(token) for token in found[1]):
        return Unclear()
    value = spoken(found[0])
    if days and value is not None:
        for unit in words & DAYS_IN.keys():
            value = value * DAYS_IN[unit] / days
    return int(value) if value is not None and value == int(value) and value < MOST else Unclear()


def _passes(token: Token) -> bool:
    return token.text in COUNTED | DAYS_IN.keys() if token.kind is Kind.WORD else token.text in ALLOWED
