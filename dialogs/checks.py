"""What an editor is told about a page: languages, links, lengths, tags, labels, sources."""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from dialogs import proof
from dialogs.kinds import Page
from dialogs.lists import Lists
from dialogs.source import Problem, Source, Where
from dialogs.texts import MESSAGE, Text, length, say, tag_fault
from dialogs.turn import MAX_DATA, PAGE, Screen
from dialogs.values import named

LABEL = 30  # characters of a button, more is cut on a small phone
COMFORT = 900  # characters of a screen that a tired person still reads
TAPS = 3  # from home to any answer
BUILT_IN = ("home", "language", "consent", "urgent", "talk")
FIELD = re.compile(r"\{(\w*)\}")


def languages(source: Source, where: Where, text: Text, lists: Lists) -> Iterator[Problem]:
    """Every written language, the same placeholders and sound tags in each."""
    for code in lists.written:
        if not text.get(code, "").strip():
            yield source.problem(
                where,
                "no text in '{language}': people who chose it would see nothing. Add '{language}:'",
                language=code,
            )
    for code, written in text.items():
        if code not in lists.written:
            yield source.problem((*where, code), "'{language}' is not a language of this book", language=code)
        if fault := tag_fault(written):
            yield source.problem(
                (*where, code),
                "the tag {tag} is not closed or not allowed (b, i, u, s, a, code are)",
                tag=fault,
            )
        if FIELD.search(written):
            yield source.problem((*where, code), "{{...}} is shown to people as it is: write it out")
    yield from proof.text(source, where, text, lists)


def page(source: Source, name: str, one: Page, pages: Mapping[str, Page], lists: Lists) -> Iterator[Problem]:
    """Everything about one page that can be seen without drawing it."""
    if not PAGE.fullmatch(name):
        yield source.problem((name,), "'{name}' is no page name: a-z, 0-9 and -, 2 to 24 characters", name=name)
    for path, text in one.texts():
        yield from languages(source, (name, *path), text, lists)
    for path, value in named(one):
        if value not in lists.values:
            nearest = near(value, lists.values)
            yield source.problem((name, *path), "there is no value '{value}'", value=value, nearest=nearest)
    for target in one.links():
        if target not in pages:
            yield source.problem(
                _linking(source, name, target),
                "there is no page '{target}'",
                target=target,
                nearest=near(target, pages),
            )
    for fact in one.source:
        if fact not in lists.facts:
            yield source.problem(
                (name, "source"),
                "there is no fact '{fact}'",
                fact=fact,
                nearest=near(fact, lists.facts),
            )
    for contact in getattr(one, "contacts", ()):
        if contact not in lists.contacts:
            nearest = near(contact, lists.contacts)
            yield source.problem(
                (name, "contacts"),
                "there is no contact '{contact}'",
                contact=contact,
                nearest=nearest,
            )
    for topic in getattr(one, "topics", ()):
        if topic not in lists.topics:
            yield source.problem(
                (name, "topics"),
                "there is no topic '{topic}'",
                topic=topic,
                nearest=near(topic, lists.topics),
            )
    for fault in one.faults(name, lists):
        where = (name, *fault.where)
        yield Problem(source.file, source.line(where), fault.what, fault.values)
    for code in {*one.aliases, *one.review} - set(lists.written):
        yield source.problem((name,), "'{language}' is not a language of this book", language=code)
    for code in lists.written:
        if len(say(one.title, code)) > LABEL:
            yield source.problem(
                (name, "title", code), "the title is a button: {limit} characters at most", limit=LABEL
            )
    if one.country and one.country not in lists.countries:
        yield source.problem((name, "country"), "there is no country '{country}'", country=one.country)
    if one.kind == "article" and one.source and not (one.checked and one.review_every):
        yield source.problem(
            (name,), "a page with a source says when it was checked and when again (checked, review_every)"
        )


def screen(source: Source, name: str, locale: str, shown: Screen) -> Iterator[Problem]:
    """What only the drawn screen tells: Telegram's limits and our own."""
    size = length(shown.text)
    where = (name, "body" if (name, "body") in source.lines else "text")
    if size > MESSAGE:
        yield source.problem(
            where,
            "{place} has {size} characters in '{locale}', Telegram takes {limit}: divide it with a line ---",
            place=str(shown.place),
            size=size,
            locale=locale,
            limit=MESSAGE,
        )
    elif size > COMFORT + 400 and shown.place.page != "urgent":  # 400: title, source and date lines
        yield source.problem(
            where,
            "{place} has {size} characters in '{locale}': more than a tired person reads; divide it with a line ---",
            warning=True,
            place=str(shown.place),
            size=size,
            locale=locale,
        )
    for row in shown.rows:
        for button in row:
            if button.to and len(str(button.to).encode()) > MAX_DATA:
                yield source.problem(
                    (name,),
                    "the button '{place}' is longer than {limit} bytes",
                    place=str(button.to),
                    limit=MAX_DATA,
                )


def graph(sources: Mapping[str, Source], pages: Mapping[str, Page], taps: Mapping[str, int]) -> Iterator[Problem]:
    """Built-in pages are there; everything can be reached from home in three taps."""
    for name in BUILT_IN:
        if name not in pages:
            source = next(iter(sources.values()))
            yield source.problem((), "the page '{name}' is missing: the program leads people there", name=name)
    for name, one in pages.items():
        if one.hidden or name in BUILT_IN or name not in sources:
            continue
        if name not in taps:
            yield sources[name].problem(
                (name,), "no page leads to '{name}'. Link it from a menu, or mark it hidden: yes", name=name
            )
        elif taps[name] > TAPS:
            yield sources[name].problem(
                (name,),
                "'{name}' is {taps} taps from home, {limit} at most",
                name=name,
                taps=taps[name],
                limit=TAPS,
            )


def _linking(source: Source, name: str, target: str) -> Where:
    """The very line that names a page, in a list of pages."""
    lists = {key: value for key, value in source.data[name].items() if isinstance(value, list)}
    return next(((name, key, value.index(target)) for key, value in lists.items() if target in value), (name,))


def near(name: str, known: Iterable[str]) -> str:
    """What was probably meant; "" where nothing is like it."""
    found = get_close_matches(name, known, 1)
    return found[0] if found else ""
