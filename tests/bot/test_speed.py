"""What a tap may not do: ask the database, build a keyboard, format a text."""

from unittest.mock import patch

from sqlalchemy import event

from bot import screens
from bot.app import Sapar
from bot.store import people
from dialogs.kinds.page import Page
from tests.bot.actors import Person, Sandbox
from tests.bot.test_story import chooses


async def test_showing_a_page_asks_and_builds_nothing(migrant: Person, sapar: Sapar, sandbox: Sandbox) -> None:
    await chooses(migrant)
    await migrant.sees("")
    home = migrant.last
    statements: list[str] = []

    def executed(conn: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    engines = [sapar.store._engine.sync_engine, sapar.store._readers.sync_engine]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", executed)
    before = len(await sandbox.calls())
    forbidden = AssertionError("the tap path built something")
    with (
        patch.object(screens, "markup", side_effect=forbidden),
        patch.object(screens, "view", side_effect=forbidden),
        patch.object(Page, "footer", side_effect=forbidden),
        patch.object(people, "find", side_effect=forbidden),
    ):
        for place in ("going", "uk", "uk-documents", "uk-documents/2", "uk", "home"):
            await migrant.presses(home, place, force=True)
    await sapar.lanes.flush()
    for engine in engines:
        event.remove(engine, "before_cursor_execute", executed)
    bookkeeping = ("inbox", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "outbox")
    assert [one for one in statements if not any(word in one for word in bookkeeping)] == []
    calls = [call["method"] for call in (await sandbox.calls())[before:] if call["method"] != "getUpdates"]
    assert sorted(calls) == sorted(["editMessageText", "answerCallbackQuery"] * 6)


async def test_the_edit_and_the_answer_leave_together(migrant: Person, sapar: Sapar, sandbox: Sandbox) -> None:
    await chooses(migrant)
    await migrant.sees("")
    # The edit hangs at Telegram: were the answer sent after it, the press would wait as long.
    await sandbox.fault("slow", method="editMessageText", seconds=3)
    toast = await migrant.presses(migrant.last, "going", force=True)
    assert toast.text == ""
    calls = [call["method"] for call in await sandbox.calls() if call["ok"]]
    assert "answerCallbackQuery" in calls
