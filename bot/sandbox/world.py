"""The in-memory Telegram: who and what there is, and what changed since when."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.clock import Clock, SystemClock
from bot.sandbox.faults import Faults
from bot.sandbox.flood import Flood
from bot.sandbox.refused import Refused
from bot.sandbox.updates import Updates

Json = dict[str, Any]

BOT_ID = 1000001
TOKEN = f"{BOT_ID}:SANDBOX"
STAFF_GROUP = -1001000000001
ANONYMOUS = 1087968824
GENERAL = 1
EVERY_RIGHT = {
    right: True
    for right in (
        "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
        "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
        "can_delete_stories", "can_send_welcome_messages", "can_pin_messages", "can_manage_topics",
    )
}  # fmt: skip
GIVEN_RIGHTS = ("can_manage_chat", "can_manage_topics", "can_pin_messages", "can_delete_messages")


@dataclass
class Person:
    id: int
    name: str
    username: str | None = None
    language_code: str = "ru"
    phone: str = ""
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    forbids_voice: bool = False
    keyboard: Json | None = None


@dataclass
class Topic:
    id: int
    name: str
    color: int = 0x6FB9F0
    icon: str | None = None
    closed: bool = False
    creator: int = 0


@dataclass
class Group:
    id: int
    title: str
    is_forum: bool = False
    kind: str = "supergroup"
    members: dict[int, str] = field(default_factory=dict)
    anonymous: set[int] = field(default_factory=set)  # administrators who hide
    topics: dict[int, Topic] = field(default_factory=dict)
    rights: dict[str, bool] | None = None
    presence: str = "administrator"
    protected: bool = False
    username: str = ""  # of a public group
    migrated_to: int | None = None

    def may(self, right: str) -> bool:
        return self.presence == "administrator" and bool((self.rights or {}).get(right))


@dataclass
class File:
    id: str
    data: bytes
    name: str
    mime: str
    kind: str = ""
    declared: int = 0

    @property
    def size(self) -> int:
        return self.declared or len(self.data)

    @property
    def path(self) -> str:
        return f"{self.kind or 'document'}s/file_{self.id.rpartition('-')[2]}"


@dataclass
class Message:
    chat: int
    sender: int
    kind: str = "text"
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    payload: Json = field(default_factory=dict)
    file: File | None = None
    thread: int | None = None
    root: int | None = None
    reply_to: int | None = None
    album: str | None = None
    markup: Json | None = None
    had_keyboard: bool = False
    silent: bool = False
    protected: bool = False
    forwarded: Json | None = None
    id: int = 0
    date: int = 0
    edited: int | None = None
    reactions: dict[str, list[int]] = field(default_factory=dict)
    deleted: bool = False
    pinned: bool = False
    seq: int = 0


@dataclass
class Query:
    id: str
    person: int
    chat: int
    message: int
    date: float
    answer: Json | None = None


class Bell:
    """Wakes all who wait for a change of the world."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    def wait(self) -> Coroutine[Any, Any, bool]:
        """Bound to this moment: a ring before the first step of the waiting is not missed."""
        return self._event.wait()


class World:
    def __init__(self, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or SystemClock()
        self.token = TOKEN
        self.limits = False
        self.seq = 0
        self.bell = Bell()
        self.updates = Updates(self.bell)
        self.faults = Faults()
        self.flood = Flood()
        self.calls: list[Json] = []
        self.call_count = 0
        self.counters: dict[int, int] = {}
        self.serial = 0
        self.clear()

    @classmethod
    def seeded(cls, clock: Clock | None = None) -> World:
        world = cls(clock)
        world.seed()
        return world

    def clear(self) -> None:
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Group] = {}
        self.files: dict[str, File] = {}
        self.queries: dict[str, Query] = {}
        self.messages: dict[tuple[int, int], Message] = {}
        self.profile: dict[str, Any] = {}

    def seed(self) -> None:
        for id, name, username, language in (
            (11, "Бердах", "berdakh_nukus", "kaa"),
            (12, "Айгүл", "aigul_shymkent", "kk"),
            (13, "Динара", "dinara_osh", "ru"),
            (901, "Гүлнар", "gulnar_desk", "kk"),
            (902, "Сергей", "sergey_desk", "ru"),
        ):
            self.people[id] = Person(id, name, username, language, phone=f"+99890000{id:04}")
        staff = Group(STAFF_GROUP, "Sapar · 2 кезекші", is_forum=True, rights=dict.fromkeys(GIVEN_RIGHTS, True))
        staff.members = {901: "creator", 902: "member"}
        self.groups[staff.id] = staff

    def reset(self) -> None:
        """A new world at the same address: ids go on growing, so a connected bot stays connected."""
        gone = [message for message in self.messages.values() if not message.deleted]
        self.clear()
        self.seed()
        for message in gone:
            self.messages[message.chat, message.id] = message
            self.remove(message)
        self.updates.drop()
        self.faults.clear()
        self.flood = Flood()
        self.calls.clear()
        self.changed()

    def now(self) -> int:
        return int(self.clock.now().timestamp())

    def changed(self) -> int:
        self.seq += 1
        self.bell.ring()
        return self.seq

    def next_serial(self) -> int:
        self.serial += 1
        return self.serial

    # People and chats

    def person(self, id: int) -> Person:
        if id not in self.people:
            raise Refused("user not found")
        return self.people[id]

    def new_person(self, name: str, username: str | None = None, language_code: str = "ru", **more: Any) -> Person:
        id = next(id for id in itertools.count(101) if id not in self.people)
        person = self.people[id] = Person(id, name, username, language_code, f"+99890000{id:04}", **more)
        self.changed()
        return person

    def new_group(self, title: str, is_forum: bool, rights: dict[str, bool] | None, kind: str) -> Group:
        """`kind` as the Bot API has it: a group, which may be upgraded, or a supergroup."""
        id = (STAFF_GROUP if kind == "supergroup" else -4000001) - len(self.groups)
        group = Group(id, title, is_forum, kind, rights=rights)
        group.presence = "administrator" if rights else "member"
        self.groups[id] = group
        self.changed()
        return group

    # Files

    def keep(self, data: bytes, name: str, mime: str, kind: str = "", declared: int = 0) -> File:
        file = File(f"file-{self.next_serial()}", data, name, mime, kind, declared)
        self.files[file.id] = file
        return file

    # Messages

    def post(self, message: Message) -> Message:
        group = self.groups.get(message.chat)
        counter = message.chat if group and group.kind == "supergroup" else 0
        self.counters[counter] = self.counters.get(counter, 10 if counter else 100) + 1
        message.id, message.date = self.counters[counter], self.now()
        self.messages[message.chat, message.id] = message
        self.touch(message)
        return message

    def touch(self, message: Message) -> None:
        message.seq = self.changed()

    def find(self, chat: int, id: int | None) -> Message | None:
        message = self.messages.get((chat, id or 0))
        return None if message is None or message.deleted else message

    def remove(self, message: Message) -> None:
        """Only the fact remains, for the page: Telegram forgets, too."""
        bare = Message(
            message.chat,
            message.sender,
            message.kind,
            thread=message.thread,
            id=message.id,
            date=message.date,
        )
        bare.deleted = True
        self.messages[message.chat, message.id] = bare
        self.touch(bare)

    def in_topic(self, chat: int, thread: int) -> Iterator[Message]:
        for message in list(self.messages.values()):
            if message.chat == chat and message.thread == thread and not message.deleted:
                yield message

    def remove_topic(self, group: Group, thread: int) -> None:
        del group.topics[thread]
        for message in self.in_topic(group.id, thread):
            self.remove(message)
        self.changed()
