"""People and consultants for tests: small clients of the sandbox, so that tests read like conversations."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import aiohttp

from bot.clock import Clock
from bot.sandbox.server import Running, serve
from bot.sandbox.world import STAFF_GROUP, World

Json = dict[str, Any]
Found = TypeVar("Found")

# Real seconds, whatever clock the sandbox has: how long a test waits before it fails.
DEADLINE = 30
# How long a person looks at a screen that they have just pressed, whether it changes, before they press it once more.
GRACE = 3

FILES = {
    "photo": ("photo.png", b"\x89PNG\r\n\x1a\n sandbox"),
    "video": ("video.mp4", b"\x00\x00\x00\x18ftypmp42"),
    "animation": ("animation.mp4", b"\x00\x00\x00\x18ftypmp42"),
    "video_note": ("round.mp4", b"\x00\x00\x00\x18ftypmp42"),
    "voice": ("voice.ogg", b"OggS sandbox"),
    "audio": ("song.mp3", b"ID3 sandbox"),
    "document": ("contract.pdf", b"%PDF-1.4 sandbox"),
    "sticker": ("sticker.webp", b"RIFF sandbox WEBP"),
}


class Refusal(AssertionError):
    """The sandbox would not do what an actor tried, as a real client would not."""


@dataclass(frozen=True)
class Toast:
    """What a button said when it was pressed."""

    text: str
    alert: bool
    url: str | None = None


@dataclass(frozen=True)
class Seen:
    """A message as it stood when it was looked at."""

    raw: Json

    @property
    def id(self) -> int:
        return int(self.raw["id"])

    @property
    def chat(self) -> int:
        return int(self.raw["chat"])

    @property
    def thread(self) -> int | None:
        thread: int | None = self.raw["thread"]
        return thread

    @property
    def kind(self) -> str:
        return str(self.raw["kind"])

    @property
    def text(self) -> str:
        return self.raw["text"] or self.raw["caption"] or ""

    @property
    def by_bot(self) -> bool:
        return bool(self.raw["from"]["is_bot"])

    @property
    def sender(self) -> int:
        return int(self.raw["from"]["id"])

    @property
    def reply_to(self) -> int | None:
        answered: int | None = self.raw["reply_to"]
        return answered

    @property
    def reactions(self) -> list[str]:
        return list(self.raw["reactions"])

    @property
    def keys(self) -> list[Json]:
        return [key for row in (self.raw["markup"] or {}).get("inline_keyboard", []) for key in row]

    @property
    def buttons(self) -> list[str]:
        return [key["text"] for key in self.keys]

    def key(self, label: str) -> Json | None:
        return next((key for key in self.keys if label in key["text"]), None)

    def __str__(self) -> str:
        who = "bot" if self.by_bot else self.raw["from"]["name"]
        buttons = f"  {self.buttons}" if self.buttons else ""
        return f"#{self.id} {who} ({self.kind}): {self.text!r}{buttons}"


class Sandbox:
    """`async with Sandbox() as sandbox:` starts a server in this process; with a url, joins one that runs."""

    def __init__(self, clock: Clock | None = None, *, limits: bool = False, url: str | None = None) -> None:
        self.clock, self.limits, self.given = clock, limits, url
        self.running: Running | None = None
        self.seq = 0
        self.told: Json = {"people": [], "groups": []}
        self.shown: dict[tuple[int, int], Json] = {}

    async def __aenter__(self) -> Self:
        if self.given is None:
            world = World.seeded(self.clock)
            world.limits = self.limits
            self.running = await serve(world, "127.0.0.1", 0, world.clock)
        self.http = aiohttp.ClientSession()
        await self.refresh()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()
        if self.running:
            await self.running.close()

    @property
    def url(self) -> str:
        return self.given or (self.running.url if self.running else "")

    @property
    def token(self) -> str:
        return "1000001:SANDBOX"

    @property
    def inside(self) -> World:
        """The world itself, where the server runs in this process."""
        assert self.running is not None
        return self.running.world

    async def ask(self, path: str, body: Json | None = None, method: str = "POST") -> Any:
        async with self.http.request(method, f"{self.url}/sandbox/{path}", json=body) as response:
            answer = await response.json()
            if response.status != 200:
                raise Refusal(answer["error"])
            return answer

    async def call(self, method: str, **params: Any) -> Json:
        """A Bot API method, as the bot would call it: the whole answer."""
        async with self.http.post(f"{self.url}/bot{self.token}/{method}", json=params) as response:
            answer: Json = await response.json()
            return answer

    # Looking

    async def refresh(self, wait: float = 0) -> None:
        news = await self.ask(f"world?after={self.seq}&wait={wait}", method="GET")
        self.seq, self.told = news["seq"], news
        for message in news["messages"]:
            place = (message["chat"], message["id"])
            if message.get("deleted"):
                self.shown.pop(place, None)
            else:
                self.shown[place] = message

    async def until(self, look: Callable[[], Found | None], missing: Callable[[], str]) -> Found:
        """Waits for what `look` finds; woken by every change of the world, never by the passing of time."""
        __tracebackhide__ = True
        try:
            async with asyncio.timeout(DEADLINE):
                await self.refresh()
                while not (found := look()):
                    await self.refresh(wait=DEADLINE)
                return found
        except TimeoutError:
            raise AssertionError(missing()) from None

    def messages(self, chat: int, thread: int | None = None) -> list[Seen]:
        here = [Seen(raw) for raw in self.shown.values() if raw["chat"] == chat and raw["thread"] == thread]
        return sorted(here, key=lambda seen: seen.id)

    async def world(self) -> Json:
        """Everything there is, afresh."""
        told: Json = await self.ask("world?after=0", method="GET")
        return told

    async def calls(self, method: str | None = None, after: int = 0) -> list[Json]:
        log = await self.ask(f"calls?after={after}", method="GET")
        return [call for call in log if method in (None, call["method"])]

    # Arranging

    async def fault(self, fault: str, **more: Any) -> None:
        await self.ask("faults", {"fault": fault, **more})

    async def clear_faults(self) -> None:
        await self.ask("faults", method="DELETE")

    def person(self, id: int = 11) -> Person:
        return Person(self, id)

    def consultant(self, id: int = 901, group: int = STAFF_GROUP) -> Consultant:
        return Consultant(self, id, group)

    async def new_person(self, name: str, **more: Any) -> Person:
        return Person(self, (await self.ask("people", {"name": name, **more}))["id"])

    async def new_group(self, title: str, members: list[int], *, is_forum: bool = False, **more: Any) -> int:
        told = {"title": title, "members": members, "is_forum": is_forum, **more}
        return int((await self.ask("groups", told))["id"])


class Actor:
    """What a person and a consultant have in common: an account, and a chat before their eyes."""

    patient = False  # waits for the new screen before the next tap

    def __init__(self, sandbox: Sandbox, id: int, chat: int) -> None:
        self.sandbox, self.id, self.chat = sandbox, id, chat
        self.pressed: dict[int, Json] = {}  # messages as they were when a button under them was pressed

    async def _say(self, thread: int | None, **told: Any) -> Seen:
        place = {"as": self.id, "chat": self.chat, "thread": thread}
        said = await self.sandbox.ask("say", {**place, **told})
        await self.sandbox.refresh()
        return Seen(self.sandbox.shown[self.chat, said["message_id"]])

    async def _send(self, thread: int | None, kind: str, **told: Any) -> Seen:
        if kind == "contact":
            return await self._say(thread, **{"contact": True, **told})
        if kind == "location":
            return await self._say(thread, **{"location": {"latitude": 42.46, "longitude": 59.61}, **told})
        name, data = FILES[kind]
        media = {"kind": kind, "file_name": name, "data_base64": base64.b64encode(data).decode()}
        return await self._say(thread, media=media | told.pop("media", {}), **told)

    async def presses(self, message: Seen, data: str, *, force: bool = False) -> Toast:
        told = {"as": self.id, "chat": self.chat, "message_id": message.id, "data": data, "force": force}
        self.pressed[message.id] = self.sandbox.shown.get((self.chat, message.id), message.raw)
        answer = await self.sandbox.ask("press", told)
        await self.sandbox.refresh()
        return Toast(answer["text"], answer["alert"], answer.get("url"))

    async def _tap(self, thread: int | None, label: str, message: Seen | None) -> Toast:
        def look(new: bool = False) -> tuple[Seen, str] | None:
            offered = [message] if message else reversed(self.sandbox.messages(self.chat, thread))
            for seen in offered:
                key = seen.key(label)
                if key and "callback_data" in key and not (new and self._was_pressed(seen)):
                    return seen, key["callback_data"]
            return None

        def missing() -> str:
            return f"no button {label!r} in\n{self._shown(thread)}"

        seen, data = await self.sandbox.until(look, missing)
        if message is None and self.patient and self._was_pressed(seen):
            # The button has been answered, but its new screen may still be on its way.
            with suppress(TimeoutError):
                async with asyncio.timeout(GRACE):
                    seen, data = await self.sandbox.until(lambda: look(new=True), missing)
        return await self.presses(seen, data)

    def _was_pressed(self, seen: Seen) -> bool:
        """Whether a button was pressed under this message as it still stands."""
        before = self.pressed.get(seen.id)
        return before is not None and (before["text"], before["markup"]) == (seen.raw["text"], seen.raw["markup"])

    async def _see(self, thread: int | None, text: str, after: Seen | None = None) -> Seen:
        def look() -> Seen | None:
            here = reversed(self.sandbox.messages(self.chat, thread))
            return next((seen for seen in here if self._new(seen, text, after)), None)

        return await self.sandbox.until(look, lambda: f"{text!r} is not in\n{self._shown(thread)}")

    def _new(self, seen: Seen, text: str, after: Seen | None) -> bool:
        return seen.sender != self.id and text in seen.text and (after is None or seen.id > after.id)

    def _shown(self, thread: int | None) -> str:
        return "\n".join(map(str, self.sandbox.messages(self.chat, thread))) or "(an empty chat)"

    async def edits(self, message: Seen, text: str) -> None:
        told = {"as": self.id, "chat": self.chat, "message_id": message.id, "text": text, "caption": text}
        await self.sandbox.ask("edit", told)

    async def deletes(self, message: Seen) -> None:
        await self.sandbox.ask("delete", {"as": self.id, "chat": self.chat, "message_id": message.id})

    async def reacts(self, message: Seen, emoji: str) -> None:
        told = {"as": self.id, "chat": self.chat, "message_id": message.id, "emoji": emoji}
        await self.sandbox.ask("react", told)


class Person(Actor):
    """A person before their private chat with the bot."""

    patient = True

    def __init__(self, sandbox: Sandbox, id: int) -> None:
        super().__init__(sandbox, id, id)

    async def says(self, text: str, **more: Any) -> Seen:
        return await self._say(None, text=text, **more)

    async def sends(self, kind: str, **more: Any) -> Seen:
        """photo, video, voice ... with `caption`; contact; location; `media_group_id` makes an album."""
        return await self._send(None, kind, **more)

    async def taps(self, label: str, message: Seen | None = None) -> Toast:
        """A button under a message (the newest that has it) or of the keyboard, by a part of its label."""
        await self.sandbox.refresh()
        word = next((key for key in self.keyboard if label in key), None)
        if message is None and word and not any(seen.key(label) for seen in self.messages):
            await self.says(word)
            return Toast("", alert=False)
        return await self._tap(None, label, message)

    async def sees(self, text: str, after: Seen | None = None) -> Seen:
        return await self._see(None, text, after)

    async def sees_gone(self, message: Seen) -> None:
        gone = (message.chat, message.id)
        await self.sandbox.until(lambda: gone not in self.sandbox.shown or None, lambda: f"still there: {message}")

    async def blocks(self, blocked: bool = True) -> None:
        await self.sandbox.ask("block", {"as": self.id, "blocked": blocked})

    @property
    def messages(self) -> list[Seen]:
        return self.sandbox.messages(self.chat)

    @property
    def last(self) -> Seen:
        """The newest message of the bot, as of the last look."""
        return next(seen for seen in reversed(self.messages) if seen.by_bot)

    @property
    def buttons(self) -> list[str]:
        return self.last.buttons

    @property
    def keyboard(self) -> list[str]:
        account = next((one for one in self.sandbox.told["people"] if one["id"] == self.id), None)
        rows = ((account or {}).get("keyboard") or {}).get("keyboard", [])
        return [key["text"] for row in rows for key in row]


class Consultant(Actor):
    """A member of the staff group; `thread` is a topic's id, None is General (or a group without topics)."""

    async def says(self, thread: int | None, text: str, **more: Any) -> Seen:
        return await self._say(thread, text=text, **more)

    async def sends(self, thread: int | None, kind: str, **more: Any) -> Seen:
        return await self._send(thread, kind, **more)

    async def taps(self, thread: int | None, label: str, message: Seen | None = None) -> Toast:
        return await self._tap(thread, label, message)

    async def sees(self, thread: int | None, text: str, after: Seen | None = None) -> Seen:
        return await self._see(thread, text, after)

    async def topic(self, name: str = "") -> int:
        """The newest topic with this in its name; waits until there is one."""

        def look() -> int | None:
            return next((id for id, title in reversed(self.topics.items()) if name in title), None)

        return await self.sandbox.until(look, lambda: f"no topic {name!r} in {self.topics}")

    async def changes_topic(self, thread: int, action: str, **more: Any) -> None:
        """delete, close, reopen or rename."""
        told = {"chat": self.chat, "thread": thread, "action": action, "as": self.id}
        await self.sandbox.ask("topic", told | more)

    @property
    def topics(self) -> dict[int, str]:
        return {topic["id"]: topic["name"] for topic in self._topics()}

    @property
    def closed_topics(self) -> list[int]:
        return [topic["id"] for topic in self._topics() if topic["closed"]]

    def _topics(self) -> Iterator[Json]:
        for group in self.sandbox.told["groups"]:
            if group["id"] == self.chat:
                yield from group["topics"]

    def messages(self, thread: int | None) -> list[Seen]:
        return self.sandbox.messages(self.chat, thread)

    def last(self, thread: int | None) -> Seen:
        """The newest message of the bot there, as of the last look; service messages do not count."""
        here = reversed(self.messages(thread))
        return next(seen for seen in here if seen.by_bot and seen.kind != "service")
