"""What editors are told: how complete the book is, what has aged, and that telling it needs no aiogram."""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from dialogs.book import Book, draft
from dialogs.coverage import coverage
from dialogs.sources import Standing
from dialogs.staleness import STATES, stale
from dialogs.verify import document
from tests.dialogs.conftest import DAY, SHIPPED, SMALL

ROOT = SHIPPED.parent


def sapar(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "bot", *words], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_shipped_book_is_whole_and_clean(shipped: Book) -> None:
    parts = coverage(shipped)
    assert {part.language for part in parts} == {"kk", "kaa", "ru"}
    assert [part for part in parts if part.percent < 100 or part.suspicious] == []
    assert sum(part.texts for part in parts if part.kind not in ("program", "contacts", "lists")) >= 3 * 700


def test_what_no_native_has_read_is_counted(shipped: Book) -> None:
    for part in coverage(shipped):
        assert part.unread == (0 if part.language == "ru" else part.texts), part


def test_a_missing_text_is_named(tmp_path: Path) -> None:
    for path in SMALL.parent.iterdir():
        text = path.read_text("utf-8").replace("kaa: Меню, ru: Меню", 'kaa: "", ru: Меню')
        (tmp_path / path.name).write_text(text, "utf-8")
    parts = {(part.language, part.kind): part for part in coverage(draft(tmp_path / "content.yaml"))}
    assert parts["kaa", "menu"].missing == ["home.title"]
    assert parts["kaa", "menu"].percent < 100
    assert parts["kk", "menu"].percent == 100
    command = sapar("coverage", "--file", str(tmp_path / "content.yaml"))
    assert command.returncode == 1
    assert "missing: home.title" in command.stdout


def test_what_nobody_is_sure_of_comes_first(shipped: Book) -> None:
    found = stale(shipped, DAY)
    assert [one.state for one in found] == sorted((one.state for one in found), key=STATES.index)
    unsure = {name for name, contact in shipped.lists.contacts.items() if contact.standing is not Standing.SURE}
    assert {one.name for one in found if one.state == "unsure"} == unsure
    assert not {one.name for one in found if one.state == "overdue"}


@pytest.mark.parametrize(("days", "state"), [(61, "due"), (89, "due"), (91, "overdue")])
def test_a_page_is_due_and_then_overdue(book: Book, days: int, state: str) -> None:
    """uk-documents was checked on 22.11.2026 for 90 days."""
    found = {one.name: one for one in stale(book, DAY + timedelta(days=days)) if one.what == "page"}
    assert (found["uk-documents"].state, found["uk-documents"].day) == (state, date(2027, 2, 20))


def test_a_page_that_is_not_due_is_not_named(book: Book) -> None:
    assert "uk-documents" not in {one.name for one in stale(book, DAY)}


def test_lines_for_machines() -> None:
    for command in ("coverage", "stale"):
        result = sapar(command, "--json")
        assert result.returncode == 0, result.stderr
        assert all(isinstance(json.loads(line), dict) for line in result.stdout.splitlines())


def test_editors_need_no_aiogram() -> None:
    code = """
import sys
from typer.testing import CliRunner
from bot.cli import cli
for command in ("check", "coverage", "stale"):
    assert CliRunner().invoke(cli, [command]).exit_code == 0, command
assert not {"aiogram", "aiohttp", "sqlalchemy"} & set(sys.modules)
"""
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_the_list_to_confirm_is_as_committed(shipped: Book) -> None:
    committed = (ROOT / "docs" / "to-verify.md").read_text("utf-8")
    assert committed == document(shipped), "run: sapar to-verify"


def test_the_list_to_confirm_names_all_that_is_unsure(shipped: Book) -> None:
    text = document(shipped)
    used = {fact for page in shipped.pages.values() for fact in page.source}
    unsure = {name for name in used if shipped.lists.facts[name].standing is not Standing.SURE}
    for name in (*shipped.lists.contacts, *shipped.lists.values, *unsure):
        assert f"`{name}`" in text, name
