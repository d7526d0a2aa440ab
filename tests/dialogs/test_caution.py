"""What a consultant is asked about: numbers and links that nobody checked, words that betray."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.book import Book
from dialogs.caution import betraying, split


@pytest.mark.parametrize(
    "text",
    [
        "Напишите на +7 701 999 88 77",
        "8 (701) 999-88-77 дегенге хабарласыңыз",
        "+998 90 000 11 22",
        "https://visa-fast.example.com/pay",
        "смотрите visa-fast.kz",
        "пишите @agent_aibek",
        "agent@visa-fast.kz дегенге жазың",
        "t.me/agent_aibek",
    ],
)
def test_what_nobody_has_checked_is_asked_about(shipped: Book, text: str) -> None:
    assert shipped.ear.known.unknown(text)


@pytest.mark.parametrize(
    "text",
    [
        "Приходите 27.11.2026 в 09:00",
        "112 или 102",
        "1 200 000 теңге",
        "2026-11-27",
        "Случай №147, статья 128",
        "Рахмет! Қәлеген ўақытта жазың.",
        "и т.д. и т.п.",
    ],
)
def test_ordinary_words_are_not(shipped: Book, text: str) -> None:
    assert shipped.ear.known.unknown(text) == []


def test_what_stands_in_the_directory_is_known_however_it_is_written(shipped: Book) -> None:
    shown = [contact for contact in shipped.lists.contacts.values() if contact.shows_phone]
    for contact in shown:
        assert shipped.ear.known.unknown(", ".join(contact.phone)) == []
    assert shown
    sites = [contact.site for contact in shipped.lists.contacts.values() if contact.listed and contact.site]
    assert sites
    for site in sites:
        assert shipped.ear.known.unknown(site) == []


@pytest.mark.parametrize("text", ["полицияға хабарлаймыз", "Позвоните в полицию", "POLICE", "паспортыңызды алың"])
def test_a_word_that_betrays_is_heard_in_any_language(shipped: Book, text: str) -> None:
    assert betraying(text, shipped.lists)


def test_short_neutral_words_betray_nothing(shipped: Book) -> None:
    assert not betraying("Ок. Когда сможете, просто поставьте точку.", shipped.lists)


@given(st.text(alphabet="абв где. !\n", min_size=1, max_size=900))
def test_pieces_are_short_and_lose_no_letter(text: str) -> None:
    pieces = split(text)
    assert all(0 < len(piece) <= 200 for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
