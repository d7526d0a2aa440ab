"""Dates, numbers and lists as people write them; CLDR knows Kazakh and Russian, Karakalpak is our own."""

from collections.abc import Sequence
from datetime import date, datetime

from dialogs.latin import to_latin

KAA_MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
KAA_WEEKDAYS = "дүйшемби сийшемби сәршемби пийшемби жума шемби екшемби".split()
JOINERS = {"kaa": ("ҳәм", "ямаса"), "kk": ("және", "немесе"), "ru": ("и", "или"), "en": ("and", "or")}
NO_BREAK = "\u00a0"


def master(locale: str) -> str:
    """The language in which a locale is written by people: kaa for kaa_Latn."""
    return locale.partition("_")[0]


def _script(locale: str, text: str) -> str:
    return to_latin(text) if locale == "kaa_Latn" else text


def long_date(locale: str, day: date) -> str:
    """2026-жыл 5-июнь, 2026 жылғы 5 маусым, 5 июня 2026 г."""
    if master(locale) == "kaa":
        return _script(locale, f"{day.year}-жыл {day.day}-{KAA_MONTHS[day.month - 1]}")
    from babel.dates import format_date

    if locale == "kk":
        return f"{day.year} жылғы {format_date(day, 'd MMMM', locale='kk')}"
    return format_date(day, "long", locale=locale)


def short_date(day: date) -> str:
    """05.06.2026: understood in all our languages."""
    return day.strftime("%d.%m.%Y")


def weekday(locale: str, day: date) -> str:
    if master(locale) == "kaa":
        return _script(locale, KAA_WEEKDAYS[day.weekday()])
    from babel.dates import format_date

    return format_date(day, "EEEE", locale=locale)


def clock_time(moment: datetime) -> str:
    return moment.strftime("%H:%M")


def number(value: int | float, digits: int | None = None) -> str:
    """1 234 567,5: space and comma in all our languages (CLDR has 1,234,567.5 for Karakalpak)."""
    text = f"{value:,.{digits}f}" if digits is not None else f"{value:,}"
    return text.replace(",", NO_BREAK).replace(".", ",")


def listing(locale: str, items: Sequence[str], either: bool = False) -> str:
    """A, B and C; with `either`: A, B or C."""
    if len(items) < 2:
        return "".join(items)
    joiner = _script(locale, JOINERS.get(master(locale), JOINERS["en"])[either])
    return f"{', '.join(items[:-1])} {joiner} {items[-1]}"
