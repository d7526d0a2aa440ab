"""Asking about chats and their members, and about files."""

from __future__ import annotations

from typing import Any

from aiogram import methods

from bot.sandbox import shapes, telling
from bot.sandbox.methods import checks
from bot.sandbox.methods.registry import method
from bot.sandbox.refused import Refused
from bot.sandbox.world import BOT_ID, World

Json = dict[str, Any]

DOWNLOAD = 20 * 1024 * 1024


@method
def getChat(world: World, call: methods.GetChat) -> Json:
    return shapes.full_chat(world, checks.chat(world, call.chat_id, write=False))


@method
def getChatMember(world: World, call: methods.GetChatMember) -> Json:
    chat = checks.chat(world, call.chat_id, write=False)
    if call.user_id != BOT_ID and call.user_id not in world.people:
        raise Refused("PARTICIPANT_ID_INVALID")
    if chat > 0:
        return {"user": shapes.user(world, call.user_id), "status": "member"}
    return shapes.member(world, world.groups[chat], call.user_id)


@method
def getChatAdministrators(world: World, call: methods.GetChatAdministrators) -> list[Json]:
    chat = checks.chat(world, call.chat_id, write=False)
    if chat > 0:
        raise Refused("there are no administrators in the private chat")
    group = world.groups[chat]
    standings = [shapes.member(world, group, id) for id in (*group.members, BOT_ID)]
    return [standing for standing in standings if standing["status"] in ("creator", "administrator")]


@method
def getChatMemberCount(world: World, call: methods.GetChatMemberCount) -> int:
    chat = checks.chat(world, call.chat_id, write=False)
    return 2 if chat > 0 else len(world.groups[chat].members) + 1


@method
def leaveChat(world: World, call: methods.LeaveChat) -> bool:
    chat = checks.chat(world, call.chat_id)
    if chat > 0:
        raise Refused("chat not found")
    group = world.groups[chat]
    old = telling.bot_standing(world, group)
    group.presence, group.rights = "left", None
    telling.membership(world, chat, BOT_ID, BOT_ID, old, telling.bot_standing(world, group))
    world.changed()
    return True


@method
def getFile(world: World, call: methods.GetFile) -> Json:
    file = world.files.get(call.file_id)
    if file is None:
        raise Refused("wrong file_id or the file is temporarily unavailable")
    if file.size > DOWNLOAD:
        raise Refused("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": f"u-{file.id}",
        "file_size": file.size,
        "file_path": file.path,
    }
