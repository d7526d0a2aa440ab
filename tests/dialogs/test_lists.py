"""What consultants and forms take from the lists: ready answers."""

from pathlib import Path

import pytest

from dialogs.book import Book
from dialogs.texts import say
from tests.dialogs.test_source import changed

CANNED = """\
version: 1
canned:
  greet:
    label: {kk: "Сәлем", kaa: "Ассалаўма", ru: "Привет"}
    specialities: [lawyer]
    topics: [wages]
    quiet: yes
    text: {kk: "Сәлеметсіз бе", kaa: "Ассалаўма әлейкум", ru: "Здравствуйте"}
"""


def canned(tmp_path: Path, old: str, new: str) -> list[str]:
    """The small book with one ready answer, and something wrong with it."""
    assert old in CANNED
    return changed(tmp_path, content=("version: 1\n", CANNED.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[wages]", "[wagse]", "there is no 'wagse'. Did you mean 'wages'?"),
        ("[lawyer]", "[plumber]", "must be one of"),
        ("[lawyer]", "[]", "at least 1 item"),
        ("Здравствуйте", "Добрый день, <b>пишите</b>", "plain words"),
        ("Здравствуйте", "Это [[mci-2026]] тенге", "plain words"),
        ("Здравствуйте", "Здравствуйте, {name}", "shown to people as it is"),
        ("Здравствуйте", "Здравствуйте " * 9, "longer than 80 characters"),
        ("Привет", "Привет " * 5, "longer than 30 characters"),
        (', kaa: "Ассалаўма әлейкум"', "", "no text in 'kaa'"),
    ],
)
def test_a_ready_answer_that_cannot_be_sent_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert any(told in problem for problem in canned(tmp_path, old, new)), canned(tmp_path, old, new)


def test_every_case_has_ready_answers_whoever_took_it(shipped: Book) -> None:
    answers = shipped.lists.canned.values()
    for topic, about in shipped.lists.topics.items():
        assert sum(one.serves(topic, about.speciality) for one in answers) >= 8, topic


def test_quiet_answers_are_harmless_to_read(shipped: Book) -> None:
    for name, one in shipped.lists.canned.items():
        if one.quiet:
            for locale in shipped.locales:
                assert shipped.ear.triage.alarm(say(one.text, locale)) is None, (name, locale)
                assert "🆘" not in say(one.text, locale), (name, locale)


def test_forms_find_the_lists_that_they_ask_from(shipped: Book) -> None:
    lists = shipped.lists
    assert {"teacher", "doctor", "vet", "nurse", "welder", "cook"} <= lists.choices("professions").keys()
    assert len(lists.choices("professions")) >= 40
    assert lists.choices("countries") is lists.countries
    assert lists.choices("topics")["wages"]["ru"] == "💰 Не заплатили"
    assert set(lists.choices("citizenships")) - {"other", "none", "unknown"} <= set(lists.countries)
    with pytest.raises(KeyError):
        lists.choices("no-such-list")


def test_all_eleven_assemblies_of_moynaq_are_there(shipped: Book) -> None:
    """Text 003: five neighbourhoods and six villages, nine of them named."""
    said = [text["kaa"] for text in shipped.lists.choices("assemblies").values()]
    assert sum("мәкан" in one for one in said) == 5
    assert sum("аўыл" in one for one in said) == 6
    named = ("Таллы-өзек", "Мойнақ ", "Дослық", "Бозатаў", "Қазақдәрья", "Ҳәким ата", "Үшсай", "Мәдели", "Тик-өзек")
    assert all(any(one.startswith(name) for one in said) for name in named)


def test_every_region_of_the_quota_has_a_state_and_the_number_of_the_year(shipped: Book) -> None:
    settlers = [quota for quota in shipped.lists.quotas if quota.kind == "settlers"]
    places = [int(shipped.lists.values[quota.places or ""].value.replace(" ", "")) for quota in settlers]
    assert len(settlers) == 7
    assert sum(places) == 5997  # the whole of the country, as the order says


QUOTA = "quotas:\n- {region: kz-sko, year: 2026, kind: settlers, state: open, source: [kz-111], checked: 2026-11-22}"
PARTNER = (
    'partners: {a: {name: {kk: "Ә", kaa: "Ә", ru: "А"}, does: {kk: "Ә", kaa: "Ә", ru: "А"}, page: hom, source: []}}'
)


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (QUOTA.replace("kz-sko", "kz-skp"), "'kz-skp'"),
        (QUOTA.replace("open", "closed"), "must be one of"),
        (QUOTA.replace("kz-111", "kz-1"), "'kz-1'"),
        (PARTNER, "there is no 'hom'. Did you mean 'home'?"),
        ('lists: {regions: {"Северный": {kk: "Ә", kaa: "Ә", ru: "А"}}}', "is no code"),
    ],
)
def test_a_list_that_names_what_is_not_there_is_told(tmp_path: Path, new: str, told: str) -> None:
    assert any(told in problem for problem in changed(tmp_path, content=("version: 1\n", f"version: 1\n{new}\n")))


def test_practice_cases_teach_to_ask_for_safety_first(shipped: Book) -> None:
    cases = shipped.lists.training
    assert len(cases) == 6
    assert {case.persona.locale for case in cases.values()} == {"kk", "kaa", "ru"}
    for name, case in cases.items():
        topic = shipped.lists.topics[case.persona.topic]
        assert case.expected.ask_safety or topic.priority > 2, name
        assert all(shipped.lists.canned[answer].serves(case.persona.topic) for answer in case.expected.canned), name


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("page: home", "page: hom", "there is no 'hom'"),
        ("topic: wages", "topic: wage", "there is no 'wage'"),
        ("locale: kk", "locale: uz", "there is no 'uz'"),
        ("outcome: informed", "outcome: inform", "Did you mean 'informed'?"),
        ("canned: []", "canned: [hello]", "there is no 'hello'"),
        ("cause: other", "cause: moon", "there is no 'moon'"),
        ("turns: [ыыы, эээ]", "turns: [ыыы]", "at least 2 items"),
    ],
)
def test_a_practice_case_expects_only_what_there_is(tmp_path: Path, old: str, new: str, told: str) -> None:
    case = """\
version: 1
training:
  one:
    title: {kk: "Сынақ", kaa: "Сынақ", ru: "Проба"}
    persona: {locale: kk, topic: wages}
    turns: [ыыы, эээ]
    expected: {ask_safety: true, canned: [], page: home, outcome: informed, cause: other}
    lesson: {kk: "Сынақ", kaa: "Сынақ", ru: "Проба"}
"""
    assert old in case
    problems = changed(tmp_path, content=("version: 1\n", case.replace(old, new)))
    assert any(told in problem for problem in problems), problems


WEEK = 'open: {mon: "9:00-17:30"}'
SAID = 'hours: {kk: "дс 9:00–17:30", kaa: "дүйшемби 9:00–17:30", ru: "пн 9:00–17:30"}'


@pytest.mark.parametrize(
    ("country", "lines", "told"),
    [
        ("RU", (WEEK, SAID), "by which clock? RU: write 'zone' as well"),
        ("RU", (WEEK,), "the same hours in words are missing: 'hours'"),
        ("RU", (WEEK.replace("17:30", "18:00"), SAID), "these are not the hours under 'open'"),
        ("KZ", ("open: always", SAID), "these are not the hours under 'open'"),
        ("KZ", ("open: sometimes", SAID), "open"),
    ],
)
def test_hours_for_the_clock_say_what_the_words_say_and_by_which_clock(
    tmp_path: Path, country: str, lines: tuple[str, ...], told: str
) -> None:
    new = "\n  ".join((f"country: {country}", *lines))
    problems = changed(tmp_path, contacts=("country: KZ", new))
    assert any(told in problem for problem in problems), problems
