"""Test calls: the directory goes out as a spreadsheet, the marks come back, and nothing else changes."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]
from typer.testing import CliRunner

from bot.calls import MARKS, Wrong, export, read, written
from bot.editing import cli
from dialogs.book import Book, draft
from dialogs.sources import Contact, Standing
from tests.dialogs.conftest import SHIPPED

DAY = date(2026, 12, 1)
YAML = SHIPPED.parent / "content" / "contacts.yaml"


@pytest.fixture(scope="module")
def contacts() -> dict[str, Contact]:
    return draft(SHIPPED).lists.contacts


def marked(path: Path, contacts: dict[str, Contact], marks: dict[tuple[str, str], tuple[str, str, str]]) -> Path:
    """A spreadsheet in which somebody has marked some numbers."""
    export(contacts, path)
    book = load_workbook(path)
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        at = dict(zip(heads, row, strict=True))
        if mark := marks.get((at["contact"].value, at["phone"].value or "")):
            for head, value in zip(MARKS, mark, strict=True):
                at[head].value = value
    book.save(path)
    return path


def after(tmp_path: Path, text: str) -> Book:
    """The whole book with other contacts."""
    shutil.copytree(YAML.parent, tmp_path / "content")
    shutil.copy(SHIPPED, tmp_path / "content.yaml")
    (tmp_path / "content" / "contacts.yaml").write_text(text, "utf-8")
    return draft(tmp_path / "content.yaml")


def test_every_number_has_a_row(tmp_path: Path, contacts: dict[str, Contact]) -> None:
    rows = export(contacts, tmp_path / "c.xlsx")
    sheet = load_workbook(tmp_path / "c.xlsx").active
    assert sheet.max_row == rows + 1
    listed = {(row[0], row[4] or "") for row in sheet.iter_rows(min_row=2, values_only=True)}
    for name, one in contacts.items():
        personal = one.hide_phone == "personal"
        assert {(name, phone) for phone in one.phone} <= listed or personal, name
        assert not personal or not {(name, phone) for phone in one.phone} & listed, name
    assert "f" not in {
        cell.data_type for row in sheet.iter_rows() for cell in row
    }  # no formula, whatever it begins with


def test_an_unmarked_sheet_changes_nothing(tmp_path: Path, contacts: dict[str, Contact]) -> None:
    calls = read(marked(tmp_path / "c.xlsx", contacts, {}), contacts)
    assert calls == {}
    text = YAML.read_text("utf-8")
    assert written(text, contacts, calls, DAY) == text


def test_marks_come_back_and_comments_stay(tmp_path: Path, contacts: dict[str, Contact]) -> None:
    works, dead, new = pick(contacts)
    marks = {
        (works, contacts[works].phone[0]): ("x", "", ""),
        (dead, contacts[dead].phone[0]): ("", "x", ""),
        (new, contacts[new].phone[0]): ("x", "", "+7 700 000 00 00"),
    }
    calls = read(marked(tmp_path / "c.xlsx", contacts, marks), contacts)
    text = YAML.read_text("utf-8")
    changed = written(text, contacts, calls, DAY)
    found = after(tmp_path, changed).lists.contacts
    assert found[works].standing is Standing.SURE
    assert (found[works].source_title, found[works].source_date) == ("test call", "2026-12-01")
    assert found[works].phone == contacts[works].phone
    assert found[dead].phone == ()
    assert found[dead].source_title == contacts[dead].source_title
    assert found[new].phone == ("+7 700 000 00 00",)
    same = found.keys() - {works, dead, new}
    assert {name: found[name] for name in same} == {name: contacts[name] for name in same}
    comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in changed.splitlines() if line in comments] == comments
    assert contacts[works].source_title in changed


def pick(contacts: dict[str, Contact]) -> list[str]:
    """Three doubtful contacts with one number."""
    fit = (name for name, one in contacts.items() if len(one.phone) == 1 and one.standing is Standing.UNSURE)
    return [next(fit), next(fit), next(fit)]


def test_a_new_number_that_nobody_called_is_not_sure(tmp_path: Path, contacts: dict[str, Contact]) -> None:
    name = next(name for name, one in contacts.items() if len(one.phone) == 1 and one.standing is Standing.SURE)
    marks = {(name, contacts[name].phone[0]): ("", "", "+998 71 000 00 00")}
    calls = read(marked(tmp_path / "c.xlsx", contacts, marks), contacts)
    found = after(tmp_path, written(YAML.read_text("utf-8"), contacts, calls, DAY)).lists.contacts
    assert found[name].standing is Standing.UNSURE
    assert found[name].phone == ("+998 71 000 00 00",)


def test_one_of_several_is_not_all_of_them(tmp_path: Path, contacts: dict[str, Contact]) -> None:
    name = next(name for name, one in contacts.items() if len(one.phone) > 1 and one.standing is Standing.UNSURE)
    calls = read(marked(tmp_path / "c.xlsx", contacts, {(name, contacts[name].phone[0]): ("x", "", "")}), contacts)
    found = after(tmp_path, written(YAML.read_text("utf-8"), contacts, calls, DAY)).lists.contacts
    assert found[name] == contacts[name]


@pytest.mark.parametrize("mark", [("x", "x", ""), ("", "", "call Aigul")])
def test_what_cannot_be_is_refused(tmp_path: Path, contacts: dict[str, Contact], mark: tuple[str, str, str]) -> None:
    sheet = marked(tmp_path / "c.xlsx", contacts, {("gb-999", "999"): mark})
    with pytest.raises(Wrong, match="row 2"):
        read(sheet, contacts)


def test_the_commands(tmp_path: Path, contacts: dict[str, Contact]) -> None:
    after(tmp_path, YAML.read_text("utf-8"))
    content, sheet = str(tmp_path / "content.yaml"), tmp_path / "c.xlsx"
    out = CliRunner().invoke(cli, ["export", "--contacts", str(sheet), "--file", content])
    assert (out.exit_code, sheet.is_file()) == (0, True)
    name = pick(contacts)[0]
    marked(sheet, contacts, {(name, contacts[name].phone[0]): ("да", "", "")})
    out = CliRunner().invoke(cli, ["import", "--contacts", str(sheet), "--file", content])
    assert (out.exit_code, "1 contacts changed" in out.output) == (0, True)
    assert draft(tmp_path / "content.yaml").lists.contacts[name].standing is Standing.SURE
    assert CliRunner().invoke(cli, ["import", "--contacts", content, "--file", content]).exit_code == 1


def test_what_is_no_sheet_or_another_one_is_refused(tmp_path: Path, contacts: dict[str, Contact]) -> None:
    (tmp_path / "c.xlsx").write_text("no sheet")
    with pytest.raises(Wrong, match="no spreadsheet"):
        read(tmp_path / "c.xlsx", contacts)
    export(contacts, tmp_path / "d.xlsx")
    with pytest.raises(Wrong, match="there is no 'gb-999'"):
        read(marked(tmp_path / "d.xlsx", contacts, {("gb-999", "999"): ("x", "", "")}), {})
