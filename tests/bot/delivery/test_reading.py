"""Updates of servers that leave out what newer ones always send are understood all the same."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from bot.telegram.reading import read

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
GROUP, PERSON = {"id": -100777, "type": "supergroup"}, {"id": 11, "type": "private"}


def update(**what: Any) -> Any:
    return read({"update_id": 1, **what}, None, NOW)


@pytest.mark.parametrize("status", ["creator", "administrator", "member", "restricted", "left", "kicked"])
def test_members_without_the_rights_of_later_years(status: str) -> None:
    told = {"chat": GROUP, "from": {"id": 901}, "new_chat_member": {"status": status, "can_manage_topics": True}}
    read_ = update(my_chat_member=told).my_chat_member
    assert read_.new_chat_member.status == status
    assert read_.from_user.id == 901 and read_.date == NOW
    if status == "administrator":
        assert read_.new_chat_member.can_manage_topics and not read_.new_chat_member.can_post_stories


def test_bare_messages_and_presses() -> None:
    said = {"message_id": 5, "chat": {"id": 11}, "from": {"id": 11}, "text": "сәлем"}
    read_ = update(message=said)
    assert (read_.message.chat.type, read_.message.text, read_.message.date) == ("private", "сәлем", NOW)
    pressed = update(callback_query={"id": "1", "from": {"id": 901}, "data": "home", "message": said})
    assert pressed.callback_query.data == "home"
    photo = update(message={**said, "photo": [{"file_id": "a", "width": 1, "height": 1}]})
    assert photo.message.photo[0].file_id == "a"


@pytest.mark.parametrize(
    "said",
    [
        {"chat": PERSON, "text": "no number"},
        {"message_id": 5, "text": "nobody knows where"},
        {"message_id": 5, "chat": {"type": "private"}, "text": "no number of the chat"},
        {"message_id": "five", "chat": PERSON},
    ],
)
def test_what_matters_is_never_made_up(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        update(message=said)
