"""What people type for days, amounts, numbers and telephones: taken rightly or asked back, never taken wrongly."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dialogs.formats import long_date, number, short_date
from dialogs.typed import Money, Near, Unclear, read_date, read_integer, read_money, read_phone, shown_phone
from dialogs.typed.phones import PLANS

TODAY = date(2026, 11, 22)
TABLES = Path(__file__).parent / "typed"
ASK = "ask"


def table(name: str) -> Any:
    return yaml.safe_load((TABLES / f"{name}.yaml").read_text("utf-8"))


def dates() -> Iterator[tuple[str, Any, Any]]:
    rows = table("dates")
    for text, meant in rows["ahead"]:
        yield text, meant, read_date(text, TODAY)
    for text, meant in rows["behind"]:
        yield text, meant, read_date(text, TODAY, Near.BEHIND)
    for text, meant in rows["months"]:
        yield text, meant, read_date(text, TODAY, Near.BEHIND, month_will_do=True)


def money() -> Iterator[tuple[str, Any, Any]]:
    for text, meant, *currency in table("money"):
        named = Money(Decimal(str(meant)), *currency) if meant != ASK else ASK
        yield text, named, read_money(text)


def integers() -> Iterator[tuple[str, Any, Any]]:
    for text, meant in table("integers"):
        yield text, meant, read_integer(text)


def phones() -> Iterator[tuple[str, Any, Any]]:
    for text, countries, meant in table("phones"):
        yield text, meant, read_phone(text, countries)


@pytest.mark.parametrize("kind", [dates, money, integers, phones])
def test_nothing_is_taken_wrongly_and_nearly_all_is_understood(kind: Any) -> None:
    rows = list(kind())
    meant = [row for row in rows if row[1] != ASK]
    wrong = [row for row in rows if not isinstance(row[2], Unclear) and row[2] != row[1]]
    asked = [row for row in meant if isinstance(row[2], Unclear)]
    assert wrong == []
    assert len(asked) <= 0.02 * len(meant), asked


def test_the_tables_are_long_enough() -> None:
    assert sum(len(list(kind())) for kind in (dates, money, integers, phones)) >= 400


def test_what_may_be_two_things_offers_both() -> None:
    assert read_money("850.000 тг") == Unclear((Money(Decimal(850000), "KZT"), Money(Decimal("850.000"), "KZT")))
    assert read_date("воскресенье", TODAY) == Unclear((TODAY, date(2026, 11, 29)))
    assert read_phone("+8 701 000 00 01") == Unclear(("+77010000001",), 11)
    assert read_phone("90 000 00 01") == Unclear(("+998900000001", "+996900000001"), 9)


def test_a_shared_name_of_money_is_what_is_possible_here() -> None:
    assert read_money("5000 сом") == Money(Decimal(5000))
    assert read_money("5000 сом", ["KGS", "KZT"]) == Money(Decimal(5000), "KGS")
    assert read_money("2000 риал", ["QAR", "KZT"]) == Money(Decimal(2000), "QAR")


def test_how_many_digits_there_were_is_told() -> None:
    assert read_phone("8 701 000 0") == Unclear((), 8)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from(["kk", "kaa", "kaa_Latn", "ru"]))
def test_a_day_as_the_bot_writes_it_is_read_back(day: date, locale: str) -> None:
    assert read_date(long_date(locale, day), TODAY) == day
    assert read_date(short_date(day), TODAY) == day
    assert read_date(day.isoformat(), TODAY) == day


@given(st.integers(0, 10**10))
def test_an_amount_as_the_bot_writes_it_is_read_back(amount: int) -> None:
    assert read_money(number(amount)) == Money(Decimal(amount))


@given(st.sampled_from(sorted(PLANS)), st.data())
def test_a_whole_number_is_itself_however_it_is_spaced(country: str, data: st.DataObject) -> None:
    plan = PLANS[country]
    national = data.draw(st.from_regex(plan.national.replace(r"\d", "[0-9]"), fullmatch=True))
    whole = f"+{plan.code}{national}"
    found = read_phone(whole)
    assert found == whole
    assert read_phone(shown_phone(whole)) == whole


@given(st.text(max_size=300))
def test_no_text_at_all_is_an_error(text: str) -> None:
    read_date(text, TODAY)
    read_date(text, TODAY, Near.BEHIND, month_will_do=True)
    read_money(text)
    read_integer(text)
    read_phone(text)


WORDS = (
    "5 12 31 2027 05.03 1,5 850.000 март наурыз маусымда млн мың жүз екі жарым полтора через недели назад - / $ тг не"
)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=6))
def test_neither_is_any_row_of_known_words(words: list[str]) -> None:
    for text in (" ".join(words), "".join(words)):
        found = read_date(text, TODAY)
        assert isinstance(found, date | Unclear)
        assert isinstance(read_money(text), Money | Unclear)
        assert isinstance(read_integer(text), int | Unclear)


def test_a_very_long_text_is_no_answer() -> None:
    assert read_money("1 " * 50_000) == Unclear()
    assert read_date("5 " * 50_000, TODAY) == Unclear()
    assert isinstance(read_phone("5" * 100_000), Unclear)
