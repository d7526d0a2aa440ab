"""Numbers that change every year stand once: [[mci]] in a page is the value of that name, [[mci*10]] ten times it."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from dialogs.formats import number, short_date
from dialogs.kinds import Page
from dialogs.lists import Value
from dialogs.texts import Path, Text, retold
from dialogs.words import words

TOKEN = re.compile(r"\[\[([^\]*]*|[^\]]*?)(?:\*(\d+(?:\.\d+)?))?\]\]")  # [[mci*x]] is a name that nobody knows


def named(page: Page) -> Iterator[tuple[Path, str]]:
    """Every value that a page refers to, with the path of the text."""
    for path, text in page.texts():
        for code, written in text.items():
            if "[[" in written:
                yield from (((*path, code), found) for found, _ in TOKEN.findall(written))


def filled(page: Page, values: Mapping[str, Value], day: date) -> Page:
    """The page as it is shown on a day: past its term a value says so by itself."""

    def fill(text: Text) -> Text:
        if not any("[[" in written for written in text.values()):
            return text
        return {code: _filled(code, written, values, day) for code, written in text.items()}

    return retold(page, fill)


def _filled(locale: str, text: str, values: Mapping[str, Value], day: date) -> str:
    return "\n".join(_line(locale, line, values, day) for line in text.split("\n"))


def _line(locale: str, line: str, values: Mapping[str, Value], day: date) -> str:
    """… 4 325 тенге; after its last day: … 4 325 тенге (на 31.12.2026, спросите)."""
    until = min((values[name].valid_until for name, _ in TOKEN.findall(line)), default=day)
    line = TOKEN.sub(lambda found: _times(values[found[1]].value, found[2]), line)
    return f"{line} ({words(locale)('as of {day}, ask', day=short_date(until))})" if until < day else line


def _times(value: str, times: str | None) -> str:
    if not times:
        return value
    product = float(re.sub(r"\s", "", value).replace(",", ".")) * float(times)
    return number(int(product)) if product.is_integer() else number(round(product, 2))
