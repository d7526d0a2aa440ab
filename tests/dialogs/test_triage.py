"""Words of danger are heard in every spelling; their false friends are not."""

import pytest

from bot.talk import Seat
from dialogs.book import Book
from dialogs.turn import AddWords, Person, Place, Say, Tap, Urgent
from tests.dialogs.test_search import questions


def test_danger_is_heard(shipped: Book) -> None:
    urgent = [text for said in questions("urgent").values() for _, text in said]
    urgent += [text for _, text in questions("later")["urgent"]]
    assert len(urgent) >= 60
    unheard = [text for text in urgent if shipped.ear.triage.alarm(text) is None]
    assert len(unheard) <= 0.02 * len(urgent), unheard


def test_ordinary_words_raise_no_alarm(shipped: Book) -> None:
    ordinary = [text for said in questions("ordinary").values() for text in said] + questions("later")["ordinary"]
    ordinary += [text for code in ("kk", "kaa", "ru") for text, *_ in questions(code)]
    assert len(ordinary) >= 300
    heard = [text for text in ordinary if shipped.ear.triage.alarm(text)]
    assert len(heard) <= 0.02 * len(ordinary), heard


@pytest.mark.parametrize(
    ("text", "flag", "topic", "priority"),
    [
        ("хозяин паспортымды алып койды", "papers", "documents", 2),
        ("паспортымды алып койды, шыгармай жур", "held", "protection", 1),
        ("өлгім келеді", "selfharm", "violence", 1),
        ("meni urip atir", "violence", "violence", 1),
        ("qariziñdi tólemeseń ketpeyseń", "debt", "protection", 2),
        ("баламды тартып алды", "child", "protection", 1),
        ("полиция услап алды", "detained", "ban", 2),
        ("муж пропал", "missing", "family", 2),
        ("не дышит", "injury", "health", 1),
        ("ytnjgecrf.n? vtyz ,m.n", "violence", "violence", 1),
    ],
)
def test_the_phrase_brings_topic_and_priority(shipped: Book, text: str, flag: str, topic: str, priority: int) -> None:
    alarm = shipped.ear.triage.alarm(text)
    assert alarm is not None
    assert (alarm.flag, alarm.topic, alarm.priority) == (flag, topic, priority)


@pytest.mark.parametrize(
    "text",
    [
        "паспортымды үйде ұмытып кеттім",
        "паспортымды ешкім алып қойған жоқ",
        "паспорт никто не забирал",
        "муж был дома",
        "не хочу жить в общежитии",
        "",
    ],
)
def test_false_friends_are_not_heard(shipped: Book, text: str) -> None:
    assert shipped.ear.triage.alarm(text) is None


def test_every_language_has_its_phrases(shipped: Book) -> None:
    flags = shipped.lists.red_flags.flags
    for code in shipped.lists.written:
        assert sum(len(flag.phrases[code]) for flag in flags.values()) >= 25


@pytest.mark.parametrize("person", [Person(), Person("ru"), Person("ru", consent="read_only")])
def test_danger_needs_no_language_and_no_consent(shipped: Book, person: Person) -> None:
    seat = Seat(shipped, person)
    turn = seat.does(Say("хозяин забрал паспорт"))
    assert turn.effects == (Urgent("said", "documents", 2), AddWords())
    assert turn.arrives
    assert seat.shown is not None
    assert "112" in seat.shown.text
    pages = [str(button.to) for row in seat.shown.rows for button in row]
    assert "urgent/info.papers" in pages
    assert not {"papers-taken", "lost-documents"} & {*pages}, "no search results"


def test_who_only_reads_gets_the_page_and_people_are_told(shipped: Book) -> None:
    seat = Seat(shipped, Person("ru"))
    seat.does(Say("хозяин забрал паспорт"))
    turn = seat.does(Tap(Place("urgent", "info.papers")))
    assert turn.effects == (Urgent("info"),)
    assert seat.shown is not None
    assert seat.shown.place.page == "papers-taken"


def test_danger_in_a_case_raises_it_and_the_words_arrive(shipped: Book) -> None:
    seat = Seat(shipped, Person("ru", consent="full"))
    seat.does(Tap(Place("talk")))
    seat.does(Say("у меня вопрос"))
    turn = seat.does(Say("меня бьет муж"))
    assert turn.effects == (Urgent("said", "violence", 1), AddWords())
    assert turn.then == Place("urgent", "said.violence")
    again = seat.does(Say("он меня бьет"))
    assert AddWords() in again.effects
    assert again.then is None, "the numbers stand there already"


def test_danger_is_heard_while_a_page_waits_for_words(shipped: Book) -> None:
    seat = Seat(shipped, Person("kaa"))
    seat.does(Tap(Place("talk", "wages")))
    assert isinstance(seat.does(Say("мени жибермей атыр")).effects[0], Urgent)
