"""One server for both sides: the Bot API for the bot, the page and its `/sandbox/` API for people."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.clock import Clock
from bot.sandbox import api, control, webhook
from bot.sandbox.world import World

PAGE = Path(__file__).parent / "page"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
LARGEST = 80 * 1024 * 1024

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Search = Callable[[str], dict[str, Any]]


ENDING: web.AppKey[asyncio.Future[None]] = web.AppKey("ending", asyncio.Future)


@dataclass
class Running:
    url: str
    world: World
    runner: web.AppRunner
    delivery: asyncio.Task[None]

    async def close(self) -> None:
        self.delivery.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.delivery
        await self.runner.cleanup()


async def serve(
    world: World,
    host: str = "127.0.0.1",
    port: int = 8080,
    clock: Clock | None = None,
    search: Search | None = None,
) -> Running:
    """Starts the sandbox in the running event loop; port 0 takes a free one. `search`: what typed words lead to."""
    if host not in LOOPBACK:
        raise ValueError(f"the sandbox listens on this machine only, not on {host}")
    world.clock = clock or world.clock
    runner = web.AppRunner(application(world, search), access_log=None, handler_cancellation=True, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    taken = runner.addresses[0][1]
    delivery = asyncio.create_task(webhook.deliver(world))
    return Running(f"http://{f'[{host}]' if ':' in host else host}:{taken}", world, runner, delivery)


def application(world: World, search: Search | None = None) -> web.Application:
    app = web.Application(client_max_size=LARGEST, middlewares=[_only_from_here, _ends_with_the_server])
    app[api.WORLD] = world
    app.on_startup.append(_begin)
    app.on_shutdown.append(_end)
    app.add_routes([web.route("*", "/bot{token}/{method}", api.bot_api)])
    app.add_routes([web.get("/file/bot{token}/{path:.+}", api.file)])
    app.add_routes(control.routes())
    app.add_routes([web.get("/", _index)])
    app.add_routes([web.get("/sandbox/search", _searching(search) if search else _no_search)])
    if PAGE.is_dir():
        app.add_routes([web.static("/page", PAGE)])
    return app


async def _no_search(request: web.Request) -> web.Response:
    """No bot came with a search: the page asks, and shows no box."""
    return web.Response(status=204)


def _searching(search: Search) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return web.json_response(search(request.query.get("text", "")), headers={"Cache-Control": "no-store"})

    return handle


async def _index(request: web.Request) -> web.StreamResponse:
    index = PAGE / "index.html"
    if not index.is_file():
        raise web.HTTPNotFound(text="the page is not installed")
    return web.FileResponse(index, headers={"Cache-Control": "no-store"})


@web.middleware
async def _only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A foreign name in Host is a rebound one; a foreign Origin is another page that uses this browser."""
    if not _here(f"//{request.host}") or not _here(request.headers.get("Origin", "//localhost")):
        return web.Response(status=403, text="the sandbox answers this machine only")
    response = await handler(request)
    if not response.prepared:
        response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _here(address: str) -> bool:
    try:
        return urlsplit(address).hostname in LOOPBACK
    except ValueError:
        return False


@web.middleware
async def _ends_with_the_server(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Long polls and event streams would else hold up the end."""
    answering = asyncio.ensure_future(handler(request))
    try:
        waits: set[asyncio.Future[Any]] = {answering, request.app[ENDING]}
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        return answering.result() if answering.done() else api.cut(request)
    finally:
        answering.cancel()


async def _begin(app: web.Application) -> None:
    app[ENDING] = asyncio.get_running_loop().create_future()


async def _end(app: web.Application) -> None:
    app[ENDING].set_result(None)
