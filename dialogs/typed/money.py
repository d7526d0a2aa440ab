"""Amounts of money as people type them, with the currency where they name one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from dialogs.typed.numbers import MOST, NOTHING, readings, split, spoken
from dialogs.typed.tokens import Kind, Token, Unclear, folded, tokens, valued

NAMED = valued([
    ("теңге тенге теңгеге теңгені тг тнг kzt", ("KZT",)),
    ("рубль рубля рублей рублік рублик руб р rub", ("RUB",)),
    ("сум сўм soʻm сумға сумов сумм uzs", ("UZS",)),
    ("сом сомов сома som", ("KGS", "UZS", "RUB")),  # Kyrgyz; but Uzbek and Russian money is called so, too
    ("kgs", ("KGS",)), ("сомони tjs", ("TJS",)), ("манат tmt", ("TMT",)),
    ("доллар доллара долларов долл бакс бакса баксов usd dollar", ("USD",)),
    ("евро euro eur", ("EUR",)),
    ("фунт фунта фунтов фунты gbp", ("GBP",)),
    ("вон вона воны вону krw won", ("KRW",)),
    ("риал риала риалов риял qar", ("QAR", "SAR", "YER", "IRR")), ("qar", ("QAR",)), ("sar", ("SAR",)),
    ("лир лира лиры try", ("TRY",)), ("злотый злотых злота zl pln", ("PLN",)),
    ("дирхам дирхама дирхамов дирхем aed", ("AED",)), ("юань юаня юаней cny", ("CNY",)),
    ("иен иена йен jpy", ("JPY",)), ("крон кроны чешских czk", ("CZK",)),
])  # fmt: skip
SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "₽": "RUB", "₸": "KZT", "₩": "KRW", "₺": "TRY", "¥": "CNY"}
OF = valued([("катар катарский катарских", "QAR"), ("сауд саудовский саудовских", "SAR")])
ABOUT = folded("около примерно шамамен барлығы всего итого жалпы сша ақш ақша пул")
NOT_A_BIT = NOTHING | folded("ничего нисколько ештеңе ештене")
ALLOWED = {".", ",", "!", "~", "≈", "(", ")", "="}
WRITTEN = (  # what would be lost once words become skeletons
    (re.compile(r"(?i)(?<=\d)\s*т\.?\s*р(?:уб)?\b\.?"), " тыс руб"),  # 50т.р.
    (re.compile(r"(?i)\bso['’ʻʼ`‘]m"), " uzs"),
)
MOST_TEXT = 300


@dataclass(frozen=True, slots=True)
class Money:
    """`currency`: its ISO code, or "" where none was named, or one that is the name of several."""

    amount: Decimal
    currency: str = ""


def read_money(text: str, currencies: Iterable[str] = ()) -> Money | Unclear:
    """An amount, or the question back. `currencies`: those that are possible here decide what a shared name means."""
    text = text[:MOST_TEXT]
    for written, plain in WRITTEN:
        text = written.sub(plain, text)
    read = tokens(text)
    if [token.text for token in read] and {token.text for token in read} <= NOT_A_BIT:
        return Money(Decimal(0))
    found = split(read)
    if not found:
        return Unclear()
    currency = _currency(found[1], tuple(currencies))
    if currency is None:
        return Unclear()
    [first, *others] = found[0]
    several = readings(first.text) if first.kind is Kind.DIGITS and not others else ()
    if len(several) > 1:
        return Unclear(tuple(Money(one, currency) for one in several))
    value = spoken(found[0])
    if value is None or value >= MOST:
        return Unclear()
    tiny = value < 100 and value != int(value)
    return Unclear() if tiny and not currency and not others else Money(value, currency)


def _currency(others: list[Token], possible: tuple[str, ...]) -> str | None:
    """What the tokens beside the amount say of its currency; None where one of them is unknown, or two disagree."""
    said: set[str] | None = None
    for token in others:
        named: tuple[str, ...]
        if token.text in SIGNS:
            named = (SIGNS[token.text],)
        elif token.kind is Kind.WORD and token.text in NAMED:
            named = NAMED[token.text]
        elif token.kind is Kind.WORD and token.text in OF:
            named = (OF[token.text],)
        elif token.text in ABOUT or token.text in ALLOWED:
            continue
        else:
            return None
        said = set(named) if said is None else said & set(named)
        if not said:
            return None
    likely = [code for code in said or () if code in possible] if len(said or ()) > 1 else list(said or ())
    return likely[0] if len(likely) == 1 else ""
