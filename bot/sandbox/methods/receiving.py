"""How updates reach the bot: asked for with getUpdates, or sent to a webhook."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from aiogram import methods

from bot.sandbox.methods.registry import method
from bot.sandbox.refused import Refused
from bot.sandbox.world import World

Json = dict[str, Any]

ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
HOOKED = "Conflict: terminated by setWebhook request"
OTHER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
LONGEST = 50
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@method
async def getUpdates(world: World, call: methods.GetUpdates) -> list[Json]:
    """What is below the offset is confirmed and gone; what is not confirmed is given again."""
    updates = world.updates
    if updates.webhook:
        raise Refused(ACTIVE, 409)
    updates.allow(call.allowed_updates)
    offset, limit = call.offset or 0, min(max(call.limit or 100, 1), 100)
    if offset < 0:
        updates.keep_last(-offset)
    else:
        updates.confirm(offset)
    listener = updates.listen()
    until = world.clock.now() + timedelta(seconds=min(max(call.timeout or 0, 0), LONGEST))
    try:
        return await _given(world, limit, until, listener)
    finally:
        if updates.listener is listener:
            updates.listener = None


async def _given(world: World, limit: int, until: datetime, listener: asyncio.Future[None]) -> list[Json]:
    alarm = asyncio.ensure_future(world.clock.sleep_until(until))
    try:
        while True:
            now = world.clock.now()
            given = world.updates.first(limit, now.timestamp())
            if given or now >= until:
                return given
            bell = asyncio.ensure_future(world.bell.wait())
            wakes: set[asyncio.Future[Any]] = {bell, alarm, listener}
            await asyncio.wait(wakes, return_when=asyncio.FIRST_COMPLETED)
            bell.cancel()
            if listener.done():
                raise Refused(HOOKED if world.updates.webhook else OTHER, 409)
    finally:
        alarm.cancel()


@method
def setWebhook(world: World, call: methods.SetWebhook) -> bool:
    if not call.url:
        return _unhook(world, bool(call.drop_pending_updates))
    secret = call.secret_token or ""
    if len(secret) > 256:
        raise Refused("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise Refused("secret token contains unallowed characters")
    address = urlsplit(call.url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise Refused("invalid webhook URL specified")
    if address.hostname not in LOOPBACK:
        raise Refused("bad webhook: the sandbox calls this machine only")
    updates = world.updates
    updates.allow(call.allowed_updates)
    if call.drop_pending_updates:
        updates.drop()
    updates.webhook = {"url": call.url, "secret": secret, "max_connections": call.max_connections or 40}
    if updates.listener and not updates.listener.done():
        updates.listener.set_result(None)
    world.bell.ring()
    return True


@method
def deleteWebhook(world: World, call: methods.DeleteWebhook) -> bool:
    return _unhook(world, bool(call.drop_pending_updates))


def _unhook(world: World, drop: bool) -> bool:
    world.updates.webhook = {}
    if drop:
        world.updates.drop()
    world.bell.ring()
    return True


@method
def getWebhookInfo(world: World, call: methods.GetWebhookInfo) -> Json:
    updates = world.updates
    told = {"url": updates.webhook.get("url", ""), "has_custom_certificate": False}
    told |= {"pending_update_count": len(updates.waiting), "allowed_updates": sorted(updates.allowed)}
    for key in ("max_connections", "last_error_date", "last_error_message"):
        if key in updates.webhook:
            told[key] = updates.webhook[key]
    return told
