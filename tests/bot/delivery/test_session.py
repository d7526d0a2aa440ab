"""Our session against the sandbox: bare results, refusals that are understood, files, and answers to taps."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramForbiddenError
from aiogram.types import BufferedInputFile, CallbackQuery, Message
from aiohttp import web
from orjson import Fragment

from bot.clock import SystemClock
from bot.sandbox.server import serve
from bot.sandbox.world import World
from bot.telegram import show
from bot.telegram.refusals import Refusal, Refused
from bot.telegram.session import Session
from bot.telegram.show import View

TOKEN = "1000001:SANDBOX"


class Line:
    """A bot that speaks to a sandbox, and the sandbox's own door."""

    def __init__(self, world: World, url: str, client: aiohttp.ClientSession) -> None:
        self.world, self.url, self.client = world, url, client
        self.session = Session(TOKEN, url)
        self.bot = Bot(TOKEN, session=self.session)

    async def control(self, path: str, **body: Any) -> Any:
        async with self.client.post(f"{self.url}/sandbox/{path}", json=body) as answer:
            return await answer.json()

    async def calls(self) -> list[dict[str, Any]]:
        async with self.client.get(f"{self.url}/sandbox/calls") as answer:
            found = await answer.json()
        calls: list[dict[str, Any]] = found["calls"] if isinstance(found, dict) else found
        return calls


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    clock = SystemClock()
    world = World.seeded(clock)
    server = await serve(world, "127.0.0.1", 0, clock)
    async with aiohttp.ClientSession() as client:
        line = Line(world, server.url, client)
        await line.control("say", **{"as": 11, "chat": 11, "text": "/start"})
        yield line
        await line.session.close()
    await server.close()


async def test_bare_results_and_refusals(line: Line) -> None:
    assert (await line.session.raw("getMe"))["id"] == 1000001
    markup = Fragment(b'{"inline_keyboard":[[{"text":"a","callback_data":"home"}]]}')
    sent = await line.session.raw("sendMessage", {"chat_id": 11, "text": "сәлем", "reply_markup": markup})
    assert sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "home"
    refusals: list[tuple[str, dict[str, Any], Refusal]] = [
        ("sendMessage", {"chat_id": 12, "text": "x"}, Refusal.BLOCKED),
        ("sendMessage", {"chat_id": 999, "text": "x"}, Refusal.CHAT_GONE),
        ("sendMessage", {"chat_id": 11, "text": "x" * 4097}, Refusal.TOO_LONG),
        ("sendMessage", {"chat_id": 11, "text": "<x>", "parse_mode": "HTML"}, Refusal.BAD_ENTITIES),
        ("editMessageText", {"chat_id": 11, "message_id": 999, "text": "x"}, Refusal.MESSAGE_GONE),
        ("answerCallbackQuery", {"callback_query_id": "1"}, Refusal.QUERY_OLD),
        ("noSuchMethod", {}, Refusal.UNKNOWN_METHOD),
    ]
    for method, params, refusal in refusals:
        with pytest.raises(Refused) as refused:
            await line.session.raw(method, params)
        assert refused.value.refusal is refusal, method
        assert "x" not in str(refused.value).lower().replace("refused", "")


@pytest.mark.parametrize("fault", ["500", "502", "html", "reset_before", "reset_after", "half"])
async def test_what_is_no_answer_is_unreachable(line: Line, fault: str) -> None:
    await line.control("faults", method="sendMessage", fault=fault, times=1)
    with pytest.raises(Refused) as refused:
        await line.session.raw("sendMessage", {"chat_id": 11, "text": "x"}, patience=5)
    assert refused.value.refusal is Refusal.UNREACHABLE
    assert (await line.session.raw("sendMessage", {"chat_id": 11, "text": "x"}))["text"] == "x"


async def test_a_flood_says_how_long(line: Line) -> None:
    await line.control("faults", method="sendMessage", fault="429", retry_after=7, times=1)
    with pytest.raises(Refused) as refused:
        await line.session.raw("sendMessage", {"chat_id": 11, "text": "x"})
    assert refused.value.refusal is Refusal.RETRY_AFTER and refused.value.retry_after == 7


async def test_a_server_that_is_not_there() -> None:
    session = Session("1:x", "http://127.0.0.1:9")
    with pytest.raises(Refused, match="UNREACHABLE"):
        await session.raw("getMe")
    await session.close()


async def test_aiogram_speaks_through_it(line: Line) -> None:
    sent = await line.bot.send_message(11, "сәлем")
    assert isinstance(sent, Message) and sent.text == "сәлем"
    assert await line.bot.edit_message_text("жаңа", chat_id=11, message_id=sent.message_id) is True
    file = await line.bot.send_document(11, BufferedInputFile(b"x", "a.txt"), caption="қ")
    assert file.document is not None and file.caption == "қ"
    with pytest.raises(TelegramForbiddenError):
        await line.bot.send_message(12, "x")


async def test_a_tap_is_edited_and_answered(line: Line) -> None:
    spent: list[int] = []
    line.session.tapped = spent.append
    markup = Fragment(b'{"inline_keyboard":[[{"text":"a","callback_data":"home"}]]}')
    sent = await line.session.raw("sendMessage", {"chat_id": 11, "text": "a", "reply_markup": markup})
    press = {"as": 11, "chat": 11, "message_id": sent["message_id"], "data": "home"}
    view = View("<b>b</b>", "HTML", markup)
    toasts = []
    offset = 0
    for _ in range(2):  # the second time it is not modified
        pressed = asyncio.create_task(line.control("press", **press))
        query = None
        while query is None:
            asked = {"timeout": 2, "offset": offset, "allowed_updates": ["callback_query"]}
            for update in await line.session.raw("getUpdates", asked):
                offset = update["update_id"] + 1
                query = update.get("callback_query")
        read = CallbackQuery.model_validate(query, context={"bot": line.bot})
        await show.answer_tap(line.bot, read, view, toast="алынды")
        toasts.append((await pressed)["text"])
    await line.control("delete", **{"as": 11, "chat": 11, "message_id": sent["message_id"]})
    await show.answer_tap(line.bot, read, view)
    assert toasts == ["алынды", "алынды"] and spent == [11, 11, 11, 11]
    methods = [call["method"] for call in await line.calls()]
    assert methods.count("editMessageText") == 3 and methods.count("sendMessage") == 2


async def test_the_edit_and_the_answer_leave_together() -> None:
    both, arrived = asyncio.Event(), []

    async def answer(request: web.Request) -> web.Response:
        arrived.append(request.match_info["method"])
        if len(arrived) == 2:
            both.set()
        await both.wait()  # neither is answered before both are there
        return web.json_response({"ok": True, "result": True})

    app = web.Application()
    app.router.add_post("/bot{token}/{method}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    session = Session("1:x", f"http://127.0.0.1:{runner.addresses[0][1]}")
    bot = Bot("1:x", session=session)
    chat = {"id": 11, "type": "private"}
    query = CallbackQuery.model_validate(
        {
            "id": "1",
            "chat_instance": "1",
            "from": {"id": 11, "is_bot": False, "first_name": "Б"},
            "message": {"message_id": 5, "date": 1, "chat": chat, "text": "a"},
            "data": "home",
        }
    )
    async with asyncio.timeout(10):
        await show.answer_tap(bot, query, View("b"))
    assert sorted(arrived) == ["answerCallbackQuery", "editMessageText"]
    await session.close()
    await runner.cleanup()
