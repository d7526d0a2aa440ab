from datetime import date
from pathlib import Path

import pytest

from bot.talk import Seat
from dialogs.book import Book, load
from dialogs.turn import Person

DAY = date(2026, 11, 22)
SMALL = Path(__file__).parent / "book" / "content.yaml"
SHIPPED = Path(__file__).resolve().parents[2] / "content.yaml"


@pytest.fixture(scope="session")
def book() -> Book:
    """A book of eight pages, one of each kind."""
    return load(SMALL, DAY)


@pytest.fixture(scope="session")
def shipped() -> Book:
    return load(SHIPPED, DAY)


@pytest.fixture
def somebody(book: Book) -> Seat:
    """A person who chose Russian and has agreed to nothing yet."""
    return Seat(book, Person(locale="ru", alias="Тырна-27"))


@pytest.fixture
def newcomer(book: Book) -> Seat:
    return Seat(book, Person(alias="Тырна-27"))
