"""Laws that hold for every page of the shipped book in every language."""

from datetime import UTC, datetime

import pytest

from dialogs.book import Book
from dialogs.conversation import answer, needs, screen
from dialogs.latin import cyrillic_left
from dialogs.sources import Standing
from dialogs.texts import MESSAGE, length, say, tag_fault
from dialogs.turn import MAX_DATA, Person, Place, Say, Tap

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
COUNTRIES_WITH_NUMBERS = {"GB", "KR", "QA", "RU", "KZ", "UZ", "KG"}


def seen(book: Book, person: Person, place: Place, words: str | None = None) -> str:
    """What a person reads after a tap, or after words at a place."""
    kept = dict.fromkeys(needs(book, place) | {"held", "case"})
    event = Tap(place) if words is None else Say(words)
    turn = answer(book, person, book.here(place, person, NOW, kept), event)
    if turn.then:
        return screen(book, person, book.here(turn.then, person, NOW, kept)).text
    return turn.screen.text if turn.screen else turn.toast


def test_every_screen_fits_telegram(shipped: Book) -> None:
    for (locale, place), one in shipped.screens.items():
        assert 0 < length(one.text) <= MESSAGE, (locale, place)
        assert tag_fault(one.text) is None, (locale, place)
        for row in one.rows:
            assert 0 < len(row) <= 8, (locale, place)
            for button in row:
                assert button.label.strip(), (locale, place)
                assert 0 < len(str(button.to).encode()) <= MAX_DATA, (locale, place)
                assert str(button.to).isascii(), (locale, place)


def test_home_is_within_reach_of_every_screen(shipped: Book) -> None:
    for (locale, place), one in shipped.screens.items():
        targets = {button.to.page for row in one.rows for button in row if button.to}
        silent = one.place == Place("urgent", "quiet") or place.startswith(
            "urgent/q."
        )  # quiet is quiet: the small keyboard still leads home
        waits = one.place.page in ("language", "consent") or one.place == Place(
            "talk", "share"
        )  # a question that must be answered first
        hides = place.startswith("hide/")  # a decoy shows no way: there is one behind its question
        assert "home" in targets or place == "home" or silent or waits or hides, (locale, place)


def test_every_button_leads_somewhere_that_answers(shipped: Book) -> None:
    person = Person("kaa", "Тырна-27")
    for one in {str(button.to) for drawn in shipped.screens.values() for row in drawn.rows for button in row}:
        assert seen(shipped, person, Place.parse(one))


@pytest.mark.parametrize("locale", ["kk", "kaa", "kaa_Latn", "ru"])
def test_unknown_spots_and_unexpected_words_get_an_answer(shipped: Book, locale: str) -> None:
    for name in shipped.pages:
        person = Person(locale, "Тырна-27")
        assert seen(shipped, person, Place(name, "no-such-spot"))
        assert seen(shipped, Person(locale, "Тырна-27", waiting=Place(name)), Place(name), "ыыы")


def test_karakalpak_latin_has_no_cyrillic_letter_left(shipped: Book) -> None:
    for (locale, place), one in shipped.screens.items():
        if locale == "kaa_Latn" and one.place.page != "language":
            sources = "📎"  # titles of sources stay as their publishers wrote them
            text = "\n".join(line for line in one.text.splitlines() if sources not in line and "📍" not in line)
            labels = [button.label for row in one.rows for button in row if button.to and button.to.page != "language"]
            assert not any(map(cyrillic_left, [text, *labels])), place


def test_every_page_with_a_source_shows_it_and_its_date(shipped: Book) -> None:
    for name, page in shipped.pages.items():
        if page.source and page.kind in ("article", "directory", "menu"):
            text = shipped.screens["ru", name].text
            assert "📎" in text, name
            assert page.checked is None or page.checked.strftime("%d.%m.%Y") in text, name


def test_a_contact_is_shown_exactly_as_sure_as_it_is(shipped: Book) -> None:
    for (locale, _), one in shipped.screens.items():
        page = shipped.pages[one.place.page]
        contact = shipped.lists.contacts.get(one.place.spot) if page.kind == "directory" else None
        if contact:
            for number in contact.phone:
                assert (f"☎ {number}" in one.text) == contact.shows_phone, (locale, one.place)
            assert not (contact.shows_phone and contact.standing is Standing.HIDDEN)
            assert contact.standing is not Standing.HIDDEN or contact.kind in ("embassy", "consulate")


def test_the_book_is_as_large_as_it_promises(shipped: Book) -> None:
    listed = {
        one.place.spot for (_, _), one in shipped.screens.items() if shipped.pages[one.place.page].kind == "directory"
    }
    assert len(listed - {""}) >= 120
    assert len(shipped.pages) >= 150


def test_every_destination_has_emergency_numbers(shipped: Book) -> None:
    urgent = shipped.pages["urgent"]
    assert set(urgent.countries()) >= COUNTRIES_WITH_NUMBERS  # type: ignore[attr-defined]


def test_urgent_help_is_read_without_scrolling_and_help_lines_stand_before_police(shipped: Book) -> None:
    for locale in shipped.locales:
        urgent = shipped.screens[locale, "urgent"]
        assert length(urgent.text) <= 700, locale
        lines = [line for line in urgent.text.splitlines() if "<b>" in line]
        assert len(lines) > 10, "every country stands there at once"
        for line in lines:
            police = [at for at, sign in enumerate(line) if sign in "❗👮🚑"]
            assert line.rfind("🤝") < min(police), line


def test_where_sos_is_named_it_can_be_pressed(shipped: Book) -> None:
    """Not where it is the sign of a set of phrases."""
    for locale, one in shipped.looked_at(NOW.date()):
        if "🆘" in one.text and shipped.pages[one.place.page].kind not in ("urgent", "phrases"):
            targets = {button.to.page for row in one.rows for button in row if button.to}
            assert "urgent" in targets, (locale, str(one.place))


def test_titles_are_short_enough_for_a_button(shipped: Book) -> None:
    for name, page in shipped.pages.items():
        for locale in shipped.locales:
            assert len(say(page.title, locale)) <= 40, (name, locale)
