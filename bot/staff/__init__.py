"""The door of the staff group: one function is one command, button or kind of message; its docstring is its help."""

from bot.staff import (  # noqa: F401  (they enter themselves in the tables)
    article,
    callback,
    canned,
    crowd,
    flood,
    handover,
    hands,
    intake,
    notes,
    oversight,
    practice,
    queue,
    referral,
    rules,
    safety,
    sending,
)
from bot.staff.buttons import router as buttons
from bot.staff.commands import commands_by_name, menu
from bot.staff.commands import router as commands
from bot.staff.group import router as group
from bot.staff.group_buttons import router as group_buttons
from bot.staff.registry import private as invitations
from bot.staff.registry import router as registry
from bot.staff.selfcheck import router as selfcheck
from bot.staff.talk import router as talk

routers = (group_buttons, buttons, commands, registry, selfcheck, group, talk)

__all__ = ["commands_by_name", "invitations", "menu", "routers"]
