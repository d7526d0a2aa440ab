"""How we speak to the Bot API: JSON out, and no models made of answers that nobody reads."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

import orjson
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientError, ClientTimeout, FormData

from bot.clock import Clock, SystemClock
from bot.telegram.refusals import Refusal, Refused, pause, read

JSON = {"Content-Type": "application/json"}
EDITS = frozenset({"editMessageText", "editMessageCaption", "editMessageReplyMarkup", "editMessageMedia"})


def server(url: str | None) -> TelegramAPIServer:
    """Telegram itself, or a local Bot API server at this address."""
    if not url:
        return PRODUCTION
    url = url.rstrip("/")
    return TelegramAPIServer(base=f"{url}/bot{{token}}/{{method}}", file=f"{url}/file/bot{{token}}/{{path}}")


class Session(AiohttpSession):
    def __init__(self, token: str, url: str | None = None, timeout: float = 30.0, clock: Clock | None = None) -> None:
        super().__init__(api=server(url), json_loads=orjson.loads, timeout=timeout)
        self._token = token
        self.clock = clock or SystemClock()
        # Pages that could not be shown yet, by chat and message: tried again beside everything else.
        self.again: dict[tuple[int, int], asyncio.Task[None]] = {}
        # Taps wait for no budget, but they count: the outbox sets these.
        self.tapped: Callable[[int], None] = lambda chat_id: None
        self.flooded: Callable[[int, float], None] = lambda chat_id, retry_after: None
        # Pydantic holds these classes weakly and would build them anew for each answer.
        self._answers: dict[Any, Any] = {}

    async def close(self) -> None:
        for waiting in self.again.values():
            waiting.cancel()
        await super().close()

    async def raw(self, method: str, params: dict[str, Any] | None = None, patience: float | None = None) -> Any:
        """The bare result; whatever hinders it is a Refused.

        `upload` among the parameters is a file that Telegram has: {field: [file id, name]} sends its bytes anew;
        `file` is one of ours: {field: [name, text]}.
        """
        try:
            if params and ("upload" in params or "file" in params):
                status, body = await self._upload(method, params, patience or self.timeout)
            else:
                status, body = await self._post(self._token, method, params or {}, patience or self.timeout)
        except (TimeoutError, ClientError, OSError):
            raise Refused(Refusal.UNREACHABLE) from None
        try:
            answer = orjson.loads(body)
        except orjson.JSONDecodeError:
            answer = None
        if not isinstance(answer, dict) or "ok" not in answer:
            raise Refused(Refusal.UNREACHABLE, code=status)
        if answer["ok"] is True and "result" in answer:
            return answer["result"]
        raise _refused(status, answer)

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 (aiogram's signature)
    ) -> TelegramType:
        files: dict[str, Any] = {}
        prepared = {
            name: self.prepare_value(value, bot=bot, files=files, _dumps_json=False)
            for name, value in method.model_dump(warnings=False).items()
        }
        if files:
            return await super().make_request(bot, method, timeout)
        params = {name: value for name, value in prepared.items() if value is not None}
        name = method.__api_method__
        try:
            status, body = await self._post(bot.token, name, params, timeout or self.timeout)
        except (TimeoutError, ClientError, OSError) as error:
            raise TelegramNetworkError(method=method, message=type(error).__name__) from None
        if status == 200 and (name in EDITS or body.endswith(b'"result":true}')):
            return cast(TelegramType, True)
        returning = method.__returning__
        if returning not in self._answers:
            self._answers[returning] = Response[returning]  # type: ignore[valid-type]
        response = self.check_response(bot=bot, method=method, status_code=status, content=body.decode())
        return cast(TelegramType, response.result)

    async def _upload(self, method: str, params: dict[str, Any], patience: float) -> tuple[int, bytes]:
        """A file keeps its kind as long as it goes by its id; only its bytes can become another kind."""
        form, client = FormData(), await self.create_session()
        limit = ClientTimeout(total=patience)
        for name, value in params.items():
            if name not in ("upload", "file"):
                form.add_field(name, value if isinstance(value, str) else orjson.dumps(value).decode())
        for field, (file_name, text) in params.get("file", {}).items():
            form.add_field(field, text.encode(), filename=file_name)
        for field, (file_id, file_name) in params.get("upload", {}).items():
            file = await self.raw("getFile", {"file_id": file_id})
            url = self.api.file_url(token=self._token, path=file["file_path"])
            async with client.get(url, timeout=limit) as answer:
                form.add_field(field, await answer.read(), filename=file_name)
        url = self.api.api_url(token=self._token, method=method)
        async with client.post(url, data=form, timeout=limit) as answer:
            return answer.status, await answer.read()

    async def _post(self, token: str, method: str, params: dict[str, Any], patience: float) -> tuple[int, bytes]:
        client = await self.create_session()
        url = self.api.api_url(token=token, method=method)
        body, limit = orjson.dumps(params), ClientTimeout(total=patience)
        async with client.post(url, data=body, headers=JSON, timeout=limit) as answer:
            return answer.status, await answer.read()


def _refused(status: int, answer: dict[str, Any]) -> Refused:
    code = answer.get("error_code")
    code = code if isinstance(code, int) else status
    parameters = answer.get("parameters")
    parameters = parameters if isinstance(parameters, dict) else {}
    description = str(answer.get("description", ""))
    return Refused(
        read(code, description, parameters),
        retry_after=pause(description, parameters),
        new_chat=parameters.get("migrate_to_chat_id"),
        code=code,
    )
