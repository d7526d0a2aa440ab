"""What the bot says of itself: commands, name, descriptions, the menu button."""

from __future__ import annotations

import re
from typing import Any

from aiogram import methods
from aiogram.types import TelegramObject

from bot.sandbox import shapes
from bot.sandbox.methods.registry import method
from bot.sandbox.refused import Refused
from bot.sandbox.world import World

Json = dict[str, Any]

COMMAND = re.compile(r"/?[a-z0-9_]{1,32}")
MOST = 100


@method
def getMe(world: World, call: methods.GetMe) -> Json:
    return shapes.me()


@method
def logOut(world: World, call: methods.LogOut) -> bool:
    return True


@method
def close(world: World, call: methods.Close) -> bool:
    return True


@method
def setMyCommands(world: World, call: methods.SetMyCommands) -> bool:
    if len(call.commands) > MOST:
        raise Refused("BOT_COMMANDS_TOO_MUCH")
    for one in call.commands:
        if not COMMAND.fullmatch(one.command):
            raise Refused("BOT_COMMAND_INVALID")
        if not 1 <= len(one.description) <= 256:
            raise Refused("BOT_COMMAND_DESCRIPTION_INVALID")
    commands = [{"command": one.command.lstrip("/"), "description": one.description} for one in call.commands]
    world.profile[_shelf(call.scope, call.language_code)] = commands
    return True


@method
def getMyCommands(world: World, call: methods.GetMyCommands) -> list[Json]:
    commands: list[Json] = world.profile.get(_shelf(call.scope, call.language_code), [])
    return commands


@method
def deleteMyCommands(world: World, call: methods.DeleteMyCommands) -> bool:
    world.profile.pop(_shelf(call.scope, call.language_code), None)
    return True


def _shelf(scope: TelegramObject | None, language: str | None) -> str:
    told = scope.model_dump_json(exclude_none=True) if scope else '{"type":"default"}'
    return f"commands {told} {language or ''}"


@method
def setMyName(world: World, call: methods.SetMyName) -> bool:
    return _say(world, "name", call.name, call.language_code, 64)


@method
def setMyDescription(world: World, call: methods.SetMyDescription) -> bool:
    return _say(world, "description", call.description, call.language_code, 512)


@method
def setMyShortDescription(world: World, call: methods.SetMyShortDescription) -> bool:
    return _say(world, "short_description", call.short_description, call.language_code, 120)


def _say(world: World, what: str, text: str | None, language: str | None, most: int) -> bool:
    if len(text or "") > most:
        raise Refused(f"{what.replace('_', ' ')} is too long")
    world.profile[f"{what} {language or ''}"] = text or ""
    return True


@method
def setChatMenuButton(world: World, call: methods.SetChatMenuButton) -> bool:
    button = call.menu_button
    world.profile[f"menu {call.chat_id or ''}"] = button.model_dump(exclude_none=True) if button else None
    return True
