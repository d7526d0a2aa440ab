"""A Telegram small enough to be read in a minute, which can be told to refuse, to fall silent and to lose answers."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

from bot.clock import Clock
from bot.telegram.refusals import Refusal, Refused

Params = dict[str, Any]


class Lost(Exception):
    """Telegram has done it, but the answer does not come back."""


@dataclass
class Call:
    method: str
    params: Params
    at: float


@dataclass
class Telegram:
    """`faults`: asked before each call; may raise Refused (not done), or return Lost() (done, answer lost)."""

    clock: Clock
    faults: Callable[[str, Params], Exception | None] = lambda method, params: None
    calls: list[Call] = field(default_factory=list)
    done: list[Call] = field(default_factory=list)
    updates: deque[Params] = field(default_factory=deque)
    gate: asyncio.Event | None = None
    slow: Callable[[], float] = lambda: 0.0
    _ids: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def raw(self, method: str, params: Params | None = None, patience: float | None = None) -> Any:
        params = params or {}
        call = Call(method, params, self.clock.now().timestamp())
        self.calls.append(call)
        await asyncio.sleep(self.slow())
        if self.gate is not None:
            await self.gate.wait()
        fault = self.faults(method, params)
        if isinstance(fault, Refused):
            raise fault
        result = await self._do(method, params)
        if method != "getUpdates":
            self.done.append(call)
        await asyncio.sleep(self.slow())
        if isinstance(fault, Lost):
            raise Refused(Refusal.UNREACHABLE)
        return result

    async def _do(self, method: str, params: Params) -> Any:
        if method == "getUpdates":
            return await self._get_updates(params)
        if method == "getMe":
            return {"id": 1000, "is_bot": True, "first_name": "Sapar", "username": "sapar_bot"}
        if method == "copyMessages":
            return [self._message(params) for _ in params["message_ids"]]
        if method == "createForumTopic":
            return {"message_thread_id": self._message(params)["message_id"], "name": params["name"]}
        if method.startswith(("send", "copy")):
            return self._message(params)
        return True

    def _message(self, params: Params) -> Params:
        self._ids[params["chat_id"]] += 1
        return {"message_id": self._ids[params["chat_id"]]}

    # Updates

    def says(self, update_id: int, chat: int, text: str) -> None:
        sender = {"id": chat, "is_bot": False, "first_name": "Бердах"}
        message = {"message_id": update_id, "date": 0, "chat": {"id": chat, "type": "private"}, "from": sender}
        self.updates.append({"update_id": update_id, "message": {**message, "text": text}})
        self._news.set()

    async def _get_updates(self, params: Params) -> list[Params]:
        def confirmed(update: Params) -> bool:
            return not isinstance(update["update_id"], int) or update["update_id"] < params["offset"]

        while "offset" in params and self.updates and confirmed(self.updates[0]):
            self.updates.popleft()
        if not self.updates:
            self._news.clear()
            await self._news.wait()
        return list(self.updates)[:100]

    # What arrived

    def texts(self, chat: int | None = None) -> list[str]:
        return [
            call.params["text"]
            for call in self.done
            if "text" in call.params and (chat is None or call.params["chat_id"] == chat)
        ]

    def methods(self) -> list[str]:
        return [call.method for call in self.done]

    # Over HTTP, for real processes

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._over_http)
        return app

    async def _over_http(self, request: web.Request) -> web.StreamResponse:
        params = orjson.loads(await request.read())
        try:
            result = await self.raw(request.match_info["method"], params)
        except Refused as refused:
            if refused.refusal is Refusal.UNREACHABLE and request.transport is not None:
                request.transport.abort()
            return web.json_response({"ok": False, "error_code": 502, "description": "Bad Gateway"}, status=502)
        return web.json_response({"ok": True, "result": result})
