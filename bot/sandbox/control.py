"""The `/sandbox/` API: what people do, what fails, what the world looks like; for the page and for tests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

from bot.sandbox import deeds, view
from bot.sandbox.api import WORLD
from bot.sandbox.faults import Fault
from bot.sandbox.refused import Refused
from bot.sandbox.world import GIVEN_RIGHTS, World

Json = dict[str, Any]
Deed = Callable[[World, Json], Any]

# Seconds of whoever holds the phone, not of the world's clock: an HTTP client waits in real time.
PATIENCE = 15
LONGEST_WAIT = 30


def routes() -> list[web.RouteDef]:
    posts = [web.post(f"/sandbox/{name}", _post(deed)) for name, deed in DEEDS.items()]
    return [
        *posts,
        web.get("/sandbox/world", _world),
        web.get("/sandbox/events", _events),
        web.get("/sandbox/calls", _calls),
        web.get("/sandbox/file/{id}", _file),
        web.get("/sandbox/faults", _faults),
        web.delete("/sandbox/faults", _clear_faults),
    ]


def _post(deed: Deed) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            told = orjson.loads(await request.read() or b"{}")
            done = deed(request.app[WORLD], told)
            return _json(await done if asyncio.iscoroutine(done) else done)
        except TimeoutError:
            return _json({"error": "the bot did not answer"}, 504)
        except Refused as refused:
            return _json({"error": str(refused)}, 400)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            return _json({"error": f"{type(error).__name__}: {error}"}, 400)

    return handle


def _json(body: Any, status: int = 200) -> web.Response:
    headers = {"Cache-Control": "no-store"}
    return web.Response(status=status, body=orjson.dumps(body), content_type="application/json", headers=headers)


async def _world(request: web.Request) -> web.Response:
    """What changed after a number; with `wait`, at once when something does, or after so many seconds."""
    world, after = request.app[WORLD], int(request.query.get("after", 0))
    try:
        async with asyncio.timeout(min(float(request.query.get("wait", 0)), LONGEST_WAIT)):
            while world.seq == after:
                await world.bell.wait()
    except TimeoutError:
        pass
    return _json(view.world_since(world, after if after <= world.seq else 0))


async def _events(request: web.Request) -> web.StreamResponse:
    world, told = request.app[WORLD], -1
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    while True:
        while world.seq != told:
            told = world.seq
            await response.write(f"data: {told}\n\n".encode())
        await world.bell.wait()


async def _calls(request: web.Request) -> web.Response:
    after = int(request.query.get("after", 0))
    return _json([call for call in request.app[WORLD].calls if call["n"] > after])


async def _file(request: web.Request) -> web.Response:
    """Files come from anybody: the browser may show them, never run them."""
    file = request.app[WORLD].files.get(request.match_info["id"])
    if file is None:
        return _json({"error": "there is no such file"}, 404)
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; media-src 'self'"}
    headers["X-Content-Type-Options"] = "nosniff"
    kind = file.mime if file.mime.startswith(("image/", "audio/", "video/")) else "application/octet-stream"
    return web.Response(body=file.data, content_type=kind, headers=headers)


async def _faults(request: web.Request) -> web.Response:
    return _json([vars(fault) for fault in request.app[WORLD].faults.faults])


async def _clear_faults(request: web.Request) -> web.Response:
    request.app[WORLD].faults.clear()
    return _json({})


async def _press(world: World, told: Json) -> Json:
    query = deeds.press(world, told)
    async with asyncio.timeout(PATIENCE):
        while query.answer is None:
            await world.bell.wait()
    return query.answer


def _people(world: World, told: Json) -> Json:
    allowed = ("name", "username", "language_code", "forbids_voice", "deactivated", "started")
    return {"id": world.new_person(**{name: told[name] for name in allowed if name in told}).id}


def _groups(world: World, told: Json) -> Json:
    """A forum is a supergroup; any other group is a plain one unless asked for. The first member owns it."""
    forum, given = bool(told.get("is_forum")), told.get("bot_rights", dict.fromkeys(GIVEN_RIGHTS, True))
    owner, *others = [world.person(id).id for id in told["members"]]
    group = world.new_group(told["title"], forum, given, "supergroup" if forum else told.get("kind", "group"))
    group.members = {owner: "creator"} | dict.fromkeys(others, "member")
    return {"id": group.id}


def _done(deed: Callable[[World, Json], None]) -> Deed:
    def handle(world: World, told: Json) -> Json:
        deed(world, told)
        return {}

    return handle


def _fault(world: World, told: Json) -> None:
    world.faults.add(Fault(**told))


def _limits(world: World, told: Json) -> None:
    world.limits = bool(told["on"])


DEEDS: dict[str, Deed] = {
    "say": lambda world, told: {"message_id": deeds.say(world, told).id},
    "press": _press,
    "edit": lambda world, told: {"message_id": deeds.edit(world, told).id},
    "delete": _done(deeds.delete),
    "react": _done(deeds.react),
    "topic": lambda world, told: {"thread": deeds.topic(world, told)},
    "block": _done(lambda world, told: deeds.block(world, told["as"], bool(told.get("blocked", True)))),
    "person": _done(deeds.change),
    "people": _people,
    "groups": _groups,
    "member": _done(deeds.member),
    "rights": _done(deeds.rights),
    "migrate": lambda world, told: {"id": deeds.migrate(world, told)},
    "faults": _done(_fault),
    "limits": _done(_limits),
    "reset": _done(lambda world, _: world.reset()),
}
