"""Working time: when somebody is there, when next, and when so much of it will have passed. Zones and their changes
of the clock are the zone's own business: intervals are meant in local time and measured in real time."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice, pairwise

from dialogs.formats import clock_time, short_date, weekday
from dialogs.words import Words

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
INTERVAL = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*")
FAR = 400  # days that are looked at: over a year of holidays is a mistake

Interval = tuple[time, time]


def intervals(text: str) -> tuple[Interval, ...]:
    """09:00-13:00, 14:00-18:00. Raises ValueError where that is not what it says; 24:00 is the end of the day."""
    found = []
    for part in text.split(","):
        match = INTERVAL.fullmatch(part)
        if not match:
            raise ValueError("write working hours like 09:00-13:00, 14:00-18:00")
        from_hour, from_minute, to_hour, to_minute = map(int, match.groups())
        ends = time.max if (to_hour, to_minute) == (24, 0) else time(to_hour, to_minute)
        found.append((time(from_hour, from_minute), ends))
    if any(begin >= end for begin, end in found):
        raise ValueError("working hours begin before they end; over midnight they are two days' hours")
    if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
        raise ValueError("working hours of one day follow each other and do not overlap")
    return tuple(found)


@dataclass(frozen=True)
class Hours:
    """The working time of a week, and the days without."""

    week: Mapping[int, tuple[Interval, ...]]  # 0 is Monday
    holidays: frozenset[date] = frozenset()

    @classmethod
    def of(cls, days: Mapping[str, str], holidays: tuple[date, ...] = ()) -> "Hours":
        return cls({DAYS.index(day): intervals(text) for day, text in days.items()}, frozenset(holidays))

    @property
    def always(self) -> bool:
        """Day and night, without a day off."""
        whole = ((time.min, time.max),)
        return not self.holidays and all(self.week.get(day) == whole for day in range(len(DAYS)))

    def spans(self, moment: datetime, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
        """The intervals that end after a moment, in order, as moments in UTC."""
        first = moment.astimezone(zone).date()
        for ahead in range(FAR):
            day = first + timedelta(days=ahead)
            if day in self.holidays:
                continue
            for begin, end in self.week.get(day.weekday(), ()):
                span = _moment(day, begin, zone), _moment(day, end, zone)
                if span[1] > moment and span[0] < span[1]:
                    yield span

    def is_open(self, moment: datetime, zone: tzinfo) -> bool:
        span = next(self.spans(moment, zone), None)
        return span is not None and span[0] <= moment

    def opening(self, moment: datetime, zone: tzinfo) -> datetime | None:
        """This moment, where somebody is there, or the next at which somebody is; None: nobody ever is."""
        span = next(self.spans(moment, zone), None)
        return None if span is None else max(moment.astimezone(UTC), span[0])

    def closing(self, moment: datetime, zone: tzinfo) -> datetime | None:
        """When the last work of a day ends, the first such moment after this one; None: nobody ever works."""
        ends = [end for _, end in islice(self.spans(moment, zone), 7)]
        days = {end.astimezone(zone).date(): end for end in ends}
        return min(days.values(), default=None)

    def after(self, moment: datetime, working: timedelta, zone: tzinfo) -> datetime | None:
        """When so much working time will have passed."""
        left = working
        for begin, end in self.spans(moment, zone):
            begin = max(begin, moment.astimezone(UTC))
            if left <= end - begin:
                return begin + left
            left -= end - begin
        return None

    def days_after(self, moment: datetime, days: int, zone: tzinfo) -> datetime | None:
        """The same time of day so many working days later, or the end of that day's work if that is earlier."""
        start = self.opening(moment, zone)
        if start is None:
            return None
        local = start.astimezone(zone)
        day = local.date()
        for _ in range(days):
            day = self._working_day_after(day)
        return min(_moment(day, local.time(), zone), _moment(day, self.week[day.weekday()][-1][1], zone))

    def _working_day_after(self, day: date) -> date:
        later = (day + timedelta(days=ahead) for ahead in range(1, FAR))
        return next((one for one in later if self.week.get(one.weekday()) and one not in self.holidays), day)

    def between(self, start: datetime, end: datetime, zone: tzinfo) -> timedelta:
        """How much working time lies between two moments."""
        passed = timedelta()
        for begin, stop in self.spans(start, zone):
            if begin >= end:
                break
            passed += min(stop, end) - max(begin, start)
        return passed


def _moment(day: date, at: time, zone: tzinfo) -> datetime:
    if at == time.max:
        day, at = day + timedelta(days=1), time()
    return datetime.combine(day, at, zone).astimezone(UTC)


def said(say: Words, now: datetime, moment: datetime, zone: tzinfo) -> str:
    """today, 14:00 · tomorrow, 09:00 · Monday 02.12.2026, 09:00"""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    clock = clock_time(local)
    if local.date() == today:
        return say("today, {time}", time=clock)
    if local.date() == today + timedelta(days=1):
        return say("tomorrow, {time}", time=clock)
    return f"{weekday(say.locale, local.date())} {short_date(local)}, {clock}"


def when_read(say: Words, hours: Hours, now: datetime, urgent: bool = False) -> str:
    """Outside working time: when somebody will read what was written, in the time zone of `now`; else nothing."""
    zone = now.tzinfo
    opening = hours.opening(now, zone) if zone else None
    if zone is None or opening is None or opening <= now:
        return ""
    offset = opening.astimezone(zone).strftime("%z")
    when = f"{said(say, now, opening, zone)} (GMT{offset[:3]}:{offset[3:]})"
    if urgent:
        return say("A person reads it: {when}. Until then call the numbers above.", when=when)
    return say("We are not at work now. A specialist reads it: {when}. In danger press 🆘.", when=when)
