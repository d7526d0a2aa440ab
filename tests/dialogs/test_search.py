"""What people ask leads to the page that answers; greetings lead nowhere; all of it in time."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.talk import Seat
from dialogs.book import Book
from dialogs.search import Index
from dialogs.turn import Person, Place, Say, Sounds, Tap, Unanswered

QUESTIONS = Path(__file__).parent / "questions"
GUIDANCE = ("article", "menu", "directory", "phrases")


def questions(name: str) -> Any:
    return yaml.load((QUESTIONS / f"{name}.yaml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 (plain text only)


def shares(book: Book, asked: list[list[str]]) -> tuple[float, float]:
    """How often the right page is among three, and how often it is the first."""
    found = [([hit.page for hit in book.ear.index.search(text)], right) for text, *right in asked]
    three = sum(bool({*got} & {*right}) for got, right in found)
    first = sum(bool({*got[:1]} & {*right}) for got, right in found)
    return three / len(found), first / len(found)


@pytest.mark.parametrize("code", ["kk", "kaa", "ru"])
def test_questions_lead_to_their_pages(shipped: Book, code: str) -> None:
    asked = questions(code)
    assert len(asked) >= 40
    three, first = shares(shipped, asked)
    assert three >= 0.93
    assert first >= 0.80


def test_new_questions_too(shipped: Book) -> None:
    three, first = shares(shipped, [one for code in ("kk", "kaa", "ru") for one in questions("unseen")[code]])
    assert three >= 0.85
    assert first >= 0.75


ASKED = sorted(file.stem for file in QUESTIONS.glob("asked-*.yaml"))


@pytest.mark.parametrize("code", ["kk", "kaa", "ru"])
@pytest.mark.parametrize("name", ASKED)
def test_later_questions_lead_to_their_pages(shipped: Book, name: str, code: str) -> None:
    asked = questions(name)[code]
    assert len(asked) >= 10
    assert [text for text, *_ in asked if shipped.ear.triage.alarm(text)] == []
    three, first = shares(shipped, asked)
    assert three >= 0.93
    assert first >= 0.80


@pytest.mark.parametrize("code", ["kk", "kaa", "ru"])
def test_every_page_of_guidance_is_named_as_people_would_ask(shipped: Book, code: str) -> None:
    guidance = {name: page for name, page in shipped.pages.items() if page.kind in GUIDANCE and not page.hidden}
    few = [name for name, page in guidance.items() if len({*page.aliases.get(code, ())} - {*page.title.values()}) < 6]
    assert few == []


def test_every_question_names_pages_that_exist(shipped: Book) -> None:
    asked = [
        one
        for code in ("kk", "kaa", "ru")
        for one in (*questions(code), *(one for name in ("unseen", *ASKED) for one in questions(name)[code]))
    ]
    assert {page for _, *right in asked for page in right} - shipped.pages.keys() == set()


@pytest.mark.parametrize("words", ["сәлем", "привет", "рахмет", "ок", "да", "атым Гүлнара", "👍", "", "ыыы"])
def test_what_asks_nothing_finds_nothing(shipped: Book, words: str) -> None:
    assert shipped.ear.index.search(words) == []


def test_a_hit_tells_which_words_met(shipped: Book) -> None:
    [hit, *_] = shipped.ear.index.search("angliyaga viza qalay alaman")
    assert hit.page == "uk-visa"
    assert ("viza", "viza") in hit.words


def best_of(times: int, work: Callable[[], object]) -> float:
    def once() -> float:
        begun = time.process_time()
        work()
        return time.process_time() - begun

    return min(once() for _ in range(times))


def test_the_index_is_built_and_read_in_time(shipped: Book) -> None:
    assert best_of(3, lambda: Index(shipped.pages, shipped.lists)) < 0.5
    asked = [text for code in ("kk", "kaa", "ru") for text, *_ in questions(code)]
    index = shipped.ear.index
    assert best_of(2, lambda: [index.search(text) for text in asked]) / len(asked) < 0.002


def test_five_thousand_pages_are_searched_in_time(shipped: Book) -> None:
    copies = 5000 // len(shipped.pages) + 1
    many = {f"{name}-{at}": page for at in range(copies) for name, page in shipped.pages.items()}
    index = Index(many, shipped.lists)
    asked = [text for text, *_ in questions("ru")]
    assert best_of(2, lambda: [index.search(text) for text in asked]) / len(asked) < 0.010


def seat(shipped: Book, locale: str = "ru") -> Seat:
    return Seat(shipped, Person(locale=locale, alias="Тырна-27"))


def places(one: Seat) -> list[str]:
    assert one.shown is not None
    return [str(button.to) for row in one.shown.rows for button in row]


def test_pages_and_a_person_are_offered(shipped: Book) -> None:
    one = seat(shipped)
    one.does(Say("сколько платят в корее"))
    assert "korea-pay" in places(one)
    assert "talk/send" in places(one)
    assert {"home", "urgent"} <= {*places(one)}


def test_where_nothing_is_found_the_sections_are_shown_and_it_is_counted(shipped: Book) -> None:
    one = seat(shipped)
    turn = one.does(Say("ыыы"))
    assert turn.notes == (Unanswered(("i",)),)
    assert {"abroad-now", "going", "talk/send"} <= {*places(one)}


def test_what_was_typed_before_the_language_is_answered_after_it(shipped: Book) -> None:
    one = seat(shipped, "")
    one.does(Say("Корея виза"))
    onward = next(place for place in places(one) if place.startswith("language/kaa:"))
    one.does(Tap(Place.parse(onward)))
    assert "korea-visa" in places(one)


def test_numbers_and_names_choose_a_language(shipped: Book) -> None:
    for words, locale in (("1", "kk"), ("русский", "ru"), ("Qaraqalpaqsha", "kaa"), ("қазақша", "kk")):
        one = seat(shipped, "")
        one.does(Say(words))
        assert one.person.locale == locale, words


def test_a_number_or_a_command_is_its_button(shipped: Book) -> None:
    one = seat(shipped)
    one.does(Say("меню"))
    home = places(one)
    one.does(Say("2"))
    assert str(one.shown.place) == home[1]  # type: ignore[union-attr]


def test_yes_sends_what_was_typed(shipped: Book) -> None:
    one = seat(shipped, "kk")
    one.does(Say("ыыы"))
    one.does(Say("ия"))
    assert str(one.shown.place).startswith("consent")  # type: ignore[union-attr]


def test_another_of_our_languages_is_offered_the_second_time(shipped: Book) -> None:
    one = seat(shipped)
    turn = one.does(Say("Маған жұмыс керек, қалай істеймін?"))
    assert Sounds("kk") in turn.notes
    assert "language/kk" not in places(one)
    one.does(Say("Құжаттарым қайда болуы керек, білмеймін"))
    assert "language/kk" in places(one)


@pytest.mark.parametrize(
    "words", ["Please help, how can I get a work visa", "أحتاج إلى مساعدة", "Мен эмне кылам, кантип барам"]
)
def test_other_languages_are_told_that_a_person_reads_them(shipped: Book, words: str) -> None:
    one = seat(shipped, "ru")
    one.does(Say(words))
    assert {"language/kk", "language/kaa", "language/ru", "talk/send", "urgent"} <= {*places(one)}
