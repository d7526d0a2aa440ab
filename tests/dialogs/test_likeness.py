"""What was said before tells of what nobody has said yet."""

from collections import defaultdict

from dialogs.book import Book
from dialogs.fold import fold
from dialogs.likeness import ORDINARY, Likeness
from dialogs.triage import SURELY

SAID = {
    "papers": "хозяин забрал паспорт и не отдает\nпаспорт у бригадира, не возвращает",
    "violence": "муж бьет меня каждый день\nбьет и кричит",
    ORDINARY: "как получить паспорт\nсколько стоит виза\nгде работа для мужа",
}


def test_danger_is_told_from_questions_and_by_its_kind() -> None:
    likeness = Likeness(SAID)
    likely = likeness.of(fold("бригадира просим паспорта, не возвращают").split())
    assert likely.sure > 0
    assert likely.kind == "papers"
    assert fold("возвращают") in likely.words
    assert likeness.of(fold("сколько стоит паспорт").split()).sure < 0
    assert likeness.of(fold("муж бьет").split()).kind == "violence"


def test_what_was_never_heard_tells_nothing() -> None:
    assert Likeness(SAID).of(["ы"]).sure == 0
    assert Likeness(SAID).of([]).sure == 0
    assert Likeness({}).of(["паспорт"]).sure == 0


def test_a_long_story_around_it_hides_nothing() -> None:
    likeness = Likeness(SAID)
    told = "хозяин паспорт забрал и не отдает, бригадир бьет и кричит, паспорт не возвращает, бьет каждый день"
    around = "как получить сколько стоит виза где работа " * 10
    assert likeness.of(fold(around + told + " " + around).split()).sure > 0


def test_a_quarter_that_was_not_learnt_is_told_from_the_rest(shipped: Book) -> None:
    """Likeness alone, without the signs, on messages that it has not seen."""
    heard, every = defaultdict[bool, int](int), defaultdict[bool, int](int)
    lines = {kind: said.splitlines() for kind, said in shipped.lists.said.items()}
    for part in range(4):
        learnt = {k: "\n".join(one for at, one in enumerate(said) if at % 4 != part) for k, said in lines.items()}
        likeness = Likeness(learnt)
        for kind, said in lines.items():
            for text in said[part::4]:
                every[kind != ORDINARY] += 1
                heard[kind != ORDINARY] += likeness.of(fold(text).split()).sure >= SURELY
    assert heard[True] >= 0.6 * every[True]
    assert heard[False] <= 0.02 * every[False]
