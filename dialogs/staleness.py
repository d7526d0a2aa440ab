"""What of the book is out of date, or soon will be, or was never confirmed."""

from dataclasses import dataclass
from datetime import date, timedelta

from dialogs.book import Book
from dialogs.sources import Standing

SOON = timedelta(days=30)
STATES = ("unsure", "overdue", "past", "due", "no_source")


@dataclass(frozen=True)
class Stale:
    """One page, contact or value that somebody must look at; `day`: since when, or until when."""

    state: str
    what: str
    name: str
    day: date | None = None
    why: str = ""


def stale(book: Book, today: date) -> list[Stale]:
    """Contacts nobody is sure of come first: people call them."""
    found = [*_contacts(book), *_pages(book, today), *_values(book, today)]
    return sorted(found, key=lambda one: (STATES.index(one.state), one.day or date.max, one.name))


def _contacts(book: Book) -> list[Stale]:
    return [
        Stale("unsure", "contact", name, why=f"{contact.standing}, {contact.source_title} ({contact.source_date})")
        for name, contact in book.lists.contacts.items()
        if contact.standing is not Standing.SURE
    ]


def _pages(book: Book, today: date) -> list[Stale]:
    found = []
    for name, page in book.pages.items():
        if page.valid_until and page.valid_until < today:
            found.append(Stale("past", "page", name, page.valid_until))
        if page.kind == "article" and not page.source:
            found.append(Stale("no_source", "page", name))
        if page.checked and page.review_every:
            due = page.checked + timedelta(days=page.review_every)
            if due < today:
                found.append(Stale("overdue", "page", name, due))
            elif due <= today + SOON:
                found.append(Stale("due", "page", name, due))
    return found


def _values(book: Book, today: date) -> list[Stale]:
    found = []
    for name, value in book.lists.values.items():
        if value.valid_until < today:
            found.append(Stale("past", "value", name, value.valid_until, value.value))
        elif value.valid_until <= today + SOON:
            found.append(Stale("due", "value", name, value.valid_until, value.value))
    return found
