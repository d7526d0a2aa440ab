"""The directory as a spreadsheet for test calls, and what the calls found written back into contacts.yaml."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]

from dialogs.sources import Contact

SHOWN = ("contact", "name", "country", "city", "phone", "hours", "site", "shown", "source", "source date")
MARKS = ("called, works", "does not work", "new number")
WIDTHS = (26, 48, 8, 16, 22, 24, 28, 8, 40, 16, 14, 14, 22)
CALLED = "test call"
KEY = re.compile(r"^  (\w+):")


class Wrong(Exception):
    """A spreadsheet that cannot be taken over; the message says where and why."""


@dataclass(frozen=True)
class Call:
    """What somebody found out about one number of a contact."""

    works: bool = False
    dead: bool = False
    new: str = ""


Calls = Mapping[str, Mapping[str, Call]]


def export(contacts: Mapping[str, Contact], target: Path) -> int:
    """One row for each number, one for a contact without any; numbers of private persons stay out."""
    book = Workbook()
    sheet = book.active
    sheet.title = "contacts"
    sheet.freeze_panes = "C2"
    rows = [(*SHOWN, *MARKS), *(row for name, one in contacts.items() for row in _rows(name, one))]
    for at, row in enumerate(rows, 1):
        for number, text in enumerate(row, 1):
            cell = sheet.cell(at, number, text)
            cell.data_type, cell.number_format = "s", "@"  # +44... and =... are text, never a number or a formula
    for column, width in zip("ABCDEFGHIJKLM", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.auto_filter.ref = f"A1:M{len(rows)}"
    book.save(target)
    return len(rows) - 1


def _rows(name: str, one: Contact) -> Iterator[tuple[str, ...]]:
    hours = one.hours.get("ru", "") if one.hours else ""
    phones = () if one.hide_phone == "personal" else one.phone
    for phone in phones or ("",):
        told = (one.site, one.standing.value, one.source_title, one.source_date)
        yield (name, one.name.get("ru", ""), one.country, one.city, phone, hours, *told, "", "", "")


def read(path: Path, contacts: Mapping[str, Contact]) -> Calls:
    """The marks of a spreadsheet, by contact and number. Raises Wrong for what does not fit the directory."""
    try:
        with closing(load_workbook(path, read_only=True, data_only=True)) as book:
            cells = book.worksheets[0].iter_rows(values_only=True)
            rows = [["" if cell is None else str(cell).strip() for cell in row] for row in cells]
    except Exception as error:
        raise Wrong(f"{path}: this is no spreadsheet (.xlsx)") from error
    heads = {head: at for at, head in enumerate(rows[0])} if rows else {}
    if missing := [head for head in ("contact", "phone", *MARKS) if head not in heads]:
        raise Wrong(f"{path}: there is no column '{missing[0]}'")
    found: defaultdict[str, dict[str, Call]] = defaultdict(dict)
    for line, row in enumerate(rows[1:], 2):
        name, phone, works, dead, new = (row[heads[head]] for head in ("contact", "phone", *MARKS))
        if not (works or dead or new):
            continue
        if name not in contacts or (phone and phone not in contacts[name].phone):
            raise Wrong(f"{path}: row {line}: there is no '{name}' with the number '{phone}'")
        if works and dead and not new:
            raise Wrong(f"{path}: row {line}: '{phone}' works and does not work")
        if new and not re.fullmatch(r"[+()\d][\d\s()./-]{2,30}", new):
            raise Wrong(f"{path}: row {line}: '{new}' is no number")
        found[name][phone] = Call(bool(works), bool(dead), new)
    return found


def written(text: str, contacts: Mapping[str, Contact], calls: Calls, day: date) -> str:
    """contacts.yaml with what the calls found. Only lines of contacts that were called change; comments stay."""
    lines = text.split("\n")
    for name, numbers in calls.items():
        start = lines.index(f"{name}:") + 1
        end = next((at for at in range(start, len(lines)) if re.match(r"[a-z#]", lines[at])), len(lines))
        lines[start:end] = _block(lines[start:end], contacts[name], numbers, day)
    return "\n".join(lines)


def _block(lines: Sequence[str], one: Contact, calls: Mapping[str, Call], day: date) -> list[str]:
    """Each number stays, goes or is replaced; the contact is sure when every number left has been called and works."""
    phones, proved = list[str](), True
    for phone in one.phone or ("",):
        call = calls.get(phone, Call())
        if call.new:
            phones.append(call.new)
            proved &= call.works
        elif phone and not call.dead:
            phones.append(phone)
            proved &= call.works
    changes = {"phone": "[" + ", ".join(f'"{phone}"' for phone in phones) + "]" if phones else None}
    before = f"  # Before the call of {day}: {one.source_title} ({one.source_date}) {one.source_url}".rstrip()
    if phones and proved:
        changes |= {"source_title": f'"{CALLED}"', "source_url": None, "source_date": f'"{day}"'}
        changes |= {"confidence": "high", "use": "ok_with_date"} | ({"hide_phone": None} if one.hide_phone else {})
        return [before, *_changed(lines, changes)]
    if any(call.new for call in calls.values()):
        changes["use"] = "verify_first"
    return _changed(lines, changes)


def _changed(lines: Sequence[str], changes: Mapping[str, str | None]) -> list[str]:
    """The lines of a contact with some keys set or taken out; a key that was not there comes last."""
    done, left = list[str](), dict(changes)
    for line in lines:
        key = KEY.match(line)
        if not key or key[1] not in left:
            done.append(line)
        elif (value := left.pop(key[1])) is not None:
            remark = re.search(r"\s+# .*$", line)
            done.append(f"  {key[1]}: {value}{remark.group() if remark else ''}")
    tail = len(done)
    while tail and not done[tail - 1].startswith("  "):
        tail -= 1
    done[tail:tail] = [f"  {key}: {value}" for key, value in left.items() if value is not None]
    return done
