"""The door of the staff group: one function is one command, button or kind of message; its docstring is its help."""

from bot.staff import article, canned, sending  # noqa: F401  (commands and buttons enter themselves in their tables)
from bot.staff.buttons import router as buttons
from bot.staff.commands import commands_by_name
from bot.staff.commands import router as commands
from bot.staff.group import router as group
from bot.staff.talk import router as talk

routers = (buttons, commands, group, talk)

__all__ = ["commands_by_name", "routers"]
