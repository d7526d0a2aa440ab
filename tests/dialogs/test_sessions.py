"""Talks from the terminal (`sapar talk --lang kaa --save FILE`), played again: they lead where they led."""

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from bot.talk import Seat, step
from dialogs.book import Book
from dialogs.turn import Person, Place, Say, Start, Tap

SESSIONS = sorted((Path(__file__).parent / "sessions").glob("*.yaml"))


@pytest.mark.parametrize("file", SESSIONS, ids=lambda file: file.stem)
def test_a_talk_leads_where_it_led(shipped: Book, file: Path) -> None:
    told = yaml.safe_load(file.read_text("utf-8"))
    seat = Seat(shipped, Person(locale=told["lang"], alias="Тырна-27"), now=datetime.fromisoformat(told["now"]))
    seat.does(Start())
    for at, expected in enumerate(told["steps"]):
        event = Say(expected["says"]) if "says" in expected else Tap(Place.parse(expected["taps"]))
        assert step(event, seat.does(event), seat) == expected, f"step {at + 1}"


def test_there_are_talks_in_every_language() -> None:
    assert {yaml.safe_load(file.read_text("utf-8"))["lang"] for file in SESSIONS} >= {"kk", "kaa", "ru"}
