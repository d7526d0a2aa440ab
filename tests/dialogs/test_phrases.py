"""What to say abroad: danger first, small screens, sounds that each reader can read."""

import pytest
from pydantic import ValidationError

from dialogs.book import Book
from dialogs.kinds.phrases import A_SCREEN, Phrase, Phrases
from dialogs.latin import cyrillic_left
from dialogs.turn import Person, Place
from tests.dialogs.test_shipped import seen

HELP = {"kk": "Көмек", "kaa": "Көмек", "ru": "Помощь"}


def phrase(**sound: str) -> Phrase:
    return Phrase(id="help", say="Help!", sound=sound, means=HELP)


def hosts(book: Book) -> dict[str, Phrases]:
    return {page.host: page for page in book.pages.values() if isinstance(page, Phrases)}


def test_at_least_sixty_phrases_for_each_of_the_hosts(shipped: Book) -> None:
    assert set(hosts(shipped)) >= {"en", "ko", "ru"}
    for page in hosts(shipped).values():
        assert len({one.id for one in page.every}) == len(page.every) >= 60
        assert [one.id for one in page.every[:4]] == ["help", "police", "ambulance", "danger"]


def test_danger_is_seen_first_and_every_phrase_once(shipped: Book) -> None:
    for name, page in shipped.pages.items():
        if isinstance(page, Phrases):
            drawn = [
                one.text for (locale, _), one in shipped.screens.items() if locale == "ru" and one.place.page == name
            ]
            assert page.every[0].say in shipped.screens["ru", name].text
            for one in page.every:
                assert sum(f"<code>{one.say}</code>" in text for text in drawn) == 1, one.id
            assert all(text.count("<code>") <= A_SCREEN for text in drawn)


def test_every_occasion_is_one_tap_from_the_first_screen(shipped: Book) -> None:
    for name, page in shipped.pages.items():
        if isinstance(page, Phrases):
            targets = {str(button.to) for row in shipped.screens["kaa", name].rows for button in row}
            assert {f"{name}/{group}" for group in list(page.groups)[1:]} <= targets


def test_what_no_longer_is_leads_to_the_phrases_for_danger(shipped: Book) -> None:
    for spot in ("gone", "work.99", "help.0", "work.x", "."):
        assert "<code>" in seen(shipped, Person("kk"), Place("phrases-en", spot))
    assert "I need help" not in seen(shipped, Person("kk"), Place("phrases-en", "work.2"))


def test_sounds_are_in_the_letters_of_the_reader(shipped: Book) -> None:
    assert "[ҳаў мач из ит]" in seen(shipped, Person("kaa"), Place("phrases-en", "arrival.2"))
    assert "[һау мач из ит]" in seen(shipped, Person("kk"), Place("phrases-en", "arrival.2"))
    assert not cyrillic_left(seen(shipped, Person("kaa_Latn"), Place("phrases-en", "arrival.2")))


@pytest.mark.parametrize(
    ("sound", "told"),
    [
        ({"kk": "һэлп", "ru": "хэлп"}, "'kaa' is missing"),
        ({"kk": "һэлп", "kaa": "һэлп", "ru": "хэлп"}, "'kaa' does not have the letters һ"),
        ({"kk": "help", "kaa": "ҳэлп", "ru": "хэлп"}, "'kk' does not have the letters e h l p"),
    ],
)
def test_a_sound_that_somebody_cannot_read_is_told(sound: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        phrase(**sound)
    assert phrase(kk="һэлп", kaa="ҳэлп", ru="хэлп")
