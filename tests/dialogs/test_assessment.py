"""The laws of scored questions, over the offer check that ships and over questionnaires that nobody wrote."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.talk import Seat
from dialogs.book import Book
from dialogs.kinds.asking import BEGUN
from dialogs.kinds.assessment import Assessment
from dialogs.kinds.choices import UNSURE
from dialogs.kinds.counted import Brings, Count
from dialogs.lists import Lists
from dialogs.texts import MESSAGE, length
from dialogs.turn import MAX_DATA, Person, Place, Screen, Tap

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
FIVE_WORKERS = """from:uz to:kz heard:friend employer:partly duties:said skill:unable contract:promised money:nothing
    costs:later papers:unsure passport:unsure pay:said housing:unknown hurry:calm road:official known:lacking"""
LAWFUL = """from:uz to:kz heard:centre employer:known duties:written skill:able contract:there money:nothing
    costs:self papers:there passport:me pay:written housing:known hurry:calm road:official known:have"""


def trail(page: Assessment, answers: str) -> str:
    """`from:uz to:kz` in the codes of a button."""
    chosen = dict(one.split(":") for one in answers.split())
    codes = []
    for question in page.questions:
        if question.id in chosen:
            named = question.named(chosen[question.id])
            codes.append(question.code + (named.code if named else UNSURE))
    assert len(codes) == len(chosen)
    return "".join(codes)


@pytest.fixture
def offer(shipped: Book) -> Assessment:
    page = shipped.pages["offer-check"]
    assert isinstance(page, Assessment)
    return page


def shown(book: Book, page: str, spot: str, locale: str = "ru") -> Screen:
    return book.pages[page].screen(book.here(Place(page, spot), Person(locale), NOW))


# --- the offer check --------------------------------------------------------------------------------------------------
def test_the_first_screen_names_a_few_sources_and_the_last_one_all(shipped: Book, offer: Assessment) -> None:
    begins = shown(shipped, "offer-check", "").text
    assert "… +8" in begins and begins.count("<a ") <= 3
    ends = shown(shipped, "offer-check", trail(offer, LAWFUL))
    assert "… +" not in ends.text


def test_the_five_workers_score_32_of_59_and_are_red(shipped: Book, offer: Assessment) -> None:
    given = offer.read(trail(offer, FIVE_WORKERS)).given
    assert (offer.points(given), offer.most(given), offer.band(given).id) == (32, 59, "red")
    assert [question.id for question, _, risk in offer.risky(given) if risk.critical] == ["contract", "costs"]
    text = shown(shipped, "offer-check", trail(offer, FIVE_WORKERS), "kaa").text
    assert "Ҳәзирше бармаң" in text and "32 / 59" in text
    assert text.index("Жазба шәртнама жоқ") < text.index("Қанша қарыз болатуғыныңыз белгисиз")
    assert "Суммасы жазылмаса, келиспең." in text, "what to demand stands beside it"


def test_a_lawful_seasonal_worker_from_nukus_is_not_red(offer: Assessment) -> None:
    """He signs in Kazakhstan after he has read the text at home, and gets the permit there."""
    given = offer.read(trail(offer, LAWFUL)).given
    assert offer.band(given).id == "calm"
    careful = LAWFUL.replace("heard:centre", "heard:friend").replace("pay:written", "pay:said")
    assert offer.band(offer.read(trail(offer, careful)).given).id in ("calm", "ask")


def test_the_same_answers_are_danger_where_they_are_not_lawful(offer: Assessment) -> None:
    """Nobody may sign there, or come without a visa to work, in the United Kingdom: these answers are not offered."""
    given = offer.read(trail(offer, LAWFUL.replace("to:kz", "to:gb"))).given
    assert "contract" not in given and "papers" not in given
    asked = {one.id: one.offered({"from": "uz", "to": "gb"}).values() for one in offer.asked(given)}
    assert "there" not in asked["contract"] and "there" not in asked["papers"] and "loan" in asked


@pytest.mark.parametrize(
    ("worse", "band"),
    [
        ("money:person", "stop"),
        ("money:person passport:boss", "red"),
        ("heard:stranger employer:unknown duties:nothing skill:unable pay:end", "red"),
        ("heard:net employer:partly pay:twice", "ask"),
    ],
)
def test_one_critical_answer_is_amber_two_or_eighteen_points_red(offer: Assessment, worse: str, band: str) -> None:
    chosen = dict(one.split(":") for one in f"{LAWFUL} {worse}".split())
    given = offer.read(trail(offer, " ".join(f"{name}:{answer}" for name, answer in chosen.items()))).given
    assert offer.band(given).id == band


def test_it_is_played_to_the_end_and_back(shipped: Book) -> None:
    seat = Seat(shipped, Person(locale="ru", alias="Тырна-27"))
    seat.does(Tap(Place("offer-check", BEGUN)))
    for at in range(17):  # a citizen of Kazakhstan on the way to the United Kingdom is asked about a loan, too
        assert seat.shown is not None
        assert (f"{at - 1}/15 " in seat.shown.text) == (at > 1), "the two that choose the questions are not counted"
        button = seat.shown.rows[0][0]
        assert button.to is not None
        turn = seat.does(Tap(button.to))
    assert turn.effects == (Count("band", "offer-check", "calm", "gb"),)
    assert seat.shown is not None
    back = next(button.to for row in seat.shown.rows for button in row if button.label.startswith("◀"))
    assert back is not None and len(back.spot) == len(seat.shown.place.spot) - 2


def test_the_result_leads_to_people_with_the_answers(shipped: Book, offer: Assessment) -> None:
    seat = Seat(shipped, Person(locale="kaa", alias="Тырна-27", consent="full", consent_version="1"))
    spot = trail(offer, FIVE_WORKERS)
    seat.does(Tap(Place("offer-check", spot)))
    assert seat.shown is not None
    targets = [str(button.to or button.url) for row in seat.shown.rows for button in row]
    assert {f"offer-check/{spot}.talk", "contacts", "checklist"} <= set(targets)
    link = next(target for target in targets if target.startswith("https://t.me/share/url?url="))
    assert len(link) < 2000 and "uz" not in link.split("?")[1]
    turn = seat.does(Tap(Place("offer-check", f"{spot}.talk")))
    assert turn.effects == (Brings(Place("offer-check", spot)),)
    assert seat.shown.place == Place("talk", "offer~offer-check") and seat.shown.listens


def test_the_desk_reads_every_answer_with_the_danger_marked(offer: Assessment) -> None:
    lines = offer.summary(trail(offer, FIVE_WORKERS), "ru").splitlines()
    assert lines[0] == "🔎 Проверка работы: 🔴 Пока не уезжайте. Сначала поговорите с юристом. (32)"
    assert len(lines) == 17
    assert [line for line in lines if line.startswith("❗")] == [
        "❗ Есть ли до отъезда письменный договор на языке, который вы читаете? — Обещают дать на месте",
        "❗ Кто платит за дорогу, разрешение, регистрацию? — «Потом», сумма неизвестна",
    ]


# --- laws, over what ships and what nobody wrote ----------------------------------------------------------------------
def walk(page: Assessment, draw: Any) -> str:
    """Any answers, until none is open: the pairs of a button."""
    spot = ""
    while question := page.open(page.read(spot).given):
        spot += question.code + draw(st.sampled_from(sorted(question.offered(page.read(spot).given))))
    return spot


def obeys(book: Book, name: str, page: Assessment, data: Any) -> None:
    spot = walk(page, data.draw)
    reading = page.read(spot)
    assert reading.known and reading.trail == spot
    band = page.band(reading.given)
    assert [one.id for one in page.bands].count(band.id) == 1
    pairs = [spot[at : at + 2] for at in range(0, len(spot), 2)]
    mixed = page.read("".join(data.draw(st.permutations(pairs))))
    assert (mixed.given, page.band(mixed.given)) == (reading.given, band), "the order of the answers changes nothing"
    for screen in (
        page.screen(book.here(Place(name, part), Person("ru"), NOW)) for part in (spot, spot[:-2], f"{spot}.2")
    ):
        assert 0 < length(screen.text) <= MESSAGE
        for button in (button for row in screen.rows for button in row if button.to):
            assert len(str(button.to).encode()) <= MAX_DATA and str(button.to).isascii()
    cut = data.draw(st.integers(0, len(pairs)))
    again = page.read("".join(pairs[:cut]) + "".join(pairs[cut:]) + "".join(pairs[:cut]))
    assert again.given == reading.given, "going back and giving the same answers is as if nobody had gone back"


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_shipped_assessments_obey(shipped: Book, data: Any) -> None:
    pages = {name: page for name, page in shipped.pages.items() if isinstance(page, Assessment)}
    name = data.draw(st.sampled_from(sorted(pages)))
    obeys(shipped, name, pages[name], data)


def text(words: str) -> dict[str, str]:
    return {"kk": words, "kaa": words, "ru": words}


@st.composite
def questionnaires(draw: Any) -> dict[str, Any]:
    """Some questions, each asked always or only after an answer to an earlier one, some answers weighing otherwise."""
    questions: list[dict[str, Any]] = []
    for at in range(draw(st.integers(1, 8))):
        earlier = draw(st.sampled_from(questions)) if questions and draw(st.booleans()) else None
        when = {earlier["id"]: [draw(st.sampled_from(earlier["answers"]))["id"]]} if earlier else {}
        answers = [
            {
                "id": f"a{nth}",
                "code": "abcd"[nth],
                "text": text(f"a{nth}"),
                "score": (score := draw(st.integers(0, 5))),
                "critical": score > 0 and draw(st.booleans()),
                "advice": text("x"),
                **({"varies": [{"when": when, "score": 0}]} if when and draw(st.booleans()) else {}),
            }
            for nth in range(draw(st.integers(2, 4)))
        ]
        own = when if draw(st.booleans()) else {}
        questions.append(
            {
                "id": f"q{at}",
                "code": "ABCDEFGH"[at],
                "text": text("?"),
                "when": own,
                "answers": answers,
                "unsure": {"score": 1},
            }
        )
    upto = draw(st.integers(0, 9))
    bands = [{"id": "calm", "upto": upto, "text": text("c")}, {"id": "stop", "criticals": 1, "text": text("s")}]
    bands.append({"id": "red", "criticals": 2, "with_critical": draw(st.integers(1, 20)), "text": text("r")})
    return {"kind": "assessment", "title": text("t"), "text": text("i"), "questions": questions, "bands": bands}


@settings(max_examples=150, deadline=None)
@given(told=questionnaires(), data=st.data())
def test_any_assessment_obeys(book: Book, told: dict[str, Any], data: Any) -> None:
    obeys(book, "generated", Assessment.model_validate(told), data)


@settings(max_examples=150, deadline=None)
@given(told=questionnaires(), data=st.data())
def test_an_old_button_lives_through_any_edit(book: Book, told: dict[str, Any], data: Any) -> None:
    """A question is renamed, another one removed, a third added: what is still known is kept, the rest asked again."""
    old = Assessment.model_validate(told)
    spot = walk(old, data.draw)
    first, *rest = told["questions"]
    renamed = {**first, "code": "Z"}
    fresh = {**first, "id": "fresh", "code": "Y", "when": {}}
    gone = data.draw(st.sampled_from(rest))["code"] if rest else ""
    left = [
        one
        for one in rest
        if one["code"] != gone and not set(one["when"]) & {o["id"] for o in rest if o["code"] == gone}
    ]
    for one in left:
        one["answers"] = [{**answer, "varies": []} for answer in one["answers"]]
    edited = {
        **told,
        "questions": [fresh, renamed, *left],
        "moved": {first["code"]: "Z", **({gone: ""} if gone else {})},
    }
    new = Assessment.model_validate(edited)
    reading = new.read(spot)
    assert reading.given.get(first["id"]) == old.read(spot).given.get(first["id"])
    assert all(old.read(spot).given[name] == answer for name, answer in reading.given.items())
    assert "fresh" not in reading.given and new.open(reading.given)
    screen = new.screen(book.here(Place("generated", spot), Person("ru"), NOW))
    changed = "Вопросы с тех пор изменились" in screen.text
    assert changed == (bool(gone) and gone in spot[::2])
    whole = walk_on(new, reading.trail, data.draw)
    assert new.band(new.read(whole).given)


def walk_on(page: Assessment, spot: str, draw: Any) -> str:
    while question := page.open(page.read(spot).given):
        spot += question.code + draw(st.sampled_from(sorted(question.offered(page.read(spot).given))))
    return spot


@given(spot=st.text(max_size=60))
def test_no_spot_is_too_strange(shipped: Book, spot: str) -> None:
    assert shown(shipped, "offer-check", spot).rows


# --- what an editor is told -------------------------------------------------------------------------------------------
def faults(lists: Lists, change: Any) -> set[tuple[Any, ...]]:
    told: dict[str, Any] = {
        "kind": "assessment",
        "title": text("t"),
        "text": text("i"),
        "questions": [
            {
                "id": name,
                "code": name,
                "text": text("?"),
                "unsure": {"score": 1},
                "answers": [
                    {"id": "no", "code": "n", "text": text("no")},
                    {"id": "yes", "code": "y", "text": text("yes"), "score": 4, "critical": True, "advice": text("!")},
                ],
            }
            for name in ("a", "b")
        ],
        "bands": [{"id": "calm", "upto": 3, "text": text("c")}, {"id": "red", "text": text("r")}],
    }
    change(told)
    page = Assessment.model_validate(told)
    return {(fault.where, fault.what.format(**fault.values)) for fault in page.faults("check", lists)}


def one(told: dict[str, Any], at: int = 1, nth: int | None = None) -> dict[str, Any]:
    question: dict[str, Any] = told["questions"][at]
    return question if nth is None else question["answers"][nth]


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        (lambda t: one(t).update(code="a"), ("questions", 1, "code"), "the code 'a' is taken"),
        (lambda t: t.update(moved={"b": ""}), ("questions", 1, "code"), "the code 'b' is taken, or was once"),
        (lambda t: t.update(moved={"bn": "by"}), ("questions", 1, "answers", 0, "code"), "the code 'n' is taken"),
        (lambda t: one(t).update(id="a"), ("questions", 1, "id"), "there is another 'a'"),
        (lambda t: one(t, 1, 1).update(code="n"), ("questions", 1, "answers", 1, "code"), "the code 'n' is taken"),
        (lambda t: one(t, 1, 1).update(advice=None), ("questions", 1, "answers", 1), "needs advice"),
        (lambda t: one(t, 1, 1).update(score=0), ("questions", 1, "answers", 1), "needs points"),
        (lambda t: one(t).update(unsure=None), ("questions", 1), "nobody may be forced to know"),
        (lambda t: one(t).update(when={"x": "y"}), ("questions", 1, "when"), "no question here"),
        (lambda t: one(t, 0).update(when={"b": "yes"}), ("questions", 0, "when"), "only asked later"),
        (lambda t: one(t).update(when={"a": "maybe"}), ("questions", 1, "when"), "'a' has no answer 'maybe'"),
        (lambda t: one(t, 1, 0)["text"].update(ru="д" * 37), ("questions", 1, "answers", 0, "text", "ru"), "36"),
        (lambda t: one(t).update(answers=[]), ("questions", 1), "needs answers"),
        (lambda t: t.update(bands=[]), ("bands",), "for every result"),
        (lambda t: t["bands"][1].update(upto=2), ("bands", 1, "upto"), "ascend"),
        (lambda t: t["bands"][1].update(upto=7), ("bands", 1, "upto"), "8, but the last band ends at 7"),
        (lambda t: t["bands"][0].update(upto=8), ("bands", 1), "no answers lead to this band"),
        (lambda t: t["bands"].insert(1, {"id": "x", "text": text("x")}), ("bands", 1), "no answers lead"),
        (lambda t: t["bands"].insert(1, {"id": "x", "criticals": 3, "text": text("x")}), ("bands", 1), "no answers"),
        (lambda t: t["bands"][1].update(escalate={"topic": "x"}), ("bands", 1, "escalate"), "no topic 'x'"),
        (lambda t: t.update(count_by="x"), ("count_by",), "'x' is no question"),
    ],
)
def test_an_editor_is_told(book: Book, change: Any, where: Any, what: str) -> None:
    assert faults(book.lists, lambda told: None) == set()
    assert any(at == where and what in said for at, said in faults(book.lists, change)), faults(book.lists, change)


def test_the_longest_way_through_fits_into_a_button(book: Book) -> None:
    def many(told: dict[str, Any], count: int) -> None:
        codes = "ABCDEFGHIJKLMNOPQRSTUVWXYZ123"
        told["questions"] = [{**told["questions"][0], "id": f"q{at}", "code": codes[at]} for at in range(count)]

    assert faults(book.lists, lambda told: many(told, 26)) == set()  # check/ + 26 pairs + .quiet
    assert faults(book.lists, lambda told: many(told, 27)) == {
        (("questions",), "27 questions do not fit into a button: 26 at most")
    }
