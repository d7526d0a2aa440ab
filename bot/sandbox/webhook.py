"""Sends updates to the bot's webhook, one at a time, each until it is taken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import aiohttp
import orjson

from bot.sandbox.world import World

PAUSE = 1
TIMEOUT = aiohttp.ClientTimeout(total=60)


async def deliver(world: World) -> None:
    """Runs as long as the server does."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        while True:
            waiting = world.updates.first(1, world.clock.now().timestamp())
            if not world.updates.webhook or not waiting:
                await world.bell.wait()
            elif await _post(session, world, waiting[0]):
                world.updates.confirm(waiting[0]["update_id"] + 1)
            else:
                await world.clock.sleep_until(world.clock.now() + timedelta(seconds=PAUSE))


async def _post(session: aiohttp.ClientSession, world: World, update: dict[str, Any]) -> bool:
    hook = world.updates.webhook
    headers = {"Content-Type": "application/json"}
    if hook["secret"]:
        headers["X-Telegram-Bot-Api-Secret-Token"] = hook["secret"]
    try:
        async with session.post(hook["url"], data=orjson.dumps(update), headers=headers) as response:
            await response.read()
            taken, why = (
                response.status == 200,
                f"Wrong response from the webhook: {response.status} {response.reason}",
            )
    except (TimeoutError, aiohttp.ClientError, OSError):
        taken, why = False, "Connection refused"
    if not taken:
        hook |= {"last_error_date": world.now(), "last_error_message": why}
    return taken
