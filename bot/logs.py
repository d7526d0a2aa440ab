"""Logs without people: one line for each event, and nothing in it by which anybody could be found."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# A token of a bot, a telephone or passport number, an id of Telegram. Libraries may quote them in their errors.
TOKEN = re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{6,}")
NUMBER = re.compile(r"[A-Z]{0,2}\+?\d(?:[\s()-]?\d){6,}")
# These quote updates, statements and addresses when they are asked to say much.
TALKATIVE = ("aiogram", "aiohttp", "aiosqlite", "sqlalchemy", "alembic", "asyncpg")


def scrubbed(text: str) -> str:
    return NUMBER.sub("…", TOKEN.sub("…", text))


class Scrubbed(logging.Formatter):
    """What others log: the class of an error and where it was, never its words."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{self.formatTime(record)} {scrubbed(super().format(record))}"  # the moment is no telephone number

    def formatException(self, ei: Any) -> str:
        return f"{ei[0].__name__}" if ei and ei[0] else ""


def log_from(level: str) -> None:
    """Everything from this level on goes to the standard output of the program."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=True),
            _scrub,
            structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty()),
        ],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(Scrubbed("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _scrub(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str) and key != "timestamp":
            event[key] = scrubbed(value)
    return event
