"""Laws of every questionnaire, shipped or generated: nothing is lost, nothing breaks, and there is always a way on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.talk import Seat
from dialogs.book import Book
from dialogs.kinds.draft import Draft, DropDraft, Submit, applicable
from dialogs.kinds.form import Form
from dialogs.kinds.questionnaire import Questionnaire
from dialogs.kinds.urgent import QUIETLY
from dialogs.texts import MESSAGE, length, tag_fault
from dialogs.turn import MAX_DATA, Person, Place, Say, Screen, Start, Tap, Turn

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LAWS = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
WORDS = [
    "да", "жоқ", "3", "үш", "850 000", "1,2 млн тенге", "300$", "850.000", "5 наурыз", "март 2026", "05.03.2027",
    "завтра",
    "+77010000001", "8 701", "казахстан", "строитель", "павлодар", "просто слова", "көп", "😀", "\u202eслова\u202c",
    "<b>жирный</b> & <script>", "я" * 5000, "швейная машинка\nоверлок", "🏠", "🆘", "меню",
    "как получить визу", "9" * 300,
]  # fmt: skip
KINDS = ["photo", "document", "voice", "sticker", "location", "contact"]

moves = st.one_of(
    st.tuples(st.just("button"), st.integers(0, 30)),
    st.tuples(st.just("words"), st.sampled_from(WORDS)),
    st.tuples(st.just("sends"), st.sampled_from(KINDS)),
    st.tuples(st.just("goes back to"), st.integers(0, 30)),
    st.tuples(st.just("language"), st.sampled_from(["kk", "kaa", "kaa_Latn", "ru"])),
    st.tuples(st.just("starts"), st.just("")),
)


def questionnaires(book: Book) -> list[str]:
    return [name for name, page in book.pages.items() if isinstance(page, Questionnaire)]


def buttons(shown: Screen) -> list[Place]:
    return [button.to for row in shown.rows for button in row if button.to]


def does(seat: Seat, move: tuple[str, Any], seen: list[Place]) -> Turn:
    """One move of somebody who may do anything."""
    what, with_what = move
    offered = buttons(seat.shown) if seat.shown else []
    if what == "words":
        return seat.does(Say(with_what))
    if what == "sends":
        personal = with_what in ("location", "contact")
        return seat.does(Say(media=True, kind=with_what, personal=personal, phone="87010000001" if personal else ""))
    if what == "language":
        return seat.does(Tap(Place("language", f"{with_what}:{seat.person.waiting or 'home'}")))
    if what == "goes back to" and seen:
        return seat.does(Tap(seen[with_what % len(seen)]))
    if what == "button" and offered:
        return seat.does(Tap(offered[with_what % len(offered)]))
    return seat.does(Start())


def kept(seat: Seat) -> dict[str, Mapping[str, Any]]:
    return {page: draft.answers for page, draft in seat.kept["drafts"].items()}


def check(seat: Seat, turn: Turn, before: dict[str, Mapping[str, Any]]) -> None:
    shown = seat.shown
    assert shown is not None
    assert 0 < length(shown.text) <= MESSAGE
    assert tag_fault(shown.text) is None, shown.text
    assert all(len(str(place).encode()) <= MAX_DATA and str(place).isascii() for place in buttons(shown)), shown
    told_quietly = shown.place.page == "urgent" and shown.place.spot.startswith(QUIETLY)  # "Ok." and nothing to be seen
    assert buttons(shown) or told_quietly, "there is always a way on"
    dropped = {effect.page for effect in turn.effects if isinstance(effect, DropDraft)}
    for page, answers in before.items():
        lost = answers.keys() - kept(seat).get(page, {}).keys()
        page_of_lost = seat.book.pages[page]
        assert isinstance(page_of_lost, Questionnaire)
        rewritten = {name for name in lost if page_of_lost.fields[name].type == "items"}
        assert page in dropped or lost == rewritten, (page, lost)


@LAWS
@given(st.data())
def test_whatever_somebody_does_in_the_shipped_forms(shipped: Book, data: st.DataObject) -> None:
    names = questionnaires(shipped)
    locale, page = data.draw(st.sampled_from(["kk", "kaa", "kaa_Latn", "ru"])), data.draw(st.sampled_from(names))
    consent = data.draw(st.sampled_from(["", "full", "read_only"]))
    seat = Seat(shipped, Person(locale, "Тырна-27", consent=consent), now=NOW)
    seat.does(Tap(Place(page)))
    seen: list[Place] = []
    for _ in range(20):
        seen += buttons(seat.shown) if seat.shown else []
        before = kept(seat)
        check(seat, does(seat, data.draw(moves), seen), before)


def test_a_law_that_breaks_says_what_broke(shipped: Book) -> None:
    """A report that prints the whole book becomes a warning, and the warning hides what broke ("Flaky")."""

    @settings(LAWS, max_examples=1, database=None)
    @given(st.integers())
    def law(book: Book, number: int) -> None:
        raise AssertionError(f"{number} broke it")

    with pytest.raises(AssertionError, match="broke it"):
        law(shipped)


def answered(seat: Seat, page: str, name: str) -> str:
    """A value that a button or typed words give to a question."""
    one = seat.book.pages[page].fields[name]  # type: ignore[attr-defined]
    codes = list(one.choices(seat.book.lists))
    values = {
        "yesno": "no", "note": "read", "int": one.min or "3", "money": "500" + (one.currencies or ("KZT",))[0],
        "date": "2026-03-01" if one.near == "behind" else "2026-11-24", "phone": "+77010000001",
    }  # fmt: skip
    return values.get(one.type, codes[-1] if codes else "")


def answer(seat: Seat, page: str, name: str) -> None:
    one = seat.book.pages[page].fields[name]  # type: ignore[attr-defined]
    if one.type in ("text", "items", "location"):
        seat.does(Tap(Place(page, name)))
        seat.does(Say("слова"))
    elif one.type == "several":
        seat.does(Tap(Place(page, f"{name}+{answered(seat, page, name)}")))
    elif one.type != "files":
        seat.does(Tap(Place(page, f"{name}={answered(seat, page, name)}")))
    if one.type in ("several", "items", "files"):
        seat.does(Tap(Place(page, f"{name}!")))


@LAWS
@given(st.integers(0, 99), st.lists(st.lists(st.tuples(st.integers(0, 99), st.booleans()), max_size=3), max_size=20))
def test_back_and_forth_ends_as_straight_on(shipped: Book, which: int, wandering: list[list[tuple[int, bool]]]) -> None:
    names = questionnaires(shipped)
    page = names[which % len(names)]
    form = shipped.pages[page]
    assert isinstance(form, Questionnaire)
    straight, wandered = walked(shipped, page, []), walked(shipped, page, wandering)
    assert straight == wandered


def walked(book: Book, page: str, wandering: list[list[tuple[int, bool]]]) -> Mapping[str, Any]:
    """All answers of one way through a form, and of the looks back on that way; a look back may answer once more."""
    seat, form = Seat(book, Person("kaa", "Тырна-27", consent="full"), now=NOW), book.pages[page]
    assert isinstance(form, Questionnaire)
    seat.does(Tap(Place(page)))
    looks, asked = iter(wandering), 0
    while (name := form.next_of(seat.kept["drafts"].get(page) or Draft())) is not None:
        for at, again in next(looks, []):
            given_before = list((seat.kept["drafts"].get(page) or Draft()).answers)
            if given_before:
                back = given_before[at % len(given_before)]
                seat.does(Tap(Place(page, back)))
                if again:
                    answer(seat, page, back)
        answer(seat, page, name)
        asked += 1
        assert asked <= len(form.fields), f"{name} is asked for ever"
    answers = form.given(seat.kept["drafts"][page].answers)
    seat.does(Tap(Place(page, ".send")))
    assert page not in seat.kept["drafts"], "sent"
    return answers


# --- forms that nobody wrote ------------------------------------------------------------------------------------------
TEXT = {"kk": "Сұрақ", "kaa": "Сораў", "ru": "Вопрос"}
OPTIONS = {code: TEXT for code in ("a", "b", "c")}


@st.composite
def fields(draw: st.DrawFn) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for at in range(draw(st.integers(1, 7))):
        kind = draw(st.sampled_from(["choice", "several", "yesno", "int", "money", "date", "text", "items", "note"]))
        one: dict[str, Any] = {"type": kind, "label": TEXT, "required": draw(st.booleans())}
        one |= {"options": OPTIONS} if kind in ("choice", "several") else {}
        one |= {"currencies": ["KZT", "RUB"]} if kind == "money" else {}
        earlier = [name for name, other in made.items() if other["type"] in ("choice", "yesno", "int")]
        if earlier and draw(st.booleans()):
            name = draw(st.sampled_from(earlier))
            wanted = {"choice": ["a", "b"], "yesno": ["no"], "int": [">=3"]}[made[name]["type"]]
            one["when"] = {name: draw(st.sampled_from([wanted, "*"]))}
        made[f"q{draw(st.integers(0, 99))}_{at}"] = one
    return made


def with_form(book: Book, made: dict[str, Any]) -> Book:
    told = {"kind": "form", "title": TEXT, "intro": TEXT, "fields": made, "submit": {"topic": "wages", "sent": TEXT}}
    form = Form.model_validate(told)
    assert list(form.faults("made", book.lists)) == []
    return replace(book, pages={**book.pages, "made": form})


@LAWS
@given(fields())
def test_every_form_comes_to_an_end_and_sends_only_what_applies(book: Book, made: dict[str, Any]) -> None:
    seat = Seat(with_form(book, made), Person("ru", "Тырна-27", consent="full"), now=NOW)
    form = seat.book.pages["made"]
    assert isinstance(form, Form)
    asked = []
    for _ in range(len(made) + 1):
        draft = seat.kept["drafts"].get("made")
        name = form.next_of(draft) if draft else next(iter(form.fields))
        if name is None:
            break
        asked.append(name)
        answer(seat, "made", name)
    assert len(asked) == len(set(asked)), "no question twice"
    effects = seat.does(Tap(Place("made", ".send"))).effects
    [sent] = [effect for effect in effects if isinstance(effect, Submit)]
    assert list(sent.answers) == applicable(form.whens, sent.answers)
    assert all(sent.answers[name] for name, one in form.fields.items() if one.required and name in sent.answers)


@LAWS
@given(fields(), fields(), st.lists(moves, max_size=12), st.lists(moves, max_size=6))
def test_an_edit_of_the_content_beneath_loses_only_what_is_no_question_any_more(
    book: Book, made: dict[str, Any], edited: dict[str, Any], first: list[Any], then: list[Any]
) -> None:
    seat = Seat(with_form(book, made), Person("ru", "Тырна-27", consent="full"), now=NOW)
    seat.does(Tap(Place("made")))
    seen: list[Place] = []
    for move in first:
        seen += buttons(seat.shown) if seat.shown else []
        does(seat, move, seen)
    before = kept(seat).get("made", {})
    seat.book = with_form(book, edited)
    turn = seat.does(Tap(Place("made", ".go")))
    assert seat.shown and seat.shown.place.page == "made"
    for move in then:
        seen += buttons(seat.shown) if seat.shown else []
        turn = does(seat, move, seen)
        if any(isinstance(effect, DropDraft) for effect in turn.effects):
            return
    after = kept(seat).get("made", before)
    assert before.keys() & edited.keys() <= after.keys() | {n for n in edited if edited[n]["type"] == "items"}
