"""Working time: several intervals a day, holidays, and zones that change their clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.hours import Hours, intervals, said, when_read
from dialogs.service import Organisation, Sla
from dialogs.words import words

ALMATY, BERLIN = ZoneInfo("Asia/Almaty"), ZoneInfo("Europe/Berlin")
WEEK = {day: "09:00-13:00, 14:00-18:00" for day in ("mon", "tue", "wed", "thu", "fri")}
HOURS = Hours.of(WEEK, (date(2026, 12, 16),))  # Kazakhstan's Independence Day, a Wednesday
NIGHTS = Hours.of({"sat": "22:00-24:00", "sun": "00:00-06:00"})  # a night of work, over a change of the clock

moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
spans = st.integers(1, 100 * 60).map(lambda minutes: timedelta(minutes=minutes))


def at(text: str, zone: ZoneInfo = ALMATY) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def test_there_are_several_intervals_a_day() -> None:
    assert HOURS.is_open(at("2026-11-27T12:59"), ALMATY)
    assert not HOURS.is_open(at("2026-11-27T13:30"), ALMATY)
    assert HOURS.opening(at("2026-11-27T13:30"), ALMATY) == at("2026-11-27T14:00")
    assert HOURS.after(at("2026-11-27T12:30"), timedelta(hours=1), ALMATY) == at("2026-11-27T14:30")


def test_a_weekend_and_a_holiday_are_passed_over() -> None:
    assert HOURS.opening(at("2026-11-27T18:00"), ALMATY) == at("2026-11-30T09:00")
    assert HOURS.after(at("2026-12-15T17:30"), timedelta(hours=1), ALMATY) == at("2026-12-17T09:30")
    assert HOURS.days_after(at("2026-12-15T15:00"), 1, ALMATY) == at("2026-12-17T15:00")
    assert HOURS.days_after(at("2026-12-15T23:00"), 1, ALMATY) == at("2026-12-18T09:00")  # it begins on the 17th


def test_a_night_in_which_the_clock_is_set_back_is_an_hour_longer() -> None:
    begin, end = at("2026-10-24T22:00", BERLIN), at("2026-10-25T06:00", BERLIN)
    assert NIGHTS.between(begin.astimezone(UTC), end.astimezone(UTC), BERLIN) == timedelta(hours=9)
    assert NIGHTS.after(begin, timedelta(hours=9), BERLIN) == end
    begin, end = at("2026-03-28T22:00", BERLIN), at("2026-03-29T06:00", BERLIN)
    assert NIGHTS.between(begin.astimezone(UTC), end.astimezone(UTC), BERLIN) == timedelta(hours=7)


@pytest.mark.parametrize("wrong", ["9-18", "09:00", "18:00-09:00", "09:00-13:00, 12:00-18:00", "09:00-25:00"])
def test_what_is_no_working_time_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):
        intervals(wrong)


@given(moments, spans, st.sampled_from([ALMATY, BERLIN]), st.sampled_from([HOURS, NIGHTS]))
def test_so_much_working_time_passes_until_then(
    now: datetime, working: timedelta, zone: ZoneInfo, hours: Hours
) -> None:
    then = hours.after(now, working, zone)
    assert then is not None
    assert hours.between(now, then, zone) == working
    assert hours.between(now, then - timedelta(minutes=1), zone) < working, "not a minute later than needed"


@given(moments, st.sampled_from([ALMATY, BERLIN]))
def test_somebody_is_there_at_the_opening_and_not_before(now: datetime, zone: ZoneInfo) -> None:
    opening = HOURS.opening(now, zone)
    assert opening is not None
    assert HOURS.is_open(opening, zone)
    assert HOURS.is_open(now, zone) == (opening == now)
    assert HOURS.between(now, opening, zone) == timedelta()


def test_nobody_is_ever_there() -> None:
    assert Hours.of({}).opening(at("2026-11-27T12:00"), ALMATY) is None
    assert when_read(words("ru"), Hours.of({}), at("2026-11-27T12:00")) == ""


def test_people_hear_when_it_is_read() -> None:
    assert when_read(words("ru"), HOURS, at("2026-11-27T12:00")) == ""
    evening = when_read(words("ru"), HOURS, at("2026-11-26T20:00"))
    assert "завтра, 09:00 (GMT+05:00)" in evening and "🆘" in evening
    assert "🆘" not in when_read(words("ru"), HOURS, at("2026-11-26T20:00"), urgent=True)
    assert said(words("kaa"), at("2026-11-27T20:00"), at("2026-11-30T09:00"), ALMATY) == "дүйшемби 30.11.2026, 09:00"


def test_when_an_answer_is_owed() -> None:
    name = {"kk": "С", "kaa": "С", "ru": "С"}
    own = Organisation(name=name, police_text=name, hours=WEEK, night="none")  # type: ignore[arg-type]
    answer = {1: {"real": "5m"}, 2: {"working": "1h", "on_call": "4h"}, 3: {"days": 1}, 4: {"days": 2}}
    sla = Sla.model_validate({"answer": answer})
    night = at("2026-11-27T02:00")  # a Friday
    due = {priority: sla.answer[priority].due(own, night, ALMATY) for priority in (1, 2, 3, 4)}
    assert due == {
        1: at("2026-11-27T02:05"),
        2: at("2026-11-27T10:00"),
        3: at("2026-11-30T09:00"),
        4: at("2026-12-01T09:00"),
    }
    called = own.model_copy(update={"night": "on_call"})
    assert sla.answer[2].due(called, night, ALMATY) == at("2026-11-27T06:00")
