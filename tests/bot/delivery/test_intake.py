"""What comes in is stored, confirmed, handled in order, and never dropped."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import orjson
import pytest
from aiogram.types import Update
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import VirtualClock
from bot.store import inbox as inbox_store
from bot.store.store import Store
from bot.store.tables import inbox, meta
from bot.telegram.intake import SECRET_HEADER, DeadToken, Intake
from bot.telegram.lanes import Commit, Lanes, lane_of
from bot.telegram.refusals import Refusal, Refused

from .conftest import live, settle, until
from .telegram import Telegram

SECRET = "a secret of the webhook"


class Door:
    """An intake at work, whose handler a test may replace."""

    def __init__(self, store: Store, telegram: Telegram, clock: VirtualClock) -> None:
        self.store, self.telegram, self.clock = store, telegram, clock
        self.seen: dict[int, list[int]] = defaultdict(list)
        self.order: list[int] = []
        self.stuck: list[int] = []
        self.handle: Callable[[Update, Commit], Any] = self.note
        self.lanes = Lanes(store, clock, None, self._handle, stuck=self._stuck)
        self.intake = Intake(telegram, store, self.lanes, clock, bot_id=1000)
        self.task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.task = asyncio.create_task(self.intake.poll())

    async def stop(self) -> None:
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)
        await self.lanes.drain(1)

    async def note(self, update: Update, commit: Commit) -> None:
        if update.message is not None:
            self.seen[update.message.chat.id].append(update.update_id)
        self.order.append(update.update_id)

    async def _handle(self, update: Update, commit: Commit) -> None:
        await self.handle(update, commit)

    async def _stuck(self, conn: AsyncConnection, update_id: int) -> None:
        self.stuck.append(update_id)

    async def rows(self) -> dict[int, tuple[str, bool]]:
        async with self.store.reading() as conn:
            found = await conn.execute(select(inbox.c.update_id, inbox.c.state, inbox.c.body))
            return {row.update_id: (row.state, row.body is not None) for row in found}


@pytest.fixture
async def door(store: Store, telegram: Telegram, clock: VirtualClock) -> AsyncIterator[Door]:
    door = Door(store, telegram, clock)
    yield door
    await door.stop()


async def test_an_update_is_stored_before_it_is_confirmed(door: Door, telegram: Telegram) -> None:
    held = asyncio.Event()

    async def wait(update: Update, commit: Commit) -> None:
        await held.wait()

    door.handle = wait
    telegram.says(5, 7, "сәлем")
    door.start()
    await until(lambda: any(call.params.get("offset") == 6 for call in telegram.calls))
    assert await door.rows() == {5: ("new", True)}
    held.set()


async def test_handled_updates_lose_their_words_and_redelivered_ones_are_known(door: Door, telegram: Telegram) -> None:
    telegram.says(5, 7, "сәлем")
    door.start()
    await until(lambda: door.order == [5])
    telegram.says(5, 7, "сәлем")
    telegram.says(6, 7, "тағы")
    await until(lambda: 6 in door.order)
    await door.lanes.flush()
    assert door.order == [5, 6]
    assert await door.rows() == {5: ("done", False), 6: ("done", False)}


async def test_the_writes_of_a_handler_and_the_closing_are_one_commit(door: Door, telegram: Telegram) -> None:
    async def fails_once(update: Update, commit: Commit) -> None:
        async def work(conn: AsyncConnection) -> None:
            await conn.execute(meta.insert().values(key=f"u{update.update_id}-{len(door.order)}", value="x"))
            door.order.append(update.update_id)
            if len(door.order) == 1:
                raise RuntimeError("first try")

        await commit(work)

    door.handle = fails_once
    telegram.says(5, 7, "a")
    door.start()
    await live(door.clock, lambda: door.order == [5, 5])
    await door.lanes.idle()
    async with door.store.reading() as conn:
        kept = (await conn.execute(select(meta.c.key).where(meta.c.key.startswith("u")))).scalars().all()
    assert kept == ["u5-1"]
    assert (await door.rows())[5] == ("done", False)


async def test_one_chat_in_order_and_chats_side_by_side(door: Door, telegram: Telegram) -> None:
    held = asyncio.Event()

    async def slow_for_seven(update: Update, commit: Commit) -> None:
        assert update.message is not None
        if update.message.chat.id == 7:
            await held.wait()
        await door.note(update, commit)

    door.handle = slow_for_seven
    for number in range(12):
        telegram.says(number, 7 + number % 3, "x")
    door.start()
    await until(lambda: len(door.order) == 8)
    assert door.seen[7] == [] and door.seen[8] == [1, 4, 7, 10] and door.seen[9] == [2, 5, 8, 11]
    held.set()
    await until(lambda: door.seen[7] == [0, 3, 6, 9])


async def test_a_poisonous_update_is_parked_after_three_tries(
    door: Door, telegram: Telegram, clock: VirtualClock
) -> None:
    tries: list[float] = []

    async def poison(update: Update, commit: Commit) -> None:
        if update.update_id == 5:
            tries.append(clock.now().timestamp())
            raise ValueError("a name that must not be logged")
        await door.note(update, commit)

    door.handle = poison
    for number in (4, 5, 6):
        telegram.says(number, 7, "x")
    telegram.says(7, 8, "x")
    door.start()
    await until(lambda: 7 in door.order)
    await live(clock, lambda: 6 in door.order)
    assert [round(at - tries[0]) for at in tries] == [0, 1, 6]
    assert door.seen[7] == [4, 6] and door.stuck == [5]
    assert (await door.rows())[5] == ("parked", True)
    door.handle = door.note
    assert await door.store.write(inbox_store.replay) == 1
    clock.advance(61)
    telegram.says(8, 9, "wakes the poll")
    await live(clock, lambda: 5 in door.order, most=200)
    async with door.store.reading() as conn:
        assert await inbox_store.parked(conn) == []


async def test_malformed_updates_are_parked_and_the_next_person_is_answered(
    door: Door, telegram: Telegram, clock: VirtualClock
) -> None:
    telegram.updates.extend(
        [
            {"update_id": "no number"},
            {"update_id": 3, "message": {"chat": "not a chat"}},
            {"update_id": 4, "message": [1, 2]},
            {"update_id": 5, "of a kind nobody knows": {"x": 1}},
        ]
    )
    telegram.says(6, 7, "x")
    door.start()
    await until(lambda: 6 in door.order)
    await live(clock, lambda: 3 in door.stuck and 4 in door.stuck)
    assert sorted(door.stuck) == [3, 4]
    await door.lanes.idle()
    await door.lanes.flush()
    assert (await door.rows())[5] == ("done", False) and 5 not in door.order


async def test_what_was_not_handled_before_a_stop_comes_first_and_in_order(
    store: Store, telegram: Telegram, clock: VirtualClock
) -> None:
    first = Door(store, telegram, clock)
    held = asyncio.Event()

    async def wait(update: Update, commit: Commit) -> None:
        await held.wait()

    first.handle = wait
    for number in range(1, 6):
        telegram.says(number, 7, "x")
    first.start()
    await until(lambda: any(call.params.get("offset") == 6 for call in telegram.calls))
    assert first.task is not None
    first.task.cancel()
    await first.lanes.drain(0.01)
    second = Door(store, telegram, clock)
    telegram.says(6, 7, "x")
    second.start()
    await until(lambda: len(second.order) == 6)
    assert second.seen[7] == [1, 2, 3, 4, 5, 6]
    await second.stop()


async def test_stopping_finishes_what_runs_and_leaves_the_rest(
    store: Store, telegram: Telegram, clock: VirtualClock
) -> None:
    door = Door(store, telegram, clock)
    running, held = asyncio.Event(), asyncio.Event()

    async def wait(update: Update, commit: Commit) -> None:
        running.set()
        await held.wait()
        await door.note(update, commit)

    door.handle = wait
    telegram.says(1, 7, "x")
    telegram.says(2, 7, "x")
    door.start()
    await running.wait()
    draining = asyncio.create_task(door.lanes.drain(10))
    await settle()
    held.set()
    await draining
    assert door.order == [1]
    assert await door.rows() == {1: ("done", False), 2: ("new", True)}
    await door.stop()


async def test_a_dead_token_is_said_plainly(door: Door, telegram: Telegram) -> None:
    telegram.faults = lambda method, params: Refused(Refusal.UNAUTHORIZED, code=401)
    with pytest.raises(DeadToken, match="BOT_TOKEN"):
        await door.intake.preflight()
    with pytest.raises(DeadToken):
        await door.intake.poll()


async def test_a_conflict_is_waited_out_without_spinning(door: Door, telegram: Telegram, clock: VirtualClock) -> None:
    def faults(method: str, params: dict[str, Any]) -> Exception | None:
        return Refused(Refusal.CONFLICT) if method == "getUpdates" else None

    telegram.faults = faults
    start = clock.now().timestamp()
    door.start()
    await live(clock, lambda: [call.method for call in telegram.calls].count("getUpdates") >= 4)
    asked = [call.at - start for call in telegram.calls if call.method == "getUpdates"]
    assert asked == [0, 5, 15, 35]
    assert telegram.calls[2].method == "deleteWebhook"  # it may be a webhook that somebody set meanwhile


async def test_a_database_that_cannot_be_written_confirms_nothing(
    door: Door, telegram: Telegram, clock: VirtualClock
) -> None:
    async def break_it(conn: AsyncConnection) -> None:
        await conn.execute(text("ALTER TABLE inbox RENAME TO broken"))

    async def mend_it(conn: AsyncConnection) -> None:
        await conn.execute(text("ALTER TABLE broken RENAME TO inbox"))

    door.start()
    await until(lambda: "getUpdates" in [call.method for call in telegram.calls])
    await door.store.write(break_it)
    telegram.says(5, 7, "x")
    await live(clock, lambda: clock.next_due is not None and len(telegram.calls) > 4)
    assert not any("offset" in call.params for call in telegram.calls) and door.order == []
    await door.store.write(mend_it)
    await live(clock, lambda: door.order == [5])


async def test_the_webhook_stores_before_it_says_yes(door: Door) -> None:
    app = web.Application()
    app.router.add_post("/hook", door.intake.receive(SECRET))
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    right = {SECRET_HEADER: SECRET}
    body = {"update_id": 5, "message": {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}}}
    async with aiohttp.ClientSession() as client:
        for headers in ({}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: "ключ"}):
            async with client.post(url, json=body, headers=headers) as answer:
                assert answer.status == 403
        assert await door.rows() == {}
        for _ in range(2):
            async with client.post(url, json=body, headers=right) as answer:
                assert answer.status == 200
        for bad in (b"", b"{", b"[]", b'{"update_id": -1}', b'{"update_id": 99999999999999999999}'):
            async with client.post(url, data=bad, headers=right) as answer:
                assert answer.status == 400
    await door.lanes.idle()
    assert door.order == [5] and list(await door.rows()) == [5]
    await runner.cleanup()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["chat", "from", "message", "id", "text", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)
KINDS = ["message", "callback_query", "edited_message", "my_chat_member", "message_reaction", "unknown"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(KINDS), event=JSON)
def test_every_update_finds_a_lane(vault: Any, kind: str, event: Any) -> None:
    assert len(lane_of(vault, {"update_id": 1, kind: orjson.loads(orjson.dumps(event))})) == 32


def test_lanes_are_chats_and_topics(vault: Any) -> None:
    private = {"update_id": 1, "message": {"chat": {"id": 7}}}
    tap = {"update_id": 2, "callback_query": {"from": {"id": 7}, "message": {"chat": {"id": 7}}}}
    reply = {"update_id": 3, "message": {"chat": {"id": -5}, "message_thread_id": 9}}
    topic = {"update_id": 4, "message": {"chat": {"id": -5}, "message_thread_id": 9, "is_topic_message": True}}
    general = {"update_id": 5, "message": {"chat": {"id": -5}}}
    assert lane_of(vault, private) == lane_of(vault, tap)
    assert lane_of(vault, reply) == lane_of(vault, general) != lane_of(vault, topic)
