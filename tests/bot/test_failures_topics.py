"""What breaks in the topics of a staff group (FAILURES B.1), through the whole house; see docs/failures.md."""

import asyncio
import itertools
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select

from bot.app import Sapar
from bot.clock import VirtualClock
from bot.store.tables import inbox, outbox
from dialogs.book import Book
from dialogs.words import words
from tests.bot.actors import Consultant, Person, Sandbox, Seen
from tests.bot.conftest import running, settings_for
from tests.bot.test_desk import opened
from tests.bot.test_forms import complains
from tests.bot.test_story import asks


async def settled(sapar: Sapar, sandbox: Sandbox) -> None:
    """Waits until nothing is on its way any more, in or out; and nothing was put aside. A clock that stands still is
    moved by a second now and then: what rests for a moment is let go."""
    new, any_row = (select(func.count()).select_from(table) for table in (inbox, outbox))
    async with asyncio.timeout(60):
        for look in itertools.count(1):
            # In the order things travel: what leaves one place while the next was already looked at, is never missed.
            waits = len(sandbox.inside.updates.waiting)
            async with sapar.store.reading() as conn:
                waits += (await conn.execute(new.where(inbox.c.state == "new"))).scalar_one()
                waits += (await conn.execute(any_row)).scalar_one()
            if not waits:
                break
            await sandbox.refresh(wait=0.05)
            if isinstance(sapar.clock, VirtualClock) and look % 20 == 0:
                sapar.clock.advance(1)
    await sandbox.refresh()
    assert (await sapar.health())["parked_updates"] == []


def said(consultant: Consultant, topic: int | None) -> list[str]:
    """What the bot put into a topic, in order."""
    return [seen.text for seen in consultant.messages(topic) if seen.by_bot and seen.kind != "service"]


async def another(consultant: Consultant, than: int) -> int:
    """The topic that is there instead of one that was lost."""
    return await consultant.sandbox.until(
        lambda: next((id for id in consultant.topics if id != than), None), lambda: "no new topic"
    )


def find(messages: list[Seen], right: Callable[[Seen], object]) -> Seen:
    return next(seen for seen in messages if right(seen))


CLOSED = "The topic was closed by hand, but its case is open: the person can write. To end it, close the case."
LOST = words("ru")("The topic was deleted. The case goes on here; the last messages follow.")


async def test_b01_a_deleted_topic_is_built_anew(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    first = await opened(migrant, consultant, "биринши")
    second = await migrant.says("екинши")
    copy = await consultant.sees(first, "екинши")
    await consultant.says(first, "Қайдасыз?", reply_to=copy.id)
    answer = await migrant.sees("Қайдасыз?")
    await settled(sapar, sandbox)
    before = len(migrant.messages)
    await consultant.changes_topic(first, "delete")
    await migrant.says("Мен вокзалдаман")
    topic = await another(consultant, first)
    await consultant.sees(topic, "Мен вокзалдаман")
    await settled(sapar, sandbox)
    card, notice, *texts = said(consultant, topic)
    assert "№1" in card
    assert LOST in notice
    assert texts == ["биринши", "екинши", "Қайдасыз?", "Мен вокзалдаман"]
    assert len(migrant.messages) == before + 1, "the person sees nothing of it"
    again = (await sandbox.calls("copyMessages"))[-1]["params"]
    assert len(again["message_ids"]) == 3, "one call: what was just written waits for no twenty others"
    # Replies find the new copies, both ways.
    again = find(consultant.messages(topic), lambda seen: seen.text == "екинши")
    await consultant.says(topic, "Күтип турың", reply_to=again.id)
    assert (await migrant.sees("Күтип турың")).reply_to == second.id
    await migrant.says("Болады", reply_to=answer.id)
    asked = find(consultant.messages(topic), lambda seen: seen.text == "Қайдасыз?")
    assert (await consultant.sees(topic, "Болады")).reply_to == asked.id


async def test_b01_answers_stand_under_the_card_again_when_the_topic_is_lost(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    first = await complains(migrant, consultant)
    await migrant.taps("🏠")
    await migrant.says("Есть новости?")
    await consultant.sees(first, "Есть новости?")
    await settled(sapar, sandbox)
    await consultant.changes_topic(first, "delete")
    await migrant.says("Я на вокзале")
    topic = await another(consultant, first)
    await consultant.sees(topic, "Я на вокзале")
    await settled(sapar, sandbox)
    card, answers, _, *texts = said(consultant, topic)
    assert "№1" in card
    assert answers.startswith("📋") and "Работал на стройке" in answers
    assert texts == ["Есть новости?", "Я на вокзале"]
    # A form that notices the loss itself is posted once.
    await consultant.changes_topic(topic, "delete")
    await migrant.taps("🏠")
    for label in ("🌍", "Не заплатили", "✍️", "Да", "Россия"):
        await migrant.taps(label)
    await migrant.says("И на складе тоже")
    await migrant.taps("Отправить как есть")
    await migrant.taps("✅ Отправить")
    third = await another(consultant, topic)
    await consultant.sees(third, "И на складе тоже")
    await settled(sapar, sandbox)
    forms = [text for text in said(consultant, third) if text.startswith("📋")]
    assert len(forms) == 2 and "Работал на стройке" in forms[0] and "И на складе тоже" in forms[1]


async def test_b01_deleted_twice_nothing_is_doubled(migrant: Person, consultant: Consultant) -> None:
    topic = await opened(migrant, consultant, "биринши")
    for words_ in ("екинши", "үшинши"):
        await consultant.changes_topic(topic, "delete")
        await migrant.says(words_)
        topic = await another(consultant, topic)
        await consultant.sees(topic, words_)
    assert said(consultant, topic)[2:] == ["биринши", "екинши", "үшинши"]


async def test_b02_many_messages_that_notice_make_one_topic(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    await settled(sapar, sandbox)
    await consultant.changes_topic(topic, "delete")
    await asyncio.gather(migrant.says("бир"), migrant.sends("photo", caption="еки"), migrant.says("үш"))
    topic = await another(consultant, topic)
    await settled(sapar, sandbox)
    assert list(consultant.topics) == [topic]
    assert {"бир", "еки", "үш"} <= set(" ".join(said(consultant, topic)).split())
    assert len([seen for seen in consultant.messages(topic) if seen.key("↩️")]) == 1, "one card"


async def test_b01_a_topic_deleted_before_its_card_stands(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    await sandbox.fault("429", method="sendMessage", chat=consultant.chat, retry_after=1)
    await asks(migrant, "Ис ҳақымды бермеди")
    first = await consultant.topic("№1")
    await consultant.changes_topic(first, "delete")
    topic = await another(consultant, first)
    await consultant.sees(topic, "Ис ҳақымды бермеди")
    await settled(sapar, sandbox)
    assert len([seen for seen in consultant.messages(topic) if seen.key("✋")]) == 1


async def test_b04_a_topic_closed_by_hand_is_opened_again(migrant: Person, consultant: Consultant) -> None:
    """Telegram lets the bot write in a closed topic, so no refusal would tell it; plain members could not answer."""
    topic = await opened(migrant, consultant)
    await consultant.changes_topic(topic, "close")
    await consultant.sees(topic, words("ru")(CLOSED))
    assert consultant.closed_topics == []
    await consultant.says(topic, "Мен жазып атырман")
    await migrant.sees("Мен жазып атырман")
    await migrant.says("Мен де")
    await consultant.sees(topic, "Мен де")
    assert list(consultant.topics) == [topic]


async def test_b04_a_closed_topic_that_refuses_is_opened_by_the_next_words(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    await settled(sapar, sandbox)
    group = sandbox.inside.groups[consultant.chat]
    group.topics[topic].closed = True  # of which the bot was not told
    group.topics[topic].creator = consultant.id
    group.rights = {**(group.rights or {}), "can_manage_topics": False}
    await migrant.says("Мен де")
    await sandbox.until(lambda: _refused(sandbox, "TOPIC_CLOSED"), lambda: "nothing was refused")
    await sandbox.ask("rights", {"chat": consultant.chat, "rights": {"can_manage_topics": True}})
    await consultant.sees(topic, "Мен де")
    assert consultant.closed_topics == []


def _refused(sandbox: Sandbox, why: str) -> bool | None:
    return any(why in (call["error"] or "") for call in sandbox.inside.calls) or None


async def test_b06_a_topic_is_made_once_and_never_edited(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    await consultant.taps(topic, "↩️")
    await consultant.taps(topic, "✋")
    await migrant.says("Және бир сөз")
    await settled(sapar, sandbox)
    assert len(await sandbox.calls("createForumTopic")) == 1
    assert await sandbox.calls("editForumTopic") == []


async def test_b10_general_is_nobodys_topic(
    migrant: Person, consultant: Consultant, colleague: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    await settled(sapar, sandbox)
    before, calls = len(migrant.messages), len(await sandbox.calls())
    first = await consultant.says(None, "Ким түслик тамаққа барады?")
    answer = await colleague.says(None, "Мен", reply_to=first.id)
    await consultant.says(None, "Мен де", reply_to=answer.id)
    await settled(sapar, sandbox)
    assert len(migrant.messages) == before
    assert {call["method"] for call in (await sandbox.calls())[calls:]} <= {"getUpdates"}
    await consultant.says(topic, "Сәлем")
    await migrant.sees("Сәлем")
    assert not [call for call in await sandbox.calls() if call["params"].get("message_thread_id") == 1]


async def test_b10_topics_switched_off_leave_their_cases_alive(
    migrant: Person, consultant: Consultant, sandbox: Sandbox
) -> None:
    await opened(migrant, consultant)
    sandbox.inside.groups[consultant.chat].is_forum = False
    other = sandbox.person(12)
    await asks(other, "Паспортым жоқ", "Қазақша")
    await consultant.sees(None, "Паспортым жоқ")
    await migrant.says("Мен де усы жердемен")
    copy = await consultant.sees(None, "Мен де усы жердемен")
    await consultant.says(None, "Көрип турман", reply_to=copy.id)
    await migrant.sees("Көрип турман")
    assert not any("Көрип турман" in seen.text for seen in other.messages)


async def test_b10_topics_switched_on_later_strand_nobody(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    """A case that began without topics has none; in a forum its words would wait for one that nobody makes."""
    migrant, consultant = sandbox.person(11), sandbox.consultant(901)
    group, settings = sandbox.inside.groups[consultant.chat], settings_for(sandbox, tmp_path)
    group.is_forum = False
    async with running(settings, book):
        await asks(migrant, "Ис ҳақымды бермеди")
        await consultant.sees(None, "Ис ҳақымды бермеди")
    group.is_forum = True
    for words_ in ("Еситип атырсыз ба?", "Еле күтип атырман"):
        async with running(settings, book):
            await migrant.says(words_)
            topic = await consultant.topic("№1")
            await consultant.sees(topic, words_)
    assert list(consultant.topics) == [topic]
    await sandbox.refresh()
    assert len([seen for seen in consultant.messages(topic) if seen.key("✋")]) == 1
