import pytest
from aiogram import Bot

from bot.sandbox.world import STAFF_GROUP
from tests.bot.sandbox.conftest import refusal, result, updates

NAMES = ("Бердах", "berdakh_nukus", "+998")


@pytest.fixture
async def thread(sandbox):
    return (await result(sandbox, "createForumTopic", chat_id=STAFF_GROUP, name="№1"))["message_thread_id"]


@pytest.mark.parametrize("kind", ["photo", "video", "voice", "video_note", "audio", "document", "sticker", "location"])
async def test_a_copy_has_no_author(sandbox, berdakh, thread, kind):
    sent = await berdakh.sends(kind)
    there = {"chat_id": STAFF_GROUP, "message_thread_id": thread, "from_chat_id": 11}
    answer = await result(sandbox, "copyMessage", **there, message_id=sent.id)
    assert set(answer) == {"message_id"}
    await sandbox.refresh()
    copy = sandbox.shown[STAFF_GROUP, answer["message_id"]]
    assert (copy["kind"], copy["from"]["is_bot"], copy["forwarded"]) == (kind, True, None)
    assert not any(name in str(copy) for name in NAMES)


async def test_a_copy_keeps_entities_and_drops_buttons(bot: Bot, sandbox, berdakh):
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    sent = await result(sandbox, "sendMessage", chat_id=11, text="<b>x</b>", parse_mode="HTML", reply_markup=keyboard)
    await bot.copy_message(11, 11, sent["message_id"])
    await sandbox.refresh()
    assert berdakh.last.raw["entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    assert berdakh.buttons == []


async def test_a_forward_tells_the_author(bot: Bot, berdakh):
    sent = await berdakh.says("x")
    forwarded = await bot.forward_message(STAFF_GROUP, 11, sent.id)
    assert forwarded.forward_origin.sender_user.username == "berdakh_nukus"


async def test_what_cannot_be_copied(sandbox, berdakh, thread):
    there = {"chat_id": 11, "from_chat_id": 11}
    assert await refusal(sandbox, "copyMessage", **there, message_id=999) == "Bad Request: message to copy not found"
    service = {"chat_id": 11, "from_chat_id": STAFF_GROUP, "message_id": thread}
    assert await refusal(sandbox, "copyMessage", **service) == "Bad Request: the message can't be copied"
    said = await sandbox.consultant().says(thread, "x")
    await sandbox.ask("rights", {"chat": STAFF_GROUP, "protected": True})
    service["message_id"] = said.id
    assert await refusal(sandbox, "copyMessage", **service) == "Bad Request: the message can't be copied"
    why = "Bad Request: message has protected content and can't be forwarded"
    assert await refusal(sandbox, "forwardMessage", **service) == why


async def test_albums_are_copied_as_albums_in_order(sandbox, berdakh, thread):
    ids = [(await berdakh.sends("photo", media_group_id="5")).id for _ in range(3)]
    there = {"chat_id": STAFF_GROUP, "message_thread_id": thread, "from_chat_id": 11}
    copies = await result(sandbox, "copyMessages", **there, message_ids=ids)
    assert len(copies) == 3
    await sandbox.refresh()
    albums = {sandbox.shown[STAFF_GROUP, copy["message_id"]]["media_group_id"] for copy in copies}
    assert len(albums) == 1
    assert None not in albums


async def test_missing_messages_are_left_out_of_copies(sandbox, berdakh):
    ids = [(await berdakh.says(text)).id for text in "ab"]
    there = {"chat_id": STAFF_GROUP, "from_chat_id": 11}
    assert len(await result(sandbox, "copyMessages", **there, message_ids=[*ids, 9999])) == 2
    why = await refusal(sandbox, "copyMessages", **there, message_ids=[9998, 9999])
    assert why == "Bad Request: there are no messages to forward"


@pytest.mark.parametrize(
    ("ids", "why"),
    [
        ([3, 2], "message identifiers must be in a strictly increasing order"),
        ([2, 2], "message identifiers must be in a strictly increasing order"),
        ([], "message identifiers are not specified"),
        (list(range(1, 102)), "too many message identifiers specified"),
    ],
)
async def test_ids_to_copy(sandbox, berdakh, ids, why):
    there = {"chat_id": STAFF_GROUP, "from_chat_id": 11, "message_ids": ids}
    assert await refusal(sandbox, "copyMessages", **there) == f"Bad Request: {why}"


async def test_a_caption_can_be_given_anew(sandbox, berdakh):
    sent = await berdakh.sends("photo", caption="old")
    there = {"chat_id": 11, "from_chat_id": 11, "message_id": sent.id}
    await result(sandbox, "copyMessage", **there, caption="<i>new</i>", parse_mode="HTML")
    await berdakh.sees("new")
    assert (await updates(sandbox))[-1]["message"]["caption"] == "old"
