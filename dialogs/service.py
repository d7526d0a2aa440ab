"""What an organisation promises and decides: who answers and when, how soon, how long things are kept."""

from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dialogs.hours import Hours
from dialogs.model import Day, Days, Model, Span, WorkingHours
from dialogs.texts import Text


class Organisation(Model):
    """Who answers. A live start needs an own telephone: nobody is promised a person who is not there."""

    name: Text
    phone: str = ""
    hours: dict[Day, WorkingHours] = {}
    holidays: tuple[date, ...] = ()
    night: Literal["none", "on_call"] = "none"
    police_text: Text
    police_text_approved: bool = False

    @cached_property
    def working(self) -> Hours:
        return Hours.of({str(day): text for day, text in self.hours.items()}, self.holidays)


class Term(Model):
    """How soon an answer is owed: in real time, in working time, or so many working days later.

    `on_call`: in real time, outside working hours, where somebody is on call at night.
    """

    real: Span | None = None
    working: Span | None = None
    days: Annotated[int, Field(ge=1, le=30)] | None = None
    on_call: Span | None = None

    @model_validator(mode="after")
    def _is_one(self) -> "Term":
        if [self.real, self.working, self.days].count(None) != 2:
            raise ValueError("write one of real, working and days")
        return self

    def due(self, own: Organisation, owed: datetime, zone: tzinfo) -> datetime:
        """When what is owed since a moment must be answered. Nobody at work, ever: in real time all the same."""
        if self.real is not None:
            return owed + self.real
        if self.on_call and own.night == "on_call" and not own.working.is_open(owed, zone):
            return owed + self.on_call
        if self.working is not None:
            return own.working.after(owed, self.working, zone) or owed + self.working
        days = self.days or 1
        return own.working.days_after(owed, days, zone) or owed + timedelta(days=days)


class Sla(Model):
    """How soon people are answered, by priority; and when somebody who is silent is asked, and let go."""

    answer: dict[Annotated[int, Field(ge=1, le=4)], Term]
    remind_after: Days = 3
    close_after: Days = 14

    @model_validator(mode="after")
    def _is_whole(self) -> "Sla":
        if set(self.answer) != {1, 2, 3, 4}:
            raise ValueError("say how soon for each priority, 1 to 4")
        return self


class Terms(Model):
    """For how long after its end a case is kept: the conversation in its topic, and what ties it to a person."""

    topic: Days
    case: Days


class Retention(Model):
    """How many days things are kept; what a person may have deleted at any time goes earlier."""

    main: Terms = Terms.model_validate({"topic": "90d", "case": "365d"})
    restricted: Terms = Terms.model_validate({"topic": "30d", "case": "730d"})
    person: Days = 548  # who does nothing and has no open case
    missed_words: Days = 30
    reports: Days = 365  # that the same telephone or link was reported before
    deletions: Days = 60  # longer than any backup
    audit: Days = 1095


class Flood(Model):
    """How many messages of one person go to the staff group within so many seconds; the others wait in their chat."""

    most: int = Field(default=20, ge=5, le=100)
    within: int = Field(default=20, ge=1, le=3600)


class Crowd(Model):
    """How many new people may ask within so many seconds; the others wait until a consultant wants to see them."""

    most: int = Field(default=10, ge=1, le=1000)
    within: int = Field(default=60, ge=1, le=3600)
