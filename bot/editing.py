"""The commands of editors: what is complete, what has aged, what must be confirmed, contacts as a spreadsheet."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from dialogs.book import Book

cli = typer.Typer()

CONTENT = Path("content.yaml")
File = Annotated[Path, typer.Option(help="The table of contents.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def _book(file: Path) -> "Book":
    """The book as it is written, whole or not. What is no book at all ends the command."""
    from dialogs.book import draft
    from dialogs.source import Invalid

    try:
        return draft(file)
    except Invalid as invalid:
        _stop("\n".join(map(str, invalid.problems)))


def _stop(line: str) -> NoReturn:
    typer.echo(line, err=True)
    raise typer.Exit(1)


@cli.command()
def coverage(file: File = CONTENT, as_json: Json = False) -> None:
    """How much each language has, by kind: translated, missing, suspicious, unread by a native. Exit 1 under 100 %."""
    from dialogs.coverage import coverage as covered

    parts = covered(_book(file))
    for part in parts:
        if as_json:
            typer.echo(json.dumps({**asdict(part), "percent": part.percent}, ensure_ascii=False))
    if not as_json:
        typer.echo(f"{'':4} {'':10} {'texts':>6} {'there':>6} {'%':>6} {'missing':>8} {'suspicious':>11} {'unread':>7}")
        for part in parts:
            typer.echo(
                f"{part.language:4} {part.kind:10} {part.texts:6} {part.translated:6} {part.percent:6.1f}"
                f" {len(part.missing):8} {part.suspicious:11} {part.unread:7}"
            )
            for name in part.missing:
                typer.echo(f"       missing: {name}")
    raise typer.Exit(0 if all(part.percent == 100 for part in parts) else 1)


@cli.command()
def stale(file: File = CONTENT, as_json: Json = False) -> None:
    """What is out of date or soon will be, has no source, or was never confirmed; unsure contacts first."""
    from dialogs.staleness import stale as aged

    for one in aged(_book(file), datetime.now(UTC).date()):
        day = one.day.isoformat() if one.day else ""
        if as_json:
            typer.echo(json.dumps({**asdict(one), "day": day}, ensure_ascii=False))
        else:
            typer.echo(f"{one.state:9} {one.what:8} {one.name:24} {day:10} {one.why}".rstrip())


@cli.command("to-verify")
def to_verify(
    target: Annotated[Path, typer.Argument(help="The file to write.")] = Path("docs/to-verify.md"), file: File = CONTENT
) -> None:
    """Write what must be confirmed before going live: contacts, fees, quotas and rules, by who could confirm them."""
    from dialogs.verify import document

    text = document(_book(file))
    target.write_text(text, "utf-8")
    typer.echo(f"{target}: {text.count(chr(10))} lines")


Sheet = Annotated[Path, typer.Option("--contacts", help="A spreadsheet (.xlsx) of the directory.")]


@cli.command("export")
def export_contacts(contacts: Sheet, file: File = CONTENT) -> None:
    """The directory as a spreadsheet, with columns to mark: called and works, does not work, new number."""
    from bot.calls import export

    typer.echo(f"{contacts}: {export(_book(file).lists.contacts, contacts)} rows")


@cli.command("import")
def import_contacts(contacts: Sheet, file: File = CONTENT) -> None:
    """Take over what was marked in a spreadsheet of `export`: contacts.yaml is changed line by line, comments stay."""
    from bot.calls import Wrong, read, written

    book = _book(file)
    try:
        calls = read(contacts, book.lists.contacts)
    except Wrong as wrong:
        _stop(str(wrong))
    path = file.parent / _contacts_file(file)
    today = datetime.now(UTC).date()
    path.write_text(written(path.read_text("utf-8"), book.lists.contacts, calls, today), "utf-8")
    typer.echo(f"{path}: {len(calls)} contacts changed. Look at the difference, then run: sapar check, sapar to-verify")


def _contacts_file(file: Path) -> str:
    from dialogs.source import read

    return str(read(file).data["contacts"])
