"""The card of a journey: whom to call, what one may demand, what to say, by country and citizenship."""

from itertools import product
from urllib.parse import unquote

import pytest

from dialogs.book import Book
from dialogs.conversation import answer
from dialogs.kinds.trip import LINK, SaveCard, Trip
from dialogs.sources import Standing
from dialogs.turn import Person, Place, Screen, Tap
from tests.dialogs.test_shipped import NOW

LOCALES = ("kk", "kaa", "kaa_Latn", "ru")
WHERE = {"gb": "GB", "kr": "KR", "qa": "QA", "ru": "RU", "kz": "KZ"}


def cards(book: Book) -> dict[tuple[str, str], Screen]:
    return {
        (locale, place.removeprefix("trip-card/")): screen
        for (locale, place), screen in book.screens.items()
        if place.startswith("trip-card/") and "." in place
    }


def saved(book: Book, spot: str, locale: str = "ru") -> str:
    place, person = Place("trip-card", f"{spot}.file"), Person(locale)
    [effect] = answer(book, person, book.here(place, person, NOW), Tap(place)).effects
    assert isinstance(effect, SaveCard)
    return effect.html


def shared(screen: Screen) -> str:
    return next(button.url for row in screen.rows for button in row if button.url)


def test_there_is_a_card_for_every_destination_in_every_language(shipped: Book) -> None:
    page = shipped.pages["trip-card"]
    assert isinstance(page, Trip) and {one.country for one in page.destinations.values()} == set(WHERE.values())
    assert {(locale, spot.partition(".")[0]) for locale, spot in cards(shipped)} == set(product(LOCALES, WHERE))
    for (locale, spot), screen in cards(shipped).items():
        assert screen.text.count("<code>") == 5, (locale, spot)
        rights = next(block for block in screen.text.split("\n\n") if "⚖️" in block)
        assert rights.count("•") == 4 and "📎" in screen.text, (locale, spot)


def test_a_number_is_shown_sent_and_kept_exactly_as_sure_as_it_is(shipped: Book) -> None:
    page = shipped.pages["trip-card"]
    assert isinstance(page, Trip)
    for (locale, spot), screen in cards(shipped).items():
        name, _, citizen = spot.partition(".")
        one = page.destinations[name]
        link, file = unquote(shared(screen)), saved(shipped, spot, locale)
        for contact in map(shipped.lists.contacts.__getitem__, one.contacts):
            mine = contact.listed and contact.of in ("", one.country, citizen)
            for number in (number for number in contact.phone if len(number) > 4):
                shown = mine and contact.shows_phone
                assert [f"☎ {number}" in screen.text, number in link, f"☎ {number}" in file] == [shown] * 3, spot
            if mine and contact.standing is not Standing.SURE:
                assert "⚠" in screen.text and "⚠" in file and "(" in link, spot


def test_the_link_fits_every_telephone_and_tells_nothing_of_who_sends_it(shipped: Book) -> None:
    for screen in cards(shipped).values():
        assert shared(screen).startswith("https://t.me/share/url?url=") and len(shared(screen)) < LINK + 60


def test_the_file_opens_without_the_internet(shipped: Book) -> None:
    html = saved(shipped, "gb.KZ", "kk")
    assert html.startswith("<!doctype html>") and 'charset="utf-8"' in html and "22.11.2026" in html
    assert "125 Pall Mall" in html and "999" in html and "src=" not in html and "<link" not in html


def test_who_has_no_known_embassy_is_told_so(shipped: Book) -> None:
    assert "не нашли" in shipped.screens["ru", "trip-card/qa.KZ"].text
    assert "не нашли" not in shipped.screens["ru", "trip-card/gb.KZ"].text


@pytest.mark.parametrize("spot", ["xx", "gb.ZZ", "gb.KZ.nothing", "gb..file", "kz.KZ", "."])
def test_an_old_or_wrong_button_leads_to_a_question(shipped: Book, spot: str) -> None:
    place, person = Place("trip-card", spot), Person("kk")
    turn = answer(shipped, person, shipped.here(place, person, NOW), Tap(place))
    assert turn.screen and turn.screen.rows and not turn.effects


def test_a_finished_checklist_and_the_menu_of_who_goes_lead_to_it(shipped: Book) -> None:
    checklist = shipped.pages["checklist"]
    assert all("trip-card" in checklist.lists[name].next for name in WHERE)  # type: ignore[attr-defined]
    targets = [button.to for row in shipped.screens["kk", "going"].rows for button in row]
    assert Place("trip-card") in targets
