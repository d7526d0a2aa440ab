"""Many people at once, with the real limits on: merging lets the words of all through, and danger first."""

import random
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import VirtualClock
from bot.store.outbox import Outgoing, Priority
from bot.store.tables import cases
from bot.telegram.bundles import Row
from bot.telegram.refusals import Refusal, Refused

from .conftest import Post, live, text, until
from .telegram import Lost, Telegram


def _words(case: int, number: int, priority: Priority = Priority.WORDS) -> Outgoing:
    return text(f"case:{case}", f"{case}:{number}", priority=priority, merge="text")


async def _opened(post: Post, person: str, priority: Priority = Priority.WORDS) -> int:
    """A case as the desk opens it: a topic, a card, and words that wait for both."""
    number = await post.case(person)
    to = f"case:{number}"
    topic = Outgoing(
        method="createForumTopic",
        params={"name": f"№{number}"},
        to=to,
        stream=to,
        priority=priority,
        note={"case": number},
    )
    await post.put(topic, text(to, f"card {number}", priority=priority, ahead=True))
    return number


def _with_topics(post: Post) -> None:
    async def arrived(conn: AsyncConnection, row: Row, result: Any) -> None:
        if row.method == "createForumTopic":
            place = update(cases).where(cases.c.id == row.note["case"])
            await conn.execute(place.values(thread=result["message_thread_id"]))

    post.outbox._hook_arrived = arrived


async def test_sixty_messages_of_six_people_reach_one_group_within_a_minute(
    post: Post, telegram: Telegram, clock: VirtualClock
) -> None:
    await post.group()
    _with_topics(post)
    people = [await post.person(number) for number in range(1, 7)]
    opened = [await _opened(post, person) for person in people[:5]]
    start, urgent_at, announced = clock.now(), 0.0, 0.0
    for number in range(10):
        for case in opened:
            await post.put(_words(case, number))
        if number == 3:
            urgent_at = clock.now().timestamp()
            opened.append(await _opened(post, people[5], Priority.URGENT))
            await post.put(*[_words(opened[5], early, Priority.URGENT) for early in range(3)])
            await until(lambda: f"card {opened[5]}" in telegram.texts())
            announced = clock.now().timestamp()
        clock.advance(1)
    wanted = {f"{case}:{number}" for case in opened[:5] for number in range(10)}

    def said() -> list[str]:
        return [words for call in telegram.texts() for words in call.split("\n\n")]

    await live(clock, lambda: wanted <= set(said()))
    assert announced - urgent_at <= 5
    assert (clock.now() - start).total_seconds() <= 60
    for case in opened:
        numbers = [int(words.split(":")[1]) for words in said() if words.startswith(f"{case}:")]
        assert numbers == sorted(numbers)
    moments = [call.at for call in telegram.done]
    assert all(len([at for at in moments if begin <= at < begin + 60]) <= 20 for begin in moments)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_thirty_people_and_a_fifth_of_all_calls_failing(
    post: Post, telegram: Telegram, clock: VirtualClock, seed: int
) -> None:
    chance = random.Random(seed)
    lost: dict[int, int] = {}

    def faults(method: str, params: dict[str, Any]) -> Exception | None:
        if chance.random() > 0.2:
            return None
        fault = chance.choice(
            [
                Refused(Refusal.RETRY_AFTER, retry_after=chance.randint(1, 5)),
                Refused(Refusal.UNREACHABLE, code=502),
                Refused(Refusal.UNREACHABLE),
                Lost(),
            ]
        )
        if isinstance(fault, Lost):
            lost[params["chat_id"]] = lost.get(params["chat_id"], 0) + 1
        return fault

    telegram.faults = faults
    people = [await post.person(number) for number in range(1, 31)]
    for number in range(5):
        await post.put(*[text(f"person:{person}", str(number)) for person in people])
    await live(clock, lambda: len(post.arrivals) == 150)
    for chat in range(1, 31):
        said = telegram.texts(chat)
        assert list(dict.fromkeys(said)) == [str(number) for number in range(5)]
        assert said == sorted(said)
        assert len(said) - 5 <= lost.get(chat, 0)
    assert post.refusals == [] and await post.left() == 0
