"""What Telegram brings is stored first and confirmed afterwards."""

import contextlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

import orjson
import structlog
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.store import inbox
from bot.store.inbox import Incoming
from bot.store.store import Store
from bot.telegram.lanes import Lanes, lane_of
from bot.telegram.refusals import Refusal, Refused

log = structlog.get_logger()

ALLOWED = [
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "message_reaction",
]
PASSING = frozenset({Refusal.UNREACHABLE, Refusal.RETRY_AFTER, Refusal.CONFLICT})
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- a name, no secret
PAGE = 500
HIGHEST = 2**63 - 1


class DeadToken(Exception):
    """Telegram does not know this token."""

    def __init__(self) -> None:
        super().__init__("BOT_TOKEN is refused by Telegram: take a new one from @BotFather")


class Api(Protocol):
    async def raw(self, method: str, params: dict[str, Any] | None = None, patience: float | None = None) -> Any: ...


class Intake:
    def __init__(self, api: Api, store: Store, lanes: Lanes, clock: Clock, *, bot_id: int, patience: int = 25) -> None:
        self._api, self._store, self._lanes, self._clock = api, store, lanes, clock
        self._bot_id, self._patience = bot_id, patience
        self.on_trouble: Callable[[], None] = lambda: None  # called when what arrives cannot be stored
        self._offset: int | None = None
        self._failures = 0
        self._tended: datetime | None = None
        self.last_contact: datetime | None = None

    async def preflight(self) -> dict[str, Any]:
        """Who we are; waits for Telegram if it cannot be reached, but not for a dead token."""
        while True:
            try:
                me: dict[str, Any] = await self._api.raw("getMe")
            except Refused as refused:
                if refused.refusal in (Refusal.UNAUTHORIZED, Refusal.UNKNOWN_METHOD):
                    raise DeadToken from None
                await self._rest(refused)
            else:
                self._contact()
                self._failures = 0
                return me

    async def poll(self) -> None:
        """For ever: the backlog of the inbox, then what Telegram has."""
        await self.feed_backlog()
        await self._without_webhook()
        self._failures = 0
        while True:
            await self._lanes.room()
            await self._tend()
            try:
                updates = await self._api.raw("getUpdates", self._question(), patience=self._patience + 10)
                self._contact()
                await self._take(updates)
            except Refused as refused:
                if refused.refusal is Refusal.UNAUTHORIZED:
                    raise DeadToken from None
                await self._rest(refused)
                if refused.refusal is Refusal.CONFLICT:
                    await self._without_webhook()  # somebody may have set one meanwhile
            except Exception as error:
                # The database cannot be written: nothing is confirmed, Telegram keeps what it has.
                log.error("updates not stored", error=type(error).__name__)
                self.on_trouble()
                await self._pause(min(60.0, 5.0 * 2**self._failures))

    async def listen(self, url: str, secret: str) -> None:
        """For ever, beside a web server that calls `receive`: registers the webhook and tends the inbox."""
        await self.feed_backlog()
        while True:
            try:
                params = {"url": url, "secret_token": secret, "allowed_updates": ALLOWED}
                await self._api.raw("setWebhook", params)
                break
            except Refused as refused:
                if refused.refusal is Refusal.UNAUTHORIZED:
                    raise DeadToken from None
                await self._rest(refused)
        self._contact()
        while True:
            await self._clock.sleep_until(self._clock.now() + timedelta(minutes=1))
            await self._tend()
            with contextlib.suppress(Refused):
                await self._api.raw("getMe")  # a quiet night is no outage
                self._contact()

    def receive(self, secret: str) -> Any:
        """The aiohttp handler of the webhook: 200 only after the row is stored."""

        async def handler(request: web.Request) -> web.Response:
            given = request.headers.get(SECRET_HEADER, "")
            if not hmac.compare_digest(given.encode(), secret.encode()):
                return web.Response(status=403)
            try:
                raw = orjson.loads(await request.read())
            except orjson.JSONDecodeError:
                return web.Response(status=400)
            row = self._row(raw)
            if row is None:
                return web.Response(status=400)
            await self._lanes.room()
            try:
                await self._store_rows([row])
            except Exception as error:
                log.error("update not stored", error=type(error).__name__)
                self.on_trouble()
                return web.Response(status=503)
            self._contact()
            return web.Response()

        return handler

    async def feed_backlog(self) -> None:
        """What was stored and not handled before the last stop, in order, before anything new."""
        last: Incoming | None = None
        while True:
            await self._lanes.room()
            async with self._store.reading() as conn:
                rows = await inbox.unhandled(conn, self._store.vault, self._bot_id, limit=PAGE, after=last)
            self._lanes.feed(rows)
            if len(rows) < PAGE:
                return
            last = rows[-1]

    # Storing

    async def _take(self, updates: Any) -> None:
        rows = [row for row in map(self._row, updates if isinstance(updates, list) else []) if row]
        if rows:
            await self._store_rows(rows)
            self._offset = max(row.update_id for row in rows) + 1
        elif updates:
            await self._pause(5.0)  # what is no update cannot be confirmed either
            return
        self._failures = 0

    def _row(self, raw: Any) -> Incoming | None:
        update_id = raw.get("update_id") if isinstance(raw, dict) else None
        if type(update_id) is not int or not 0 <= update_id < HIGHEST:
            log.warning("not an update")
            return None
        return Incoming(self._bot_id, update_id, lane_of(self._store.vault, raw), raw)

    async def _store_rows(self, rows: list[Incoming]) -> None:
        async def work(conn: AsyncConnection) -> tuple[list[Incoming], list[Incoming]]:
            new = await inbox.store_batch(conn, self._store.vault, rows, self._clock.now())
            return new, await self._lanes.close_handled(conn)

        new, handled = await self._store.write(work)
        self._lanes.closed(handled)
        self._lanes.feed(new)

    async def _tend(self) -> None:
        """Once a minute: what was asked for again is fed, what is old is swept."""
        now = self._clock.now()
        if self._tended is not None and now - self._tended < timedelta(minutes=1):
            return
        first, self._tended = self._tended is None, now
        try:
            await self._store.write(lambda conn: inbox.sweep(conn, now))
            if first:
                return
            async with self._store.reading() as conn:
                # Only what is old enough not to be just between storing, handling and closing.
                old = now - timedelta(seconds=30)
                rows = await inbox.unhandled(conn, self._store.vault, self._bot_id, limit=PAGE, before=old)
            self._lanes.feed(rows)
        except Exception as error:
            log.error("inbox not tended", error=type(error).__name__)

    # Speaking

    def _question(self) -> dict[str, Any]:
        question: dict[str, Any] = {"timeout": self._patience, "limit": 100, "allowed_updates": ALLOWED}
        if self._offset is not None:
            question["offset"] = self._offset
        return question

    async def _without_webhook(self) -> None:
        while True:
            try:
                await self._api.raw("deleteWebhook", {"drop_pending_updates": False})
                return
            except Refused as refused:
                if refused.refusal is Refusal.UNAUTHORIZED:
                    raise DeadToken from None
                if refused.refusal not in PASSING:
                    return  # a local Bot API server that knows no webhooks has none to remove
                await self._rest(refused)

    def _contact(self) -> None:
        self.last_contact = self._clock.now()

    async def _rest(self, refused: Refused) -> None:
        if refused.refusal is Refusal.RETRY_AFTER:
            await self._pause(refused.retry_after)
        elif refused.refusal is Refusal.CONFLICT:
            log.error("another program polls with this BOT_TOKEN: stop it, or take a token of your own")
            await self._pause(min(60.0, 5.0 * 2**self._failures))
        else:
            log.warning("Telegram cannot be reached", why=str(refused))
            await self._pause(min(5.0, 2.0**self._failures))

    async def _pause(self, seconds: float) -> None:
        self._failures = min(self._failures + 1, 10)
        await self._clock.sleep_until(self._clock.now() + timedelta(seconds=seconds))
