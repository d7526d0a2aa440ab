import asyncio
import random

import pytest
from aiogram import Bot

from bot.sandbox.methods import METHODS
from bot.sandbox.server import serve
from bot.sandbox.world import STAFF_GROUP, World
from tests.bot.actors import Refusal, Sandbox
from tests.bot.sandbox.conftest import result


@pytest.mark.parametrize("path", ["/", "/sandbox/world", "/bot1000001:SANDBOX/getMe", "/page/page.js"])
async def test_foreign_hosts_and_origins_are_refused(sandbox, path):
    for headers in (
        {"Host": "rebound.example:80"},
        {"Origin": "https://elsewhere.example"},
        {"Host": "localhost.evil"},
    ):
        async with sandbox.http.get(sandbox.url + path, headers=headers) as response:
            assert response.status == 403
    port = sandbox.url.rpartition(":")[2]
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}"):
        async with sandbox.http.get(sandbox.url + path, headers={"Host": host}) as response:
            assert response.status != 403


async def test_it_listens_on_this_machine_only():
    with pytest.raises(ValueError, match="this machine only"):
        await serve(World.seeded(), "0.0.0.0", 0)  # noqa: S104 -- it must not


async def test_the_end_does_not_wait_for_those_who_listen(clock):
    async with Sandbox(clock) as sandbox:
        polling = asyncio.create_task(sandbox.call("getUpdates", timeout=50))
        events = await sandbox.http.get(f"{sandbox.url}/sandbox/events")
        assert (await events.content.readline()).startswith(b"data: ")
        async with asyncio.timeout(5):
            await sandbox.running.close()
        sandbox.running = None
        polling.cancel()
        events.close()


async def test_events_tell_of_changes(sandbox):
    async with sandbox.http.get(f"{sandbox.url}/sandbox/events") as events:
        first = await events.content.readline()
        await sandbox.person(11).says("x")
        await events.content.readline()
        assert int((await events.content.readline())[6:]) > int(first[6:])


async def test_the_world_tells_only_what_changed(sandbox, berdakh):
    said = await berdakh.says("x")
    seq = sandbox.seq
    assert (await sandbox.ask(f"world?after={seq}", method="GET"))["messages"] == []
    await berdakh.deletes(said)
    (gone,) = (await sandbox.ask(f"world?after={seq}", method="GET"))["messages"]
    assert (gone["id"], gone["deleted"]) == (said.id, True)
    assert said.id not in [message["id"] for message in (await sandbox.world())["messages"]]


async def test_a_new_world_keeps_the_bot_connected(bot: Bot, sandbox, berdakh):
    await sandbox.ask("reset", {})
    await sandbox.refresh()
    assert berdakh.messages == []
    assert (await sandbox.world())["people"][0]["started"] is False
    last = sandbox.inside.updates.last_id
    await sandbox.person(12).says("/start")
    (update,) = await bot.get_updates(offset=last + 1)
    assert update.message.from_user.first_name == "Айгүл"


async def test_mistakes_of_a_test_are_told_plainly(sandbox):
    with pytest.raises(Refusal, match="KeyError"):
        await sandbox.ask("say", {"text": "x"})
    with pytest.raises(Refusal, match="no such fault"):
        await sandbox.fault("earthquake")


async def test_files_of_people_never_run_in_the_page(sandbox, berdakh):
    sent = await berdakh.sends("document", media={"file_name": "x.html"})
    async with sandbox.http.get(sandbox.url + sent.raw["file"]) as response:
        assert response.content_type == "application/octet-stream"
        assert "sandbox" in response.headers["Content-Security-Policy"]


async def test_a_button_nobody_answers(sandbox, berdakh, monkeypatch):
    monkeypatch.setattr("bot.sandbox.control.PATIENCE", 0.01)
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    await result(sandbox, "sendMessage", chat_id=11, text="x", reply_markup=keyboard)
    with pytest.raises(Refusal, match="the bot did not answer"):
        await berdakh.taps("x")


async def test_the_page_is_served(sandbox):
    for path, kind in (
        ("/", "html"),
        ("/page/page.js", "javascript"),
        ("/page/page.css", "css"),
    ):
        async with sandbox.http.get(sandbox.url + path) as response:
            assert response.status == 200
            assert response.content_type.endswith(kind)
            assert response.headers["Cache-Control"] in ("no-cache", "no-store")


async def test_nonsense_is_refused_and_never_breaks_the_server(sandbox, berdakh):
    chance = random.Random(7)
    values = [
        None,
        0,
        -1,
        11,
        STAFF_GROUP,
        101,
        1e300,
        "",
        "x",
        "<b",
        "[",
        "{}",
        True,
        [],
        [1],
        [{}],
        {},
        {"type": "x"},
    ]
    names = [
        "chat_id",
        "from_chat_id",
        "message_id",
        "message_ids",
        "text",
        "parse_mode",
        "media",
        "reply_markup",
        "caption",
    ]
    names += [
        "message_thread_id",
        "name",
        "reaction",
        "entities",
        "commands",
        "offset",
        "reply_parameters",
        "photo",
    ]
    names += ["user_id", "url", "callback_query_id", "scope", "limit", "allowed_updates", "voice"]
    for method in METHODS:
        for _ in range(15):
            params = {name: chance.choice(values) for name in chance.sample(names, 8)} | {"timeout": 0}
            chat = {
                "chat_id": chance.choice([11, STAFF_GROUP]),
                "text": "x",
                "message_id": chance.choice([12, 101]),
            }
            answer = await sandbox.call(method, **(chat | params))
            assert answer["ok"] or answer["error_code"] in (400, 403, 409), (method, params, answer)
        await sandbox.call("deleteWebhook")
