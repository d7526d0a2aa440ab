"""What to say abroad: danger first, small screens, sounds that each reader can read."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from bot.talk import Seat
from dialogs.book import Book
from dialogs.kinds.phrases import A_SCREEN, Phrase, Phrases
from dialogs.latin import cyrillic_left
from dialogs.texts import say
from dialogs.turn import Person, Place, Tap
from tests.dialogs.test_shipped import seen

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
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


@pytest.mark.parametrize(("name", "locale"), [("phrases-en", "ru"), ("phrases-ko", "kk"), ("phrases-ru", "kaa_Latn")])
def test_six_phrases_are_asked_with_meanings_of_their_own_occasion(shipped: Book, name: str, locale: str) -> None:
    page = shipped.pages[name]
    assert isinstance(page, Phrases)
    groups = [{say(one.means, locale) for one in group.phrases} for group in page.groups.values()]
    ever: set[str] = set()
    for number in map(str, range(100)):
        asked = page.quiz(number, shipped.here(Place(name), Person(locale), NOW))
        assert len({phrase.id for phrase, _ in asked}) == 6
        for phrase, offered in asked:
            assert len(set(offered)) == 3 and say(phrase.means, locale) in offered
            assert any(set(offered) <= group for group in groups)
        ever |= {phrase.id for phrase, _ in asked}
        assert len({offered.index(say(phrase.means, locale)) for phrase, offered in asked}) > 1
    assert ever == {one.id for one in page.every}, "everything is asked some day"


@pytest.mark.parametrize(("knows", "told"), [(True, "Верно: 6 из 6."), (False, "Верно: 0 из 6.")])
def test_a_quiz_of_phrases_from_its_button_to_its_end(shipped: Book, knows: bool, told: str) -> None:
    seat = Seat(shipped, Person("ru"), now=NOW)
    seat.does(Tap(Place("phrases-en")))
    for step in range(7):
        assert seat.shown is not None
        rows = [button for row in seat.shown.rows for button in row]
        if not step:
            to = next(button.to for button in rows if "Шесть вопросов" in button.label)
        else:
            name, _, trail = seat.shown.place.spot.partition(".")
            page = shipped.pages["phrases-en"]
            assert isinstance(page, Phrases)
            phrase, offered = page.quiz(name[1:], shipped.here(Place("phrases-en"), Person("ru"), NOW))[len(trail)]
            assert phrase.say in seat.shown.text and all(one in seat.shown.text for one in offered)
            right = offered.index(say(phrase.means, "ru"))
            to = rows[right if knows else (right + 1) % 3].to
        assert to is not None
        seat.does(Tap(to))
        assert step == 0 or seat.shown.text.split("\n\n")[1].startswith("✅" if knows else "💡")
    assert told in seat.shown.text
    assert seat.shown.text.count("<code>") == (0 if knows else 6)


def test_nobody_is_asked_about_their_own_language(shipped: Book) -> None:
    labels = [button.label for row in shipped.screens["ru", "phrases-ru"].rows for button in row]
    assert not any("Шесть" in label for label in labels)
    assert "🧠 Алты сораў" in [button.label for row in shipped.screens["kaa", "phrases-ru"].rows for button in row]
    assert "<code>" in seen(shipped, Person("ru"), Place("phrases-ru", "-17.012"))
