"""Dates, numbers and lists in each language."""

from datetime import UTC, date, datetime

import pytest

from dialogs.formats import clock_time, listing, long_date, number, short_date, weekday


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("kaa", "2026-жыл 5-июнь"),
        ("kaa_Latn", "2026-jıl 5-iyun"),
        ("kk", "2026 жылғы 5 маусым"),
        ("ru", "5 июня 2026\u202fг."),
        ("en", "June 5, 2026"),
    ],
)
def test_long_dates(locale: str, written: str) -> None:
    assert long_date(locale, date(2026, 6, 5)).replace("\u00a0", "\u202f") == written.replace("\u00a0", "\u202f")


def test_short_dates_and_times_are_the_same_for_all() -> None:
    assert short_date(date(2026, 6, 5)) == "05.06.2026"
    assert clock_time(datetime(2026, 6, 5, 9, 5, tzinfo=UTC)) == "09:05"


def test_weekdays() -> None:
    assert [weekday(code, date(2026, 6, 5)) for code in ("kaa", "kaa_Latn", "kk", "ru")] == [
        "жума",
        "juma",
        "жұма",
        "пятница",
    ]


def test_numbers_have_spaces_and_a_comma() -> None:
    assert number(1234567) == "1\u00a0234\u00a0567"
    assert number(1234567.5, 1) == "1\u00a0234\u00a0567,5"


def test_lists() -> None:
    assert listing("kaa", ["A", "B", "C"]) == "A, B ҳәм C"
    assert listing("kaa_Latn", ["A", "B"], either=True) == "A yamasa B"
    assert listing("kk", ["A", "B"]) == "A және B"
    assert listing("ru", ["A", "B"], either=True) == "A или B"
    assert (listing("ru", []), listing("ru", ["A"])) == ("", "A")
