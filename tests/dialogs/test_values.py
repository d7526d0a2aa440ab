"""One edit reaches every language, and a value past its term says so by itself."""

from dataclasses import replace
from datetime import date

import pytest

from dialogs import checks
from dialogs.book import Book
from dialogs.lists import Value
from dialogs.source import Source
from dialogs.texts import say
from dialogs.values import filled, named

NEW_YEAR = date(2027, 1, 1)


def test_no_token_is_left_on_any_screen(shipped: Book) -> None:
    assert [place for (_, place), one in shipped.screens.items() if "[[" in one.text] == []


def test_every_value_is_used(shipped: Book) -> None:
    used = {name for page in shipped.drafts.values() for _, name in named(page)}
    assert used == set(shipped.lists.values)


def test_one_edit_reaches_every_language(shipped: Book) -> None:
    mci = shipped.lists.values["mci-2026"]
    lists = shipped.lists.model_copy(update={"values": {**shipped.lists.values, "mci-2026": changed(mci, "5 000")}})
    book = replace(shipped, lists=lists).for_day(date(2026, 11, 23))
    for locale in book.locales:
        text = say(book.pages["move-money"].body, locale)  # type: ignore[attr-defined]
        assert "350\u00a0000" in text  # 70 of them
        assert "302" not in text


def changed(value: Value, to: str) -> Value:
    return value.model_copy(update={"value": to})


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("kk", "31.12.2026 күнгі дерек"),
        ("kaa", "31.12.2026 күнги мағлыўмат"),
        ("kaa_Latn", "31.12.2026 kúngi maǵlıwmat"),
        ("ru", "на 31.12.2026, спросите"),
    ],
)
def test_past_its_term_it_says_so(shipped: Book, locale: str, said: str) -> None:
    body = "body"
    assert said not in say(getattr(shipped.pages["kazakhstan-pay"], body), locale)
    later = shipped.for_day(NEW_YEAR)
    line = next(
        line for line in say(getattr(later.pages["kazakhstan-pay"], body), locale).split("\n") if "85 000" in line
    )
    assert said in line
    assert said not in say(getattr(later.for_day(date(2026, 12, 31)).pages["kazakhstan-pay"], body), locale)


def test_a_multiple_is_grouped_and_a_share_has_a_comma(book: Book) -> None:
    value = Value(value="4 325", valid_until=NEW_YEAR, source=("UK-01",), checked=NEW_YEAR)
    page = book.pages["uk-documents"].model_copy(update={"body": {"ru": "[[m]], [[m*10]], [[m*0.5]]"}})
    assert filled(page, {"m": value}, NEW_YEAR).body["ru"] == "4 325, 43\u00a0250, 2\u00a0162,5"  # type: ignore[attr-defined]


@pytest.mark.parametrize("token", ["[[no-such]]", "[[m*x]]", "[[m*1.2.3]]", "[[]]"])
def test_a_value_that_is_not_there_is_told(book: Book, token: str) -> None:
    page = book.pages["uk-documents"].model_copy(update={"body": {"ru": f"Сейчас {token} тенге"}})
    source = Source("pages.yaml", {"uk-documents": {}}, {}, [])
    told = [problem.what for problem in checks.page(source, "uk-documents", page, book.pages, book.lists)]
    assert "there is no value '{value}'" in told


def test_a_value_is_a_number() -> None:
    with pytest.raises(ValueError, match="value"):
        Value(value="about 5", valid_until=NEW_YEAR, source=(), checked=NEW_YEAR)


def test_screens_still_fit_when_every_value_is_past(shipped: Book) -> None:
    later = shipped.for_day(date(2030, 1, 1))
    assert max(len(one.text) for one in later.screens.values()) < 4096
