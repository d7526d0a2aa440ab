"""Everything arrives: in order, once, within the limits, and what is refused has an answer."""

from collections import Counter
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import VirtualClock
from bot.store.outbox import Outgoing, Priority
from bot.store.store import Store
from bot.store.tables import cases
from bot.telegram.outbox import Row, Then
from bot.telegram.refusals import Refusal, Refused

from .conftest import GROUP, Post, live, settle, text, until
from .telegram import Lost, Telegram


async def test_a_row_arrives_and_nothing_of_it_stays(post: Post, telegram: Telegram) -> None:
    person = await post.person(7)
    await post.put(text(f"person:{person}", "сәлем", note={"what": "line"}))
    await until(lambda: bool(post.arrivals))
    row, result = post.arrivals[0]
    assert telegram.done[0].params == {"text": "сәлем", "chat_id": 7}
    assert row.note == {"what": "line"} and row.copies(result) == [({"what": "line"}, 1)]
    await post.empty()


async def test_a_key_that_waits_is_not_put_twice(post: Post, telegram: Telegram) -> None:
    person = await post.person(7)
    await post.put(text(f"person:{person}", "a", key="k"), text(f"person:{person}", "b", key="k"))
    await until(lambda: len(post.arrivals) == 1)
    await post.empty()
    assert telegram.texts() == ["a"]


async def test_one_stream_keeps_its_order_under_faults(post: Post, telegram: Telegram, clock: VirtualClock) -> None:
    person = await post.person(7)
    kinds = [
        None,
        Refused(Refusal.UNREACHABLE),
        None,
        Refused(Refusal.RETRY_AFTER, retry_after=3),
        Lost(),
    ]
    asked = Counter[str]()

    def faults(method: str, params: dict[str, Any]) -> Exception | None:
        asked["n"] += 1
        return kinds[asked["n"] % len(kinds)]

    telegram.faults = faults
    await post.put(*[text(f"person:{person}", str(n)) for n in range(20)])
    await live(clock, lambda: len(post.arrivals) == 20)
    seen = list(dict.fromkeys(telegram.texts()))
    assert seen == [str(n) for n in range(20)]
    assert sorted(map(int, telegram.texts())) == list(map(int, telegram.texts()))


async def test_retry_after_is_obeyed_exactly_and_by_this_chat_only(
    post: Post, telegram: Telegram, clock: VirtualClock
) -> None:
    one, other = await post.person(7), await post.person(8)
    refused = [Refused(Refusal.RETRY_AFTER, retry_after=17)]
    telegram.faults = lambda method, params: refused.pop() if params.get("chat_id") == 7 and refused else None
    start = clock.now().timestamp()
    await post.put(text(f"person:{one}", "a"))
    await until(lambda: bool(telegram.calls))
    await post.put(text(f"person:{other}", "b"))
    await until(lambda: telegram.texts(8) == ["b"])
    await live(clock, lambda: telegram.texts(7) == ["a"])
    assert 17 <= telegram.done[-1].at - start < 17.01


async def test_a_group_gets_twenty_a_minute_and_four_are_kept_for_danger(
    post: Post, telegram: Telegram, clock: VirtualClock
) -> None:
    await post.group()
    await post.put(*[text("group:main", str(n), stream=f"s{n}", priority=Priority.CARD) for n in range(40)])
    await live(clock, lambda: len(telegram.done) >= 16, most=60)
    urgent = [text("group:main", f"!{n}", stream=f"u{n}", priority=Priority.URGENT) for n in range(4)]
    at = clock.now()
    await post.put(*urgent)
    await live(clock, lambda: sum(words.startswith("!") for words in telegram.texts()) == 4)
    assert clock.now() - at < timedelta(seconds=1)
    await live(clock, lambda: len(telegram.done) == 44, most=300)
    moments = [call.at for call in telegram.done]
    assert all(len([m for m in moments if start <= m < start + 60]) <= 20 for start in moments)


async def test_a_person_gets_a_small_burst_and_then_one_a_second(
    post: Post, telegram: Telegram, clock: VirtualClock
) -> None:
    person = await post.person(7)
    await post.put(*[text(f"person:{person}", str(n)) for n in range(8)])
    seconds = await live(clock, lambda: len(telegram.done) == 8)
    assert 3 <= seconds < 3.1


async def test_all_together_stay_below_thirty_a_second(post: Post, telegram: Telegram, clock: VirtualClock) -> None:
    people = [await post.person(n) for n in range(1, 71)]
    await post.put(*[text(f"person:{person}", "x") for person in people])
    await live(clock, lambda: len(telegram.done) == 70)
    moments = [call.at for call in telegram.done]
    assert all(len([m for m in moments if start <= m < start + 1]) <= 28 for start in moments)


async def test_urgent_goes_first_after_an_outage(post: Post, telegram: Telegram, clock: VirtualClock) -> None:
    telegram.faults = lambda method, params: Refused(Refusal.UNREACHABLE)
    people = [await post.person(n) for n in range(1, 41)]
    await post.put(*[text(f"person:{person}", "x") for person in people[:-1]])
    await post.put(text(f"person:{people[-1]}", "help", priority=Priority.URGENT))
    began = clock.now()
    await live(clock, lambda: clock.now() - began > timedelta(minutes=10))
    telegram.faults = lambda method, params: None
    await live(clock, lambda: len(telegram.done) == 40, most=20)
    assert "help" in telegram.texts()[:2]
    assert len(telegram.calls) < 600, "nobody knocks too often at a closed door"


async def test_a_lost_answer_costs_one_duplicate(post: Post, telegram: Telegram, clock: VirtualClock) -> None:
    person = await post.person(7)
    lost: list[Exception] = [Lost()]
    telegram.faults = lambda method, params: lost.pop() if lost else None
    to = f"person:{person}"
    await post.put(text(to, "a", merge="text"), text(to, "b", merge="text"))
    await until(lambda: len(telegram.done) == 1)
    await post.put(text(to, "c", merge="text"))
    await live(clock, lambda: len(post.arrivals) == 2)
    assert telegram.texts() == ["a\n\nb", "a\n\nb", "c"]


async def test_waiting_texts_are_joined_and_all_their_notes_arrive(
    post: Post, telegram: Telegram, clock: VirtualClock
) -> None:
    person = await post.person(7)
    await post.group()
    case = await post.case(person)
    rows = [text(f"case:{case}", w, merge="text", note={"message": n}) for n, w in enumerate("abc")]
    await post.put(*rows)
    await settle()
    assert telegram.done == []
    await _place(post.store, case, thread=55)
    post.outbox.wake(f"case:{case}")
    await until(lambda: bool(post.arrivals))
    row, result = post.arrivals[0]
    expected = {"text": "a\n\nb\n\nc", "chat_id": GROUP, "message_thread_id": 55}
    assert telegram.done[0].params == expected
    assert row.copies(result) == [({"message": n}, 1) for n in range(3)]


async def test_words_wait_for_their_topic_and_then_follow(post: Post, telegram: Telegram) -> None:
    person = await post.person(7)
    await post.group()
    case = await post.case(person)
    to = f"case:{case}"

    async def arrived(conn: AsyncConnection, row: Row, result: Any) -> None:
        if row.method == "createForumTopic":
            await conn.execute(update(cases).values(thread=result["message_thread_id"]))
        post.arrivals.append((row, result))

    post.outbox._hook_arrived = arrived
    await post.put(text(to, "words", stream="words"))
    await settle()
    assert telegram.calls == []
    topic = Outgoing(method="createForumTopic", params={"name": "№1"}, to=to, stream="topic", priority=Priority.WORDS)
    await post.put(topic)
    await until(lambda: len(post.arrivals) == 2)
    assert telegram.done[1].params["message_thread_id"] == post.arrivals[0][1]["message_thread_id"]


async def test_a_deleted_topic_is_made_anew_before_the_words_that_noticed(post: Post, telegram: Telegram) -> None:
    person = await post.person(7)
    await post.group()
    case = await post.case(person, thread=5)
    to = f"case:{case}"

    def faults(method: str, params: dict[str, Any]) -> Exception | None:
        return Refused(Refusal.TOPIC_GONE) if params.get("message_thread_id") == 5 else None

    async def refused(conn: AsyncConnection, row: Row, refusal: Refusal) -> Then:
        await conn.execute(update(cases).values(thread=None))
        topic = Outgoing(method="createForumTopic", params={"name": "№1"}, to=to, stream=to, priority=Priority.WORDS)
        now = post.clock.now()
        await _put(conn, post, [topic, text(to, "card", ahead=True)], now)
        return Then.RETRY

    async def arrived(conn: AsyncConnection, row: Row, result: Any) -> None:
        if row.method == "createForumTopic":
            await conn.execute(update(cases).values(thread=77))

    telegram.faults, post.then = faults, refused
    post.outbox._hook_arrived = arrived
    await post.put(text(to, "one"), text(to, "two"))
    await until(lambda: len(telegram.done) == 4)
    assert telegram.methods()[0] == "createForumTopic"
    assert telegram.texts() == ["card", "one", "two"]
    assert len(post.refusals) == 1


async def test_an_album_waits_for_its_youngest_and_leaves_as_one(
    post: Post, telegram: Telegram, clock: VirtualClock
) -> None:
    person = await post.person(7)
    await post.group()
    case = await post.case(person, thread=5)
    for message in (12, 11, 13):
        await post.put(_item(post, person, case, message))
        clock.advance(0.5)
    await settle()
    assert telegram.done == []
    clock.advance(0.8)
    await until(lambda: bool(post.arrivals))
    row, result = post.arrivals[0]
    assert telegram.done[0].method == "copyMessages"
    assert telegram.done[0].params["message_ids"] == [11, 12, 13]
    assert telegram.done[0].params["from_chat_id"] == 7
    assert [(note["message"], copy) for note, copy in row.copies(result)] == [(11, 1), (12, 2), (13, 3)]
    assert not row.uncertain
    await post.put(_item(post, person, case, 14))
    clock.advance(1.3)
    await until(lambda: len(post.arrivals) == 2)
    assert telegram.done[1].method == "copyMessage", "a late item follows"


async def test_an_album_that_came_back_short_is_uncertain(post: Post, clock: VirtualClock) -> None:
    person = await post.person(7)
    await post.group()
    case = await post.case(person, thread=5)
    whole = post.telegram._do

    async def short(method: str, params: dict[str, Any]) -> Any:
        result = await whole(method, params)
        return result[:-1] if isinstance(result, list) else result

    post.telegram._do = short  # type: ignore[method-assign]
    await post.put(*[_item(post, person, case, message) for message in (1, 2, 3)])
    await live(clock, lambda: bool(post.arrivals))
    row, result = post.arrivals[0]
    assert row.uncertain and len(row.notes) == 3 and len(row.copies(result)) == 2


async def test_a_refused_album_falls_apart_and_the_others_arrive(
    post: Post, telegram: Telegram, clock: VirtualClock
) -> None:
    person = await post.person(7)
    await post.group()
    case = await post.case(person, thread=5)

    def faults(method: str, params: dict[str, Any]) -> Exception | None:
        bad = method == "copyMessages" or params.get("message_id") == 2
        return Refused(Refusal.MESSAGE_GONE) if bad else None

    telegram.faults = faults
    await post.put(*[_item(post, person, case, message) for message in (1, 2, 3)])
    await live(clock, lambda: len(post.arrivals) + len(post.refusals) == 3)
    assert [row.note["message"] for row, _ in post.arrivals] == [1, 3]
    assert [row.note["message"] for row, _ in post.refusals] == [2]


async def test_a_server_without_copy_messages(post: Post, telegram: Telegram, clock: VirtualClock) -> None:
    person = await post.person(7)
    await post.group()
    case = await post.case(person, thread=5)

    def faults(method: str, params: dict[str, Any]) -> Exception | None:
        return Refused(Refusal.UNKNOWN_METHOD) if method == "copyMessages" else None

    telegram.faults = faults
    await post.put(*[_item(post, person, case, message) for message in (1, 2, 3)])
    await live(clock, lambda: len(post.arrivals) == 3)
    assert telegram.methods() == ["copyMessage"] * 3


async def test_only_the_newest_edit_of_a_card_leaves(post: Post, telegram: Telegram, clock: VirtualClock) -> None:
    person = await post.person(7)
    await post.group()
    case = await post.case(person, thread=5, card=99)
    for number in range(5):
        await post.put(_edit(post, case, f"card {number}", seconds=3))
        clock.advance(0.1)  # all are put before the first is due
    await live(clock, lambda: bool(telegram.done))
    assert telegram.done[0].params["text"] != "card 0"
    assert telegram.done[0].params["message_id"] == 99
    await live(clock, lambda: "card 4" in telegram.texts())
    assert len(telegram.done) <= 2 and post.arrivals[-1][0].note == {"text": "card 4"}


async def test_not_modified_has_arrived(post: Post, telegram: Telegram, clock: VirtualClock) -> None:
    person = await post.person(7)
    await post.group()
    case = await post.case(person, thread=5, card=99)
    telegram.faults = lambda method, params: Refused(Refusal.NOT_MODIFIED)
    await post.put(_edit(post, case, "card", seconds=0))
    await live(clock, lambda: bool(post.arrivals))
    assert post.arrivals[0][1] is True and await post.left() == 0


async def test_a_group_that_moved_is_found_again(post: Post, telegram: Telegram, store: Store) -> None:
    await post.group()

    def faults(method: str, params: dict[str, Any]) -> Exception | None:
        return Refused(Refusal.MIGRATED, new_chat=-1002) if params["chat_id"] == GROUP else None

    telegram.faults = faults
    await post.put(text("group:main", "a"))
    await until(lambda: bool(post.arrivals))
    assert telegram.done[0].params["chat_id"] == -1002
    await post.group()  # the settings still name the old one
    await post.put(text("group:main", "b"))
    await until(lambda: len(post.arrivals) == 2)
    assert telegram.calls[-1].params["chat_id"] == -1002 and len(telegram.calls) == 3


async def test_unreadable_formatting_goes_as_plain_text(post: Post, telegram: Telegram) -> None:
    person = await post.person(7)

    def faults(method: str, params: dict[str, Any]) -> Exception | None:
        return Refused(Refusal.BAD_ENTITIES) if "parse_mode" in params else None

    telegram.faults = faults
    params = {"text": "<b>a</b> &lt; <i>b", "parse_mode": "HTML"}
    await post.put(text(f"person:{person}", "", params=params))
    await until(lambda: bool(post.arrivals))
    assert telegram.done[0].params == {"text": "a < b", "chat_id": 7}


async def test_a_text_too_long_goes_as_several(post: Post, telegram: Telegram) -> None:
    person = await post.person(7)

    def faults(method: str, params: dict[str, Any]) -> Exception | None:
        return Refused(Refusal.TOO_LONG) if len(params["text"]) > 4096 else None

    telegram.faults = faults
    words = "\n\n".join(["сөз " * 300] * 5)
    await post.put(text(f"person:{person}", words), text(f"person:{person}", "after"))
    await until(lambda: "after" in telegram.texts())
    *parts, last = telegram.texts()
    assert last == "after" and len(parts) == 2
    assert "".join("".join(parts).split()) == "".join(words.split())


async def test_kicked_waits_until_woken(post: Post, telegram: Telegram) -> None:
    await post.group()
    kicked: list[Exception] = [Refused(Refusal.KICKED)]
    telegram.faults = lambda method, params: kicked[0] if kicked else None

    async def wait(conn: AsyncConnection, row: Row, refusal: Refusal) -> Then:
        return Then.WAIT

    post.then = wait
    await post.put(text("group:main", "a"), text("group:main", "b"))
    await until(lambda: bool(post.refusals))
    await settle()
    assert len(telegram.calls) == 1
    kicked.clear()
    post.outbox.wake("group:main")
    await until(lambda: telegram.texts() == ["a", "b"])


async def test_one_blocked_person_stops_nobody(post: Post, telegram: Telegram) -> None:
    one, other = await post.person(7), await post.person(8)

    def faults(method: str, params: dict[str, Any]) -> Exception | None:
        return Refused(Refusal.BLOCKED) if params["chat_id"] == 7 else None

    telegram.faults = faults
    await post.put(text(f"person:{one}", "a"), text(f"person:{other}", "b"))
    await until(lambda: bool(post.arrivals) and bool(post.refusals))
    await settle()
    assert telegram.texts() == ["b"]
    assert post.refusals[0][1] is Refusal.BLOCKED and await post.left() == 0


async def test_a_silent_chat_delays_nobody(post: Post, telegram: Telegram) -> None:
    person = await post.person(7)
    await post.group()
    whole, hang = telegram._do, _Hang()

    async def slow(method: str, params: dict[str, Any]) -> Any:
        if params["chat_id"] == GROUP:
            await hang.event.wait()
        return await whole(method, params)

    telegram._do = slow  # type: ignore[method-assign]
    await post.put(text("group:main", "slow"))
    await until(lambda: bool(telegram.calls))
    await post.put(text(f"person:{person}", "quick"))
    await until(lambda: telegram.texts() == ["quick"])
    hang.event.set()
    await until(lambda: len(post.arrivals) == 2)


async def test_a_refused_reaction_is_forgotten(post: Post, telegram: Telegram) -> None:
    person = await post.person(7)
    telegram.faults = lambda method, params: Refused(Refusal.REACTION_INVALID)
    mark = Outgoing(
        method="setMessageReaction",
        params={"message_id": 1, "reaction": []},
        to=f"person:{person}",
        stream="mark",
        priority=Priority.BOARD,
    )
    await post.put(mark)
    await until(lambda: bool(telegram.calls))
    await settle()
    assert post.refusals == [] and await post.left() == 0


async def test_words_late_by_two_minutes_are_told_of_once(post: Post, telegram: Telegram, clock: VirtualClock) -> None:
    person = await post.person(7)
    await post.group()
    case = await post.case(person, thread=5)
    telegram.faults = lambda method, params: Refused(Refusal.UNREACHABLE)
    await post.put(text(f"case:{case}", "words", priority=Priority.WORDS, note={"message": 3}))
    seconds = await live(clock, lambda: bool(post.late))
    assert 120 <= seconds <= 135 and post.late[0].note == {"message": 3}
    began = clock.now()
    await live(clock, lambda: clock.now() - began > timedelta(minutes=5))
    assert len(post.late) == 1


async def test_an_arrival_that_cannot_be_written_is_not_sent_again(
    post: Post, telegram: Telegram, clock: VirtualClock
) -> None:
    person = await post.person(7)
    tries: list[int] = []

    async def arrived(conn: AsyncConnection, row: Row, result: Any) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise OSError("disk full")

    post.outbox._hook_arrived = arrived
    await post.put(text(f"person:{person}", "a"))
    await live(clock, lambda: len(tries) == 3)
    await settle()
    assert telegram.texts() == ["a"] and await post.left() == 0


class _Hang:
    def __init__(self) -> None:
        import asyncio

        self.event = asyncio.Event()


def _item(post: Post, person: str, case: int, message: int) -> Outgoing:
    return Outgoing(
        method="copyMessage",
        params={"from": f"person:{person}", "message_id": message},
        to=f"case:{case}",
        stream=f"case:{case}",
        priority=Priority.WORDS,
        note={"message": message},
        merge="album:x",
        not_before=post.clock.now() + timedelta(seconds=1.2),
    )


def _edit(post: Post, case: int, words: str, seconds: float) -> Outgoing:
    return Outgoing(
        method="editMessageText",
        params={"text": words},
        to=f"case:{case}",
        stream=f"card:{case}",
        priority=Priority.CARD,
        note={"text": words},
        merge="last",
        not_before=post.clock.now() + timedelta(seconds=seconds),
    )


async def _place(store: Store, case: int, **columns: Any) -> None:
    async def work(conn: AsyncConnection) -> None:
        await conn.execute(update(cases).where(cases.c.id == case).values(**columns))

    await store.write(work)


async def _put(conn: AsyncConnection, post: Post, rows: list[Outgoing], now: Any) -> None:
    from bot.store import outbox

    await outbox.put(conn, post.store.vault, rows, now)
