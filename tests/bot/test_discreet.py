"""A chat that tells little: signs, silence, no numbers, hiding by itself, and a word that calls people."""

from pathlib import Path

from sqlalchemy import select

from bot import timers
from bot.app import Sapar
from bot.clock import VirtualClock
from bot.store.tables import cases
from dialogs.book import Book
from tests.bot.actors import Consultant, Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_desk import rows
from tests.bot.test_failures_topics import settled
from tests.bot.test_hide import DECOY
from tests.bot.test_mydata import settled_with, the_person
from tests.bot.test_story import asks, chooses
from tests.bot.traces import raw


async def discreet(migrant: Person) -> None:
    await migrant.says("/data")
    await migrant.taps("🌙")


async def test_a_discreet_chat_shows_signs_makes_no_sound_and_names_no_number(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    await chooses(migrant)
    await discreet(migrant)
    await migrant.taps("Қосыў")
    await migrant.sees("Ҳәзир: қосылған")
    await settled(sapar, sandbox)
    assert migrant.keyboard == ["🆘", "🙈", "🏠"]
    here = {"type": "chat", "chat_id": migrant.id}
    menu = (await sandbox.call("getMyCommands", scope=here))["result"]
    assert [one["command"] for one in menu] == ["start"], "the menu of commands tells nothing either"
    await migrant.says("/menu")
    await settled(sapar, sandbox)
    assert all(not any(letter.isalpha() for letter in label) for label in migrant.buttons), migrant.buttons
    await migrant.presses(migrant.last, "going", force=True)
    await settled(sapar, sandbox)
    assert all(len(label) < 5 for label in migrant.buttons), migrant.buttons
    await migrant.presses(migrant.last, "talk", force=True)
    await migrant.says("Ис ҳақымды бермеди")
    await migrant.taps("✅ Разыман")
    await migrant.sees("Ok.")
    topic = await consultant.topic("№1")
    await consultant.taps(topic, "✋")
    await consultant.says(topic, "Жазың")
    answer = await migrant.sees("Жазың")
    assert answer.raw["silent"]
    assert not any("№" in seen.text for seen in migrant.messages)
    await migrant.presses(migrant.last, "discreet/off", force=True)
    await settled(sapar, sandbox)
    assert (await sandbox.call("getMyCommands", scope=here))["result"] == [], "and is everybody's again"


async def test_after_a_silence_the_chat_hides_by_itself(book: Book, tmp_path: Path) -> None:
    clock = VirtualClock()
    async with Sandbox(clock) as sandbox, running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        migrant = sandbox.person(11)
        await asks(migrant, "Ис ҳақымды бермеди")
        await discreet(migrant)
        await migrant.taps("10 мин")
        await migrant.sees("Көзге түспеў")
        clock.advance(9 * 60)
        await migrant.presses(migrant.last, "home", force=True)  # a sign of life
        clock.advance(9 * 60)
        await timers.fire_due(sapar.desk, sapar.store)
        assert not any(DECOY in seen.text for seen in migrant.messages)
        clock.advance(2 * 60)
        await timers.fire_due(sapar.desk, sapar.store)
        await migrant.sees(DECOY)
        await settled_with(clock, sapar, sandbox)
        assert not any("№1" in seen.text for seen in migrant.messages)
        assert (await the_person(sapar, migrant))["hidden"] is not None


async def test_the_hidden_word_calls_people_in_silence(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    await chooses(migrant)
    await discreet(migrant)
    await migrant.taps("🔑")
    for common in ("паспорт", "бир", "еки сөз", "слово123"):
        await migrant.says(common)
        await settled(sapar, sandbox)
        assert (await the_person(sapar, migrant))["word"] is None, common
    said = await migrant.says("Сарыгүл")
    await migrant.sees_gone(said)
    assert (await the_person(sapar, migrant))["word"] is not None
    database = sapar.settings.database_file
    assert database is not None
    assert "сарыгүл".encode() not in raw(database).lower() and b"sarigul" not in raw(database)

    await migrant.says("/menu")
    await migrant.says("сарыгул")  # typed without the special letter, as people type
    await migrant.sees(DECOY)
    await settled(sapar, sandbox)
    assert [seen.text for seen in migrant.messages if DECOY not in seen.text and seen.text != "📖"] == []
    [case] = await rows(sapar, select(cases).subquery())
    assert (case.urgent, case.quiet, case.priority) == (True, True, 1)  # type: ignore[attr-defined]
    topic = await consultant.topic("№1")
    await consultant.sees(topic, "🤫")
    await consultant.taps(topic, "✋")
    await consultant.says(topic, "Оқыдым")
    await migrant.sees("Оқыдым")
    group = " ".join(seen.text for seen in consultant.messages(topic))
    assert "сарыгул" not in group.lower()


async def has_the_word(migrant: Person, sapar: Sapar, word: str) -> None:
    await discreet(migrant)
    await migrant.taps("🔑")
    await migrant.sees_gone(await migrant.says(word))
    assert (await the_person(sapar, migrant))["word"] is not None


async def test_an_edit_into_the_hidden_word_calls_people(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    await chooses(migrant)
    await has_the_word(migrant, sapar, "Сарыгүл")
    said = await migrant.says("рахмет")
    await migrant.edits(said, "сарыгул")
    await migrant.sees(DECOY)
    await settled(sapar, sandbox)
    [case] = await rows(sapar, select(cases).subquery())
    assert (case.urgent, case.quiet, case.priority) == (True, True, 1)  # type: ignore[attr-defined]
    assert said.id not in [seen.id for seen in migrant.messages]


async def test_an_edit_into_the_hidden_word_in_a_case_is_not_shown_to_the_group(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    await asks(migrant, "Ис ҳақымды бермеди")
    await has_the_word(migrant, sapar, "Сарыгүл")
    topic = await consultant.topic("№1")
    await migrant.says("/menu")
    said = await migrant.says("тез жазың")
    await consultant.sees(topic, "тез жазың")
    await migrant.edits(said, "сарыгул")
    await migrant.sees(DECOY)
    await consultant.sees(topic, "🤫")
    await settled(sapar, sandbox)
    [case] = await rows(sapar, select(cases).subquery())
    assert (case.urgent, case.quiet) == (True, True)  # type: ignore[attr-defined]
    assert not any("сарыгул" in seen.text.lower() for seen in consultant.messages(topic))
