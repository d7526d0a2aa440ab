"""Nothing is invented: numbers have a source, facts are shown as sure as they are, danger is never hidden."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from dialogs.book import Book
from dialogs.kinds.page import DOUBT, Page
from dialogs.kinds.trip import Trip
from dialogs.kinds.urgent import UrgentHelp
from dialogs.parity import numbers
from dialogs.sources import Contact, Fact, Standing, standing
from dialogs.turn import Place

EXACT = re.compile(r"(?<=\d)[,.](?=\d{3}(?!\d))")  # 10,320: English and some sources group so
DIGITS = re.compile(r"\D")
SCALES = (
    (re.compile(r"(\d+)[  ]?(?:million|млн|миллион)"), "000000"),
    (re.compile(r"(\d+)[  ]?(?:thousand|тыс|мың)"), "000"),
)


def told(text: str) -> set[str]:
    """The numbers of three digits or more that a source states, however it groups them: 3 million is 3000000."""
    text = EXACT.sub("", text)
    scaled = {found + zeros for scale, zeros in SCALES for found in scale.findall(text)}
    return scaled | set(numbers(text))


def of_fact(fact: Fact) -> set[str]:
    return told(" ".join((fact.title, fact.date, fact.statement, fact.note, fact.url or "")))


def of_contact(contact: Contact) -> set[str]:
    """A number to call may be written in any grouping, and with or without its country's code."""
    texts = [say for text in (contact.name, contact.what, contact.hours, contact.note) if text for say in text.values()]
    words = " ".join((*contact.phone, *texts, contact.address, contact.site, contact.source_title, contact.source_date))
    return told(words) | {part for number in contact.phone for part in re.findall(r"\d{3,}", number)}


EXAMPLES = {"850000", "7701000", "90000"}  # how to write a sum or a telephone, in a form


def behind(book: Book, page: Page) -> set[str]:
    """Every number that the sources of a page, its contacts and its dates stand for."""
    facts = book.lists.facts
    destinations = page.destinations.values() if isinstance(page, Trip) else ()
    sources = {*page.source, *(name for one in destinations for name in one.source)}
    known = {number for name in sources for number in of_fact(facts[name])}
    return known | (told(page.checked.isoformat()) if page.checked else set())


@pytest.fixture(scope="module")
def dialled(shipped: Book) -> set[str]:
    """Telephone numbers and addresses: every one stands in the directory with its own source."""
    return {number for contact in shipped.lists.contacts.values() for number in of_contact(contact)}


@pytest.fixture(scope="module")
def valued(shipped: Book) -> set[str]:
    """What the dated values come to on the pages that name them."""
    drafts = shipped.drafts
    found = set[str]()
    for name, draft in drafts.items():
        for (_, text), (_, before) in zip(shipped.pages[name].texts(), draft.texts(), strict=True):
            found |= {number for code in text for number in {*numbers(text[code])} - {*numbers(before[code])}}
    return found


def test_every_number_can_be_traced(shipped: Book, dialled: set[str], valued: set[str]) -> None:
    untold = {}
    for name, page in shipped.pages.items():
        if isinstance(page, UrgentHelp):
            continue
        known = behind(shipped, page) | dialled | (valued if name in shipped.drafts else set())
        said = {number for _, text in page.texts() for written in text.values() for number in numbers(written)}
        if strange := said - known - EXAMPLES:
            untold[name] = strange
    assert untold == {}


def test_a_number_nobody_told_is_found(shipped: Book, dialled: set[str]) -> None:
    assert "54321" not in behind(shipped, shipped.pages["kazakhstan-pay"]) | dialled


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("fine above 3 million won", "3000000"),
        ("больше 400 тыс. граждан", "400000"),
        ("10,320 won", "10320"),
        ("12 500", "12500"),
        ("In 2025 407 families", "407"),
    ],
)
def test_numbers_are_read_as_sources_write_them(text: str, number: str) -> None:
    assert number in told(text)


def test_every_urgent_number_has_its_source(shipped: Book, dialled: set[str]) -> None:
    urgent = shipped.pages["urgent"]
    assert isinstance(urgent, UrgentHelp)
    for one in urgent.numbers:
        facts = {number for name in one.source for number in of_fact(shipped.lists.facts[name])}
        whole = {DIGITS.sub("", phone) for contact in shipped.lists.contacts.values() for phone in contact.phone}
        assert DIGITS.sub("", one.number) in facts | dialled | whole, one.number


def test_every_value_is_told_by_its_source(shipped: Book) -> None:
    for name, value in shipped.lists.values.items():
        digits = re.sub(r"\s", "", value.value).replace(",", ".")
        said = " ".join(shipped.lists.facts[fact].statement for fact in value.source)
        assert re.search(rf"(?<!\d){re.escape(digits)}(?!\d)", EXACT.sub("", re.sub(r"(?<=\d) (?=\d)", "", said))), name


@pytest.mark.parametrize(
    ("confidence", "use", "expected"),
    [
        ("high", None, Standing.SURE),
        ("high", "ok", Standing.SURE),
        ("medium", "ok", Standing.SURE),
        ("medium", "ok_with_date", Standing.SURE),
        ("medium", None, Standing.UNSURE),
        ("medium", "verify_first", Standing.UNSURE),
        ("high", "verify_first", Standing.UNSURE),
        ("low", "ok", Standing.HIDDEN),
        ("low", None, Standing.HIDDEN),
    ],
)
def test_the_rule(confidence: str, use: str | None, expected: Standing) -> None:
    assert standing(confidence, use) is expected


def screens(book: Book, name: str) -> Iterator[str]:
    """The last screen of a page in every language: all its sources stand there."""
    for locale in book.locales:
        ours = [one.text for (where, _), one in book.screens.items() if where == locale and one.place.page == name]
        yield "\n".join(ours)


def test_a_fact_is_shown_as_sure_as_it_is(shipped: Book) -> None:
    for name, page in shipped.pages.items():
        if page.kind not in ("article", "directory") or not page.source:
            continue
        doubtful = [shipped.lists.facts[fact].standing is not Standing.SURE for fact in page.source]
        for text in screens(shipped, name):
            source = text.rpartition("📎")[2].partition("\n")[0]
            assert (DOUBT in source) == any(doubtful), name


def test_no_page_rests_on_hidden_facts_alone(shipped: Book) -> None:
    for name, page in shipped.pages.items():
        facts = [shipped.lists.facts[fact] for fact in page.source]
        assert not facts or any(fact.standing is not Standing.HIDDEN for fact in facts), name


def test_no_warning_of_danger_is_hidden(shipped: Book) -> None:
    """Every flag leads to a page that can be opened; every page of safety can be found from home."""
    for name, flag in shipped.lists.red_flags.flags.items():
        assert flag.page in shipped.pages, name
        assert ("ru", flag.page) in shipped.screens, name
    read = {name: page for name, page in shipped.pages.items() if page.kind in ("article", "menu", "directory")}
    warned = [name for name, page in read.items() if any("⚠" in text["ru"] for _, text in page.texts())]
    assert len(warned) > 50
    drawn = defaultdict[tuple[str, str], str](str)
    for (locale, _), one in shipped.screens.items():
        drawn[locale, one.place.page] += one.text
    for name in warned:
        for locale in shipped.locales:
            assert "⚠" in drawn[locale, name], (locale, name)


def test_every_urgent_country_has_a_number_on_its_screen(shipped: Book) -> None:
    urgent = shipped.pages["urgent"]
    assert isinstance(urgent, UrgentHelp)
    for locale in ("", *shipped.locales):
        for country in urgent.countries():
            text = shipped.screens[locale, str(Place("urgent", country))].text
            for one in urgent.numbers:
                assert (f"<b>{one.number}</b>" in text) or one.country != country, (locale, one)
