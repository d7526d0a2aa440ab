"""The Bot API over HTTP: reads a call, lets a fault strike, performs the method, answers as Telegram does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast, get_args

import orjson
from aiohttp import web
from aiohttp.web_request import FileField

from bot.sandbox.faults import Fault
from bot.sandbox.methods import chat_of, find, perform
from bot.sandbox.methods.registry import Method
from bot.sandbox.refused import Refused, flooded
from bot.sandbox.world import World

Json = dict[str, Any]

WORLD = web.AppKey("world", World)
UPLOAD = 50 * 1024 * 1024
REMEMBERED = 20_000
HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1>nginx</body></html>"


async def bot_api(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    try:
        if request.match_info["token"] != world.token:
            raise Refused("Unauthorized", 401)
        method = find(request.match_info["method"])
        params = await _params(world, request, method)
    except Refused as refused:
        return _answer(_refusal(refused))
    fault = world.faults.strike(method.name, chat_of(params))
    if fault is None:
        return _answer(await _perform(world, method, params))
    return await _struck(request, world, method, params, fault)


async def _perform(world: World, method: Method, params: Json, fault: str | None = None) -> Json:
    try:
        body: Json = {"ok": True, "result": await perform(world, method, params)}
    except Refused as refused:
        body = _refusal(refused)
    _remember(world, method, params, body, fault)
    return body


async def _struck(request: web.Request, world: World, method: Method, params: Json, fault: Fault) -> web.StreamResponse:
    kind = fault.fault
    if kind in ("slow", "hang"):
        seconds = fault.seconds if fault.seconds is not None else (5 if kind == "slow" else 3600)
        await world.clock.sleep_until(world.clock.now() + timedelta(seconds=seconds))
    if kind == "duplicate_update":
        return _answer(await _twice(world, method, params))
    if kind in ("reset_after", "half", "slow"):
        body = await _perform(world, method, params, kind)
        if kind == "slow":
            return _answer(body)
        if kind == "half":
            await _half(request, body)
        return cut(request)
    refusals = {
        "429": _refusal(flooded(fault.retry_after)),
        "500": _failed(500, "Internal Server Error"),
        "502": _failed(502, "Bad Gateway"),
    }
    _remember(world, method, params, refusals.get(kind, _failed(0, kind)), kind)
    if kind == "html":
        return web.Response(status=502, text=HTML, content_type="text/html")
    return _answer(refusals[kind]) if kind in refusals else cut(request)


async def _twice(world: World, method: Method, params: Json) -> Json:
    """The last confirmed update comes again; before the first was confirmed, each waiting one comes twice."""
    again = world.updates.last_confirmed
    body = await _perform(world, method, params | ({"timeout": 0} if again else {}), "duplicate_update")
    if body["ok"]:
        body["result"] = [again, *body["result"]] if again else body["result"] * 2
    return body


async def _half(request: web.Request, body: Json) -> None:
    data = orjson.dumps(body)
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(data))})
    await response.prepare(request)
    await response.write(data[: len(data) // 2])


def cut(request: web.Request) -> web.StreamResponse:
    """Hangs up without a word."""
    if request.transport:
        request.transport.abort()
    return web.Response()


def _failed(code: int, why: str) -> Json:
    return {"ok": False, "error_code": code, "description": why}


def _refusal(refused: Refused) -> Json:
    body = _failed(refused.code, refused.description)
    return body | ({"parameters": refused.parameters} if refused.parameters else {})


def _answer(body: Json) -> web.Response:
    status = 200 if body["ok"] else body["error_code"]
    return web.Response(status=status, body=orjson.dumps(body), content_type="application/json")


def _remember(world: World, method: Method, params: Json, body: Json, fault: str | None) -> None:
    world.call_count += 1
    entry = {"n": world.call_count, "method": method.name, "chat": chat_of(params), "ok": body["ok"]}
    entry |= {"error": body.get("description"), "at": world.clock.now().isoformat(), "params": params}
    world.calls.append(entry | {"fault": fault})
    if len(world.calls) > REMEMBERED:
        del world.calls[: REMEMBERED // 10]
    if method.name != "getUpdates":
        # The page shows what was asked of Telegram as it happens; idle polling is no news.
        world.changed()


async def _params(world: World, request: web.Request, method: Method) -> Json:
    """JSON, form or query alike; an upload becomes a file of the world, its id stands where it was named."""
    params: Json = dict(request.query)
    uploads: dict[str, FileField] = {}
    if request.method == "POST" and request.can_read_body:
        if request.content_type == "application/json":
            params |= await _json(request)
        else:
            for name, value in (await request.post()).items():
                if isinstance(value, FileField):
                    uploads[name] = value
                    params.setdefault(name, f"attach://{name}")
                else:
                    params[name] = value
    params = {name: _read(method, name, value) for name, value in params.items() if value != ""}
    params.pop("certificate", None)
    return cast(Json, _attached(world, params, uploads))


async def _json(request: web.Request) -> Json:
    try:
        body = orjson.loads(await request.read())
    except orjson.JSONDecodeError:
        raise Refused("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise Refused("object expected as request body")
    return body


def _read(method: Method, name: str, value: Any) -> Any:
    """In a form, lists and objects are JSON in a string."""
    field = method.model.model_fields.get(name)
    if not isinstance(value, str) or value[:1] not in "[{" or field is None:
        return value
    if field.annotation is str or str in get_args(field.annotation):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        raise Refused(f"can't parse {name} JSON object") from None


def _attached(world: World, value: Any, uploads: dict[str, FileField]) -> Any:
    if isinstance(value, dict):
        return {key: _attached(world, one, uploads) for key, one in value.items()}
    if isinstance(value, list):
        return [_attached(world, one, uploads) for one in value]
    if isinstance(value, str) and value.startswith("attach://") and value[9:] in uploads:
        upload = uploads[value[9:]]
        data = upload.file.read()
        if len(data) > UPLOAD:
            raise Refused("Request Entity Too Large", 413)
        return world.keep(data, upload.filename, upload.content_type).id
    return value


async def file(request: web.Request) -> web.StreamResponse:
    """`/file/bot<token>/<path>`, as getFile names it."""
    world = request.app[WORLD]
    for one in world.files.values():
        if one.path == request.match_info["path"] and request.match_info["token"] == world.token:
            return web.Response(body=one.data, content_type="application/octet-stream")
    return _answer(_failed(404, "Not Found"))
