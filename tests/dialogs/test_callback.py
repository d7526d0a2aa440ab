"""When to call: always ahead, within the hours of the day, by the caller's own clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from dialogs.book import Book
from dialogs.kinds.callback import window, zone_of

NUKUS = ZoneInfo("Asia/Tashkent")
ZONES = st.sampled_from([NUKUS, ZoneInfo("Europe/London"), ZoneInfo("Asia/Seoul")])


@given(
    st.sampled_from(["now", "today-evening", "tomorrow-morning", "other"]),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.sampled_from(["morning", "day", "evening", ""]),
    st.integers(0, 2 * 365 * 24 * 60),
    ZONES,
)
def test_a_call_is_ahead_short_and_at_decent_hours(
    when: str, day: date, part: str, minutes: int, zone: ZoneInfo
) -> None:
    now = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)).astimezone(zone)
    start, until = window(when, day.isoformat() if when == "other" else "", part, now)
    assert now <= start < until
    assert until - start <= timedelta(hours=6)
    assert start.date() - now.date() <= timedelta(days=15)
    if when != "now":
        assert start.hour >= 9 and until.hour <= 21


def test_the_evening_that_is_over_means_the_next_one() -> None:
    late = datetime(2026, 11, 27, 22, tzinfo=NUKUS)
    start, _ = window("today-evening", "", "", late)
    assert start == datetime(2026, 11, 28, 18, tzinfo=NUKUS)


def test_a_country_has_its_clock_and_an_unknown_one_ours(shipped: Book) -> None:
    assert zone_of(shipped.lists, "country:UZ", "Asia/Almaty") == "Asia/Tashkent"
    assert zone_of(shipped.lists, "country:NZ", "Asia/Almaty") == "Asia/Almaty"
    assert zone_of(shipped.lists, "Asia/Omsk", "Asia/Almaty") == "Asia/Omsk"
    for name in shipped.lists.zones.values():
        ZoneInfo(name)
    assert set(shipped.lists.zones) <= set(shipped.lists.countries)
