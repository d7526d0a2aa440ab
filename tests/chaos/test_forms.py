"""A draft survives kill -9 at every step (every form in the long form, `make chaos`)."""

from pathlib import Path

from tests.chaos.forms import form_run
from tests.chaos.seeds import SEED
from tests.chaos.town import Town
from tests.chaos.zygote import zygote


async def test_a_complaint_is_filled_in_under_kills(town: Town, tmp_path: Path) -> None:
    """With a consultant's words in between, other languages, and an edit of the questions beneath."""
    with zygote() as womb:
        filled = await form_run(town, womb, "wage-form", tmp_path, SEED)
    assert filled.kills > 25
    assert filled.written, "a consultant wrote in between"
