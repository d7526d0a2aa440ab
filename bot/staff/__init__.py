"""The door of the staff group: one function is one command, button or kind of message; its docstring is its help."""

from bot.staff import (  # noqa: F401  (they enter themselves in the tables)
    article,
    canned,
    flood,
    hands,
    notes,
    oversight,
    queue,
    referral,
    safety,
    sending,
)
from bot.staff.buttons import router as buttons
from bot.staff.callback import router as calls
from bot.staff.commands import commands_by_name, menu
from bot.staff.commands import router as commands
from bot.staff.crowd import router as crowds
from bot.staff.group import router as group
from bot.staff.handover import router as handovers
from bot.staff.intake import router as intakes
from bot.staff.practice import router as practices
from bot.staff.registry import private as invitations
from bot.staff.registry import router as registry
from bot.staff.selfcheck import router as selfcheck
from bot.staff.talk import router as talk

routers = (calls, crowds, handovers, intakes, practices, buttons, commands, registry, selfcheck, group, talk)

__all__ = ["commands_by_name", "invitations", "menu", "routers"]
