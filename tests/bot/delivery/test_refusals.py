"""Telegram's texts are read in one place, and rightly."""

import pytest

from bot.telegram.refusals import Refusal, pause, read

TEXTS = [
    (400, "Bad Request: message is not modified: specified new message content and reply markup are "
     "exactly the same as a current content and reply markup of the message", Refusal.NOT_MODIFIED),
    (400, "Bad Request: message thread not found", Refusal.TOPIC_GONE),
    (400, "Bad Request: invalid message thread ID specified", Refusal.TOPIC_GONE),
    (400, "Bad Request: the topic was deleted", Refusal.TOPIC_GONE),
    (400, "Bad Request: the topic is closed", Refusal.TOPIC_CLOSED),
    (400, "Bad Request: TOPIC_DELETED", Refusal.TOPIC_GONE),
    (400, "Bad Request: TOPIC_ID_INVALID", Refusal.TOPIC_GONE),
    (400, "Bad Request: TOPIC_CLOSED", Refusal.TOPIC_CLOSED),
    (400, "Bad Request: TOPIC_NOT_MODIFIED", Refusal.NOT_MODIFIED),
    (400, "Bad Request: chat not found", Refusal.CHAT_GONE),
    (400, "Bad Request: PEER_ID_INVALID", Refusal.CHAT_GONE),
    (400, "Bad Request: message to edit not found", Refusal.MESSAGE_GONE),
    (400, "Bad Request: message to copy not found", Refusal.MESSAGE_GONE),
    (400, "Bad Request: message can't be edited", Refusal.MESSAGE_GONE),
    (400, "Bad Request: message is too long", Refusal.TOO_LONG),
    (400, "Bad Request: message caption is too long", Refusal.TOO_LONG),
    (400, "Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 0",
     Refusal.BAD_ENTITIES),
    (400, "Bad Request: BUTTON_DATA_INVALID", Refusal.OTHER),
    (400, "Bad Request: query is too old and response timeout expired or query ID is invalid",
     Refusal.QUERY_OLD),
    (403, "Forbidden: bot was blocked by the user", Refusal.BLOCKED),
    (403, "Forbidden: bot can't initiate conversation with a user", Refusal.BLOCKED),
    (403, "Forbidden: user is deactivated", Refusal.DEACTIVATED),
    (403, "Forbidden: bot was kicked from the supergroup chat", Refusal.KICKED),
    (403, "Forbidden: bot is not a member of the supergroup chat", Refusal.KICKED),
    (403, "Forbidden: the group chat was deleted", Refusal.CHAT_GONE),
    (400, "Bad Request: group chat was upgraded to a supergroup chat", Refusal.MIGRATED),
    (400, "Bad Request: not enough rights to create a topic", Refusal.NO_RIGHTS),
    (400, "Bad Request: not enough rights to send text messages to the chat", Refusal.NO_RIGHTS),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN", Refusal.NO_RIGHTS),
    (400, "Bad Request: the chat is not a forum", Refusal.NOT_FORUM),
    (400, "Bad Request: VOICE_MESSAGES_FORBIDDEN", Refusal.VOICE_FORBIDDEN),
    (400, "Bad Request: REACTION_INVALID", Refusal.REACTION_INVALID),
    (400, "Bad Request: file is too big", Refusal.TOO_BIG),
    (413, "Request Entity Too Large", Refusal.TOO_BIG),
    (400, "Bad Request: message has protected content and can't be copied", Refusal.PROTECTED),
    (400, "Bad Request: CHAT_FORWARDS_RESTRICTED", Refusal.PROTECTED),
    (401, "Unauthorized", Refusal.UNAUTHORIZED),
    (404, "Not Found", Refusal.UNKNOWN_METHOD),
    (409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
     "running", Refusal.CONFLICT),
    (429, "Too Many Requests: retry after 5", Refusal.RETRY_AFTER),
    (500, "Internal Server Error", Refusal.UNREACHABLE),
    (502, "Bad Gateway", Refusal.UNREACHABLE),
    (400, "Bad Request: something new", Refusal.OTHER),
]  # fmt: skip


@pytest.mark.parametrize(("code", "description", "refusal"), TEXTS)
def test_texts(code: int, description: str, refusal: Refusal) -> None:
    assert read(code, description) is refusal


def test_parameters_say_more_than_texts() -> None:
    assert read(400, "x", {"migrate_to_chat_id": -1}) is Refusal.MIGRATED
    assert read(420, "FLOOD", {"retry_after": 3}) is Refusal.RETRY_AFTER


def test_how_long_to_wait_is_read_wherever_it_stands() -> None:
    assert pause("Too Many Requests: retry after 5", {"retry_after": 7}) == 7
    assert pause("Too Many Requests: retry after 5", {}) == 5
    assert pause("Too Many Requests: retry after 5", {"retry_after": "soon"}) == 5
    assert pause("Too Many Requests", {}) == 1
