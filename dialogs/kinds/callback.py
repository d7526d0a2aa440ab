"""callback: a form that ends in a call: to which number, when by the caller's clock, and what to say first."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Literal

from dialogs.formats import clock_time, long_date
from dialogs.kinds.draft import Answers
from dialogs.kinds.form import Form
from dialogs.lists import Lists
from dialogs.texts import Text, say
from dialogs.turn import Button, Effect, Here, Place, Screen
from dialogs.typed import shown_phone

PARTS = {"morning": (9, 12), "day": (12, 18), "evening": (18, 21)}  # hours of the caller's clock
SOON = timedelta(hours=2)  # what "now" means
AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class AskCall(Effect):
    """Have somebody called. Returns CallBooked, or CallRefused where that number said: do not call again."""

    phone: str
    zone: str
    when: str
    day: str
    part: str
    safe: bool
    cover: str
    topic: str


@dataclass(frozen=True, slots=True)
class CallBooked:
    """`start` and `until` by the caller's own clock."""

    phone: str
    start: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class CallRefused:
    """Whoever has this number does not want to be called."""


class Callback(Form):
    """The questions it must have: phone, country, time, safe, cover, topic; day and part where another day is meant;
    zone, with the IANA name written `Europe-Moscow`, where a country has several clocks."""

    own_number: ClassVar[bool] = True

    kind: Literal["callback"]  # type: ignore[assignment]
    refused: Text

    def _submitted(self, page: str, priority: int | None, answers: Answers) -> Effect:
        def one(name: str) -> str:
            answer = answers.get(name)
            return answer if isinstance(answer, str) else ""

        zone = one("zone").replace("-", "/", 1) or f"country:{one('country')}"
        return AskCall(
            one("phone"),
            zone,
            one("time"),
            one("day"),
            one("part"),
            one("safe") == "yes",
            one("cover"),
            one("topic") or self.submit.topic,
        )

    def sent_screen(self, here: Here) -> Screen:
        booked = next((one for one in here.results if isinstance(one, CallBooked)), None)
        if any(isinstance(one, CallRefused) for one in here.results):
            return Screen(here.place, say(self.refused, here.locale), ((here.button("talk"),), *here.way_back()))
        lines = []
        if booked:
            moment = f"{long_date(here.locale, booked.start.date())}, "
            moment += f"{clock_time(booked.start)}–{clock_time(booked.until)}"
            number = shown_phone(booked.phone)
            lines.append(
                "<b>"
                + here.words("We will call {number}: {moment}, by your clock.", number=number, moment=moment)
                + "</b>"
            )
        lines.append(say(self.submit.sent, here.locale))
        other = (Button("💬 " + here.words("Write to a specialist"), Place("talk")),)
        return Screen(here.place, "\n\n".join(lines), (other, *here.way_back()))


def zone_of(lists: Lists, zone: str, otherwise: str) -> str:
    """The clock that is meant: an IANA name, or that of `country:KZ`."""
    return lists.zones.get(zone.removeprefix("country:"), otherwise) if zone.startswith("country:") else zone


def window(when: str, day: str, part: str, now: datetime) -> tuple[datetime, datetime]:
    """From when until when to call, by the caller's clock. What is over means the next day; at most 14 days."""
    if when == "now":
        return now, now + SOON
    named, hours = when.partition("-")[0], PARTS.get(when.partition("-")[2] or part, PARTS["day"])
    chosen = now.date() + timedelta(days=1) if named == "tomorrow" else now.date()
    if when == "other" and day:
        chosen = min(max(date.fromisoformat(day), now.date()), now.date() + AHEAD)
    start, until = (datetime.combine(chosen, time(hour), now.tzinfo) for hour in hours)
    if until <= now:
        start, until = start + timedelta(days=1), until + timedelta(days=1)
    return max(start, now), until
