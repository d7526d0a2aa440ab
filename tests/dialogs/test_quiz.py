"""Quizzes: right or not, why, and where it stands; the laws of their buttons; what an editor is told."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.talk import Seat
from dialogs.book import Book
from dialogs.kinds.asking import BEGUN
from dialogs.kinds.counted import Begins, Count
from dialogs.kinds.quiz import Quiz
from dialogs.lists import Lists
from dialogs.sources import Standing
from dialogs.texts import MESSAGE, length, plain, say
from dialogs.turn import MAX_DATA, Effect, Person, Place, Say, Screen, Tap

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
COUNTRIES = ("uk", "korea", "qatar", "russia", "kazakhstan")
SHIPPED = {f"{menu}-quiz": menu for menu in (*COUNTRIES, "youth")}


class Player:
    """Somebody with a quiz before them, who reads labels and taps them."""

    def __init__(self, book: Book, quiz: str, locale: str = "ru") -> None:
        self.seat = Seat(book, Person(locale=locale, alias="Тырна-27"), now=NOW)
        self.effects: tuple[Effect, ...] = ()
        self.goes(Place(quiz))

    def goes(self, place: Place) -> None:
        self.effects = self.seat.does(Tap(place)).effects

    def taps(self, label: str) -> None:
        [to] = [button.to for row in self.screen.rows for button in row if label in button.label]
        assert to is not None
        self.goes(to)

    @property
    def screen(self) -> Screen:
        assert self.seat.shown is not None
        return self.seat.shown

    @property
    def reads(self) -> str:
        return plain(self.screen.text)

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.screen.rows for button in row]


# --- as people play them ----------------------------------------------------------------------------------------------
def test_after_each_answer_it_is_said_why_and_where_it_stands(shipped: Book) -> None:
    somebody = Player(shipped, "uk-quiz")
    assert "Оценок нет" in somebody.reads and "не хранятся" in somebody.reads
    somebody.taps("▶")
    assert somebody.effects == (Begins("uk-quiz"),)
    assert "1/9" in somebody.reads and "Работодатель забрал ваш паспорт" in somebody.reads
    somebody.taps("Да")
    assert somebody.effects == (Count("wrong", "uk-quiz", "passport", "yes", first=True),)
    assert "Не совсем. Верный ответ: Нет" in somebody.reads and "Паспорт должен быть у вас" in somebody.reads
    assert "Источник" in somebody.reads and "22.11.2026" in somebody.reads
    assert "🇬🇧 Если проблемы" in somebody.labels
    somebody.taps("▶")
    assert somebody.effects == () and "2/9" in somebody.reads
    somebody.taps("Нет")
    assert somebody.effects == (Count("right", "uk-quiz", "fee", "no", first=True),)
    assert "✅ Верно." in somebody.reads


def test_an_answer_may_be_typed_and_is_told_why_like_a_tap(shipped: Book) -> None:
    somebody = Player(shipped, "uk-quiz")
    somebody.taps("▶")
    somebody.seat.does(Say("нет"))
    assert somebody.screen.place == Place("uk-quiz", "pn.why") and "✅ Верно." in somebody.reads
    somebody.seat.does(Say("нет"))
    assert somebody.screen.place.page == "talk", "no answer to a question that is not on the screen yet"


def test_only_the_sources_of_the_question_stand_under_it(shipped: Book) -> None:
    somebody = Player(shipped, "uk-quiz")
    somebody.goes(Place("uk-quiz", "py.why"))
    assert somebody.screen.text.partition("📎")[2].count("<a ") <= 1
    quiz = shipped.pages["uk-quiz"]
    assert isinstance(quiz, Quiz)
    somebody.goes(Place("uk-quiz", plays(quiz, right=False)))
    assert somebody.screen.text.partition("📎")[2].count("<a ") > 3


@pytest.mark.parametrize("locale", ["kk", "kaa", "kaa_Latn", "ru"])
def test_nobody_fails(shipped: Book, locale: str) -> None:
    """What was new leads to its pages; who knew all of it is asked to tell others."""
    for name in SHIPPED:
        quiz = shipped.pages[name]
        assert isinstance(quiz, Quiz)
        count = len(quiz.questions)
        nothing = Player(shipped, name, locale)
        nothing.goes(Place(name, plays(quiz, right=False)))
        everything = Player(shipped, name, locale)
        everything.goes(Place(name, plays(quiz, right=True)))
        assert str(count) in everything.reads and nothing.reads != everything.reads
        pages = {button.to.page for row in nothing.screen.rows for button in row if button.to}
        assert pages >= {question.see for question in quiz.questions} | set(quiz.next)
        assert {b.to.page for row in everything.screen.rows for b in row if b.to} == {name, "home", *quiz.next}


def test_back_leads_to_the_question_and_counts_nothing(shipped: Book) -> None:
    somebody = Player(shipped, "youth-quiz")
    somebody.taps("▶")
    somebody.taps("Могут")
    somebody.taps("◀")
    assert "1/8" in somebody.reads and somebody.effects == (Begins("youth-quiz"),)
    somebody.taps("Нельзя")
    somebody.taps("▶")
    somebody.taps("◀")
    assert "1/8" in somebody.reads


# --- what ships -------------------------------------------------------------------------------------------------------
def test_the_quizzes_stand_where_people_look_for_them(shipped: Book) -> None:
    assert {name for name, page in shipped.pages.items() if isinstance(page, Quiz)} == SHIPPED.keys()
    for name, section in SHIPPED.items():
        quiz = shipped.pages[name]
        assert isinstance(quiz, Quiz)
        assert shipped.parents[name] == section and shipped.parents[section] in ("going", "more")
        assert 6 <= len(quiz.questions) <= 10
        for code in ("kk", "kaa", "ru"):
            assert len({*quiz.aliases[code]} - {quiz.title[code]}) >= 6
            assert all(shipped.ear.index.search(alias)[0].page == name for alias in quiz.aliases[code])


def test_every_answer_rests_on_a_sure_fact_that_the_page_has_too(shipped: Book) -> None:
    for name in SHIPPED:
        quiz = shipped.pages[name]
        assert isinstance(quiz, Quiz)
        for question in quiz.questions:
            assert all(shipped.lists.facts[fact].standing is Standing.SURE for fact in question.source), question.id
            assert set(question.source) & set(shipped.pages[question.see].source), (name, question.id)
        assert {fact for question in quiz.questions for fact in question.source} == set(quiz.source)
        firsts = [question.answers[0].correct for question in quiz.questions]
        assert len({*firsts}) == 2, "the right answer does not always stand first"


# --- laws, over what ships and what nobody wrote ----------------------------------------------------------------------
def plays(quiz: Quiz, *, right: bool) -> str:
    """All questions answered by who knows everything, or nothing."""
    trail = ""
    for question in quiz.questions:
        trail += question.code + next(one.code for one in question.answers if one.correct is right)
    return trail


def walk(quiz: Quiz, draw: Any, spot: str = "") -> str:
    """Any answers, until none is open."""
    steps = 0
    while question := quiz.open(quiz.read(spot).given):
        spot += question.code + draw(st.sampled_from(sorted(question.offered(quiz.read(spot).given))))
        steps += 1
        assert steps <= len(quiz.questions), "every sequence ends"
    return spot


def at(book: Book, name: str, quiz: Quiz, spot: str) -> Screen:
    shown = quiz.screen(book.here(Place(name, spot), Person("ru"), NOW))
    assert 0 < length(shown.text) <= MESSAGE
    targets = [button.to for row in shown.rows for button in row if button.to]
    assert all(len(str(to).encode()) <= MAX_DATA and str(to).isascii() for to in targets)
    assert "home" in {to.page for to in targets}
    return shown


def obeys(book: Book, name: str, quiz: Quiz, data: Any) -> None:
    spot = walk(quiz, data.draw)
    pairs = [spot[nth : nth + 2] for nth in range(0, len(spot), 2)]
    result = at(book, name, quiz, spot)
    known = sum(
        quiz.read(spot).given[one.id] == one.right.id for one in quiz.questions if one.id in quiz.read(spot).given
    )
    assert f"Верно: {known} из {len(pairs)}." in result.text
    for cut in range(1, len(pairs) + 1):
        why = at(book, name, quiz, "".join(pairs[:cut]) + ".why")
        onward = [str(button.to) for row in why.rows for button in row]
        assert onward[0] == f"{name}/{''.join(pairs[:cut])}", "what is said of an answer leads to the next question"
        turn = quiz.tap(book.here(Place(name, "".join(pairs[:cut]) + ".why"), Person("ru"), NOW))
        assert [type(effect) for effect in turn.effects] == [Count]
        at(book, name, quiz, "".join(pairs[: cut - 1]) or BEGUN)
    cut = data.draw(st.integers(0, len(pairs)))
    again = "".join(pairs) + "".join(pairs[:cut])
    assert quiz.read(again).given == quiz.read(spot).given, "back and the same answers: as if nobody had gone back"
    mixed = "".join(data.draw(st.permutations(pairs)))
    assert plain(at(book, name, quiz, mixed).text) == plain(result.text)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_shipped_quizzes_obey(shipped: Book, data: Any) -> None:
    name = data.draw(st.sampled_from(sorted(SHIPPED)))
    quiz = shipped.pages[name]
    assert isinstance(quiz, Quiz)
    obeys(shipped, name, quiz, data)


def text(words: str) -> dict[str, str]:
    return {"kk": words, "kaa": words, "ru": words}


@st.composite
def quizzes(draw: Any) -> dict[str, Any]:
    """Some questions with two to four answers, one of them right, each asked always or only after an earlier answer."""
    questions: list[dict[str, Any]] = []
    for nth in range(draw(st.integers(1, 8))):
        count = draw(st.integers(2, 4))
        right = draw(st.integers(0, count - 1))
        earlier = draw(st.sampled_from(questions)) if questions and draw(st.booleans()) else None
        answers = [
            {"id": f"a{one}", "code": "abcd"[one], "text": text(f"a{one}"), "correct": one == right}
            for one in range(count)
        ]
        questions.append(
            {
                "id": f"q{nth}",
                "code": "ABCDEFGH"[nth],
                "text": text("?"),
                "answers": answers,
                "when": {earlier["id"]: [draw(st.sampled_from(earlier["answers"]))["id"]]} if earlier else {},
                "explain": text(f"because {nth}"),
                "see": "wages",
                "source": ["f"],
            }
        )
    return {"kind": "quiz", "title": text("t"), "text": text("i"), "source": ["f"], "questions": questions}


@settings(max_examples=100, deadline=None)
@given(told=quizzes(), data=st.data())
def test_any_quiz_obeys(book: Book, told: dict[str, Any], data: Any) -> None:
    obeys(book, "generated", Quiz.model_validate(told), data)


@settings(max_examples=150, deadline=None)
@given(told=quizzes(), data=st.data())
def test_an_old_button_lives_through_any_edit(book: Book, told: dict[str, Any], data: Any) -> None:
    """A question has a new code, one is gone, one is new: what is still known is kept, the rest is asked."""
    old = Quiz.model_validate(told)
    spot = walk(old, data.draw)
    first, *rest = told["questions"]
    gone = data.draw(st.sampled_from(rest))["id"] if rest else ""
    left = [one for one in rest if one["id"] != gone and gone not in one["when"]]
    fresh = {**first, "id": "fresh", "code": "Y", "when": {}}
    moved = {first["code"]: "Z"} | {one["code"]: "" for one in rest if one not in left}
    new = Quiz.model_validate({**told, "questions": [fresh, {**first, "code": "Z"}, *left], "moved": moved})
    for cut in range(2, len(spot) + 1, 2):
        for button in (spot[:cut], spot[:cut] + ".why"):
            turn = new.tap(book.here(Place("generated", button), Person("ru"), NOW))
            assert turn.screen is not None and turn.screen.rows
            told_of = new.just(button)
            assert told_of is None or old.just(button) is not None
            if told_of:
                assert (
                    told_of.id == getattr(old.just(button), "id", "")
                    and f"because {told_of.id[1:]}" in turn.screen.text
                )
            elif button.endswith(".why"):
                assert "Вопросы с тех пор изменились" in turn.screen.text and turn.effects == ()
    before, after = old.read(spot).given, new.read(spot).given
    assert after[first["id"]] == before[first["id"]]
    assert all(before[name] == answer for name, answer in after.items())
    assert "fresh" not in after and new.open(new.read(walk(new, data.draw, new.read(spot).trail)).given) is None


@given(spot=st.text(max_size=60))
def test_no_spot_is_too_strange(shipped: Book, spot: str) -> None:
    quiz = shipped.pages["uk-quiz"]
    assert quiz.tap(shipped.here(Place("uk-quiz", spot), Person("kaa"), NOW)).screen


# --- what an editor is told -------------------------------------------------------------------------------------------
def one_quiz() -> dict[str, Any]:
    answers = [
        {"id": "no", "code": "n", "text": text("no"), "correct": True},
        {"id": "yes", "code": "y", "text": text("yes")},
    ]
    asked = {"text": text("?"), "explain": text("!"), "see": "wages", "source": ["f"]}
    questions = [{**asked, "id": name, "code": name, "answers": [dict(one) for one in answers]} for name in ("a", "b")]
    return {"kind": "quiz", "title": text("t"), "text": text("i"), "source": ["f"], "questions": questions}


def faults(lists: Lists, change: Any) -> set[tuple[Any, ...]]:
    told = one_quiz()
    change(told)
    page = Quiz.model_validate(told)
    return {(fault.where, fault.what.format(**fault.values)) for fault in page.faults("quiz", lists)}


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        (lambda q: q[1]["answers"][0].update(correct=False), ("questions", 1), "the right one"),
        (lambda q: q[1]["answers"][1].update(correct=True), ("questions", 1), "the right one"),
        (lambda q: q[0].update(answers=[]), ("questions", 0), "needs answers"),
        (lambda q: q[0]["answers"].pop(), ("questions", 0), "needs a wrong answer"),
        (lambda q: q[0].update(source=[]), ("questions", 0), "needs the fact"),
        (lambda q: q[0].update(source=["g"]), ("questions", 0), "'g' is not under 'source'"),
        (lambda q: q[1].update(code="a"), ("questions", 1, "code"), "the code 'a' is taken"),
        (
            lambda q: q[1]["answers"][1].update(code="n"),
            ("questions", 1, "answers", 1, "code"),
            "the code 'n' is taken",
        ),
    ],
)
def test_an_editor_is_told(book: Book, change: Any, where: Any, what: str) -> None:
    assert faults(book.lists, lambda told: None) == set()
    found = faults(book.lists, lambda told: change(told["questions"]))
    assert any(at == where and what in said for at, said in found), found


@pytest.mark.parametrize("key", ["explain", "see", "source"])
def test_a_question_says_why_and_where(key: str) -> None:
    told = one_quiz()
    del told["questions"][1][key]
    with pytest.raises(ValidationError, match=rf"questions\.1\.{key}"):
        Quiz.model_validate(told)


def test_the_longest_way_through_fits_into_a_button(book: Book) -> None:
    def many(told: dict[str, Any], count: int) -> None:
        codes = "ABCDEFGHIJKLMNOPQRSTUVWXYZ123"
        told["questions"] = [{**told["questions"][0], "id": f"q{at}", "code": codes[at]} for at in range(count)]

    assert faults(book.lists, lambda told: many(told, 26)) == set()
    assert faults(book.lists, lambda told: many(told, 27)) == {
        (("questions",), "27 questions do not fit into a button: 26 at most")
    }


def test_the_checker_sees_every_question_and_what_is_said_of_every_answer(shipped: Book) -> None:
    for name in SHIPPED:
        quiz = shipped.pages[name]
        assert isinstance(quiz, Quiz)
        looked_at = [
            at(shipped, name, quiz, spot).text for spot in quiz.samples(shipped.here(Place(name), Person(), NOW))
        ]
        for question in quiz.questions:
            assert sum(say(question.explain, "ru") in one for one in looked_at) >= len(question.answers)
