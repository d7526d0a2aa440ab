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


async def test_danger_that_comes_before_the_topic_is_made_stands_in_its_title(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    await sandbox.fault("429", method="createForumTopic", chat=consultant.chat, retry_after=1)
    await asks(migrant, "Жумыс усынысы ҳаққында сораўым бар")
    while not await sandbox.calls("createForumTopic"):
        await sandbox.refresh(wait=0.05)
    await migrant.says("🆘")
    await consultant.topic("№1 🟥")
    await settled(sapar, sandbox)
    assert len(consultant.topics) == 1


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


async def test_papers_taken_is_serious_and_soon_held_is_at_once(
    migrant: Person, consultant: Consultant, sapar: Sapar
) -> None:
    """S-06: a mere 🆘 counts as danger now until they say what it is; the gravest of what they say counts."""
    await chooses(migrant)
    await migrant.says("🆘")
    await consultant.topic("№1 🟥")
    await migrant.taps("✍️")
    asked = migrant.last
    await migrant.taps("🪪", asked)
    await consultant.topic("№1 🟧")
    [case] = await rows(sapar, cases)
    assert (case.topic, case.priority, case.urgent) == ("documents", 2, True)  # type: ignore[attr-defined]
    await migrant.presses(asked, "urgent/held", force=True)
    await consultant.topic("№1 🟥")
    await migrant.presses(asked, "urgent/other", force=True)
    await consultant.sees(await consultant.topic("№1 🟥"), "❓ Другое")


async def test_a_lighter_sign_takes_nothing_from_words_of_danger_nor_from_a_consultant(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    await chooses(migrant)
    await migrant.says("хожайын мени урып атыр")
    topic = await consultant.topic("№1 🟥")
    await migrant.taps("✍️")
    await migrant.taps("🪪")
    await consultant.sees(topic, "🪪 Забрали документы")
    await settled(sapar, sandbox)
    assert "№1 🟥" in consultant.topics[topic]
    other = sandbox.person(12)
    await chooses(other)
    await other.says("🆘")
    topic = await consultant.topic("№2 🟥")
    await consultant.taps(topic, "✋")
    for priority in ("2", "1"):
        await consultant.says(topic, f"/prio {priority} ошибка")
        await consultant.topic(f"№2 {'🟥' if priority == '1' else '🟧'}")
    await other.taps("✍️")
    await other.taps("🪪")
    await consultant.sees(topic, "🪪 Забрали документы")
    await settled(sapar, sandbox)
    assert "№2 🟥" in consultant.topics[topic]
