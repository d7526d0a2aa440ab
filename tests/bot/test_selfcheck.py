"""The bot looks after its own rights and its disk: who can mend them hears of it in plain words."""

import shutil
from collections import namedtuple
from pathlib import Path
from unittest.mock import patch

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import Sapar
from bot.clock import VirtualClock
from bot.desk import opening
from bot.store import addresses, cases
from dialogs.book import Book
from dialogs.words import words
from tests.bot.actors import Consultant, Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_desk import opened
from tests.bot.test_failures_topics import settled
from tests.bot.test_story import asks

RIGHTS = {"can_manage_topics": True, "can_pin_messages": True, "can_delete_messages": True}
say = words("ru")
GOOD = say("I have the rights that I need.")
NO_TOPICS = say("{group}: I may not manage topics.", group="«Sapar · 2 кезекші»")
PUBLIC = say("{group}: it is public, strangers can read along. Make it private.", group="«Sapar · 2 кезекші»")
AGAIN = say("All is right again with my rights. What waited arrives now.")
URGENT = say("urgent. Its topic follows as soon as Telegram makes one.")


async def test_a_bot_without_rights_says_so_at_start_and_when_it_has_them_again(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    owner, migrant, consultant = sandbox.person(901), sandbox.person(11), sandbox.consultant(901)
    await owner.says("/start")
    await sandbox.ask("rights", {"chat": consultant.chat, "rights": {**RIGHTS, "can_manage_topics": False}})
    async with running(settings_for(sandbox, tmp_path), book):
        await owner.sees(NO_TOPICS)
        await asks(migrant, "Ис ҳақымды бермеди")
        await sandbox.ask("rights", {"chat": consultant.chat, "rights": RIGHTS})
        await owner.sees(AGAIN)
        await consultant.sees(await consultant.topic("№1"), "Ис ҳақымды бермеди")
        told = [seen.text for seen in owner.messages if seen.text.startswith("⚠️")]
        assert len(told) == 1, told


async def test_rights_that_go_without_a_word_are_noticed_within_the_hour_and_told_once_an_hour(
    book: Book, tmp_path: Path
) -> None:
    clock = VirtualClock()
    async with Sandbox(clock) as sandbox, running(settings_for(sandbox, tmp_path), book, clock):
        owner, consultant = sandbox.person(901), sandbox.consultant(901)
        await owner.says("/start")
        await owner.sees("🆘")
        sandbox.inside.groups[consultant.chat].rights = {**RIGHTS, "can_manage_topics": False}
        for hour in (1, 2, 3):
            while sum(NO_TOPICS in seen.text for seen in owner.messages) < hour:
                clock.advance(600)
                await sandbox.refresh(wait=0.05)
            assert clock.now().timestamp() - sandbox.inside.messages[owner.chat, owner.last.id].date < 3600


async def test_nobody_pressed_start_so_the_group_itself_is_told(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    consultant = sandbox.consultant(901)
    await sandbox.ask("rights", {"chat": consultant.chat, "rights": {**RIGHTS, "can_manage_topics": False}})
    async with running(settings_for(sandbox, tmp_path), book):
        await consultant.sees(None, NO_TOPICS)


async def test_who_was_thrown_out_before_the_start_still_knows_whom_to_tell(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    owner, consultant = sandbox.person(901), sandbox.consultant(901)
    await owner.says("/start")
    settings = settings_for(sandbox, tmp_path)
    async with running(settings, book) as sapar:
        while not await _administrators(sapar):
            await sandbox.refresh(wait=0.05)
    await sandbox.ask("rights", {"chat": consultant.chat, "kicked": True})
    async with running(settings, book):
        await owner.sees(
            say(
                "{group}: I am not in this group. Add me and make me an administrator.",
                group=say("The staff group"),
            )
        )


async def _administrators(sapar: Sapar) -> list[int]:
    async with sapar.store.reading() as conn:
        return await addresses.administrators(conn, sapar.desk.vault, "main")


async def test_selfcheck_says_what_is_right_and_what_is_wrong(
    migrant: Person, consultant: Consultant, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    asked = await consultant.says(topic, "/selfcheck")
    answer = await consultant.sees(topic, GOOD)
    assert answer.reply_to == asked.id
    assert "0" in answer.text.splitlines()[-1], "nobody pressed Start: alarms would reach nobody"
    await sandbox.person(901).says("/start")
    await consultant.says(None, "/selfcheck")
    assert (await consultant.sees(None, GOOD)).text.splitlines()[-1].startswith("✅")
    sandbox.inside.groups[consultant.chat].username = "sapar_desk"
    await consultant.says(None, "/selfcheck")
    assert GOOD not in (await consultant.sees(None, PUBLIC)).text
    assert not any("selfcheck" in seen.text for seen in migrant.messages)


async def test_a_group_that_is_not_ours_gets_no_answer(consultant: Consultant, sandbox: Sandbox) -> None:
    other = sandbox.consultant(901, await sandbox.new_group("Other", [901], is_forum=True))
    await other.says(None, "/selfcheck")
    await consultant.says(None, "/selfcheck")
    await consultant.sees(None, GOOD)
    assert not any(seen.by_bot for seen in other.messages(None))


async def test_a32_danger_without_a_topic_is_announced_by_its_number_alone(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    await sandbox.ask("rights", {"chat": consultant.chat, "rights": {**RIGHTS, "can_manage_topics": False}})
    await asks(sandbox.person(12), "Паспортым жоқ", "Қазақша")
    await migrant.says("/sos паспортымды алып қойды")
    line = await consultant.sees(None, URGENT)
    assert "№" in line.text
    assert "паспорт" not in line.text.casefold()
    assert consultant.topics == {}
    await sandbox.ask("rights", {"chat": consultant.chat, "rights": RIGHTS})
    await consultant.sees(await consultant.topic("№1"), "Паспортым жоқ")
    await consultant.sees(await consultant.topic("№2"), "паспортымды алып қойды")


async def test_b05_danger_waits_for_no_limit_on_topics(
    migrant: Person, consultant: Consultant, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    await sandbox.fault("429", method="createForumTopic", chat=consultant.chat, retry_after=3)
    other = sandbox.person(12)
    await other.says("/sos")
    line = await consultant.sees(None, URGENT)
    calls = await sandbox.calls()
    flooded = next(call for call in calls if call["method"] == "createForumTopic" and not call["ok"])
    said = next(call for call in calls if call["ok"] and URGENT in str(call["params"].get("text")))
    assert said["n"] > flooded["n"]
    newer = await consultant.topic("№2")
    assert newer > line.id, "the topic came when Telegram let it"
    await migrant.says("Мен де усы жердемен")
    await consultant.sees(topic, "Мен де усы жердемен")


Usage = namedtuple("Usage", "total used free")


async def test_a_disk_that_fills_is_told_of_in_time(book: Book, tmp_path: Path) -> None:
    clock = VirtualClock()
    async with Sandbox(clock) as sandbox, running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        owner = sandbox.person(901)
        await owner.says("/start")
        await owner.sees("🆘")
        with patch.object(shutil, "disk_usage", return_value=Usage(10**10, 10**10, 300 * 1024**2)):
            for _ in range(8):
                clock.advance(3600)
                await settled(sapar, sandbox)
            await owner.sees("300 МБ")
            assert not (await sapar.health())["disk_free_bytes"] > 300 * 1024**2
        assert 1 <= sum("300 МБ" in seen.text for seen in owner.messages) <= 2


async def test_a_case_is_not_closed_over_words_that_nobody_could_read_yet(
    migrant: Person, consultant: Consultant, sandbox: Sandbox, book: Book
) -> None:
    topic = await opened(migrant, consultant)
    await consultant.says(topic, "/close")
    outcome, cause = next(iter(book.lists.outcomes)), next(iter(book.lists.causes))
    await consultant.presses(await consultant.sees(topic, say("How did it end?")), f"out/1:{outcome}")
    question = await consultant.sees(topic, say("What was the cause?"))
    await sandbox.fault("429", method="sendMessage", chat=consultant.chat, retry_after=2)
    await migrant.says("Тоқтаң, паспортымды да алып қойды")
    while not any(call["error"] for call in await sandbox.calls("sendMessage")):
        await sandbox.refresh(wait=0.1)
    ended = f"why/1:{outcome}:{cause}"
    toast = await consultant.presses(question, ended)
    told = "The person has just written; it is still on its way here. Read it, then close."
    assert toast.text == words("kk")(told)
    await consultant.sees(topic, "паспортымды да алып қойды")
    assert consultant.closed_topics == []
    await consultant.presses(question, ended)
    await migrant.sees("жабылды")
    await sandbox.until(lambda: topic in consultant.closed_topics or None, lambda: "the topic is open")


async def test_a_case_that_is_reopened_at_once_keeps_its_topic_open(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox, book: Book
) -> None:
    topic = await opened(migrant, consultant)
    await consultant.says(topic, f"/close {next(iter(book.lists.outcomes))} {next(iter(book.lists.causes))}")
    await migrant.sees("жабылды")

    async def again(conn: AsyncConnection) -> None:
        assert await opening.reopen(sapar.desk, conn, await cases.get(conn, 1), "person")

    await sapar.store.write(again)  # the row that closes the topic still waits
    await settled(sapar, sandbox)
    assert consultant.closed_topics == []
