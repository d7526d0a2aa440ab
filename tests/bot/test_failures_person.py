"""What breaks for a person and on the way (FAILURES B.2), through the whole house; see docs/failures.md."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import Sapar
from bot.clock import VirtualClock
from bot.sandbox import deeds
from bot.store.store import InUse
from bot.store.tables import people
from dialogs.book import Book
from dialogs.words import words
from tests.bot.actors import Consultant, Json, Person, Sandbox, Seen
from tests.bot.conftest import running, settings_for
from tests.bot.test_desk import opened, rows
from tests.bot.test_failures_topics import said, settled
from tests.bot.test_story import asks, chooses

REFUSED = words("ru")("Not delivered.")


async def marked(sandbox: Sandbox, message: Seen, emoji: str) -> None:
    """Waits until the bot has put this mark under a message."""
    here = (message.chat, message.id)
    await sandbox.until(
        lambda: emoji in sandbox.shown[here]["reactions"] or None, lambda: f"no {emoji} under {message}"
    )


async def called(sandbox: Sandbox, method: str, ok: bool, chat: int) -> list[Json]:
    """Waits until Telegram was asked this and said yes, or no."""
    async with asyncio.timeout(10):
        while True:
            found = [call for call in await sandbox.calls(method) if (call["ok"], call["chat"]) == (ok, chat)]
            if found:
                return found
            await sandbox.refresh(wait=0.05)


async def test_b21_a_stopped_bot_sends_nothing_behind_the_persons_back(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    other = sandbox.person(12)
    await asks(other, "Паспортым жоқ", "Қазақша")
    await migrant.blocks()
    await consultant.sees(topic, "⛔")
    answer = await consultant.says(topic, "Қайдасыз?")
    await marked(sandbox, answer, "👎")
    assert (await consultant.sees(topic, REFUSED)).reply_to == answer.id
    await consultant.says(await consultant.topic("№2"), "сіз де", reply_to=None)
    await other.says("Мен күтемін")
    await consultant.sees(await consultant.topic("№2"), "Мен күтемін")  # one who stopped the bot stops nobody
    await migrant.blocks(False)
    await consultant.sees(topic, "✅")
    await migrant.says("Мен қайттым")
    await consultant.sees(topic, "Мен қайттым")
    await settled(sapar, sandbox)
    assert not any("Қайдасыз" in seen.text for seen in migrant.messages), (
        "the draft stands in the topic, to be sent again"
    )


async def test_b22_an_account_that_is_gone_is_the_end_of_trying(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    await settled(sapar, sandbox)
    await sandbox.ask("person", {"as": migrant.id, "deactivated": True})
    answer = await consultant.says(topic, "Қайдасыз?")
    await marked(sandbox, answer, "👎")
    await consultant.sees(topic, words("ru")("The person's account no longer exists."))
    await settled(sapar, sandbox)
    assert len(await called(sandbox, "copyMessage", False, migrant.chat)) == 1, "tried once, not for ever"
    [person] = await rows(sapar, people)
    assert person.blocked  # type: ignore[attr-defined]
    # Who comes back is reachable again, and who answers is told.
    await sandbox.ask("person", {"as": migrant.id, "deactivated": False})
    await migrant.says("Мен қайттым")
    await consultant.sees(topic, "✅")


async def test_b23_delivered_is_said_of_what_was_delivered(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock = VirtualClock()
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        migrant, consultant = sandbox.person(11), sandbox.consultant(901)
        topic = await opened(migrant, consultant)
        await sandbox.fault("429", method="copyMessage", chat=migrant.chat, retry_after=600)
        answer = await consultant.says(topic, "Саат 9 да келиң")
        await called(sandbox, "copyMessage", False, migrant.chat)
        assert sandbox.shown[answer.chat, answer.id]["reactions"] == {}, "nothing is promised"
        clock.advance(130)
        await marked(sandbox, answer, "👀")
        assert not any("Саат 9" in seen.text for seen in migrant.messages)
        clock.advance(600)
        await migrant.sees("Саат 9 да келиң")
        await marked(sandbox, answer, "👍")
        clock.advance(5)
        await settled(sapar, sandbox)
        assert list(sandbox.shown[answer.chat, answer.id]["reactions"]) == ["👍"]


async def test_b23_a_change_that_did_not_arrive_is_said_too(
    migrant: Person, consultant: Consultant, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    answer = await consultant.says(topic, "Саат 9 да келиң")
    await marked(sandbox, answer, "👍")
    await migrant.blocks()
    await consultant.sees(topic, "⛔")
    await consultant.edits(answer, "Саат 10 да келиң")
    await consultant.sees(topic, REFUSED)
    await marked(sandbox, answer, "👎")


async def test_b24_a_voice_message_that_is_not_wanted_arrives_as_a_file(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    """By its id a voice message stays one, whatever it is sent as: its bytes are sent anew."""
    topic = await opened(migrant, consultant)
    await sandbox.ask("person", {"as": migrant.id, "forbids_voice": True})
    answer = await consultant.sends(topic, "voice")
    await marked(sandbox, answer, "👍")
    assert [seen.kind for seen in migrant.messages if seen.by_bot][-1] == "document"
    await settled(sapar, sandbox)


async def test_b27_what_comes_twice_is_handled_once(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    await settled(sapar, sandbox)
    await sandbox.fault("duplicate_update", times=6)
    await migrant.says("бир рет")
    await consultant.says(topic, "бир жуўап")
    await settled(sapar, sandbox)
    assert said(consultant, topic).count("бир рет") == 1
    assert [seen.text for seen in migrant.messages].count("бир жуўап") == 1


async def test_b29_a_flood_is_waited_out_to_the_second(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    """Words, pictures and questions for updates alike; nothing is dropped, nothing overtakes."""
    clock = VirtualClock()
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        migrant, consultant = sandbox.person(11), sandbox.consultant(901)
        topic = await opened(migrant, consultant)
        await _until_quiet(sapar, sandbox, clock)
        await sandbox.fault("429", method="copyMessage", chat=consultant.chat, retry_after=40)
        await migrant.sends("photo", caption="сүўрет")
        await migrant.says("сөз")
        await called(sandbox, "copyMessage", False, consultant.chat)
        clock.advance(39)
        await sandbox.refresh()
        assert not {"сүўрет", "сөз"} & set(said(consultant, topic))
        clock.advance(1.1)
        await consultant.sees(topic, "сөз")
        assert said(consultant, topic)[-2:] == ["сүўрет", "сөз"]
        await sandbox.fault("429", method="getUpdates", retry_after=30)
        await migrant.says("еситип атырсыз ба?")
        async with asyncio.timeout(10):
            while not any("еситип" in text for text in said(consultant, topic)):
                clock.advance(5)
                await sandbox.refresh()


@pytest.mark.parametrize("fault", ["429", "502", "reset_before", "reset_after"])
async def test_b29_a_page_that_could_not_be_shown_is_shown_a_little_later(
    migrant: Person, sapar: Sapar, sandbox: Sandbox, fault: str
) -> None:
    """Pressed once: nobody should have to press again because Telegram was busy."""
    await chooses(migrant, "Қарақалпақша")
    page = migrant.last
    await sandbox.fault(fault, method="editMessageText", chat=migrant.chat, retry_after=1)
    await migrant.taps("🌍")

    def shown() -> bool | None:
        now = next(seen for seen in migrant.messages if seen.id == page.id)
        return now.text != page.text or None

    await sandbox.until(shown, lambda: "the page is not there")


async def test_b29_a_page_that_waits_never_covers_a_newer_one(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock = VirtualClock()
    async with running(settings_for(sandbox, tmp_path), book, clock):
        migrant = sandbox.person(11)
        await chooses(migrant, "Қарақалпақша")
        page = migrant.last
        await sandbox.fault("429", method="editMessageText", chat=migrant.chat, retry_after=20)
        await migrant.taps("🌍", page)
        await called(sandbox, "editMessageText", ok=False, chat=migrant.chat)
        await migrant.taps("✈️", page)
        newer = (await called(sandbox, "editMessageText", ok=True, chat=migrant.chat))[-1]["params"]["text"]
        clock.advance(30)
        await migrant.says("/menu")  # something later has been answered
        await migrant.sees("Сизге қандай жәрдем", after=page)
        edits = [call["params"]["text"] for call in await sandbox.calls("editMessageText") if call["ok"]]
        assert edits[-1] == newer


async def _until_quiet(sapar: Sapar, sandbox: Sandbox, clock: VirtualClock) -> None:
    """Gathered edits of cards leave a few seconds later."""
    clock.advance(4)
    await settled(sapar, sandbox)


async def test_b30_no_word_is_thrown_away(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    quick = [f"хабар {at}" for at in range(18)]  # more than that at once: tests/chaos/test_too_fast.py
    for text in quick:
        await migrant.says(text)
    await settled(sapar, sandbox)
    heard = [line for text in said(consultant, topic) for line in text.split("\n\n") if line.startswith("хабар")]
    assert heard == quick


async def test_b31_a_second_process_is_sent_away(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    settings = settings_for(sandbox, tmp_path)
    async with running(settings, book) as sapar:
        with pytest.raises(InUse):
            await Sapar.build(settings, book, sapar.clock)


async def test_b31_somebody_else_asks_for_the_updates(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock = VirtualClock()
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        migrant, consultant = sandbox.person(11), sandbox.consultant(901)
        topic = await opened(migrant, consultant)
        await _until_quiet(sapar, sandbox, clock)
        asked = len(await sandbox.calls("getUpdates"))
        assert (await sandbox.call("getUpdates", timeout=0))["ok"]
        await migrant.says("еситип атырсыз ба?")
        async with asyncio.timeout(10):
            while not any("еситип" in text for text in said(consultant, topic)):
                clock.advance(1)
                await sandbox.refresh()
        conflicts = [call for call in (await sandbox.calls("getUpdates"))[asked:] if "onflict" in (call["error"] or "")]
        assert len(conflicts) == 1, "it rests, it does not spin"


async def test_b33_buttons_pressed_during_an_outage_still_lead_somewhere(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    """The press is answered when it is too late to answer it: the page is shown all the same (B-44)."""
    async with Sandbox(clock := VirtualClock()) as sandbox:
        settings, migrant = settings_for(sandbox, tmp_path), sandbox.person(11)
        async with running(settings, book, clock):
            await chooses(migrant)
            menu = await migrant.sees("", after=None)
            key = next(key for key in menu.keys if "✈️" in key["text"])
        deeds.press(sandbox.inside, {"as": 11, "message_id": menu.id, "data": key["callback_data"]})
        clock.advance(3600)
        async with running(settings, book, clock) as sapar:
            changed = menu.text
            await sandbox.until(
                lambda: sandbox.shown[menu.chat, menu.id]["text"] != changed or None, lambda: "the page is not shown"
            )
            await settled(sapar, sandbox)
            [late] = await called(sandbox, "answerCallbackQuery", False, None)  # type: ignore[arg-type]
            assert "query is too old" in late["error"]


async def test_b35_files_of_any_size_pass_without_being_fetched(
    migrant: Person, consultant: Consultant, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    await migrant.sends("video", media={"size": 900 * 1024 * 1024})
    await sandbox.until(
        lambda: next((seen for seen in consultant.messages(topic) if seen.kind == "video"), None),
        lambda: "no film in the topic",
    )
    await consultant.sends(topic, "document", media={"size": 60 * 1024 * 1024})
    await sandbox.until(
        lambda: next((seen for seen in migrant.messages if seen.kind == "document"), None), lambda: "no file came"
    )
    assert await sandbox.calls("getFile") == []


async def test_b42_what_was_deleted_before_it_could_be_copied_is_said(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    clock = VirtualClock()
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        migrant, consultant = sandbox.person(11), sandbox.consultant(901)
        topic = await opened(migrant, consultant)
        await _until_quiet(sapar, sandbox, clock)
        await sandbox.fault("429", method="copyMessage", chat=consultant.chat, retry_after=5)
        photo = await migrant.sends("photo")
        await called(sandbox, "copyMessage", False, consultant.chat)
        await migrant.deletes(photo)
        clock.advance(6)
        await consultant.sees(topic, "⚠️")
        await migrant.says("кеширесиз")
        await consultant.sees(topic, "кеширесиз")


async def test_b49_a_restart_forgets_neither_words_nor_the_question(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    settings, migrant, consultant = settings_for(sandbox, tmp_path), sandbox.person(11), sandbox.consultant(901)
    async with running(settings, book) as sapar:
        await chooses(migrant)
        await migrant.taps("💬")
        await settled(sapar, sandbox)
    await migrant.says("Ис ҳақымды бермеди")
    async with running(settings, book) as sapar:
        await migrant.sees("🤝")
        await settled(sapar, sandbox)
    async with running(settings, book) as sapar:
        await migrant.taps("✅")
        await consultant.sees(await consultant.topic("№1"), "Ис ҳақымды бермеди")
        async with sapar.store.reading() as conn:
            assert (await conn.execute(select(people.c.held))).scalar() is None
