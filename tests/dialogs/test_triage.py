"""Words of danger are heard in every spelling; their false friends are not."""

import pytest

from bot.talk import Seat
from dialogs.book import Book
from dialogs.turn import AddWords, Person, Place, Say, Tap, Urgent
from tests.dialogs.test_search import QUESTIONS, questions

FRESH = sorted(file.stem for file in QUESTIONS.glob("fresh-*.yaml"))


def unheard(book: Book, urgent: list[list[str]]) -> list[str]:
    return [text for _, text in urgent if book.ear.triage.alarm(text) is None]


def heard(book: Book, ordinary: list[str]) -> list[tuple[str, str]]:
    return [(text, alarm.phrase) for text in ordinary if (alarm := book.ear.triage.alarm(text))]


def test_danger_is_heard(shipped: Book) -> None:
    urgent = [one for said in questions("urgent").values() for one in said]
    urgent += [one for name in ("later", "unseen", *FRESH) for one in questions(name)["urgent"]]
    assert len(urgent) >= 400
    missed = unheard(shipped, urgent)
    assert len(missed) <= 0.02 * len(urgent), missed


def test_ordinary_words_raise_no_alarm(shipped: Book) -> None:
    ordinary = [text for said in questions("ordinary").values() for text in said]
    ordinary += [text for name in ("later", "unseen", *FRESH) for text in questions(name)["ordinary"]]
    ordinary += [text for code in ("kk", "kaa", "ru") for text, *_ in questions(code)]
    assert len(ordinary) >= 600
    alarms = heard(shipped, ordinary)
    assert len(alarms) <= 0.01 * len(ordinary), alarms


def test_every_danger_is_known_by_its_kind(shipped: Book) -> None:
    """Most are, so that the right specialist comes; who is beaten and locked in is both."""
    urgent = [one for name in FRESH for one in questions(name)["urgent"]]
    right = [alarm for flag, text in urgent if (alarm := shipped.ear.triage.alarm(text)) and alarm.flag == flag]
    assert len(right) >= 0.8 * len(urgent)


DANGEROUS = {"my-situation", "papers-taken", "relative-away", "urgent", "way-home", "go-home", "rest", "return-mind"}


def test_titles_and_aliases_of_other_pages_raise_no_alarm(shipped: Book) -> None:
    said = {
        text
        for name, page in shipped.pages.items()
        if name not in DANGEROUS and not name.endswith("-trouble")
        for text in (*page.title.values(), *(alias for aliases in page.aliases.values() for alias in aliases))
    }
    assert len(said) >= 400
    alarms = heard(shipped, sorted(said))
    assert len(alarms) <= 0.005 * len(said), alarms


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


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Қатарда паспортымды алып қойды", "QA"),
        ("qizim turkiyada hojayin qamap qoydi", "TR"),
        ("я из казахстана, в корее хозяин забрал паспорт", "KR"),
        ("мени қазақстанда ұрып жатыр", "KZ"),
        ("во Франции нас держат взаперти", "FR"),
        ("хозяин забрал паспорт", ""),
    ],
)
def test_the_country_of_danger_is_heard(shipped: Book, text: str, country: str) -> None:
    alarm = shipped.ear.triage.alarm(text)
    assert alarm is not None
    assert alarm.country == country


def test_numbers_of_the_country_that_was_named_stand_first(shipped: Book) -> None:
    seat = Seat(shipped, Person("kk"))
    seat.does(Say("Қатарда паспортымды алып қойды"))
    assert seat.shown is not None
    assert seat.shown.place == Place("urgent", "said.papers.QA")
    assert seat.shown.text.index("🇶🇦") < seat.shown.text.index("🇰🇿")
    seat.does(Tap(Place("urgent", "info.papers")))
    assert seat.shown.place.page == "papers-taken"
    elsewhere = Seat(shipped, Person("ru"))
    elsewhere.does(Say("во Франции нас держат взаперти"))  # no number of it is known: all are shown as ever
    assert elsewhere.shown is not None
    assert elsewhere.shown.text.index("🇰🇿") < elsewhere.shown.text.index("🇶🇦")


def test_every_screen_that_puts_a_country_first_can_be_sent(shipped: Book) -> None:
    for country in shipped.lists.red_flags.countries:
        for locale in ("", *shipped.locales):
            seat = Seat(shipped, Person(locale))
            seat.does(Tap(Place("urgent", f"said.held.{country}")))
            assert seat.shown is not None
            assert len(seat.shown.text) <= 4096


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
