"""Where a task waits: how tests tell that something has come to rest, however slow the machine is."""

import asyncio
from types import CoroutineType
from typing import Any


def stands_at(task: asyncio.Task[Any], *places: str) -> bool:
    """Whether a task waits within a function of one of these names."""
    step: Any = task.get_coro()
    while isinstance(step, CoroutineType):
        if step.cr_code.co_name in places:
            return True
        step = step.cr_await
    return False
