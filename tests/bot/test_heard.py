"""Typed words between a person and the desk: danger, language, and what is counted of searches in vain."""

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import Sapar
from bot.store import searches
from bot.store.tables import cases, missed_searches, missed_words, wanted_words
from tests.bot.actors import Consultant, Person
from tests.bot.test_desk import rows
from tests.bot.test_story import asks, chooses


async def test_danger_typed_first_of_all_reaches_people(migrant: Person, consultant: Consultant, sapar: Sapar) -> None:
    await migrant.says("хозяин паспортымды алып койды")
    await migrant.sees("112")
    topic = await consultant.topic("№1")
    await consultant.sees(topic, "хозяин паспортымды алып койды")
    [case] = await rows(sapar, cases)
    assert (case.topic, case.priority, case.urgent) == ("documents", 2, True)  # type: ignore[attr-defined]
    assert case.page == "urgent"  # type: ignore[attr-defined]


async def test_danger_in_a_case_raises_it(migrant: Person, consultant: Consultant, sapar: Sapar) -> None:
    await asks(migrant, "Ис ҳақымды бермеди")
    topic = await consultant.topic("№1")
    await migrant.says("мени урып атыр")
    await migrant.sees("112")
    await consultant.sees(topic, "мени урып атыр")
    await consultant.sees(topic, "Слова об опасности")
    [case] = await rows(sapar, cases)
    assert (case.priority, case.urgent) == (1, True)  # type: ignore[attr-defined]


async def test_consultants_see_which_language_it_seems_to_be(migrant: Person, consultant: Consultant) -> None:
    await asks(migrant, "Маған жұмыс керек, қалай істеймін?", "Русский")
    topic = await consultant.topic("№1")
    await consultant.sees(topic, "Похоже, пишет на языке: Қазақша")


async def test_a_search_in_vain_is_counted_without_its_words(migrant: Person, sapar: Sapar) -> None:
    await chooses(migrant, "Русский")
    await migrant.says("абракадабрища")
    await migrant.sees("нет готового ответа")
    [row] = await rows(sapar, missed_searches)
    assert row.count == 1  # type: ignore[attr-defined]
    [word] = await rows(sapar, missed_words)
    assert b"abrakadabri" not in word.word + word.who  # type: ignore[attr-defined]
    assert await rows(sapar, wanted_words) == []


async def test_editors_see_a_word_once_five_people_have_used_it(sapar: Sapar) -> None:
    async def work(conn: AsyncConnection) -> None:
        for at in (1, 1, 2, 3, 4):
            await searches.missed(
                conn, sapar.desk.vault, f"person-{at}", ["pegas", "ab", "77011234567"], date(2026, 11, 22)
            )
        assert await searches.wanted(conn) == []
        await searches.missed(conn, sapar.desk.vault, "person-5", ["pegas"], date(2026, 11, 22))
        assert await searches.wanted(conn) == [("pegas", 5)]
        assert await searches.in_vain(conn, date(2026, 11, 22), 7) == 6
        assert await searches.in_vain(conn, date(2026, 11, 29), 7) == 0

    await sapar.store.write(work)


async def test_an_edit_to_words_of_danger_calls_people(migrant: Person, consultant: Consultant) -> None:
    await chooses(migrant, "Русский")
    said = await migrant.says("виза в корею")
    await migrant.edits(said, "хозяин избил меня")
    await migrant.sees("112")
    topic = await consultant.topic("№1")
    await consultant.sees(topic, "хозяин избил меня")
    # A link preview or a reaction comes as an edit, too.
    await migrant.edits(said, "хозяин избил меня")
    await migrant.says("я в Пусане")
    await consultant.sees(topic, "я в Пусане")
    assert len([seen for seen in consultant.messages(topic) if "избил" in seen.text]) == 1


async def test_an_edit_to_words_of_danger_raises_the_case(
    migrant: Person, consultant: Consultant, sapar: Sapar
) -> None:
    await asks(migrant, "Ис ҳақымды бермеди")
    topic = await consultant.topic("№1")
    said = await migrant.says("тез жазың")
    first = await consultant.sees(topic, "тез жазың")
    await migrant.edits(said, "мени урып атыр")
    await migrant.sees("112")
    now = await consultant.sees(topic, "мени урып атыр", after=first)
    assert "✏️" in now.text
    await consultant.sees(topic, "Слова об опасности")
    [case] = await rows(sapar, cases)
    assert (case.priority, case.urgent) == (1, True)  # type: ignore[attr-defined]
    assert len([seen for seen in consultant.messages(topic) if "мени урып атыр" in seen.text]) == 1


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("photo", {"caption": "хозяин паспортымды алып койды"}),
        ("voice", {"caption": "күйеуім ұрып жатыр"}),
        ("text", {"text": "меня держат взаперти", "forwarded_from": "Брат"}),
    ],
)
async def test_danger_is_heard_in_captions_and_in_what_is_passed_on(
    migrant: Person, consultant: Consultant, kind: str, more: dict[str, str]
) -> None:
    await (migrant.says(**more) if kind == "text" else migrant.sends(kind, **more))
    await migrant.sees("112")
    await consultant.topic("№1")


@pytest.mark.parametrize(
    ("yes", "language", "answer"),
    [
        ("иә", "Қазақша", "дайын жауабым жоқ"),
        ("ия", "Қазақша", "дайын жауабым жоқ"),
        ("yawa", "Қарақалпақша", "таяр жуўабым жоқ"),
        ("да", "Русский", "нет готового ответа"),
    ],
)
async def test_yes_in_every_spelling_sends_what_was_typed(
    migrant: Person, consultant: Consultant, yes: str, language: str, answer: str
) -> None:
    await chooses(migrant, language)
    await migrant.says("абракадабрища")
    await migrant.sees(answer)
    await migrant.says(yes)
    await migrant.taps("✅")
    await consultant.sees(await consultant.topic("№1"), "абракадабрища")


async def test_a_number_is_a_button_until_a_case_is_open_and_danger_comes_before_both(
    migrant: Person, consultant: Consultant
) -> None:
    await chooses(migrant, "Русский")
    await migrant.says("/menu")
    await migrant.sees("Чем вам помочь?")
    await migrant.says("3")
    await migrant.sees("В какую страну едете?")
    await migrant.says("У меня забрали документы")  # also the name of a page
    await migrant.sees("112")
    topic = await consultant.topic("№1")
    first = await consultant.sees(topic, "У меня забрали документы")
    await migrant.says("3")
    await consultant.sees(topic, "3", after=first)
    assert not any("Великобритания" in label for label in migrant.buttons)
