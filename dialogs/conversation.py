"""How Sapar speaks: (book, person, here, event) becomes a turn, and a place becomes its screen."""

from dataclasses import replace

from dialogs.book import Book
from dialogs.fold import fold
from dialogs.formats import master
from dialogs.guess import OURS, guess
from dialogs.kinds.hide import ComeBack, TakeBack
from dialogs.triage import Alarm
from dialogs.turn import (
    HOME,
    MAX_DATA,
    AddWords,
    Event,
    Here,
    Hold,
    Note,
    Person,
    Place,
    Say,
    Screen,
    SetConsent,
    SetLanguage,
    Sounds,
    Start,
    Tap,
    Turn,
    Unanswered,
    Urgent,
)

LANGUAGE = "language"
SOS_KEY = "🆘 Көмек / Жәрдем / Помощь"
HOME_KEY = "🏠"
HIDE_KEY = "🙈"
KEYS = {
    SOS_KEY: Place("urgent"),
    "🆘": Place("urgent"),
    HOME_KEY: HOME,
    HIDE_KEY: Place("hide", "key"),
}  # the small keyboard, the same in every language
COMMANDS = (HOME.page, "language", "urgent", "stop")  # pages whose every alias is a command
YES = frozenset(fold("иә да аўа yawa awa йа yes ok хорошо жақсы жарайды мейли").split())
OPEN_TO_ALL = (LANGUAGE, "urgent", "hide")  # pages that need no language


def needs(book: Book, place: Place) -> frozenset[str]:
    """What must be remembered for a place, and for the one it leads on to (`consent/full:talk/send`)."""
    page = book.pages.get(book.resolve(place).page)
    onward = place.spot.partition(":")[2]
    return (page.needs if page else frozenset()) | (needs(book, Place.parse(onward)) if onward else frozenset())


def answer(book: Book, person: Person, here: Here, event: Event) -> Turn:
    """What happens next. `here` stands at the place of the event: where a tap leads, or where one was waiting."""
    if person.hidden and _calls(event):
        # Whoever calls for help is here, and sees what everybody sees.
        turn = answer(book, replace(person, hidden=False), here, event)
        return replace(turn, effects=(ComeBack(told=False, keyboard=False), *turn.effects))
    if isinstance(event, Say):
        return _said(book, person, here, event)
    target = (event.place or HOME) if isinstance(event, Start) else event.place
    place = book.resolve(target)
    if person.hidden and place.page != "hide":
        return _behind_the_decoy(book, here, event)
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
    """The order of F-25: the hidden word, danger, the case that is open, labels of buttons, commands, search."""
    if here.kept.get("word") and person.waiting != Place("discreet", "word"):
        return Turn((TakeBack(word=True),), then=Place("hide", "decoy"), arrives=True)
    if person.hidden and event.words.strip() != HIDE_KEY:
        return _heard_while_hidden(book, here, event)
    if not event.media and (key := KEYS.get(event.words.strip())):
        return answer(book, person, here, Tap(key))
    if event.words.startswith("🆘"):  # with words or a picture: both are needed
        return Turn((Urgent("tap"), AddWords()), then=Place("urgent"), arrives=True)
    in_case = here.kept.get("case") is not None
    if event.words and (alarm := book.ear.triage.alarm(event.words)):
        if person.waiting and book.pages[book.resolve(person.waiting).page].nameless:
            return Turn(then=_numbers(alarm), arrives=True)  # nobody is told of it
        return _danger(alarm, bool(here.kept.get("raised")))
    if not person.locale and not in_case:
        return _before_language(book, event)
    held = here.kept.get("held")
    if person.waiting:
        place = book.resolve(person.waiting)
        turn = book.pages[place.page].hears(_at(book, here, place), event)
        if turn:
            return turn
    if event.personal and (person.waiting or in_case):
        return Turn((Hold(_topic(person) or held or ""),), then=Place("talk", "share"))
    if in_case:
        return Turn((AddWords(),))
    if held:  # they were asked whether it may be sent, and go on writing, or say yes
        if fold(event.words) in YES:
            return answer(book, person, here, Tap(Place("consent", "full:talk/send")))
        return _asked_again(book, person, here, held)
    if event.words and not event.media:
        named = _answered(book, person, here, event.words) or _named(book, person, held, event.words)
        if named:
            return answer(book, person, here, Tap(named))
    return _sought(book, person, here, event.words)


def _answered(book: Book, person: Person, here: Here, words: str) -> Place | None:
    """The answer that these words are to the question on the screen."""
    place = book.resolve(person.asked) if person.asked else None
    return book.pages[place.page].answered(_at(book, here, place), words) if place else None


def _asked_again(book: Book, person: Person, here: Here, held: str) -> Turn:
    """They write on before they have said whether it may be sent: asked once more (F-02). Then they only read, and
    what they wrote waits for a yes in memory; who agreed to an earlier wording is asked and asked."""
    if person.consent in ("", "withdrawn") and not person.consent_version and (here.kept.get("asked") or 0) > 1:
        version = getattr(book.pages["consent"], "version", "")
        return Turn((SetConsent("read_only", version, held),), then=Place("consent", "reads:talk/send"))
    return Turn((Hold(held),), then=Place("consent", "again:talk/send"))


def _calls(event: Event) -> bool:
    if isinstance(event, Say):
        return event.words.startswith("🆘")
    return event.place is not None and event.place.page == "urgent"


def _behind_the_decoy(book: Book, here: Here, event: Start | Tap) -> Turn:
    """Whatever is tapped, there is only the phrase of the day; /start is a way back."""
    if isinstance(event, Tap):
        place = book.resolve(event.place)
        return Turn(book.pages[place.page].unseen(_at(book, here, place)), then=Place("hide", "decoy"))
    # The greeting brings the small keyboard.
    return Turn((ComeBack(keyboard=False),), then=Place("hide", "left") if here.kept.get("older") else HOME)


def _heard_while_hidden(book: Book, here: Here, event: Say) -> Turn:
    """Words are heard as ever, but nothing is shown that tells of it."""
    if event.words and (alarm := book.ear.triage.alarm(event.words)):
        danger = Urgent("said", alarm.topic, alarm.priority)
        return Turn(
            (ComeBack(told=False, keyboard=False), danger, Urgent("quiet"), AddWords()), then=Place("urgent", "quiet")
        )
    if here.kept.get("case") is not None:
        return Turn((ComeBack(told=False, keyboard=False), AddWords()))
    return Turn((Hold(),), then=Place("hide", "decoy"))


def _danger(alarm: Alarm, raised: bool) -> Turn:
    """Numbers and people at once, agreed or not; who sees the numbers already is not shown them with every message."""
    effects = (Urgent("said", alarm.topic, alarm.priority), AddWords())
    return Turn(effects) if raised else Turn(effects, then=_numbers(alarm), arrives=True)


def _numbers(alarm: Alarm) -> Place:
    """Where the numbers stand, those of the country that was named first."""
    return Place("urgent", ".".join(filter(None, ("said", alarm.flag, alarm.country))))


def _before_language(book: Book, event: Say) -> Turn:
    """The words are kept, and so is what they lead to; a number or a name chooses the language."""
    codes = list(book.locales)
    chosen = {str(at): code for at, code in enumerate(codes, 1)}
    chosen |= {fold(language.name): code for code, language in reversed(book.lists.languages.items())}
    if code := chosen.get(fold(event.words)):
        return Turn(then=HOME, effects=(SetLanguage(code),))
    pages = [hit.page for hit in book.ear.index.search(event.words)]
    while pages and len(f"{LANGUAGE}/{max(codes, key=len)}:{_found(pages)}") > MAX_DATA:
        pages.pop()
    return Turn((Hold(),), then=_language(_found(pages)))


def _named(book: Book, person: Person, held: str | None, words: str) -> Place | None:
    """The button that words name: its label, its number on the first screen, a command, or yes to sending."""
    folded = fold(words)
    label = book.labels.get(person.locale, {}).get(folded)
    if label or folded in YES:
        return label or (Place("talk", "send") if held is not None else None)
    items = getattr(book.pages.get(HOME.page), "items", ())
    if folded.isdigit() and 0 < int(folded) <= len(items):
        return Place(items[int(folded) - 1])
    for name in COMMANDS:
        if name in book.pages and any(
            folded == fold(one) for said in book.pages[name].aliases.values() for one in said
        ):
            return Place(name)
    return None


def _sought(book: Book, person: Person, here: Here, words: str) -> Turn:
    """The pages that may answer, or the sections of the menu; another language where the words are clearly in one."""
    guessed = guess(words)
    hits = book.ear.index.search(words)
    if guessed.clear and guessed.code not in OURS:
        return Turn((Hold(),), then=Place("talk", f"foreign.{guessed.code}"))
    before, own = here.kept.get("sounds"), master(person.locale)
    sounds = guessed.code if guessed.code != own else ""
    notes: tuple[Note, ...] = (Sounds(sounds),) if guessed.clear and (sounds or before) else ()
    other = sounds if guessed.clear and sounds == before else ""
    if hits:
        return Turn((Hold(),), then=_found([hit.page for hit in hits], other), notes=notes)
    if words:
        notes += (Unanswered(tuple(fold(words).split())),)
    sections = [item for item in getattr(book.pages.get(HOME.page), "items", ()) if item != "talk"]
    return Turn((Hold(),), then=_found(sections, other, "said-none"), notes=notes)


def _found(pages: list[str], other: str = "", kind: str = "said") -> Place:
    spot = kind + (f".{other}" if other else "") + (":" + ",".join(pages) if pages else "")
    return Place("talk", spot)


def _topic(person: Person) -> str:
    return person.waiting.spot if person.waiting and person.waiting.page == "talk" else ""


def _language(place: Place) -> Place:
    return Place(LANGUAGE) if place == HOME else Place(LANGUAGE, f":{place}")


def _at(book: Book, here: Here, place: Place) -> Here:
    return book.here(place, here.person, here.now, here.kept, here.results)


__all__ = ["HIDE_KEY", "HOME_KEY", "KEYS", "SOS_KEY", "answer", "needs", "screen"]
