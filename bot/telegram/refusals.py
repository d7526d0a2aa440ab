"""The one place that reads Telegram's error texts."""

import re
from collections.abc import Mapping
from enum import Enum, auto
from typing import Any


class Refusal(Enum):
    RETRY_AFTER = auto()
    UNREACHABLE = auto()
    TOPIC_GONE = auto()
    TOPIC_CLOSED = auto()
    BLOCKED = auto()
    DEACTIVATED = auto()
    CHAT_GONE = auto()
    MIGRATED = auto()
    NO_RIGHTS = auto()
    NOT_MODIFIED = auto()
    MESSAGE_GONE = auto()
    UNDELETABLE = auto()
    TOO_LONG = auto()
    BAD_ENTITIES = auto()
    QUERY_OLD = auto()
    VOICE_FORBIDDEN = auto()
    PROTECTED = auto()
    REACTION_INVALID = auto()
    NOT_FORUM = auto()
    KICKED = auto()
    CONFLICT = auto()
    UNAUTHORIZED = auto()
    UNKNOWN_METHOD = auto()
    TOO_BIG = auto()
    OTHER = auto()


# About the chat or its topic, not about what was sent into it.
ABOUT_THE_CHAT = frozenset(
    {
        Refusal.BLOCKED,
        Refusal.DEACTIVATED,
        Refusal.CHAT_GONE,
        Refusal.KICKED,
        Refusal.NO_RIGHTS,
        Refusal.NOT_FORUM,
        Refusal.TOPIC_GONE,
        Refusal.TOPIC_CLOSED,
    }
)
SILENT = frozenset({Refusal.REACTION_INVALID, Refusal.QUERY_OLD})
NOT_NOW = frozenset({Refusal.UNREACHABLE, Refusal.CONFLICT, Refusal.UNAUTHORIZED})


class Refused(Exception):
    """Telegram said no, or could not be asked."""

    def __init__(
        self, refusal: Refusal, *, retry_after: float = 0.0, new_chat: int | None = None, code: int = 0
    ) -> None:
        # The text of Telegram may quote what was written, so it is not kept.
        super().__init__(f"{refusal.name} ({code})" if code else refusal.name)
        self.refusal, self.retry_after, self.new_chat, self.code = refusal, retry_after, new_chat, code


# The first that is found in the text wins, so the order matters.
_TEXTS: tuple[tuple[str, Refusal], ...] = (
    ("message is not modified", Refusal.NOT_MODIFIED),
    ("message_not_modified", Refusal.NOT_MODIFIED),
    ("topic_not_modified", Refusal.NOT_MODIFIED),
    ("thread not found", Refusal.TOPIC_GONE),
    ("thread was not found", Refusal.TOPIC_GONE),
    ("invalid message thread", Refusal.TOPIC_GONE),
    ("topic not found", Refusal.TOPIC_GONE),
    ("topic was deleted", Refusal.TOPIC_GONE),
    ("topic_deleted", Refusal.TOPIC_GONE),
    ("topic_id_invalid", Refusal.TOPIC_GONE),
    ("thread_id_invalid", Refusal.TOPIC_GONE),
    ("topic_closed", Refusal.TOPIC_CLOSED),
    ("topic was closed", Refusal.TOPIC_CLOSED),
    ("topic is closed", Refusal.TOPIC_CLOSED),
    ("message to edit not found", Refusal.MESSAGE_GONE),
    ("message to delete not found", Refusal.MESSAGE_GONE),
    ("message to copy not found", Refusal.MESSAGE_GONE),
    ("message to forward not found", Refusal.MESSAGE_GONE),
    ("message to react not found", Refusal.MESSAGE_GONE),
    ("message to pin not found", Refusal.MESSAGE_GONE),
    ("message to reply not found", Refusal.MESSAGE_GONE),
    ("message to be replied not found", Refusal.MESSAGE_GONE),
    ("message can't be edited", Refusal.MESSAGE_GONE),
    ("message can't be deleted", Refusal.UNDELETABLE),
    ("there are no messages to", Refusal.MESSAGE_GONE),
    ("no messages to copy", Refusal.MESSAGE_GONE),
    ("message_id_invalid", Refusal.MESSAGE_GONE),
    ("message identifier is not specified", Refusal.MESSAGE_GONE),
    ("there is no text in the message to edit", Refusal.MESSAGE_GONE),
    ("there is no caption in the message to edit", Refusal.MESSAGE_GONE),
    ("query is too old", Refusal.QUERY_OLD),
    ("query id is invalid", Refusal.QUERY_OLD),
    ("query_id_invalid", Refusal.QUERY_OLD),
    ("voice_messages_forbidden", Refusal.VOICE_FORBIDDEN),
    ("protected content", Refusal.PROTECTED),
    ("forwards_restricted", Refusal.PROTECTED),
    ("can't be copied", Refusal.PROTECTED),
    ("can't be forwarded", Refusal.PROTECTED),
    ("reaction", Refusal.REACTION_INVALID),
    ("message is too long", Refusal.TOO_LONG),
    ("message_too_long", Refusal.TOO_LONG),
    ("caption is too long", Refusal.TOO_LONG),
    ("media_caption_too_long", Refusal.TOO_LONG),
    ("can't parse", Refusal.BAD_ENTITIES),
    ("entity_bounds_invalid", Refusal.BAD_ENTITIES),
    ("entities_too_long", Refusal.BAD_ENTITIES),
    ("file is too big", Refusal.TOO_BIG),
    ("entity too large", Refusal.TOO_BIG),
    ("upgraded to a supergroup", Refusal.MIGRATED),
    ("the chat is not a forum", Refusal.NOT_FORUM),
    ("chat is not a forum", Refusal.NOT_FORUM),
    ("channel_forum_missing", Refusal.NOT_FORUM),
    ("bot was blocked", Refusal.BLOCKED),
    ("bot can't initiate", Refusal.BLOCKED),
    ("user_is_blocked", Refusal.BLOCKED),
    ("deactivated", Refusal.DEACTIVATED),
    ("was deleted", Refusal.CHAT_GONE),
    ("chat not found", Refusal.CHAT_GONE),
    ("user not found", Refusal.CHAT_GONE),
    ("peer_id_invalid", Refusal.CHAT_GONE),
    ("channel_invalid", Refusal.CHAT_GONE),
    ("bot was kicked", Refusal.KICKED),
    ("bot is not a member", Refusal.KICKED),
    ("channel_private", Refusal.KICKED),
    ("not enough rights", Refusal.NO_RIGHTS),
    ("have no rights", Refusal.NO_RIGHTS),
    ("need administrator rights", Refusal.NO_RIGHTS),
    ("chat_admin_required", Refusal.NO_RIGHTS),
    ("chat_write_forbidden", Refusal.NO_RIGHTS),
    ("right_forbidden", Refusal.NO_RIGHTS),
    ("_forbidden", Refusal.NO_RIGHTS),
    ("can't send", Refusal.NO_RIGHTS),
)
RETRY = re.compile(r"retry after (\d{1,6})", re.IGNORECASE)
_CODES = {
    401: Refusal.UNAUTHORIZED,
    404: Refusal.UNKNOWN_METHOD,
    409: Refusal.CONFLICT,
    413: Refusal.TOO_BIG,
    429: Refusal.RETRY_AFTER,
}


def read(error_code: int, description: str, parameters: Mapping[str, Any] | None = None) -> Refusal:
    parameters = parameters or {}
    if error_code == 429 or "retry_after" in parameters:
        return Refusal.RETRY_AFTER
    if "migrate_to_chat_id" in parameters:
        return Refusal.MIGRATED
    if error_code >= 500 or error_code == 0:
        return Refusal.UNREACHABLE
    if error_code in _CODES:
        return _CODES[error_code]
    lowered = description.lower()
    return next((refusal for text, refusal in _TEXTS if text in lowered), Refusal.OTHER)


def pause(description: str, parameters: Mapping[str, Any]) -> float:
    """Seconds to wait after too many requests; some servers say them in the text alone."""
    given = parameters.get("retry_after")
    if isinstance(given, int | float) and given > 0:
        return float(given)
    said = RETRY.search(description)
    return float(said[1]) if said else 1.0
