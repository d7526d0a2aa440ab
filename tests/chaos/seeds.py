"""Chance that can be repeated: CHAOS_SEED=... runs the same chaos again."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

SEED = int(os.environ.get("CHAOS_SEED", "20261122"))


@contextmanager
def repeatable(seed: int) -> Iterator[None]:
    """Whatever goes wrong inside says how to see it again."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"again: CHAOS_SEED={seed}")
        raise
