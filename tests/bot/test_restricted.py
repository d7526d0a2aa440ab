"""Two groups: what is protected never stands in the main one, and what moves there leaves nothing behind."""

import asyncio
from pathlib import Path

import pytest

from bot.app import Sapar
from bot.clock import SystemClock
from bot.settings import Settings
from bot.store.tables import cases
from bot.store.vault import new_key
from dialogs.book import Book
from dialogs.words import words
from tests.bot.actors import Consultant, Sandbox
from tests.bot.conftest import NO_LIMITS, running, settings_for
from tests.bot.test_desk import opened, rows
from tests.bot.test_failures_topics import said, settled
from tests.bot.test_forms import complains
from tests.bot.test_story import asks, chooses

say, kazakh = words("ru"), words("kk")
RIGHTS = dict.fromkeys(("can_manage_chat", "can_manage_topics", "can_pin_messages", "can_delete_messages"), True)


@pytest.fixture
async def guarded(sandbox: Sandbox) -> Consultant:
    """Somebody in the restricted group."""
    return Consultant(sandbox, 901, await sandbox.new_group("Жабық", [901], is_forum=True, rights=RIGHTS))


@pytest.fixture
def settings(sandbox: Sandbox, tmp_path: Path, guarded: Consultant) -> Settings:
    return settings_for(sandbox, tmp_path, new_key(), restricted_group_id=guarded.chat)


async def test_a_case_moves_to_the_restricted_group_and_leaves_nothing(
    sandbox: Sandbox, book: Book, settings: Settings, guarded: Consultant
) -> None:
    migrant, consultant = sandbox.person(11), sandbox.consultant(901)
    async with running(settings, book) as sapar:
        topic = await opened(migrant, consultant, "Айлығымды бермеди")
        await consultant.says(topic, "Паспортыңыз қайда?")
        await migrant.sees("Паспортыңыз қайда?")
        await migrant.says("Хожайын алып қойды")
        await consultant.sees(topic, "Хожайын алып қойды")
        await consultant.says(topic, "/note ҳүжжетлери бастықта")
        await settled(sapar, sandbox)
        heard = len(migrant.messages)
        await consultant.says(topic, "/transfer protection")
        await consultant.taps(topic, "🔒")
        moved = await guarded.topic("№1")
        await guarded.sees(moved, say("That is all; what stood in the main group is deleted now."))
        await sandbox.until(lambda: topic not in consultant.topics or None, lambda: "the main topic is still there")
        await settled(sapar, sandbox)
        card, told, *texts, _ = said(guarded, moved)
        assert "🔒 Меня не отпускают" in card
        assert "ҳүжжетлери бастықта" in told
        assert texts == ["Айлығымды бермеди", "Паспортыңыз қайда?", "Хожайын алып қойды"]
        shown = [seen for seen in guarded.messages(moved) if seen.text in (card, told, *texts)]
        assert all(seen.raw["protected"] for seen in shown if seen.by_bot)
        assert not [seen for seen in consultant.messages(topic)], "nothing is left of it in main"
        assert len(migrant.messages) == heard, "the person sees nothing of it"
        asked = await consultant.says(None, "/find 1")
        await consultant.sees(None, kazakh("in the restricted group"), after=asked)
        # The conversation goes on there, replies too.
        await guarded.taps(moved, "✋")
        copy = next(seen for seen in guarded.messages(moved) if seen.text == "Хожайын алып қойды")
        await guarded.says(moved, "Қәўипсизсиз бе?", reply_to=copy.id)
        assert (await migrant.sees("Қәўипсизсиз бе?")).reply_to is not None
        # And never back.
        await guarded.says(moved, "/transfer wages")
        await guarded.sees(moved, "💰 Не заплатили")
        await settled(sapar, sandbox)
        assert (await rows(sapar, cases))[0].group_name == "restricted"  # type: ignore[attr-defined]
        assert not [name for name in consultant.topics.values() if "№1" in name]


async def test_the_answers_of_a_form_move_with_their_case(
    sandbox: Sandbox, book: Book, settings: Settings, guarded: Consultant
) -> None:
    migrant, consultant = sandbox.person(11), sandbox.consultant(901)
    async with running(settings, book):
        topic = await complains(migrant, consultant)
        await consultant.says(topic, "/transfer protection")
        await consultant.taps(topic, "🔒")
        moved = await guarded.topic("№1")
        assert (await guarded.sees(moved, "Работал на стройке")).raw["protected"]
        await sandbox.until(lambda: topic not in consultant.topics or None, lambda: "the main topic is still there")


async def test_a_move_goes_on_after_a_restart(
    sandbox: Sandbox, book: Book, settings: Settings, guarded: Consultant
) -> None:
    migrant, consultant = sandbox.person(11), sandbox.consultant(901)
    async with running(settings, book) as sapar:
        topic = await opened(migrant, consultant, "Айлығымды бермеди")
        await settled(sapar, sandbox)
        await sandbox.fault("500", chat=guarded.chat, probability=1)
        await consultant.says(topic, "/transfer protection yes")
        async with asyncio.timeout(20):
            while len(await sandbox.calls("createForumTopic")) < 2:
                await sandbox.refresh(wait=0.05)
        assert topic in consultant.topics, "what stood in main is deleted last"
    await sandbox.clear_faults()
    sapar = await Sapar.build(settings, book, SystemClock(), NO_LIMITS)
    try:
        await sapar.start()
        moved = await guarded.topic("№1")
        await guarded.sees(moved, "Айлығымды бермеди")
        await sandbox.until(lambda: topic not in consultant.topics or None, lambda: "the main topic is still there")
    finally:
        await sapar.stop()


async def test_danger_opens_there_and_main_hears_only_that_there_is_some(
    sandbox: Sandbox, book: Book, settings: Settings, guarded: Consultant
) -> None:
    migrant, consultant = sandbox.person(11), sandbox.consultant(902)
    async with running(settings, book) as sapar:
        await chooses(migrant)
        await migrant.taps("🆘")
        await migrant.taps("✍️")
        await guarded.topic("№1")
        await guarded.sees(None, "🚨 №1")
        main = await consultant.sees(None, say("The restricted group has an urgent case."))
        await settled(sapar, sandbox)
        assert "№1" not in main.text
        assert consultant.topics == {}


async def test_danger_in_a_case_of_main_offers_the_move(
    sandbox: Sandbox, book: Book, settings: Settings, guarded: Consultant
) -> None:
    migrant, consultant = sandbox.person(11), sandbox.consultant(901)
    async with running(settings, book):
        await asks(migrant, "Ис ҳақымды бермеди")
        topic = await consultant.topic("№1")
        await migrant.taps("🆘")
        await migrant.taps("🤫")
        await consultant.sees(topic, say("This belongs to the restricted group."))
        await consultant.taps(topic, "🔒")
        await consultant.sees(topic, say("It moves to the restricted group, and this topic is deleted with all that stands in it."))  # fmt: skip  # noqa: E501
        await consultant.taps(topic, "🔒 " + say("Move it"))
        await guarded.topic("№1")
        await sandbox.until(lambda: topic not in consultant.topics or None, lambda: "the main topic is still there")
