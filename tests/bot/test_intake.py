"""Help without the bot is counted, and what a person needs is kept as codes."""

import re
from pathlib import Path

from bot import timers
from bot.app import Sapar
from bot.clock import VirtualClock
from bot.store.tables import cases, history
from dialogs.book import Book
from dialogs.words import words
from tests.bot.actors import Consultant, Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_desk import opened, rows
from tests.bot.test_story import chooses

kazakh = words("kk")


async def test_a_call_to_the_office_becomes_a_case_without_a_chat(
    sandbox: Sandbox, consultant: Consultant, sapar: Sapar, book: Book
) -> None:
    await consultant.says(None, "/intake")
    first = await consultant.sees(None, "📝")
    lists = book.lists
    region = next(iter(lists.lists["regions"].values()))["ru"]
    for label in ("Телефон", "Қарақалпақша", region, "Не заплатили", lists.outcomes["advised"]["ru"]):
        await consultant.taps(None, label)
    asked = await consultant.sees(None, "Какова причина?")
    [_, *_, last] = [key["callback_data"] for key in asked.keys if "stop" not in key["callback_data"]]
    assert (await sandbox.consultant(13).presses(first, last, force=True)).alert
    await consultant.taps(None, lists.causes["fraud"]["ru"])
    done = await consultant.sees(None, "✅ №1")
    assert done.id == first.id and not done.buttons
    assert "ескірген" in (await consultant.presses(done, last, force=True)).text
    [case] = await rows(sapar, cases)
    assert (case.status, case.topic, case.locale, case.outcome, case.cause, case.page) == (  # type: ignore[attr-defined]
        "closed", "wages", "kaa", "advised", "fraud", "intake-phone",
    )  # fmt: skip
    assert consultant.topics == {}


async def test_who_reads_out_a_code_finds_the_help_among_their_requests(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    """S-21: the code says whose it is for a quarter of an hour, and who that is stays unsaid."""
    migrant, consultant, clock = sandbox.person(11), sandbox.consultant(901), VirtualClock()
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        nobody = kazakh("Nobody has this code now. They find a new one under their requests.")
        await chooses(migrant)
        first, second = await reads_code(migrant), await reads_code(migrant)
        asked = await consultant.says(None, f"/intake {first}")  # the second has ended it
        await consultant.sees(None, nobody, asked)
        await consultant.says(None, f"/intake {second}")
        lists = book.lists
        for label in ("Пришли сами", "Қарақалпақша", "Другое место", lists.topics["violence"].label["ru"]):
            await consultant.taps(None, label)
        await consultant.taps(None, lists.outcomes["papers-restored"]["ru"])
        await consultant.taps(None, lists.causes["lost-papers"]["ru"])
        done = await consultant.sees(None, "✅ №1")
        assert "🔗" in done.text and "Бердах" not in done.text
        await migrant.says("/my")
        await migrant.taps("№1")

        third = await reads_code(migrant)
        clock.advance(15 * 60 + 1)
        await timers.fire_due(sapar.desk, sapar.store)
        asked = await consultant.says(None, f"/intake {third}")
        await consultant.sees(None, nobody, asked)


async def test_help_on_the_telephone_beside_an_open_case(
    migrant: Person, consultant: Consultant, sapar: Sapar, book: Book
) -> None:
    await opened(migrant, consultant)
    await consultant.says(None, f"/intake {await reads_code(migrant)}")
    lists = book.lists
    for label in ("Телефон", "Қарақалпақша", "Другое место", "Не заплатили", lists.outcomes["advised"]["ru"]):
        await consultant.taps(None, label)
    await consultant.taps(None, lists.causes["fraud"]["ru"])
    await consultant.sees(None, "✅ №2")
    assert [case.status for case in await rows(sapar, cases)] == ["claimed", "closed"]  # type: ignore[attr-defined]


async def reads_code(migrant: Person) -> str:
    asked = await migrant.says("/my")
    await migrant.taps("🔢")
    code = re.search(r"\d{3} \d{3}", (await migrant.sees("15 минут", after=asked)).text)
    assert code
    return code[0]


async def test_what_a_person_needs(migrant: Person, consultant: Consultant, sapar: Sapar) -> None:
    topic = await opened(migrant, consultant)
    await consultant.says(topic, "/needs")
    await consultant.taps(topic, "Приют")
    await consultant.taps(topic, "❗ нужно")
    await consultant.sees(topic, "❗ Приют: нужно")
    await consultant.taps(topic, "Приют")
    await consultant.taps(topic, "✅ дано")
    await consultant.sees(topic, "✅ Приют: дано")
    told = [row.detail for row in await rows(sapar, history) if row.what == "need"]  # type: ignore[attr-defined]
    assert told == [{"area": "shelter", "state": "needed"}, {"area": "shelter", "state": "given"}]
