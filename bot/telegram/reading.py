"""Reads an update as aiogram does, but forgives what an older or smaller Bot API server leaves out."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError

NOBODY = {"id": 0, "is_bot": False, "first_name": ""}
MENDS = 4  # what is filled in may itself lack something


def read(raw: dict[str, Any], bot: Bot | None, now: datetime) -> Update:
    """Raises ValidationError for what is no update even so."""
    context = {"bot": bot}
    for _ in range(MENDS):
        try:
            return Update.model_validate(raw, context=context)
        except ValidationError as error:
            mended = deepcopy(raw)
            missing = [one["loc"] for one in error.errors(include_url=False) if one["type"] == "missing"]
            if not sum([_filled(mended, loc, now) for loc in missing]):
                raise
            raw = mended
    return Update.model_validate(raw, context=context)


def _filled(raw: dict[str, Any], loc: tuple[int | str, ...], now: datetime) -> bool:
    """Puts something harmless where a field is missing; what would change the meaning is not made up."""
    at: Any = raw
    for step in loc[:-1]:
        if isinstance(at, dict) and step in at:
            at = at[step]
        elif isinstance(at, list) and isinstance(step, int):
            at = at[step]  # any other step is the name of a class that was tried
    name = str(loc[-1])
    if not isinstance(at, dict) or name in at:
        return False
    value = next(_harmless(name, at, now), None)
    if value is None:
        return False
    at[name] = value
    return True


def _harmless(name: str, beside: dict[str, Any], now: datetime) -> Iterator[Any]:
    if name.startswith(("can_", "is_", "has_")):
        yield False
    elif name == "date":
        yield int(now.timestamp())
    elif name == "until_date":
        yield 0
    elif name in ("first_name", "chat_instance", "file_unique_id"):
        yield ""
    elif name in ("from", "user"):
        yield dict(NOBODY)
    elif name == "old_chat_member":
        yield {"status": "left", "user": dict(NOBODY)}
    elif name == "type" and isinstance(beside.get("id"), int):
        yield "private" if beside["id"] > 0 else "supergroup"
