"""What people agreed to: asked before the first words leave, asked again when the wording changes, and "only read"."""

from pathlib import Path

from sqlalchemy import update

from bot.app import Sapar
from bot.clock import SystemClock
from bot.store import people
from bot.store.tables import timers as armed
from bot.store.vault import new_key
from dialogs.book import Book
from tests.bot.actors import Consultant, Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_checks import FIVE_WORKERS, answers
from tests.bot.test_desk import opened, rows
from tests.bot.test_failures_topics import settled
from tests.bot.test_mydata import the_person, traces
from tests.bot.test_retention import ended
from tests.bot.test_story import chooses
from tests.bot.traces import dump, tables_with


async def only_reads(migrant: Person) -> None:
    await chooses(migrant)
    await migrant.taps("💬")
    await migrant.says("Мениң сораўым бар")
    await migrant.taps("👁")


async def test_who_only_reads_leaves_one_row_after_fifty_actions(book: Book, tmp_path: Path) -> None:
    """P-05, A-04: no table knows them but for the choice itself, not even where they stand or what they looked for."""
    key = new_key()
    async with Sandbox() as sandbox:
        async with running(settings_for(sandbox, tmp_path, key), book) as sapar:
            migrant = sandbox.person(11)
            await migrant.says("/start s_flyer7")
            await migrant.taps("Қарақалпақша")
            await migrant.taps("💬")
            await migrant.says("Бир сораў бар еди")
            await migrant.taps("👁")
            await settled(sapar, sandbox)
            home = migrant.last
            places = [place for locale, place in book.screens if locale == "kaa" and not place.startswith("urgent")][
                ::9
            ]
            for place in places[:25]:
                await migrant.presses(home, place, force=True)
            for place in ("offer-check", "talk", "talk/wages", "my-data/show", "my", "hide", "language"):
                await migrant.presses(home, place, force=True)
            for number in range(20):
                await migrant.says(f"абракадабра{number} жумыс")
            await settled(sapar, sandbox)
            person = await the_person(sapar, migrant)
            assert await tables_with(sapar, *traces(person)) == {"people"}
            left = {name: len(kept) for name, kept in (await dump(sapar)).items() if kept}
            assert left.keys() <= {"people", "meta", "staff_groups", "inbox", "missed_searches", "tallies", "timers"}, (
                left
            )
            assert await timers_of_people(sapar) == []
            assert left["people"] == 1
            chosen = {name for name, value in person.items() if value}
            assert chosen == {
                "id",
                "hash",
                "chat",
                "alias",
                "locale",
                "consent",
                "consent_version",
                "consent_on",
                "since",
            }
            for row in await rows(sapar, people_inbox()):
                assert row.body is None and row.lane == b""  # type: ignore[attr-defined]
        async with running(settings_for(sandbox, tmp_path, key), book, SystemClock()) as sapar:
            assert (await the_person(sapar, migrant))["consent"] == "read_only"


async def timers_of_people(sapar: Sapar) -> list[str]:
    """What is to happen, but for what concerns the desk alone."""
    return [row.subject for row in await rows(sapar, armed) if row.subject != "desk"]  # type: ignore[attr-defined]


def people_inbox() -> object:
    from bot.store.tables import inbox

    return inbox


async def test_who_writes_on_without_choosing_only_reads_and_their_words_wait_in_memory(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    """F-02: asked, asked once more, then "only read"; nothing is sent or kept, and a yes still sends all of it."""
    await chooses(migrant)
    await migrant.taps("💬")
    await migrant.says("биринши")
    await migrant.sees("Жазбастан алдын")
    said = await migrant.says("екинши")
    again = await migrant.sees("Еле ҳеш нәрсе жиберилмеди", after=said)
    assert (await the_person(sapar, migrant))["consent"] is None
    said = await migrant.says("үшинши")
    reads = await migrant.sees("Ҳәзир тек оқыйсыз", after=said)
    assert reads.buttons == again.buttons
    await migrant.says("төртинши")
    await settled(sapar, sandbox)
    person = await the_person(sapar, migrant)
    assert (person["consent"], person["held"], person["waiting"]) == ("read_only", None, None)
    assert await tables_with(sapar, *traces(person)) == {"people"} and not consultant.topics
    await migrant.taps("✅")
    topic = await consultant.topic("№1")
    for word in ("биринши", "екинши", "үшинши", "төртинши"):
        await consultant.sees(topic, word)


async def test_a_page_still_waits_for_the_words_of_who_only_reads(
    migrant: Person, consultant: Consultant, sapar: Sapar
) -> None:
    await only_reads(migrant)
    await migrant.taps("💬")
    await migrant.says("Ис ҳақымды бермеди")
    await migrant.taps("✅")  # asked for this one
    topic = await consultant.topic("№1")
    await consultant.sees(topic, "Ис ҳақымды бермеди")


async def test_a_new_wording_is_asked_about_before_the_next_words_leave(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    await chooses(migrant)
    await migrant.taps("💬")
    await migrant.says("бир")
    await migrant.taps("✅")
    await migrant.sees("№1")
    topic = await consultant.topic("№1")
    await ended(sapar, 1, 40)
    await sapar.store.write(lambda conn: conn.execute(update(people.people).values(consent_version="0")))
    await migrant.says("/menu")
    await migrant.taps("💬")
    said = await migrant.says("екинши сораў")
    await migrant.sees("Жазбастан алдын", after=said)
    await settled(sapar, sandbox)
    assert not any("екинши" in seen.text for seen in consultant.messages(topic))


async def test_who_only_reads_from_now_on_is_invited_to_nothing(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    await consultant.says(topic, "/close resettled other")
    await settled(sapar, sandbox)
    assert "invite" in [row.what for row in await rows(sapar, armed)]  # type: ignore[attr-defined]
    await sapar.store.write(lambda conn: conn.execute(update(people.people).values(consent_version="0")))
    await migrant.says("/menu")
    await migrant.taps("💬")
    await migrant.says("екинши сораў")
    await migrant.taps("👁")
    await settled(sapar, sandbox)
    assert not await timers_of_people(sapar)


async def test_it_fits_on_a_small_screen(book: Book) -> None:
    for locale in book.locales:
        screen = book.screens[locale, "consent"]
        assert len(screen.text) <= 500, locale


async def test_who_only_reads_ticks_and_checks_and_leaves_one_row(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    """A-04: a whole checklist and the offer check work; after a restart nothing is theirs but the choice itself."""
    settings, migrant = settings_for(sandbox, tmp_path), sandbox.person(11)
    async with running(settings, book) as sapar:
        await only_reads(migrant)
        await settled(sapar, sandbox)
        await migrant.says("/menu")
        for label in ("✈️", "✅", "🇬🇧"):
            await migrant.taps(label)
        told = await migrant.sees("белгилер жазылмайды, бираздан соң өшеди")
        assert "15 истиң 0 таяр" in told.text
        for number in range(1, 16):
            await migrant.taps(f"☐ {number}")
        await migrant.sees("15 истиң 15 таяр")
        await migrant.says("/menu")
        await migrant.taps("🔎")
        await migrant.taps("▶")
        await answers(migrant, FIVE_WORKERS)
        await migrant.sees("Ҳәзирше бармаң")
    async with running(settings, book) as sapar:
        await settled(sapar, sandbox)
        person = await the_person(sapar, migrant)
        assert person["consent"] == "read_only" and person["waiting"] is None
        assert await tables_with(sapar, *traces(person)) == {"people"}
        left = await dump(sapar)
        assert len(left["people"]) == 1 and not left["ticks"] and not left["drafts"]
        assert await timers_of_people(sapar) == []
        await migrant.presses(migrant.last, "checklist/gb", force=True)
        await migrant.sees("15 истиң 0 таяр")
