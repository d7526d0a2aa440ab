"""Urgent help: what is happening, as signs; quietly without a word; whoever they are and whatever they agreed to."""

import asyncio
import struct
from pathlib import Path
from unittest.mock import patch

from bot.app import Sapar
from bot.clock import VirtualClock
from bot.desk import relay
from bot.store import backup
from bot.store.tables import cases
from bot.store.vault import Vault, new_key
from dialogs.book import Book
from tests import planted
from tests.bot.actors import Consultant, Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_consent import only_reads
from tests.bot.test_desk import rows
from tests.bot.test_failures_topics import settled
from tests.bot.test_forms import to_the_sum
from tests.bot.test_mydata import settled_with
from tests.bot.test_story import asks, chooses
from tests.bot.traces import raw


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


async def test_the_sos_of_who_was_muted_for_abuse_passes_once_an_hour(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    """S-17: their words reach nobody; 🆘 and words of danger do, and numbers to call are shown every time."""
    clock = VirtualClock()
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        migrant, consultant = sandbox.person(11), sandbox.consultant(901)
        await asks(migrant, "боқтық сөзлер")

        async def ends_as_abuse(case: int) -> None:
            clock.advance(10)
            topic = await consultant.topic(f"№{case} ")
            await consultant.taps(topic, "✋")
            await consultant.says(topic, "/spam")
            await settled_with(clock, sapar, sandbox)
            await consultant.sees(topic, "Злоупотребление")

        async def open_cases() -> list[int]:
            await settled_with(clock, sapar, sandbox)
            return [row.id for row in await rows(sapar, cases) if row.closed is None]  # type: ignore[attr-defined]

        await ends_as_abuse(1)
        await migrant.says("/menu")
        await migrant.taps("💬")
        await migrant.says("және бир сораў")
        await migrant.sees("хабарларыңыз мәсләҳәтшиге жетпейди")
        assert await open_cases() == []
        pressed = await migrant.says("🆘")
        await migrant.sees("112", after=pressed)
        assert await open_cases() == [2]
        await ends_as_abuse(2)
        for again in ("🆘", "хожайын мени урып атыр"):  # within the hour: numbers, and nobody is called again
            said = await migrant.says(again)
            await migrant.sees("112", after=said)
            assert await open_cases() == []
        clock.advance(3601)
        said = await migrant.says("хожайын мени урып атыр")
        await migrant.sees("112", after=said)
        assert await open_cases() == [3]
        await consultant.sees(await consultant.topic("№3 🟥"), "урып атыр")


async def test_where_somebody_is_stands_in_the_topic_and_nowhere_else(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    """F-03: a place goes on after a yes, as a copy; no table, log, download or backup has it in any form."""
    key, latitude, longitude = new_key(), 43.238949, 76.889709
    settings, migrant, consultant = settings_for(sandbox, tmp_path, key), sandbox.person(11), sandbox.consultant(901)
    database = settings.database_file
    assert database is not None
    async with running(settings, book) as sapar:
        await chooses(migrant)
        await migrant.says("🆘")
        await migrant.taps("✍️")
        await migrant.sends("location", location={"latitude": latitude, "longitude": longitude})
        await migrant.taps("✅")
        topic = await consultant.topic("№1")
        await sandbox.until(
            lambda: [seen for seen in consultant.messages(topic) if seen.kind == "location"] or None,
            lambda: "the place did not arrive",
        )
        with patch.object(
            relay, "read", side_effect=ValueError(f"{latitude} {longitude}")
        ):  # it is parked in the inbox
            await migrant.sends("location", location={"latitude": latitude, "longitude": longitude})
            async with asyncio.timeout(30):
                while not (await sapar.health())["parked_updates"]:
                    await sandbox.refresh(wait=0.2)
        await migrant.says("/data")
        await migrant.taps("⬇️")
        await sandbox.until(lambda: True if len(_given(sandbox)) == 2 else None, lambda: "the files did not arrive")
        given = _given(sandbox)
        backup.make(database, tmp_path / "one.backup", Vault(key))
        everything = raw(database)
    kept = b"".join([everything, raw(database), (tmp_path / "one.backup").read_bytes(), *given])
    log = planted.watch.log.getvalue()
    for number in (latitude, longitude):
        forms = [str(number), f"{number:.4f}", str(int(number * 1_000_000))]
        binary = [struct.pack(form, number) for form in ("<d", ">d", "<f", ">f")]
        assert not [form for form in (*(one.encode() for one in forms), *binary) if form in kept]
        assert str(number) not in log and "43.23" not in log


def _given(sandbox: Sandbox) -> list[bytes]:
    """The two files that somebody gets of what is known about them."""
    return [file.data for file in sandbox.inside.files.values() if file.name in ("1.txt", "1.json")]


async def test_an_answer_that_was_not_understood_goes_to_people_by_its_own_button_alone(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    """Nothing of a form is sent before they say so: not with 🆘, and not with what is asked elsewhere (DESIGN §5)."""
    await to_the_sum(migrant)
    await migrant.says("тайная сумма")
    await migrant.sees("например: 850 000")
    await migrant.taps("🏠")
    await migrant.says("как восстановить паспорт")  # a search, and then a call for help: this belongs to it
    await migrant.sees("Возможно, ответ здесь")
    await migrant.says("🆘")
    await migrant.sees("112")
    topic = await consultant.topic("№1")
    await consultant.sees(topic, "как восстановить паспорт")
    await settled(sapar, sandbox)
    assert not any("тайная сумма" in seen.text for seen in consultant.messages(topic))

    await migrant.presses(migrant.last, "wage-form/.go", force=True)
    await migrant.sees("Сколько должны были")
    await migrant.says("очень много")
    await migrant.taps("✉️ Отправить специалисту")
    await consultant.sees(topic, "очень много")
