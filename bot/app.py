"""The one place that joins all: settings, store, book, doors and Telegram become a running bot."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.types import Update
from aiohttp.web import AppRunner
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import due, jobs, members, migrant, staff, timers, watch  # noqa: F401  (due: what timers do)
from bot.alarm import Alarm
from bot.clock import Clock
from bot.desk import arrivals, moving
from bot.desk.desk import MAIN, RESTRICTED, Desk, Shelf
from bot.migrant import Held, quotas
from bot.screens import Views
from bot.settings import Settings
from bot.store import addresses, erasing, health
from bot.store.people import Recent
from bot.store.store import Store
from bot.store.vault import Vault
from bot.telegram.intake import Intake
from bot.telegram.lanes import Commit, Lanes
from bot.telegram.limits import Limits
from bot.telegram.outbox import Outbox, Row, Then
from bot.telegram.refusals import Refusal, Refused
from bot.telegram.session import Session
from dialogs.book import Book
from dialogs.words import catalogues, words

log = structlog.get_logger()

PATIENCE = 10.0  # seconds in which a stop finishes what runs


@dataclass
class Sapar:
    """A bot put together; `start` lets it live, `stop` ends it without losing anything."""

    settings: Settings
    clock: Clock
    desk: Desk
    store: Store
    session: Session
    bot: Bot
    dispatcher: Dispatcher
    outbox: Outbox
    lanes: Lanes
    intake: Intake
    views: Views
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    web: AppRunner | None = None

    @classmethod
    async def build(cls, settings: Settings, book: Book, clock: Clock, limits: Limits | None = None) -> "Sapar":
        """Raises WrongKey, InUse or NewerDatabase where the database cannot be used."""
        vault = Vault(settings.data_key, settings.data_key_old)
        desk = Desk(
            vault,
            Shelf(book),
            clock,
            settings.zone,
            settings.staff_language,
            settings.restricted_group_id is not None,
            settings.staff_registry == "closed",
        )
        desk.deletions = settings.database_file and settings.database_file.with_suffix(".deletions")
        store = await Store.open(settings.database_url, vault, clock)
        # A database that was restored knows again whom it had to forget.
        listed = erasing.listed_in(desk.deletions)
        await store.write(lambda conn: erasing.again(conn, vault, listed, clock.now()))
        session = Session(settings.bot_token, settings.telegram_api_url, clock=clock)
        bot = Bot(settings.bot_token, session=session)
        dispatcher = _dispatcher()

        async def handle(update: Update, commit: Commit) -> None:
            await dispatcher.feed_update(bot, update, commit=commit)

        async def arrived(conn: AsyncConnection, row: Row, result: Any) -> None:
            await arrivals.arrived(desk, conn, row, result)

        async def refused(conn: AsyncConnection, row: Row, refusal: Refusal) -> Then:
            return await arrivals.refused(desk, conn, row, refusal)

        async def late(conn: AsyncConnection, row: Row) -> None:
            await arrivals.late(desk, conn, row)

        async def stuck(conn: AsyncConnection, update: int) -> None:
            await arrivals.stuck(desk, conn, update)

        async def flooded(conn: AsyncConnection, row: Row) -> None:
            await arrivals.flooded(desk, conn, row)

        outbox = Outbox(store, session, clock, limits or Limits(), arrived, refused, late=late, flooded=flooded)
        lanes = Lanes(store, clock, bot, handle, stuck=stuck)
        intake = Intake(session, store, lanes, clock, bot_id=bot.id)
        intake.on_trouble = partial(desk.worry, "database")
        views = Views(book)
        recent, held = Recent(vault), Held(desk)
        desk.on_gone += [recent.gone, lambda person: held.forget(person["id"])]
        dispatcher.workflow_data.update(desk=desk, recent=recent, views=views, held=held, outbox=outbox)
        return cls(settings, clock, desk, store, session, bot, dispatcher, outbox, lanes, intake, views)

    async def start(self) -> None:
        """Raises DeadToken. Everything else that hinders is waited out."""
        self.desk.username = str((await self.intake.preflight()).get("username", ""))
        await self._know_groups()
        await self.store.write(lambda conn: quotas.opened(self.desk, conn))
        secret, url = self.settings.webhook_secret, self.settings.webhook_url
        await self.intake.feed_backlog()  # before anything new can overtake it
        self.web = await watch.serve(self.settings, self.intake.receive(secret or ""), self.health)
        self._live(self.outbox.run(), "outbox")
        self._live(self.intake.listen(url, secret) if url and secret else self.intake.poll(), "intake")
        self._live(self._name_commands(), "commands")
        file = self.settings.database_file
        alarm = Alarm(self.desk, self.store, self.session, self.outbox, self.bot.id, file)
        rounds: dict[str, Callable[[], Awaitable[None]]] = {
            "midnight": partial(jobs.every_midnight, self.desk, self.views),
            "members": partial(members.every_day, self.desk, self.store, self.session),
            "night": partial(jobs.every_night, self.desk, self.store),
            "shift end": partial(jobs.every_shift_end, self.desk, self.store),
            "hour": partial(jobs.every_hour, self.desk, self.store),
            "heartbeat": partial(jobs.every_half_minute, self.desk, self.store, self.intake),
            "alarm": alarm.when_in_trouble,
            "selfcheck": alarm.every_hour,
            "timers": partial(timers.every_due, self.desk, self.store, self.store.armed),
        }
        for name, round in rounds.items():
            self._live(jobs.again_and_again(name, round), name)

    async def health(self) -> dict[str, Any]:
        async with self.store.reading() as conn:
            return await health.look(conn, self.clock.now(), self.settings.database_file)

    async def stop(self) -> None:
        """What runs is finished, what waits stays in the database."""
        if self.web is not None:
            await self.web.cleanup()
        # Each once: a second cancel, while what the first one broke off is closing its connection, and that never ends.
        sending = [task for task in self.tasks if task.get_name() == "outbox"]
        for task in self.tasks:
            if task not in sending:
                task.cancel()
        await self.lanes.drain(PATIENCE)
        await self.outbox.drain(PATIENCE)
        for task in sending:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.store.close()
        await self.session.close()

    async def died(self) -> None:
        """Waits until a part of the bot ends by an error, and raises it."""
        done, _ = await asyncio.wait(self.tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()

    def _live(self, life: Coroutine[Any, Any, None], name: str) -> None:
        self.tasks.append(asyncio.create_task(life, name=name))

    async def _know_groups(self) -> None:
        given = {MAIN: self.settings.staff_group_id, RESTRICTED: self.settings.restricted_group_id}
        for name, chat_id in given.items():
            if chat_id is None:
                continue
            known: dict[str, Any] = {}
            try:
                known = await self.session.raw("getChat", {"chat_id": chat_id}, patience=PATIENCE)
            except Refused as refusal:
                setting = "STAFF_GROUP_ID" if name == MAIN else "RESTRICTED_GROUP_ID"
                log.error("the staff group does not answer: is the bot a member?", setting=setting, why=str(refusal))

            async def work(conn: AsyncConnection, name: str = name, chat_id: int = chat_id, known: Any = known) -> None:
                # Telegram is silent about a group without topics; whether it has any shows when the first is made.
                told = known.get("is_forum") if isinstance(known, dict) else None
                forum = await addresses.is_forum(conn, name) if told is None else bool(told)
                before = await addresses.resolve(conn, self.desk.vault, f"group:{name}")
                await addresses.set_group(conn, name, chat_id, is_forum=forum)
                after = await addresses.resolve(conn, self.desk.vault, f"group:{name}")
                if before and after and before.chat_id != after.chat_id:
                    await moving.anew(self.desk, conn, name)
                if forum:
                    await moving.into_topics(self.desk, conn, name)

            await self.store.write(work)

    async def _name_commands(self) -> None:
        """The menu of commands: in words that all our languages share. Nothing depends on it."""
        private = [
            {"command": "start", "description": "Сапар"},
            {"command": "menu", "description": "🏠 Мәзір · Меню"},
            {"command": "sos", "description": "🆘 Көмек · Жәрдем · Помощь"},
            {"command": "my", "description": "📂 Өтініштерім · Мүрәжатларым · Мои обращения"},
            {"command": "lang", "description": "🌐 Тіл · Тил · Язык"},
        ]
        menus: list[dict[str, Any]] = [{"commands": private, "scope": {"type": "all_private_chats"}}]
        # Telegram knows languages of two letters: who has another one sees the language of the desk.
        for code in ("", *(code for code in catalogues() if len(code) == 2)):
            told = staff.menu(words(code or self.desk.staff_locale))
            group = [{"command": name, "description": text[:256]} for name, text in told]
            named = {"language_code": code} if code else {}
            menus.append({"commands": group, "scope": {"type": "all_group_chats"}, **named})
        for menu in menus:
            with contextlib.suppress(Refused):
                await self.session.raw("setMyCommands", menu)


def _dispatcher() -> Dispatcher:
    """The private chat first: taps are most of what happens. Routers belong to one dispatcher, so each gets its own."""
    dispatcher = Dispatcher(disable_fsm=True)
    for router in (staff.invitations, migrant.router, *staff.routers):
        router._parent_router = None  # a program that runs two bots, as tests do, joins them anew
        dispatcher.include_router(router)
    return dispatcher
