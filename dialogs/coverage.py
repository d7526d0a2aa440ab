"""How much of the book each language has, and how much of that a native reader has read."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from dialogs import letters, parity
from dialogs.book import PARTS, Book
from dialogs.texts import Text
from dialogs.words import catalogues, words


@dataclass
class Part:
    """The texts of one kind in one language."""

    language: str
    kind: str
    texts: int = 0
    translated: int = 0
    suspicious: int = 0
    unread: int = 0
    missing: list[str] = field(default_factory=list)

    @property
    def percent(self) -> float:
        """Rounded down: 100 means all of them."""
        return self.translated * 1000 // self.texts / 10 if self.texts else 100.0


def coverage(book: Book) -> list[Part]:
    """Every text of pages, contacts and lists, and every word of the program, for each written language."""
    parts: dict[tuple[str, str], Part] = {}
    for kind, name, text, review in _texts(book):
        for language in book.lists.written:
            part = parts.setdefault((language, kind), Part(language, kind))
            part.texts += 1
            part.unread += review.get(language) == "none"
            if text.get(language, "").strip():
                part.translated += 1
                part.suspicious += _suspicious(book, language, text)
            else:
                part.missing.append(name)
    return list(parts.values()) + [_program(language) for language in book.lists.written]


def _texts(book: Book) -> Iterator[tuple[str, str, Text, dict[str, str]]]:
    for name, page in book.pages.items():
        for path, text in page.texts():
            yield page.kind, ".".join(map(str, (name, *path))), text, page.review
    for key, at, text in book.lists.texts():
        yield key if key in PARTS else "lists", ".".join(map(str, (key, *at))), text, book.lists.review


def _suspicious(book: Book, language: str, text: Text) -> bool:
    """Whether proofreading, exceptions set aside, has something to say."""
    faults = [(fault.code, fault.found) for fault in letters.faults(language, text[language])]
    faults += [(one.code, one.found) for one in parity.differences(text) if one.locale == language]
    return any(fault not in book.lists.excepted for fault in faults)


def _program(language: str) -> Part:
    """The words of the program: every catalogue should say what any of them says."""
    msgids = {msgid for locale in catalogues() for msgid in words(locale).known if msgid}
    missing = sorted(msgids - words(language).known.keys())
    unread = len(msgids) if language != "ru" else 0
    return Part(language, "program", len(msgids), len(msgids) - len(missing), 0, unread, missing)
