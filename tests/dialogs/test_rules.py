"""Rules: whatever is answered there is one result; who may move, what of this year's quota, and what to collect."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.talk import Seat
from dialogs.book import Book
from dialogs.kinds.counted import Brings
from dialogs.kinds.rules import STATES, Rules
from dialogs.lists import Lists
from dialogs.texts import MESSAGE, length
from dialogs.turn import MAX_DATA, Person, Place, Screen, Tap

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
VET = "who:citizen year:yes seeker:yes job:vet diploma:yes children:many to:sko house:yes"


def spot(page: Rules, answers: str) -> str:
    chosen = dict(one.split(":") for one in answers.split())
    named = [(one, one.named(chosen[one.id])) for one in page.questions if one.id in chosen]
    return "".join(question.code + answer.code for question, answer in named if answer)


def with_quota(book: Book, state: str) -> Lists:
    """The shipped lists with another state of every quota."""
    quotas = tuple(one.model_copy(update={"state": state}) for one in book.lists.quotas)
    return book.lists.model_copy(update={"quotas": quotas})


def result(
    book: Book, answers: str, locale: str = "ru", quota: str = "unknown", view: str = "", of: str = "move-can"
) -> Screen:
    page = book.pages[of]
    assert isinstance(page, Rules)
    here = book.here(Place(of, spot(page, answers) + view), Person(locale), NOW)
    return page.screen(replace(here, lists=with_quota(book, quota)))


def whole(book: Book, answers: str, locale: str = "ru", quota: str = "unknown") -> str:
    """Every screen of a result."""
    shown = [result(book, answers, locale, quota).text]
    while "▸" in [b.label[0] for row in result(book, answers, locale, quota, f".{len(shown)}").rows for b in row]:
        shown.append(result(book, answers, locale, quota, f".{len(shown) + 1}").text)
    return "\n".join(shown)


def test_a_vet_with_four_children_and_a_finished_quota(shipped: Book) -> None:
    """A-15 (once the quota is open: bot/test_quotas.py)."""
    text = whole(shipped, VET, quota="finished")
    assert "Похоже, да." in text
    assert "Приоритет</b>: высокий" in text and "ветеринар" in text and "многодетная" in text
    assert "Северо-Казахстанская область, 2026, мест: 2 820" in text
    assert "Квота этого года закончилась" in text
    assert "Решает только государственное управление" in text
    targets = [str(b.to) for row in result(shipped, VET, quota="finished").rows for b in row if b.to]
    assert {"move-next-year", "move-needed", "move-docs"} <= set(targets)


@pytest.mark.parametrize("job", ["teacher", "doctor", "vet"])
def test_teachers_doctors_and_vets_have_priority(shipped: Book, job: str) -> None:
    answers = VET.replace("job:vet", f"job:{job}").replace("children:many", "children:none")
    assert "Приоритет</b>: высокий" in whole(shipped, answers)
    assert "Приоритет</b>: средний" in whole(shipped, answers.replace(job, "trade"))
    none = answers.replace(f"job:{job} diploma:yes", "job:nothing")
    assert "Приоритет</b>: обычный" in whole(shipped, none)


@pytest.mark.parametrize(
    ("state", "words"),
    [("open", "Места есть"), ("announced", "Объявлена"), ("finished", "закончилась"), ("unknown", "мы не знаем")],
)
def test_every_state_of_a_quota_is_said_as_it_is(shipped: Book, state: str, words: str) -> None:
    assert words in whole(shipped, VET, quota=state)


def test_a_region_that_is_not_chosen_has_no_quota(shipped: Book) -> None:
    text = whole(shipped, VET.replace("to:sko", "to:any"), quota="open")
    assert "мы не знаем" in text and "2026," not in text


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ("who:kazakh", "Сначала получите статус кандаса"),
        ("who:other", "для граждан Казахстана и кандасов"),
        (VET.replace("year:yes seeker:yes", "year:no seeker:no"), "не хватает двух условий"),
        (VET.replace("seeker:yes", "seeker:no"), "Не хватает одного: учёта"),
        (VET.replace("year:yes", "year:no"), "Не хватает одного: года прописки"),
        (VET.replace("year:yes", "year:unknown"), "Сначала уточните две вещи"),
        ("who:kandas job:nothing children:none to:atyrau house:no", "квоту кандасов"),
    ],
)
def test_who_may_move_and_what_is_missing(shipped: Book, answers: str, words: str) -> None:
    assert words in result(shipped, answers).text


@pytest.mark.parametrize(
    ("answers", "first", "leads"),
    [
        (
            "live:kz place:turkistan income:low children:many alone:yes special:no moved:no back:no young:no trade:start craft:sewing paper:no",  # noqa: E501
            "Сначала подайте заявление на адресную помощь",
            "fam-asp fam-centre kamkor-centre fam-alimony grant-400 loan-ask tools home-courses",
        ),
        (
            "live:uz income:low children:few alone:no back:yes young:no trade:start craft:other paper:yes",
            "Сначала спросите в махалле о социальном реестре",
            "fam-uz family-help loan-uz loan-ask tools work-home-uz",
        ),
        (
            "live:kz place:village income:enough children:none special:no moved:south back:no young:no trade:start craft:garden paper:yes",  # noqa: E501
            "Я верну эти деньги?",
            "loan-ask fam-centre grant-400 loan-auyl tools village-how",
        ),
        (
            "live:kz place:city income:enough children:none special:no moved:no back:yes young:yes trade:learn craft:it",  # noqa: E501
            "попросите бесплатный короткий курс",
            "home-courses fam-centre work-home-kz youth-kz youth-practice",
        ),
        ("live:kg income:low children:few alone:no back:no young:no trade:no", "прописка не важна", "fam-kg"),
        ("live:other", "напишите нам", ""),
    ],
)
def test_which_help_may_fit_a_family(shipped: Book, answers: str, first: str, leads: str) -> None:
    """F-19a: the first step, then every page that may fit; and no amount of money, which belongs to those pages."""
    shown = result(shipped, answers, of="family-find")
    assert first in shown.text
    pages = {b.to.page for row in shown.rows for b in row if b.to} - {"home", "talk", "family-find"}
    assert pages == set(leads.split())
    assert "400" not in shown.text and "тенге" not in shown.text


def test_a_family_asks_to_be_referred_and_its_trade_comes_along(shipped: Book) -> None:
    page = shipped.pages["family-find"]
    assert isinstance(page, Rules)
    answers = "live:uz income:low children:few alone:no back:no young:yes trade:learn craft:sewing"
    seat = Seat(shipped, Person(locale="ru", alias="Тырна-27"))
    turn = seat.does(Tap(Place("family-find", spot(page, answers) + ".talk")))
    assert turn.effects == (Brings(Place("family-find", spot(page, answers))),)
    assert seat.shown is not None and seat.shown.place == Place("talk", "family~family-find")
    assert "Какое дело вам по душе? — Шитьё" in page.summary(spot(page, answers), "ru")


def test_the_list_of_documents_is_personal(shipped: Book) -> None:
    assert "диплом или свидетельство" in whole(shipped, VET)
    assert "диплом или свидетельство" not in whole(shipped, VET.replace("diploma:yes", "diploma:no"))
    assert "статусе кандаса" in whole(shipped, "who:kandas job:nothing children:few to:sko house:no")


def test_who_writes_from_the_result_brings_the_answers(shipped: Book) -> None:
    seat = Seat(shipped, Person(locale="ru", alias="Тырна-27"))
    page = shipped.pages["move-can"]
    assert isinstance(page, Rules)
    turn = seat.does(Tap(Place("move-can", spot(page, VET) + ".talk")))
    assert turn.effects == (Brings(Place("move-can", spot(page, VET))),)
    assert seat.shown is not None and seat.shown.place == Place("talk", "resettle~move-can")
    summary = page.summary(spot(page, VET), "ru")
    assert summary.startswith("❓ Могу ли я переехать?: 🟢 Похоже, да. Все три условия у вас есть. ⬆️⬆️")
    assert "· Кто вы по профессии? — Ветеринар" in summary


# --- laws -------------------------------------------------------------------------------------------------------------
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_any_answers_lead_to_one_result(shipped: Book, data: Any) -> None:
    pages = {name: page for name, page in shipped.pages.items() if isinstance(page, Rules)}
    name = data.draw(st.sampled_from(sorted(pages)))
    page, spot = pages[name], ""
    while question := page.open(page.read(spot).given):
        spot += question.code + data.draw(st.sampled_from(sorted(question.offered(page.read(spot).given))))
    pairs = data.draw(st.permutations([spot[at : at + 2] for at in range(0, len(spot), 2)]))
    assert page.read("".join(pairs)).given == page.read(spot).given
    state = data.draw(st.sampled_from(STATES))
    assert page.result({**page.read(spot).given, "quota": state}, NOW.date()) in (*page.results, page.default)
    locale = data.draw(st.sampled_from(shipped.locales))
    for view in ("", ".2", ".9"):
        screen = page.screen(shipped.here(Place(name, spot + view), Person(locale), NOW))
        assert 0 < length(screen.text) <= MESSAGE
        for button in (button for row in screen.rows for button in row):
            assert button.to and len(str(button.to).encode()) <= MAX_DATA


def text(words: str) -> dict[str, str]:
    return {"kk": words, "kaa": words, "ru": words}


def told() -> dict[str, Any]:
    answers = [{"id": "y", "code": "y", "text": text("y")}, {"id": "n", "code": "n", "text": text("n")}]
    return {
        "kind": "rules",
        "title": text("t"),
        "text": text("i"),
        "questions": [{"id": name, "code": name, "text": text("?"), "answers": answers} for name in ("a", "b")],
        "results": [
            {"id": "both", "when": {"a": "y", "b": "y"}, "text": text("both")},
            {"id": "one", "when": {"a": "y"}, "text": text("one")},
        ],
        "default": {"id": "none", "text": text("none")},
        "sections": [{"title": text("s"), "lines": [{"when": {"b": "n"}, "text": text("l")}]}],
    }


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda t: t["results"].reverse(), ("results", 1)),
        (lambda t: t["results"].append({"id": "x", "when": {"a": "y", "b": "n"}, "text": text("x")}), ("results", 2)),
        (lambda t: t["results"].insert(0, {"id": "x", "when": {}, "text": text("x")}), ("results", 1)),
        (lambda t: t["questions"][1].update(when={"a": "n"}), ("results", 0)),
        (lambda t: t["sections"][0]["lines"][0].update(when={"quota": "full"}), ("sections", 0, "lines", 0, "when")),
        (lambda t: t["results"][0].update(when={"c": "y"}), ("results", 0, "when")),
        (lambda t: t.update(topic="x"), ("topic",)),
    ],
)
def test_a_rule_that_can_never_match_is_named(book: Book, change: Any, where: Any) -> None:
    assert list(Rules.model_validate(told()).faults("check", book.lists)) == []
    wrong = told()
    change(wrong)
    assert where in {fault.where for fault in Rules.model_validate(wrong).faults("check", book.lists)}


def test_a_rule_of_some_days_holds_then_and_hides_nothing(book: Book) -> None:
    one = told()
    one["results"].insert(0, {"id": "new", "since": "2027-01-01", "text": text("new")})
    page = Rules.model_validate(one)
    assert list(page.faults("check", book.lists)) == []
    assert page.result({"a": "y", "b": "y"}, date(2026, 12, 31)).id == "both"
    assert page.result({"a": "y", "b": "y"}, date(2027, 1, 1)).id == "new"
