"""Urgent help: what is happening, as signs; quietly without a word; whoever they are and whatever they agreed to."""

from bot.app import Sapar
from bot.store.tables import cases
from tests.bot.actors import Consultant, Person, Sandbox
from tests.bot.test_consent import only_reads
from tests.bot.test_desk import rows
from tests.bot.test_failures_topics import settled
from tests.bot.test_story import asks, chooses


async def test_a_sign_says_what_is_happening(migrant: Person, consultant: Consultant, sapar: Sapar) -> None:
    await chooses(migrant)
    await migrant.says("🆘")
    await migrant.taps("✍️")
    await migrant.taps("🔒 Жибермейди")
    topic = await consultant.topic("№1")
    await consultant.sees(topic, "🔒 Не отпускают")
    [case] = await rows(sapar, cases)
    assert (case.topic, case.priority) == ("protection", 1)  # type: ignore[attr-defined]


async def test_quietly_there_are_signs_and_no_words(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    await chooses(migrant)
    await migrant.says("🆘")
    await migrant.taps("🤫")
    screen = await migrant.sees("Ok.")
    assert screen.text == "Ok." and all(len(label) <= 2 for label in screen.buttons), screen.buttons
    await migrant.taps("🪪")
    topic = await consultant.topic("№1")
    await consultant.sees(topic, "🪪 Забрали документы")
    await settled(sapar, sandbox)
    [case] = await rows(sapar, cases)
    assert (case.quiet, case.topic) == (True, "documents")  # type: ignore[attr-defined]
    assert migrant.last.text == "Ok." and migrant.buttons == []
    place = await migrant.sends("location")
    await consultant.sees(topic, "")
    await settled(sapar, sandbox)
    assert not any("№" in seen.text for seen in migrant.messages if seen.id > place.id)


async def test_it_works_for_who_only_reads(migrant: Person, consultant: Consultant, sapar: Sapar) -> None:
    await only_reads(migrant)
    await migrant.says("🆘")
    await migrant.sees("112")
    await migrant.says("мен жалғызбан")
    topic = await consultant.topic("№1")
    await consultant.sees(topic, "мен жалғызбан")
    assert len(await rows(sapar, cases)) == 1


async def test_the_title_of_a_case_says_that_it_became_urgent(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    await asks(migrant, "Жумыс усынысы ҳаққында сораўым бар")
    topic = await consultant.topic("№1 🟨")
    await settled(sapar, sandbox)
    await migrant.says("🆘")
    assert await consultant.topic("№1 🟥") == topic


async def test_a_card_changed_and_changed_back_says_what_holds(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    await asks(migrant, "Жумыс усынысы ҳаққында сораўым бар")
    topic = await consultant.topic("№1")
    await settled(sapar, sandbox)
    for language in ("Русский", "Қарақалпақша"):  # both before the first edit is sent
        await migrant.says("/lang")
        await migrant.taps(language)
    await settled(sapar, sandbox)
    [card] = [seen for seen in consultant.messages(topic) if "№1 ·" in seen.text]
    assert "Қарақалпақша" in card.text
