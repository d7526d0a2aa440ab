"""Merging loses nothing and keeps the order, whatever is put together."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store.addresses import Address
from bot.store.outbox import Kept
from bot.telegram.bundles import TEXT_LIMIT, Row, Slip, addressed, bundle, length, pieces, plain
from bot.telegram.streams import Stream

START = datetime(2026, 11, 22, tzinfo=UTC)

ROWS = st.lists(
    st.tuples(
        st.sampled_from([None, "text", "album:a", "album:b"]),
        st.booleans(),
        st.integers(0, 3000),
        st.sampled_from([{}, {"entities": []}, {"protect_content": True}]),
    ),
    max_size=40,
)


def _slip(number: int, merge: str | None, ahead: bool = False) -> Slip:
    method = "copyMessage" if merge and merge.startswith("album") else "sendMessage"
    return Slip(number, "s", ahead, "case:1", 1, method, merge, START, None)


@settings(max_examples=200, deadline=None)
@given(ROWS)
def test_every_row_leaves_once_and_in_order(rows: list[tuple[str | None, bool, int, dict[str, Any]]]) -> None:
    stream, kept = Stream("s"), {}
    for number, (merge, ahead, size, more) in enumerate(rows):
        stream.add(_slip(number, merge, ahead))
        params = {"message_id": 1000 - number} if merge and merge.startswith("album") else {"text": "ж" * size}
        kept[number] = Kept(number, {**params, **more}, {"n": number})
    left: list[int] = []
    while stream.slips:
        slips = stream.next()
        row = bundle(slips, [kept[slip.id] for slip in slips])
        assert row.ids and sorted(note["n"] for note in row.notes) == sorted(row.ids)
        assert length(row.params.get("text", "")) <= TEXT_LIMIT
        if row.method == "copyMessages":
            assert row.params["message_ids"] == sorted(row.params["message_ids"])
            assert [1000 - note["n"] for note in row.notes] == row.params["message_ids"]
        left += row.ids
        stream.drop(row.ids)
    first = [number for number, row in enumerate(rows) if row[1]]
    assert left == first + [number for number, row in enumerate(rows) if not row[1]]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet="аә😀 \n", min_size=1, max_size=3000), min_size=1, max_size=6))
def test_joined_texts_say_everything(texts: list[str]) -> None:
    stream, kept, said = Stream("s"), {}, []
    for number, words in enumerate(texts):
        stream.add(_slip(number, "text"))
        kept[number] = Kept(number, {"text": words}, {})
    while stream.slips:
        slips = stream.next()
        row = bundle(slips, [kept[slip.id] for slip in slips])
        assert length(row.params["text"]) <= TEXT_LIMIT or len(row.ids) == 1
        said.append(row.params["text"])
        stream.drop(row.ids)
    assert "\n\n".join(said) == "\n\n".join(texts)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="аә😀 \n", min_size=1, max_size=20_000))
def test_pieces_fit_and_say_everything(words: str) -> None:
    parts = [part["text"] for part in pieces({"text": words, "entities": [1]})]
    assert all(0 < length(part) <= TEXT_LIMIT for part in parts)
    assert "".join("".join(parts).split()) == "".join(words.split())


def test_what_may_have_been_sent_is_sent_again_in_the_same_company() -> None:
    stream = Stream("s")
    for number in range(3):
        stream.add(_slip(number, "text"))
    stream.together = [0, 1]
    assert [slip.id for slip in stream.next()] == [0, 1]
    stream.add(_slip(3, None, ahead=True))
    assert [slip.id for slip in stream.next()] == [3]
    stream.drop([3])
    assert [slip.id for slip in stream.next()] == [0, 1]
    stream.drop([0, 1])
    assert [slip.id for slip in stream.next()] == [2]


def test_who_was_just_served_stands_behind_who_came_before() -> None:
    one, other = Stream("one"), Stream("other")
    one.add(_slip(1, None))
    other.add(_slip(2, None))
    other.slips[0].created = START + timedelta(seconds=5)
    assert one.order(START) < other.order(START)
    one.served = START + timedelta(seconds=6)
    assert other.order(START) < one.order(START)
    other.slips[0].merge = "text"
    assert one.order(START) < other.order(START), "words that may still be joined let it pass"
    assert other.order(START + timedelta(seconds=20)) < one.order(START + timedelta(seconds=20))
    one.slips[0].priority = 0
    assert one.order(START) < other.order(START)


def test_plain_text_keeps_what_was_said() -> None:
    params = {"text": '<b>a</b> 1 &lt; 2 <a href="x">b</a> < c', "parse_mode": "HTML", "chat_id": 1}
    assert plain(params) == {"text": "a 1 < 2 b < c", "chat_id": 1}
    assert plain({"text": "<b>", "entities": []}) == {"text": "<b>"}


def _row(method: str, **params: Any) -> Row:
    return Row([1], method, params, "case:1", "s", 1, [{}], START)


def test_rows_are_addressed_when_they_leave() -> None:
    topic = Address(-5, 3, None, "group:main", 9)
    replies = Address(-5, None, 9, "group:main", 9)
    reply = {"message_id": 9, "allow_sending_without_reply": True}
    cases: list[tuple[Row, Address, int | None, dict[str, Any] | None]] = [
        (_row("sendMessage", text="a"), topic, None, {"message_thread_id": 3, "text": "a"}),
        (_row("sendMessage", text="a"), replies, None, {"text": "a", "reply_parameters": reply}),
        (_row("copyMessage", **{"from": "person:1"}, message_id=4), topic, 7, {
            "message_thread_id": 3, "message_id": 4, "from_chat_id": 7,
        }),
        (_row("editMessageText", text="a"), topic, None, {"text": "a", "message_id": 9}),
        (_row("editMessageText", text="a", message_id=2), topic, None, {"text": "a", "message_id": 2}),
        (_row("pinChatMessage"), topic, None, {"message_id": 9}),
        (_row("closeForumTopic"), topic, None, {"message_thread_id": 3}),
        (_row("createForumTopic", name="n"), Address(-5, None, None, "group:main"), None, {"name": "n"}),
        (_row("editMessageText", text="a"), Address(-5, 3, None, "group:main"), None, None),
    ]  # fmt: skip
    for row, address, origin, expected in cases:
        found = addressed(row, address, origin)
        assert found == (None if expected is None else {"chat_id": -5, **expected})
