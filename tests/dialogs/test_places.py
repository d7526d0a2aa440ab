"""A hundred thousand places that nobody ever put on a button go through the core: no exception, no unfit screen."""

import random
from datetime import UTC, datetime

from dialogs.book import Book
from dialogs.conversation import answer, needs, screen
from dialogs.texts import MESSAGE, length
from dialogs.turn import HOME, MAX_DATA, CaseOpened, Person, Place, Screen, Start, Tap

COUNT = 100_000
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
KEPT = {"held": "other", "case": 7, "raised": True, "hides": True, "older": 3, "known": ("a", "b"), "hides_after": 10}


def places(book: Book, chance: random.Random) -> list[str]:
    """Real ones, real ones that are bent, and letters that mean nothing."""
    real = [place for _, place in book.screens]
    pieces = [piece for place in real for piece in place.replace("/", " ").replace(".", " ").replace(":", " ").split()]
    signs = "/:.~,-+ 0aя🙈\x00"

    def bent(place: str) -> str:
        at = chance.randint(0, len(place))
        return place[:at] + chance.choice([*signs, chance.choice(pieces), ""]) + place[at + chance.randint(0, 2) :]

    def joined() -> str:
        return chance.choice(pieces) + "/" + chance.choice(signs).join(chance.sample(pieces, 3))

    makers = (lambda: chance.choice(real), lambda: bent(chance.choice(real)), joined)
    return [chance.choice(makers)()[:64] for _ in range(COUNT)]


def test_no_place_is_too_strange(shipped: Book) -> None:
    chance = random.Random(20261127)
    people = [
        Person(locale, "Тырна-27", consent, "1", waiting, hidden, discreet)
        for locale in ("", "kk", "kaa_Latn", "ru")
        for consent in ("", "full", "read_only")
        for waiting in (None, Place("talk", "wages"))
        for hidden, discreet in ((False, False), (True, True))
    ]
    for text in places(shipped, chance):
        person, place = chance.choice(people), Place.parse(text)
        names = needs(shipped, place)
        kept = {name: value for name, value in KEPT.items() if name in names} if chance.random() < 0.5 else {}
        event = chance.choice((Tap(place), Start(place)))
        turn = answer(shipped, person, shipped.here(place, person, NOW, kept), event)
        shown = turn.screen
        if turn.then is not None:
            results = (CaseOpened(7),) if turn.effects else ()
            shown = screen(shipped, person, shipped.here(turn.then, person, NOW, kept, results))
        assert shown is not None or turn.effects, text
        if shown is not None:
            fits(shown, text)
    assert shipped.resolve(Place("no-such-page")) == HOME


def fits(shown: Screen, text: str) -> None:
    assert 0 < length(shown.text) <= MESSAGE, text
    for row in shown.rows:
        for button in row:
            assert button.url or (button.to and len(str(button.to).encode()) <= MAX_DATA), (text, button)
