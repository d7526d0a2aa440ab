"""What typed words lead to, told to whoever tries the book: the same red flags and search as in the bot."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from dialogs.book import Book, load
from dialogs.fold import fold
from dialogs.texts import say


def explained(book: Book, text: str, locale: str) -> dict[str, Any]:
    """The answer to one text with its reasons: what it folds to, the phrase or the words that met."""
    alarm = book.ear.triage.alarm(text)
    hits = () if alarm else book.ear.index.search(text)
    pages = [
        {"page": hit.page, "title": say(book.pages[hit.page].title, locale), "score": hit.score, "words": hit.words}
        for hit in hits
    ]
    heard = {name: getattr(alarm, name) for name in ("flag", "phrase", "priority", "country")} if alarm else None
    return {"urgent": alarm is not None, "heard": heard, "folded": fold(text), "pages": pages}


def seek(file: Path, texts: Iterable[str], locale: str, as_json: bool, out: TextIO) -> None:
    """One line for each text. Raises Invalid for a broken book."""
    book = load(file, datetime.now(UTC).date())
    for text in texts:
        told = explained(book, text.strip(), locale)
        if as_json:
            pages = [{"page": page["page"], "score": page["score"]} for page in told["pages"]]
            out.write(json.dumps({"urgent": told["urgent"], "pages": pages}, ensure_ascii=False) + "\n")
        else:
            out.write(_line(told) + "\n")


def _line(told: dict[str, Any]) -> str:
    if told["heard"]:
        return f"🆘 {told['heard']['flag']} · {told['heard']['phrase']}"
    pages = [
        f"{page['page']} {page['score']} «{page['title']}» ({', '.join(f'{a}={b}' for a, b in page['words'])})"
        for page in told["pages"]
    ]
    return " | ".join(pages) or "—"
