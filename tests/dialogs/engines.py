"""Compares ways to search on the question sets: python -m tests.dialogs.engines (rapidfuzz, if it is installed)."""

import sqlite3
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from math import log, sqrt
from pathlib import Path

import yaml

from dialogs.book import Book, load
from dialogs.fold import fold
from dialogs.search import UNSEARCHED
from dialogs.texts import plain

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = Path(__file__).parent / "questions"
Engine = Callable[[str], list[str]]


def texts(book: Book) -> dict[str, tuple[str, str]]:
    """For each page, what names it (title, aliases, three times in the index) and what it tells."""
    found = {}
    for name, page in book.pages.items():
        if page.kind not in UNSEARCHED and not page.hidden:
            country = " ".join(book.lists.countries[page.country].values()) if page.country else ""
            named = [*page.title.values(), *(alias for said in page.aliases.values() for alias in said), country]
            told = " ".join(plain(text) for _, one in page.texts() for text in one.values())
            found[name] = fold(" ".join(named)), fold(told)
    return found


def grams(text: str) -> list[str]:
    padded = [f" {word} " for word in text.split()]
    return [word[at : at + size] for word in padded for size in (3, 4) for at in range(len(word) - size + 1)]


def tfidf(pages: dict[str, tuple[str, str]]) -> Engine:
    counts = {name: Counter(grams(named) * 3 + grams(told)) for name, (named, told) in pages.items()}
    seen = Counter(gram for count in counts.values() for gram in count)
    idf = {gram: log(len(pages) / number) + 0.1 for gram, number in seen.items()}
    places: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for name, count in counts.items():
        weights = {gram: (1 + log(number)) * idf[gram] for gram, number in count.items()}
        size = sqrt(sum(weight * weight for weight in weights.values()))
        for gram, weight in weights.items():
            places[gram].append((name, weight / size))

    def search(text: str) -> list[str]:
        scores: dict[str, float] = defaultdict(float)
        for gram in grams(fold(text)):
            for name, weight in places.get(gram, ()):
                scores[name] += weight * idf[gram]
        return sorted(scores, key=lambda name: -scores[name])[:3]

    return search


def fts5(pages: dict[str, tuple[str, str]]) -> Engine:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE pages USING fts5(name UNINDEXED, named, told, tokenize='trigram')")
    base.executemany("INSERT INTO pages VALUES (?, ?, ?)", [(name, *both) for name, both in pages.items()])

    def search(text: str) -> list[str]:
        words = fold(text).split()
        pieces = {word[at : at + 3] for word in words for at in range(len(word) - 2)}
        if not pieces:
            return []
        match = " OR ".join(f'"{piece}"' for piece in sorted(pieces))
        found = base.execute(
            "SELECT name FROM pages WHERE pages MATCH ? ORDER BY bm25(pages, 0, 3, 1) LIMIT 3", [match]
        )
        return [name for (name,) in found]

    return search


def fuzzy(book: Book, scorer: str) -> Engine:
    from rapidfuzz import fuzz, process  # type: ignore[import-not-found]

    named = {
        (name, fold(text)): fold(text)
        for name, page in book.pages.items()
        if page.kind not in UNSEARCHED and not page.hidden
        for text in (*page.title.values(), *(alias for said in page.aliases.values() for alias in said))
    }

    def search(text: str) -> list[str]:
        best = process.extract(fold(text), named, scorer=getattr(fuzz, scorer), limit=12)
        return list(dict.fromkeys(key[0] for _, _, key in best))[:3]

    return search


def main() -> None:
    book = load(ROOT / "content.yaml", date(2026, 11, 22))
    pages = texts(book)
    makers: dict[str, Callable[[], Engine]] = {
        "Sapar: words and their forms": lambda: lambda text: [hit.page for hit in book.ear.index.search(text)],
        "own TF-IDF of 3-4 letters": lambda: tfidf(pages),
        "SQLite FTS5 trigram, bm25": lambda: fts5(pages),
        "rapidfuzz token_set_ratio": lambda: fuzzy(book, "token_set_ratio"),
        "rapidfuzz WRatio": lambda: fuzzy(book, "WRatio"),
    }
    for name, make in makers.items():
        try:
            begun = time.perf_counter()
            engine = make()
            engine("виза")
            built = time.perf_counter() - begun
        except ImportError:
            print(f"{name}: not installed", file=sys.stderr)
            continue
        cells, took, asked = [], 0.0, 0
        for code in ("kk", "kaa", "ru"):
            questions = yaml.load((QUESTIONS / f"{code}.yaml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
            begun = time.perf_counter()
            found = [(engine(question), right) for question, *right in questions]
            took, asked = took + time.perf_counter() - begun, asked + len(questions)
            first = sum(got[:1] != [] and got[0] in right for got, right in found) / len(found)
            three = sum(bool({*got} & {*right}) for got, right in found) / len(found)
            cells.append(f"{three:.2f} / {first:.2f}")
        print(f"| {name} | {' | '.join(cells)} | {took / asked * 1000:.1f} ms | {built:.2f} s |")


if __name__ == "__main__":
    main()
