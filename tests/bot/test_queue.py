"""The queue of a group: its board, its standing topics, who is suggested, and what is found."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import insert

from bot.app import Sapar
from bot.clock import VirtualClock
from bot.desk import board
from bot.store import cases as store
from bot.store.cases import Status
from bot.store.tables import cases, desk_topics
from dialogs.book import Book
from dialogs.words import words
from tests.bot.actors import Consultant, Person, Sandbox, Seen
from tests.bot.conftest import running, settings_for
from tests.bot.test_desk import opened, rows
from tests.bot.test_failures_topics import settled
from tests.bot.test_story import asks, chooses

say, kazakh = words("ru"), words("kk")


async def pinned(consultant: Consultant, topic: int) -> Seen:
    return await consultant.sandbox.until(
        lambda: next((seen for seen in consultant.messages(topic) if seen.by_bot and seen.raw["pinned"]), None),
        lambda: f"nothing is pinned in {topic}",
    )


async def test_the_board_follows_the_cases_and_heals(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock = VirtualClock()
    migrant, consultant = sandbox.person(11), sandbox.consultant(901)
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        await consultant.says(None, "/setup")
        for name in ("📋 Очередь", "🚨 Тревоги", "📞", "📊", "🎓"):
            await consultant.topic(name)
        home = await consultant.topic("📋")
        shown = await pinned(consultant, home)
        asked = await consultant.says(None, "/setup")
        await consultant.sees(None, kazakh("They are all there."), after=asked)
        await asks(migrant, "Ис ҳақымды бермеди")
        topic = await consultant.topic("№1")
        clock.advance(16)
        await consultant.sees(home, "№1 📞 kaa")
        assert (await pinned(consultant, home)).id == shown.id, "edited, not sent anew"
        [link] = [one["url"] for one in (await pinned(consultant, home)).raw["entities"] if "url" in one]
        assert link.endswith(f"/{topic}")
        await consultant.changes_topic(home, "delete")
        await consultant.taps(topic, "✋")
        clock.advance(16)
        await sandbox.until(lambda: [one for one in consultant.topics if one > topic] or None, lambda: "no new topic")
        again = await consultant.topic("📋")
        assert again != home
        assert "№1" in (await pinned(consultant, again)).text
        assert {row.what for row in await rows(sapar, desk_topics)} == {  # type: ignore[attr-defined]
            "queue", "alarms", "callbacks", "reports", "training",
        }  # fmt: skip


async def test_alarms_have_a_topic_and_ring_although_it_is_lost(
    sandbox: Sandbox, sapar: Sapar, migrant: Person, consultant: Consultant
) -> None:
    await consultant.says(None, "/setup")
    alarms = await consultant.topic("🚨")
    await chooses(migrant)
    await migrant.taps("🆘")
    await migrant.taps("✍️")
    await consultant.sees(alarms, "🚨 №1")
    await consultant.changes_topic(alarms, "delete")
    other = sandbox.person(12)
    await chooses(other, "Қазақша")
    await other.taps("🆘")
    await other.taps("✍️")
    await sandbox.until(lambda: [one for one in consultant.topics if one > alarms] or None, lambda: "not made anew")
    await sandbox.until(
        lambda: any("🚨 №2" in one.text for at in (None, *consultant.topics) for one in consultant.messages(at)),
        lambda: "the alarm is lost",
    )


async def test_a_group_without_topics_has_its_board_too(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    migrant, clock = sandbox.person(11), VirtualClock()
    old = await sandbox.new_group("Sapar", [901, 902])
    consultant = sandbox.consultant(901, old)
    async with running(settings_for(sandbox, tmp_path, staff_group_id=old), book, clock):
        await asks(migrant, "Ис ҳақымды бермеди")
        await consultant.sees(None, "Ис ҳақымды бермеди")  # by now it is known that there are no topics
        await consultant.says(None, "/setup")
        shown = await consultant.sees(None, "открыто 1")
        card = await consultant.sees(None, "№1 · 🟨")
        await consultant.taps(None, "✋", card)
        clock.advance(16)
        await consultant.sees(None, "✍️ Ждут нас")
        assert (await consultant.sees(None, "✍️ Ждут нас")).id == shown.id
        new = sandbox.consultant(901, (await sandbox.ask("migrate", {"chat": old}))["id"])
        await new.sees(None, "📋")  # its numbers are others: the board stands there anew


async def test_five_hundred_open_cases_are_one_query_and_one_message(
    sandbox: Sandbox, sapar: Sapar, migrant: Person, consultant: Consultant
) -> None:
    await opened(migrant, consultant)
    [case] = await rows(sapar, cases)
    now = datetime.now(UTC)
    many = [
        {
            "person": case.person,
            "topic": "wages",
            "priority": 1 + at % 4,
            "status": Status.NEW if at % 3 else Status.CLAIMED,
            "group_name": "main",
            "locale": "kaa",
            "opened": now - timedelta(minutes=at),
            "changed": now,
            "due": now + timedelta(minutes=at - 250),
            "owed": now,
            "claimer_name": None if at % 3 else "Сергей",
            "closed": now,
        }
        for at in range(499)
    ]

    async def work(conn: object) -> None:
        await conn.execute(insert(cases), many)  # type: ignore[attr-defined]
        # One person has one open case; the index is not what is measured here.
        await conn.exec_driver_sql("DROP INDEX uq_cases_open_person")  # type: ignore[attr-defined]
        await conn.exec_driver_sql("UPDATE cases SET closed = NULL")  # type: ignore[attr-defined]

    await sapar.store.write(work)
    took = []
    async with sapar.store.reading() as conn:
        for _ in range(20):
            began = perf_counter()
            assert len(await store.standing(conn, "main")) == 500
            took.append(perf_counter() - began)
        text = await board.text(sapar.desk, conn, "main")
    assert min(took) < 0.020, took
    asked = await consultant.says(None, "/queue")
    shown = await consultant.sees(None, "📋", after=asked)
    assert "500" in shown.text and "+ " in shown.text
    assert len(text) < 8192, "what is left over is counted, not listed"


async def test_cases_are_found_by_number_alias_topic_and_outcome(
    sandbox: Sandbox, sapar: Sapar, migrant: Person, consultant: Consultant, book: Book
) -> None:
    topic = await opened(migrant, consultant)
    await consultant.says(topic, "/transfer wages")
    await settled(sapar, sandbox)
    card = next(seen for seen in consultant.messages(topic) if seen.key("▾"))
    alias = card.text.split("\n")[1].split(" · ")[0]
    for wanted in ("1", "№1", alias, "wages", "не заплатили", "open"):
        asked = await consultant.says(None, f"/find {wanted}")
        found = await consultant.sees(None, "№1", after=asked)
        assert next(one["url"] for one in found.raw["entities"] if "url" in one).endswith(f"/{topic}")
    for wanted in ("152", "sheltered", "GB"):
        asked = await consultant.says(None, f"/find {wanted}")
        await consultant.sees(None, kazakh("Nothing was found."), after=asked)


async def test_who_serves_the_region_of_a_form_is_called_first(
    sandbox: Sandbox, sapar: Sapar, migrant: Person, consultant: Consultant, colleague: Consultant
) -> None:
    for one in (consultant, colleague):
        await one.says(None, "/shift on")
    asked = await consultant.says(None, "/staff 902 regions=uz-kar")
    await consultant.sees(None, "902 Сергей", after=asked)
    asked = await consultant.says(None, "/staff 901 regions=kz-sko")
    await consultant.sees(None, "901 Гүлнар", after=asked)
    asked = await consultant.says(None, "/staff 901 regions=moon")
    await consultant.sees(None, "regions, peer", after=asked)
    await chooses(migrant, "Русский")
    await migrant.presses(migrant.last, "family-form", force=True)
    await migrant.taps("Каракалпакстан")
    for label in ("Многодетная", "▶", "Пособие", "▶", "⏭", "✅", "✅"):
        await migrant.taps(label)
    topic = await consultant.topic("№1")
    card = await consultant.sees(topic, "👉")
    assert "Сергей" in card.text and "Гүлнар" not in card.text


async def test_who_could_take_it_is_called_by_name(
    sandbox: Sandbox, sapar: Sapar, migrant: Person, consultant: Consultant, colleague: Consultant
) -> None:
    for one, told in ((consultant, kazakh), (colleague, say)):
        asked = await one.says(None, "/shift on")
        await one.sees(None, told("You are at work."), after=asked)
    await consultant.says(None, "/staff 902 specialities=lawyer languages=kaa")
    await consultant.sees(None, "902 Сергей")
    asked = await consultant.says(None, "/staff 901 languages=ru")
    await consultant.sees(None, "901 Гүлнар", after=asked)
    await asks(migrant, "Ис ҳақымды бермеди")
    topic = await consultant.topic("№1")
    hint = await consultant.sees(topic, "👉 Сергей")
    assert "Гүлнар" not in hint.text
    await colleague.says(None, "/shift off")
    other = sandbox.person(12)
    await asks(other, "Құжатым жоқ", "Қазақша")
    second = await consultant.topic("№2")
    assert "нужен язык: kk" in (await consultant.sees(second, "👉 Гүлнар")).text
