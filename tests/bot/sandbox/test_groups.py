import pytest
from aiogram import Bot

from bot.sandbox.world import BOT_ID, STAFF_GROUP
from tests.bot.actors import Refusal
from tests.bot.sandbox.conftest import refusal, result, updates


@pytest.fixture
async def thread(sandbox):
    return (await result(sandbox, "createForumTopic", chat_id=STAFF_GROUP, name="№1"))["message_thread_id"]


async def test_topics_live_and_the_bot_is_told(bot: Bot, sandbox, thread):
    consultant = sandbox.consultant()
    await bot.edit_forum_topic(STAFF_GROUP, thread, name="№1 ✅")
    await bot.close_forum_topic(STAFF_GROUP, thread)
    assert await consultant.topic("✅") == thread
    assert consultant.closed_topics == [thread]
    await bot.reopen_forum_topic(STAFF_GROUP, thread)
    told = [update["message"] for update in await updates(sandbox)]
    kinds = ("forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened")
    assert all(kind in message for kind, message in zip(kinds, told, strict=True))
    assert {message["message_thread_id"] for message in told} == {thread}


async def test_a_message_in_a_topic_says_so_and_in_general_does_not(sandbox, thread):
    consultant = sandbox.consultant()
    await updates(sandbox, 10**9)
    await consultant.says(thread, "in the topic")
    first = await consultant.says(None, "in general")
    await consultant.says(None, "a reply in general", reply_to=first.id)
    topical, plain, reply = [update["message"] for update in await updates(sandbox)]
    assert (topical["message_thread_id"], topical["is_topic_message"]) == (thread, True)
    assert topical["reply_to_message"]["forum_topic_created"]["name"] == "№1"
    assert not {"message_thread_id", "is_topic_message"} & set(plain)
    assert reply["message_thread_id"] == first.id
    assert "is_topic_message" not in reply


async def test_sending_to_topics_that_are_not_there(sandbox, thread):
    consultant = sandbox.consultant()
    there = {"chat_id": STAFF_GROUP, "text": "x"}
    for wrong in (1, 99999):
        why = await refusal(sandbox, "sendMessage", **there, message_thread_id=wrong)
        assert why == "Bad Request: message thread not found"
    await consultant.changes_topic(thread, "close")
    await result(sandbox, "sendMessage", **there, message_thread_id=thread)  # who may open it may write in it
    topic = sandbox.inside.groups[STAFF_GROUP].topics[thread]
    topic.creator = consultant.id
    await sandbox.ask("rights", {"chat": STAFF_GROUP, "rights": {"can_manage_topics": False}})
    assert await refusal(sandbox, "sendMessage", **there, message_thread_id=thread) == "Bad Request: TOPIC_CLOSED"
    await sandbox.ask("rights", {"chat": STAFF_GROUP, "rights": {"can_manage_topics": True}})
    why = await refusal(sandbox, "closeForumTopic", chat_id=STAFF_GROUP, message_thread_id=thread)
    assert why == "Bad Request: TOPIC_NOT_MODIFIED"
    before = len(await updates(sandbox))
    await consultant.changes_topic(thread, "delete")
    assert len(await updates(sandbox)) == before
    why = await refusal(sandbox, "sendMessage", **there, message_thread_id=thread)
    assert why == "Bad Request: message thread not found"
    why = await refusal(sandbox, "editForumTopic", chat_id=STAFF_GROUP, message_thread_id=thread, name="x")
    assert why == "Bad Request: TOPIC_ID_INVALID"
    action = {"chat_id": STAFF_GROUP, "message_thread_id": thread, "action": "typing"}
    assert await result(sandbox, "sendChatAction", **action)


async def test_names_of_topics_have_limits(sandbox, thread):
    assert (await refusal(sandbox, "createForumTopic", chat_id=STAFF_GROUP, name="x" * 129)).endswith("TOO_LONG")
    why = await refusal(sandbox, "createForumTopic", chat_id=STAFF_GROUP, name=" ")
    assert why == "Bad Request: name must be non-empty"
    same = {"chat_id": STAFF_GROUP, "message_thread_id": thread, "name": "№1"}
    assert await refusal(sandbox, "editForumTopic", **same) == "Bad Request: TOPIC_NOT_MODIFIED"


async def test_rights_are_lost_and_regained(bot: Bot, sandbox, thread):
    consultant = sandbox.consultant()
    await sandbox.ask("rights", {"chat": STAFF_GROUP, "rights": {"can_pin_messages": False}})
    why = await refusal(sandbox, "createForumTopic", chat_id=STAFF_GROUP, name="x")
    assert why == "Bad Request: not enough rights to create a topic"
    said = await consultant.says(thread, "x")
    why = await refusal(sandbox, "deleteMessage", chat_id=STAFF_GROUP, message_id=said.id)
    assert why == "Bad Request: message can't be deleted"
    why = await refusal(sandbox, "pinChatMessage", chat_id=STAFF_GROUP, message_id=said.id)
    assert why == "Bad Request: not enough rights to manage pinned messages in the chat"
    await sandbox.ask("rights", {"chat": STAFF_GROUP, "rights": {"can_manage_topics": True}})
    await result(sandbox, "createForumTopic", chat_id=STAFF_GROUP, name="x")
    member = await bot.get_chat_member(STAFF_GROUP, BOT_ID)
    assert member.can_manage_topics
    assert not member.can_pin_messages


async def test_a_bot_that_is_no_administrator_hears_little(sandbox, thread):
    consultant = sandbox.consultant()
    sent = await result(sandbox, "sendMessage", chat_id=STAFF_GROUP, text="card", message_thread_id=thread)
    await sandbox.ask("rights", {"chat": STAFF_GROUP, "rights": None})
    await updates(sandbox, 10**9)
    await consultant.says(thread, "plain")
    await consultant.says(thread, "/claim")
    await consultant.says(thread, "a reply", reply_to=sent["message_id"])
    assert [update["message"]["text"] for update in await updates(sandbox)] == ["/claim", "a reply"]


async def test_thrown_out_of_a_group(sandbox):
    await sandbox.ask("rights", {"chat": STAFF_GROUP, "kicked": True})
    (update,) = await updates(sandbox)
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    why = await refusal(sandbox, "sendMessage", chat_id=STAFF_GROUP, text="x")
    assert why == "Forbidden: bot was kicked from the supergroup chat"
    await sandbox.ask("rights", {"chat": STAFF_GROUP, "kicked": False, "rights": {"can_manage_topics": True}})
    await result(sandbox, "sendMessage", chat_id=STAFF_GROUP, text="x")


async def test_a_group_becomes_a_supergroup(sandbox):
    group = await sandbox.new_group("Desk", [901, 902])
    consultant = sandbox.consultant(902, group)
    await consultant.says(None, "x", reply_to=(await consultant.says(None, "y")).id)
    await updates(sandbox, 10**9)
    new = (await sandbox.ask("migrate", {"chat": group}))["id"]
    told = [update["message"] for update in await updates(sandbox)]
    assert (told[0]["chat"]["id"], told[0]["migrate_to_chat_id"]) == (group, new)
    assert (told[1]["chat"]["id"], told[1]["migrate_from_chat_id"]) == (new, group)
    answer = await sandbox.call("sendMessage", chat_id=group, text="x")
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": new}
    await result(sandbox, "sendMessage", chat_id=new, text="x", message_thread_id=77)


async def test_a_plain_group_has_no_topics(sandbox):
    group = await sandbox.new_group("Desk", [901])
    why = await refusal(sandbox, "createForumTopic", chat_id=group, name="x")
    assert why == "Bad Request: the chat is not a forum"


async def test_what_a_bot_may_ask_about_chats(bot: Bot, berdakh):
    chat = await bot.get_chat(STAFF_GROUP)
    assert (chat.type, chat.is_forum) == ("supergroup", True)
    assert (await bot.get_chat(11)).first_name == "Бердах"
    administrators = await bot.get_chat_administrators(STAFF_GROUP)
    assert {member.user.id for member in administrators} == {901, BOT_ID}
    assert (await bot.get_chat_member(STAFF_GROUP, 902)).status == "member"
    assert (await bot.get_chat_member(STAFF_GROUP, 11)).status == "left"
    assert await bot.get_chat_member_count(STAFF_GROUP) == 3


async def test_pinning_leaves_a_service_message(bot: Bot, sandbox, thread):
    sent = await bot.send_message(STAFF_GROUP, "card", message_thread_id=thread)
    await updates(sandbox, 10**9)
    await bot.pin_chat_message(STAFF_GROUP, sent.message_id, disable_notification=True)
    (update,) = await bot.get_updates()
    assert update.message.pinned_message.message_id == sent.message_id
    assert (await sandbox.consultant().sees(thread, "card")).raw["pinned"]
    await bot.unpin_all_forum_topic_messages(STAFF_GROUP, thread)
    assert not (await sandbox.consultant().sees(thread, "card")).raw["pinned"]


async def test_only_members_write_in_a_group_and_only_owners_in_a_closed_topic(sandbox, thread):
    with pytest.raises(Refusal, match="not a member"):
        await sandbox.consultant(11).says(None, "x")
    await sandbox.consultant().changes_topic(thread, "close")
    with pytest.raises(Refusal, match="TOPIC_CLOSED"):
        await sandbox.consultant(902).says(thread, "x")
    await sandbox.consultant(901).says(thread, "x")


async def test_members_come_and_go(sandbox):
    await updates(sandbox, 10**9, allowed_updates=["chat_member"])
    await sandbox.ask("member", {"chat": STAFF_GROUP, "as": 13, "status": "administrator"})
    await sandbox.ask("member", {"chat": STAFF_GROUP, "as": 13, "status": "left"})
    came, went = [update["chat_member"] for update in await updates(sandbox)]
    assert (came["old_chat_member"]["status"], came["new_chat_member"]["status"]) == ("left", "administrator")
    assert went["new_chat_member"]["status"] == "left"
