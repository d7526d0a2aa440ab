"""What breaks in staff groups (FAILURES B.1), through the whole house; see docs/failures.md."""

import asyncio
import random
from pathlib import Path

from bot.app import Sapar
from bot.sandbox import deeds, telling
from bot.sandbox.world import Message
from bot.store.tables import cases
from dialogs.book import Book
from dialogs.words import words
from tests.bot.actors import Consultant, Person, Sandbox, Seen
from tests.bot.conftest import running, settings_for
from tests.bot.test_desk import opened, rows
from tests.bot.test_failures_topics import find, said, settled
from tests.bot.test_story import asks

RIGHTS = {"can_manage_topics": True, "can_pin_messages": True, "can_delete_messages": True}


ANONYMOUS = words("ru")("You write anonymously, so we cannot tell who answers. Switch that off in your rights.")


async def test_b07_thrown_out_and_taken_back(migrant: Person, consultant: Consultant, sandbox: Sandbox) -> None:
    owner = sandbox.person(901)
    await owner.says("/start")
    topic = await opened(migrant, consultant)
    await sandbox.ask("rights", {"chat": consultant.chat, "kicked": True})
    await owner.sees("⚠️")
    await migrant.says("Мени еситип атырсыз ба?")
    await sandbox.ask("rights", {"chat": consultant.chat, "kicked": False, "rights": RIGHTS})
    await consultant.sees(topic, "Мени еситип атырсыз ба?")


async def test_b08_too_few_rights_are_told_before_anything_is_lost(
    migrant: Person, consultant: Consultant, sandbox: Sandbox
) -> None:
    owner = sandbox.person(901)
    await owner.says("/start")
    await sandbox.ask("rights", {"chat": consultant.chat, "rights": None})
    await owner.sees("⚠️")


async def test_b09_a_group_becomes_a_supergroup(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    old = await sandbox.new_group("Sapar", [901, 902])
    async with running(settings_for(sandbox, tmp_path, staff_group_id=old), book) as sapar:
        one, two = sandbox.person(11), sandbox.person(12)
        await asks(one, "Ис ҳақымды бермеди")
        await asks(two, "Паспортым жоқ", "Қазақша")
        await settled(sapar, sandbox)
        before = sandbox.consultant(901, old)
        for number in ("№1", "№2"):
            await before.taps(None, "✋", _card(before, number))
        await settled(sapar, sandbox)
        card = _card(before, "№1")
        new = (await sandbox.ask("migrate", {"chat": old}))["id"]
        await settled(sapar, sandbox)
        consultant = sandbox.consultant(901, new)
        assert [text[:2] for text in said(consultant, None)] == ["№1", "№2"], "open cases have cards there"
        # The new numbers reach the old card's: a reply to this message must not find the other person's case.
        sandbox.inside.counters[new] = card.id - 1
        await two.says("Мен қайда барамын?")
        copy = await consultant.sees(None, "Мен қайда барамын?")
        assert copy.id == card.id
        await consultant.says(None, "Елшілікке", reply_to=copy.id)
        await two.sees("Елшілікке")
        assert not any("Елшілікке" in seen.text for seen in one.messages)


def _card(consultant: Consultant, number: str) -> Seen:
    return find(consultant.messages(None), lambda seen: number in seen.text and seen.keys)


async def test_b09_a_call_meets_the_move_first(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    old = await sandbox.new_group("Sapar", [901, 902])
    settings = settings_for(sandbox, tmp_path, staff_group_id=old)
    async with running(settings, book) as sapar:
        migrant = sandbox.person(11)
        await asks(migrant, "Ис ҳақымды бермеди")
        await settled(sapar, sandbox)
        new = deeds.migrate(sandbox.inside, {"chat": old})
        sandbox.inside.updates.drop()  # the bot hears of it only from the refused call
        await migrant.says("Еле күтип атырман")
        await sandbox.consultant(901, new).sees(None, "Еле күтип атырман")
    async with running(settings, book):  # the setting still names the old number
        await migrant.says("Және бир сөз")
        await sandbox.consultant(901, new).sees(None, "Және бир сөз")


async def test_b13_who_writes_anonymously_is_told_why_nothing_leaves(migrant: Person, consultant: Consultant) -> None:
    await asks(migrant, "Ис ҳақымды бермеди")
    topic = await consultant.topic("№1")
    await consultant.sees(topic, "Ис ҳақымды бермеди")
    hidden = await consultant.says(topic, "жасырын", anonymous=True)
    told = await consultant.sees(topic, ANONYMOUS)
    assert told.reply_to == hidden.id
    await consultant.taps(topic, "✋")  # a button is pressed by a real account
    await consultant.says(topic, "Сәлем")
    await migrant.sees("Сәлем")


SERVICE = {
    "pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}},
    "new_chat_members": [{"id": 5, "is_bot": False, "first_name": "A"}],
    "left_chat_member": {"id": 5, "is_bot": False, "first_name": "A"},
    "new_chat_title": "Sapar",
    "new_chat_photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}],
    "delete_chat_photo": True,
    "group_chat_created": True,
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 86400},
    "forum_topic_created": {"name": "A", "icon_color": 7322096},
    "forum_topic_edited": {"name": "A"},
    "forum_topic_reopened": {},
    "general_forum_topic_hidden": {},
    "general_forum_topic_unhidden": {},
    "video_chat_scheduled": {"start_date": 1},
    "video_chat_started": {},
    "video_chat_ended": {"duration": 1},
    "video_chat_participants_invited": {"users": []},
    "boost_added": {"boost_count": 1},
    "write_access_allowed": {},
    "connected_website": "example.org",
    "chat_background_set": {"type": {"type": "chat_theme", "theme_name": "A"}},
    "users_shared": {"request_id": 1, "users": []},
    "chat_shared": {"request_id": 1, "chat_id": 1},
}


async def test_b15_no_service_message_says_or_stops_anything(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    await settled(sapar, sandbox)
    calls = len(await sandbox.calls())
    for name, told in SERVICE.items():
        for chat, sender, thread in ((consultant.chat, 901, topic), (migrant.chat, migrant.id, None)):
            telling.message(
                sandbox.inside, Message(chat, sender, "service", payload={name: told}, thread=thread, id=9000)
            )
    await settled(sapar, sandbox)
    assert {call["method"] for call in (await sandbox.calls())[calls:]} <= {"getUpdates"}
    await consultant.says(topic, "Сәлем")
    await migrant.sees("Сәлем")
    await migrant.says("Әлейкум сәлем")
    await consultant.sees(topic, "Әлейкум сәлем")


async def test_b16_whose_words_go_to_whom(consultant: Consultant, sapar: Sapar, sandbox: Sandbox) -> None:
    """Three people, two consultants, sixty acts in a drawn order: nobody ever reads what was meant for another."""
    chance = random.Random(16)
    people = [sandbox.person(id) for id in (11, 12, 13)]
    await asyncio.gather(*(asks(person, f"сөз {person.id}", "Русский") for person in people))
    topics = {person.id: await _topic_of(consultant, person) for person in people}
    holders = dict(zip(topics, [901, 902, 901], strict=True))
    for person in people:
        await sandbox.consultant(holders[person.id]).taps(topics[person.id], "✋")
    told: dict[tuple[str, int], list[str]] = {(side, id): [] for side in ("in", "out") for id in topics}
    for step in range(60):
        person = chance.choice(people)
        topic, words_ = topics[person.id], f"{person.id}/{step}"
        match chance.choice(["says", "answers", "answers", "colleague", "note"]):
            case "says":
                await person.says(words_)
                told["in", person.id].append(words_)
            case "answers":
                here = chance.choice([None, *(seen.id for seen in consultant.messages(topic) if seen.kind == "text")])
                await sandbox.consultant(holders[person.id]).says(topic, words_, reply_to=here)
                told["out", person.id].append(words_)
            case "colleague":
                await sandbox.consultant(1803 - holders[person.id]).says(topic, f"private {words_}")
            case "note":
                await sandbox.consultant(holders[person.id]).says(topic, f"// private {words_}")
    await settled(sapar, sandbox)
    for person in people:
        answers = [
            seen.text for seen in person.messages if seen.by_bot and "/" in seen.text and seen.text[:2].isdigit()
        ]
        assert answers == told["out", person.id]
        assert not any("private" in seen.text for seen in person.messages)
        heard = "\n\n".join(text for text in said(consultant, topics[person.id]) if text[:2].isdigit())
        assert heard.split("\n\n") == told["in", person.id]


async def _topic_of(consultant: Consultant, person: Person) -> int:
    def look() -> int | None:
        return next((id for id in consultant.topics if f"сөз {person.id}" in said(consultant, id)), None)

    return await consultant.sandbox.until(look, lambda: "no topic for one of them")


async def test_b16_closing_an_old_case_tells_its_own_person(
    migrant: Person, consultant: Consultant, book: Book, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    other = sandbox.person(12)
    await asks(other, "Паспортым жоқ", "Қазақша")
    newer = await consultant.topic("№2")
    await consultant.sees(newer, "Паспортым жоқ")
    before = len(other.messages)
    await consultant.says(topic, f"/close {next(iter(book.lists.outcomes))} other")
    await consultant.sandbox.until(lambda: topic in consultant.closed_topics or None, lambda: "the topic is open")
    await migrant.sees("№1")
    assert len(other.messages) == before
    assert newer not in consultant.closed_topics


async def test_b17_every_message_rings_at_the_desk(migrant: Person, consultant: Consultant) -> None:
    topic = await opened(migrant, consultant)
    for text in ("бир", "еки", "үш"):
        await migrant.says(text)
        assert not (await consultant.sees(topic, text)).raw["silent"]


async def test_b18_a_taken_case_offers_nobody_to_take_it(
    migrant: Person, consultant: Consultant, colleague: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    await settled(sapar, sandbox)
    card = find(consultant.messages(topic), lambda seen: seen.keys)
    assert card.key("✋") is None
    late = await colleague.presses(card, "claim/1", force=True)  # their screen still shows the button
    assert "Гүлнар" in late.text


async def test_a30_former_colleagues_and_other_chats_change_nothing(
    migrant: Person, consultant: Consultant, colleague: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    await asks(migrant, "Ис ҳақымды бермеди")
    topic = await consultant.topic("№1")
    await consultant.sees(topic, "Ис ҳақымды бермеди")
    card = find(consultant.messages(topic), lambda seen: seen.key("✋"))
    await sandbox.ask("member", {"chat": consultant.chat, "as": colleague.id, "status": "left"})
    refused = await colleague.presses(card, "claim/1", force=True)
    assert refused.alert
    elsewhere = sandbox.consultant(901, await sandbox.new_group("Other", [901], is_forum=True))
    line = await elsewhere.says(None, "сәлем")
    replayed = await elsewhere.presses(line, "claim/1", force=True)
    assert replayed.text
    [case] = await rows(sapar, cases)
    assert case.claimer is None  # type: ignore[attr-defined]


async def test_a_group_that_protects_its_content_is_told_so(
    migrant: Person, consultant: Consultant, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    await sandbox.ask("rights", {"chat": consultant.chat, "protected": True})
    answer = await consultant.says(topic, "Саат 9 да келиң")
    refused = await consultant.sees(topic, "👎")
    assert refused.reply_to == answer.id
    assert not any("Саат 9" in seen.text for seen in migrant.messages)
    await migrant.says("Еситип турман")
    await consultant.sees(topic, "Еситип турман")
