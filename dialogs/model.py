"""What editors write, as it is read: an unknown key is an error; days, spans, hours and zones have one form each."""

import re
from datetime import timedelta
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict

from dialogs.hours import intervals

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Model(BaseModel):
    """What an editor writes: an unknown key is an error everywhere."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _days(value: object) -> object:
    found = re.fullmatch(r"(\d{1,4})d", str(value))
    if not found:
        raise ValueError("write a number of days like 90d")
    return int(found[1])


def _span(value: object) -> object:
    found = re.fullmatch(r"(\d{1,4})([mh])", str(value))
    if not found:
        raise ValueError("write minutes or hours like 5m or 4h")
    return timedelta(**{"minutes" if found[2] == "m" else "hours": int(found[1])})


def _working_hours(value: object) -> object:
    intervals(str(value))
    return str(value)


def _week(value: object) -> object:
    """`always` is every hour of every day."""
    return dict.fromkeys(get_args(Day), "00:00-24:00") if value == "always" else value


def _zone(value: object) -> object:
    try:
        ZoneInfo(str(value))
    except (ValueError, ZoneInfoNotFoundError):
        raise ValueError("write a time zone like Asia/Almaty") from None
    return value


def _address(value: object) -> object:
    if not str(value).startswith("https://") and not str(value).startswith("http://"):
        raise ValueError("an address begins with https://")
    return value


Days = Annotated[int, BeforeValidator(_days)]
Span = Annotated[timedelta, BeforeValidator(_span)]
WorkingHours = Annotated[str, BeforeValidator(_working_hours)]
Week = Annotated[dict[Day, WorkingHours], BeforeValidator(_week)]
Zone = Annotated[str, BeforeValidator(_zone)]
Url = Annotated[str, BeforeValidator(_address)]
