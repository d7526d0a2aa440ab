"""Updates as nobody would send them: real ones with something wrong in them, and arbitrary JSON."""

import copy
import random
from typing import Any

from hypothesis import strategies as st

from bot.sandbox.world import STAFF_GROUP

Json = dict[str, Any]

SOMEBODY, PEOPLE = 101, 29  # many lanes: what is wrong in one chat holds up no other
PERSON = {"id": SOMEBODY, "is_bot": False, "first_name": "N", "language_code": "kk"}
PRIVATE = {"id": SOMEBODY, "type": "private", "first_name": "N"}
GROUP = {"id": STAFF_GROUP, "type": "supergroup", "title": "G", "is_forum": True}
TEXT = {"message_id": 7, "date": 1_795_300_000, "chat": PRIVATE, "from": PERSON, "text": "сәлем"}
PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
IN_TOPIC = {**TEXT, "chat": GROUP, "message_thread_id": 12, "is_topic_message": True}
MEMBER = {"user": {**PERSON, "id": 1000001, "is_bot": True}, "status": "kicked", "until_date": 0}

CHANGED = {"from": PERSON, "date": 1, "old_chat_member": MEMBER, "new_chat_member": MEMBER}
PRESSED = {"id": "1", "from": PERSON, "chat_instance": "1"}
COMMAND = {"type": "bot_command", "offset": 0, "length": 6}
REACTED = {"message_id": 7, "date": 1, "user": PERSON, "old_reaction": [], "new_reaction": []}
HIDDEN = {"type": "hidden_user", "sender_user_name": "N", "date": 1}

# One of each kind that the bot asks for, and kinds that nobody has heard of yet.
GOOD: tuple[Json, ...] = (
    {"message": TEXT},
    {"message": {**TEXT, "text": "/start a_uk-documents", "entities": [COMMAND]}},
    {"message": {**TEXT, "text": "🆘"}},
    {"message": {**TEXT, "photo": PHOTO, "caption": "x", "media_group_id": "7"}},
    {"message": {**TEXT, "location": {"latitude": 42.0, "longitude": 59.0}}},
    {"message": {**TEXT, "reply_to_message": TEXT, "forward_origin": HIDDEN}},
    {"message": IN_TOPIC},
    {"message": {**IN_TOPIC, "text": "/close resolved"}},
    {"edited_message": {**TEXT, "edit_date": 1_795_300_001}},
    {"edited_message": {**IN_TOPIC, "edit_date": 1_795_300_001}},
    {"callback_query": {**PRESSED, "data": "home", "message": TEXT}},
    {"callback_query": {**PRESSED, "data": "claim/1", "message": IN_TOPIC}},
    {"callback_query": {**PRESSED, "data": "take/1:7", "message": IN_TOPIC}},
    {"my_chat_member": {**CHANGED, "chat": PRIVATE}},
    {"my_chat_member": {**CHANGED, "chat": GROUP}},
    {"chat_member": {**CHANGED, "chat": GROUP}},
    {"message_reaction": {**REACTED, "chat": GROUP}},
    {"message_of_tomorrow": {"chat": PRIVATE, "thoughts": ["?"]}},
    {},
)
NUMBERS = (
    0,
    -1,
    1,
    2**31,
    2**53,
    2**63 - 1,
    -(2**63),
    2**64 - 1,
    1.5,
    -0.0,
    1e308,
    STAFF_GROUP,
    -STAFF_GROUP,
    1087968824,
)
STRINGS = (
    "",
    "0",
    "сәлем",
    "\0",
    "\u202e🆘\ufeff",
    "а" * 5000,
    "<b>",
    "&",
    "home",
    "home/" + "x" * 60,
    "/start",
    "/close",
)
NESTS: tuple[Any, ...] = ([], {}, [[]], [None], {"id": None}, {"": ""}, [1] * 1000, {"chat": {"chat": {"chat": {}}}})
ODD: tuple[Any, ...] = (None, True, False, *NUMBERS, *STRINGS, *NESTS)
KINDS = st.sampled_from(sorted({kind for one in GOOD for kind in one}))
SCALARS = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(max_size=40)
)
NAMES = st.sampled_from(
    "chat from message message_id date text data id type user status entities photo is_topic_message".split()
)
ANY_JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(max_size=8), inner, max_size=6)
)


@st.composite
def damaged(draw: st.DrawFn) -> Json:
    """A real update in which one to four places are anything at all."""
    update: Json = _said_by(SOMEBODY + draw(st.integers(0, PEOPLE)), draw(st.sampled_from(GOOD)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.sampled_from(_places(update)))
        _put(update, place, draw(ANY_JSON))
    return update


UPDATES = damaged() | st.dictionaries(KINDS, ANY_JSON, max_size=3)


def spoiled(chance: random.Random) -> Json:
    """The same without hypothesis: fast, and by the hundred."""
    update: Json = _said_by(SOMEBODY + chance.randrange(PEOPLE), chance.choice(GOOD))
    for _ in range(chance.randint(1, 4)):
        place = chance.choice(_places(update))
        if chance.random() < 0.2:
            _drop(update, place)
        else:
            _put(update, place, copy.deepcopy(chance.choice(ODD)))
    return update


def _said_by(person: int, update: Any) -> Any:
    """A copy of an update, with another person in it."""
    if isinstance(update, dict):
        return {key: _said_by(person, value) for key, value in update.items()}
    if isinstance(update, list):
        return [_said_by(person, value) for value in update]
    return person if update == SOMEBODY else update


def _places(update: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every key and index within; the update itself is the empty one."""
    inner = update.items() if isinstance(update, dict) else enumerate(update) if isinstance(update, list) else ()
    return [above] + [place for key, value in inner for place in _places(value, (*above, key))]


def _put(update: Json, place: tuple[Any, ...], value: Any) -> None:
    if not place:
        return
    for key in place[:-1]:
        update = update[key]
    update[place[-1]] = value


def _drop(update: Json, place: tuple[Any, ...]) -> None:
    if not place:
        return
    for key in place[:-1]:
        update = update[key]
    del update[place[-1]]
