"""The web server beside the bot, if LISTEN is set: Telegram's webhook and the health of the process."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.settings import Settings


class Taken(Exception):
    """The address of LISTEN cannot be listened on."""

    def __init__(self) -> None:
        super().__init__("LISTEN is wrong: nothing can listen there, or another program does already")


async def serve(
    settings: Settings, receive: Callable[[web.Request], Any], health: Callable[[], Any]
) -> web.AppRunner | None:
    """Starts what the settings ask for; None where they ask for nothing."""
    if settings.listen is None:
        return None
    app = web.Application(client_max_size=1024 * 1024)

    async def tell(request: web.Request) -> web.Response:
        state = await health()
        return web.json_response(state, status=200 if state["healthy"] else 503)

    app.add_routes([web.get("/health", tell)])
    if settings.webhook_url:
        app.add_routes([web.post(urlsplit(settings.webhook_url).path or "/", receive)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    host, _, port = settings.listen.rpartition(":")
    try:
        await web.TCPSite(runner, host, int(port)).start()
    except (OSError, OverflowError):
        await runner.cleanup()
        raise Taken from None
    return runner
