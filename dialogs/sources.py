"""Where something is known from, and how sure it is: facts behind pages, and contacts."""

import re
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from html import escape
from typing import Literal
from urllib.parse import urlsplit

from dialogs.hours import Hours
from dialogs.model import Model, Url, Week, Zone
from dialogs.texts import Text

Confidence = Literal["high", "medium", "low"]
Use = Literal["ok", "ok_with_date", "verify_first"]
DOUBT = "⚠ "


class Standing(StrEnum):
    """How far a fact or contact may be shown."""

    SURE = "sure"
    UNSURE = "unsure"
    HIDDEN = "hidden"


def standing(confidence: str, use: str | None) -> Standing:
    """Sure: `ok`, `ok_with_date`, or high confidence without a mark. Hidden: low confidence. Unsure: the rest."""
    if confidence == "low":
        return Standing.HIDDEN
    if use in ("ok", "ok_with_date") or (use is None and confidence == "high"):
        return Standing.SURE
    return Standing.UNSURE


class Fact(Model):
    """Where something that pages say comes from."""

    title: str
    url: Url | None = None
    date: str
    confidence: Confidence
    use: Use | None = None
    statement: str = ""
    note: str = ""

    @cached_property
    def standing(self) -> Standing:
        return standing(self.confidence, self.use)

    @property
    def host(self) -> str:
        """gov.uk: the short name of a source on a small screen."""
        return _host(self.url) or self.title[:60]

    @cached_property
    def link(self) -> str:
        """The source as HTML: its host with its address beneath, the day, and a mark where it is not sure."""
        day, shown = source_day(self.date), escape(self.host, quote=False)
        link = f'<a href="{escape(self.url)}">{shown}</a>' if self.url else shown
        return ("" if self.standing is Standing.SURE else DOUBT) + (f"{link} ({day})" if day else link)


class Contact(Model):
    """An embassy, a hotline, an office: of whom, where, how to reach it, and who says so."""

    kind: Literal["embassy", "consulate", "state", "hotline", "ngo", "intl"]
    of: str = ""
    country: str
    city: str = ""
    name: Text
    short: Text | None = None  # what its button says where the name is too long for one
    what: Text | None = None
    phone: tuple[str, ...] = ()
    email: tuple[str, ...] = ()
    address: str = ""
    site: str = ""
    hours: Text | None = None
    open: Week = {}  # the same hours for the clock of its country, or of `zone`; `always`: day and night
    zone: Zone = ""
    note: Text | None = None
    source_title: str
    source_url: str = ""
    source_date: str
    confidence: Confidence
    use: Use
    # Why the numbers are not shown although the contact is.
    hide_phone: Literal["incomplete", "contradictory", "personal"] | None = None

    @cached_property
    def standing(self) -> Standing:
        return standing(self.confidence, self.use)

    @cached_property
    def opens(self) -> Hours:
        return Hours.of({day: hours for day, hours in self.open.items()})

    @property
    def source_host(self) -> str:
        """Who says so, in a word: a site rather than a researcher's note about it."""
        return _host(self.source_url) or _host(self.site) or self.source_title[:60]

    @property
    def listed(self) -> bool:
        """A doubtful mission is shown without its numbers; any other doubtful contact is not shown at all."""
        return self.standing is not Standing.HIDDEN or self.kind in ("embassy", "consulate")

    @property
    def shows_phone(self) -> bool:
        return bool(self.phone) and self.hide_phone is None and self.standing is not Standing.HIDDEN


@lru_cache(maxsize=2000)
def _host(url: str | None) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.").rstrip(".") if url else ""


@lru_cache(maxsize=2000)
def source_day(fact_date: str) -> str:
    """The date at the head of a source's date, as far as it is given: 2026-03-16 -> 16.03.2026, 2026-03 -> 03.2026."""
    found = re.match(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", fact_date)
    return ".".join(part for part in reversed(found.groups()) if part) if found else ""


def overdue(checked: date, review_every: int, today: date, grace: int = 30) -> bool:
    """Whether a page may be out of date: its review is more than `grace` days late."""
    return (today - checked).days > review_every + grace
