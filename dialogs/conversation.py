"""How Sapar speaks: (book, person, here, event) becomes a turn, and a place becomes its screen."""

from dataclasses import replace

from dialogs.book import Book
from dialogs.texts import fold
from dialogs.turn import HOME, AddWords, Event, Here, Hold, Person, Place, Say, Screen, Start, Tap, Turn

LANGUAGE = "language"
SOS_KEY = "🆘 Көмек / Жәрдем / Помощь"
HOME_KEY = "🏠"
KEYS = {
    SOS_KEY: Place("urgent"),
    "🆘": Place("urgent"),
    HOME_KEY: HOME,
}  # the small keyboard, the same in every language
OPEN_TO_ALL = (LANGUAGE, "urgent")  # pages that need no language


def needs(book: Book, place: Place) -> frozenset[str]:
    """What must be remembered for a place, and for the one it leads on to (`consent/full:talk/send`)."""
    page = book.pages.get(book.resolve(place).page)
    onward = place.spot.partition(":")[2]
    return (page.needs if page else frozenset()) | (needs(book, Place.parse(onward)) if onward else frozenset())


def answer(book: Book, person: Person, here: Here, event: Event) -> Turn:
    """What happens next. `here` stands at the place of the event: where a tap leads, or where the person was waiting."""
    if isinstance(event, Say):
        return _said(book, person, here, event)
    target = (event.place or HOME) if isinstance(event, Start) else event.place
    place = book.resolve(target)
    if not person.locale and place.page not in OPEN_TO_ALL:
        return Turn(then=_language(place))
    gone = place == HOME and target.page not in (HOME.page, "start")
    toast = here.words("This page is no longer here.") if gone else ""
    turn = book.pages[place.page].tap(_at(book, here, place))
    if turn.onward:
        changed = person.after(turn.effects)
        there = answer(book, changed, book.here(turn.onward, changed, here.now, here.kept), Tap(turn.onward))
        return replace(there, effects=turn.effects + there.effects, toast=turn.toast or there.toast)
    return replace(turn, toast=turn.toast or toast)


def screen(book: Book, person: Person, here: Here) -> Screen:
    """The screen of a place, with the results of effects if the page wants them."""
    place = book.resolve(here.place)
    return book.pages[place.page].screen(_at(book, here, place))


def _said(book: Book, person: Person, here: Here, event: Say) -> Turn:
    if key := KEYS.get(event.words.strip()):
        return answer(book, person, here, Tap(key))
    if not person.locale and here.kept.get("case") is None:
        return Turn((Hold(),), then=_language(Place("talk", "said")))
    held = here.kept.get("held")
    if event.personal and (person.waiting or here.kept.get("case") is not None):
        return Turn((Hold(_topic(person) or held or ""),), then=Place("talk", "share"))
    if person.waiting:
        place = book.resolve(person.waiting)
        turn = book.pages[place.page].say(_at(book, here, place), event.words)
        if turn:
            return turn
    if here.kept.get("case") is not None:
        return Turn((AddWords(),))
    if held:  # they were asked whether it may be sent, and go on writing
        return Turn((Hold(held),), then=Place("consent", ":talk/send"))
    label = book.labels.get(person.locale, {}).get(fold(event.words)) if event.words else None
    if label:
        return answer(book, person, here, Tap(label))
    return Turn((Hold(),), then=Place("talk", "said"))


def _topic(person: Person) -> str:
    return person.waiting.spot if person.waiting else ""


def _language(place: Place) -> Place:
    return Place(LANGUAGE) if place == HOME else Place(LANGUAGE, f":{place}")


def _at(book: Book, here: Here, place: Place) -> Here:
    return book.here(place, here.person, here.now, here.kept, here.results)


__all__ = ["HOME_KEY", "KEYS", "SOS_KEY", "answer", "needs", "screen"]
