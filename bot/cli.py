"""The commands: python -m bot ... Each imports only what it needs, so that `check` never waits for aiogram."""

import gc
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.editing import cli as editing
from bot.operating import cli as operating
from bot.operating import stop

cli = typer.Typer(
    name="sapar",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Sapar, a hotline and guidance bot.",
)

cli.add_typer(editing)
cli.add_typer(operating)

CONTENT = Path("content.yaml")


def main() -> None:
    cli()


@cli.command()
def run() -> None:
    """Serve people on Telegram (BOT_TOKEN, STAFF_GROUP_ID and DATA_KEY are needed)."""
    from bot import settings

    try:
        chosen = settings.read()
    except settings.Wrong as wrong:
        stop(str(wrong))
    gc.disable()  # until the bot stands: collecting while a million small objects are imported only costs time
    from bot.run import serve

    raise typer.Exit(serve(chosen))


@cli.command()
def sandbox(
    port: Annotated[int, typer.Option(help="The page's port on this machine; 0 takes a free one.")] = 8080,
    server_only: Annotated[
        bool, typer.Option("--server-only", help="Only the local Bot API and its page, without a bot.")
    ] = False,
) -> None:
    """Telegram on your own machine: the real bot against a local Bot API, with a page to try it."""
    gc.disable()
    from bot.play import play

    raise typer.Exit(play(port, server_only))


@cli.command()
def check(
    file: Annotated[Path, typer.Argument(help="The table of contents.")] = CONTENT,
    lang: Annotated[str, typer.Option(help="The language in which problems are told: ru, kk, kaa, en.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Check the guidance: every problem at once, as file:line: what is wrong. Exit 1 on errors."""
    gc.disable()  # a second of work that leaves nothing behind
    from dialogs.book import load
    from dialogs.source import Invalid
    from dialogs.words import words

    say = words(lang)
    try:
        book = load(file, datetime.now(UTC).date())
        problems = book.warnings
    except Invalid as invalid:
        book, problems = None, invalid.problems
    for problem in problems:
        what = problem.said(say)
        if as_json:
            level = "warning" if problem.warning else "error"
            typer.echo(
                json.dumps(
                    {"file": problem.file, "line": problem.line, "level": level, "what": what},
                    ensure_ascii=False,
                )
            )
        else:
            note = f" ({say('warning')})" if problem.warning else ""
            typer.echo(f"{problem.file}:{problem.line}: {what}{note}")
    errors = sum(not problem.warning for problem in problems)
    if not as_json:
        pages = f"{len(book.pages)} {say('pages')}, " if book else ""
        typer.echo(f"{pages}{errors} {say('errors')}, {len(problems) - errors} {say('warnings')}", err=bool(errors))
    raise typer.Exit(1 if errors else 0)


@cli.command()
def talk(
    lang: Annotated[str, typer.Option(help="kk, kaa, kaa_Latn or ru; without it, the bot asks.")] = "",
    file: Annotated[Path, typer.Option(help="The table of contents.")] = CONTENT,
    save: Annotated[
        Path | None, typer.Option(help="Write what was done into this file, to be played as a test.")
    ] = None,
) -> None:
    """Talk with the book in this terminal: a number presses a button, anything else is said."""
    from bot.talk import converse
    from dialogs.source import Invalid

    try:
        converse(file, lang, sys.stdin, sys.stdout, save)
    except Invalid as invalid:
        for problem in invalid.problems:
            typer.echo(str(problem), err=True)
        raise typer.Exit(1) from None


@cli.command()
def search(
    text: Annotated[str, typer.Argument(help="Typed words; - reads a text from each line of standard input.")],
    lang: Annotated[str, typer.Option(help="The language in which titles are told.")] = "kk",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    file: Annotated[Path, typer.Option(help="The table of contents.")] = CONTENT,
) -> None:
    """What typed words lead to: urgent help, or pages, best first, with the words that met."""
    from bot.seek import seek
    from dialogs.source import Invalid

    try:
        seek(file, sys.stdin if text == "-" else [text], lang, as_json, sys.stdout)
    except Invalid as invalid:
        for problem in invalid.problems:
            typer.echo(str(problem), err=True)
        raise typer.Exit(1) from None
