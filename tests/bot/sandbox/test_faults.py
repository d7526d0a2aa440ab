import asyncio

import aiohttp
import pytest

from tests.bot.sandbox.conftest import result, updates


def send(sandbox, text="x", **more):
    return sandbox.call("sendMessage", chat_id=11, text=text, **more)


async def test_refusals_made_to_order(sandbox, berdakh):
    await sandbox.fault("429", method="sendMessage", retry_after=7, times=2)
    await result(sandbox, "sendChatAction", chat_id=11, action="typing")
    for _ in range(2):
        assert (await send(sandbox))["parameters"] == {"retry_after": 7}
    assert (await send(sandbox))["ok"]
    for code in (500, 502):
        await sandbox.fault(str(code))
        assert (await send(sandbox))["error_code"] == code


async def test_a_fault_for_one_chat_spares_the_others(sandbox, berdakh):
    await sandbox.fault("500", chat=12, times=5)
    assert (await send(sandbox))["ok"]
    await sandbox.clear_faults()
    assert (await sandbox.call("sendMessage", chat_id=12, text="x"))["error_code"] == 403


async def test_a_body_that_is_not_json(sandbox, berdakh):
    await sandbox.fault("html")
    with pytest.raises(aiohttp.ContentTypeError):
        await send(sandbox)


@pytest.mark.parametrize(("fault", "executed"), [("reset_before", False), ("reset_after", True), ("half", True)])
async def test_broken_connections(sandbox, berdakh, fault, executed):
    await sandbox.fault(fault, method="sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await send(sandbox, fault)
    await sandbox.refresh()
    assert (fault in [seen.text for seen in berdakh.messages]) is executed
    (call,) = await sandbox.calls("sendMessage")
    assert (call["ok"], call["fault"]) == (executed, fault)


async def test_slow_answers_and_none(sandbox, clock, berdakh):
    await sandbox.fault("slow", seconds=20, method="sendMessage")
    slow = asyncio.create_task(send(sandbox, "slow"))
    await clock.asleep.wait()
    clock.advance(20)
    assert (await slow)["ok"]
    await sandbox.fault("hang", method="sendMessage")
    hanging = asyncio.create_task(send(sandbox, "never"))
    await clock.asleep.wait()
    hanging.cancel()
    await sandbox.refresh()
    assert [seen.text for seen in berdakh.messages if seen.by_bot] == ["slow"]


async def test_an_update_comes_twice(sandbox, berdakh):
    await sandbox.fault("duplicate_update")
    one, again = await updates(sandbox)
    assert one == again
    await updates(sandbox, one["update_id"] + 1)
    await berdakh.says("next")
    await sandbox.fault("duplicate_update")
    assert [update["message"]["text"] for update in await updates(sandbox, one["update_id"] + 1)] == [
        "/start",
        "next",
    ]


async def test_chance_is_the_same_in_each_run(sandbox, berdakh):
    outcomes = []
    for _ in range(2):
        await sandbox.fault("500", probability=0.5)
        outcomes.append([(await send(sandbox))["ok"] for _ in range(20)])
        await sandbox.clear_faults()
    assert outcomes[0] == outcomes[1]
    assert {True, False} == set(outcomes[0])


async def test_calls_are_written_down(sandbox, berdakh):
    await send(sandbox, "a")
    await sandbox.call("sendMessage", chat_id=11)
    first, second = await sandbox.calls("sendMessage")
    assert (first["chat"], first["ok"], first["params"]) == (11, True, {"chat_id": 11, "text": "a"})
    assert (second["ok"], second["error"]) == (False, "Bad Request: message text is empty")
    assert await sandbox.calls(after=second["n"]) == []
