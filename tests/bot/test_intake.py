"""Help without the bot is counted, and what a person needs is kept as codes."""

from bot.app import Sapar
from bot.store.tables import cases, history
from dialogs.book import Book
from tests.bot.actors import Consultant, Person, Sandbox
from tests.bot.test_desk import opened, rows


async def test_a_call_to_the_office_becomes_a_case_without_a_chat(
    sandbox: Sandbox, consultant: Consultant, sapar: Sapar, book: Book
) -> None:
    await consultant.says(None, "/intake")
    first = await consultant.sees(None, "📝")
    lists = book.lists
    region = next(iter(lists.lists["regions"].values()))["ru"]
    for label in ("Телефон", "Қарақалпақша", region, "Не заплатили", lists.outcomes["advised"]["ru"]):
        await consultant.taps(None, label)
    stranger = await sandbox.consultant(13).presses(first, "intake/phone", force=True)
    assert stranger.alert
    await consultant.taps(None, lists.causes["fraud"]["ru"])
    done = await consultant.sees(None, "✅ №1")
    assert done.id == first.id and not done.buttons
    await consultant.presses(done, "intake/phone.kaa.-.wages.advised.fraud", force=True)
    [case] = await rows(sapar, cases)
    assert (case.status, case.topic, case.locale, case.outcome, case.cause, case.page) == (  # type: ignore[attr-defined]
        "closed", "wages", "kaa", "advised", "fraud", "intake-phone",
    )  # fmt: skip
    assert consultant.topics == {}


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
