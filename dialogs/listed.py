"""What an editor is told about the lists: languages, ready answers, quotas, partners, words of danger."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from dialogs.checks import LABEL, languages, near
from dialogs.kinds import Page
from dialogs.lists import Lists
from dialogs.source import Problem, Source, Where
from dialogs.sources import Contact
from dialogs.texts import TAG

ANSWER = 500  # characters of a ready answer, which somebody reads between two other things
QUIET = 80  # of one that may be read over a shoulder
TIME = re.compile(r"\d{1,2}:\d{2}")
CODE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,15}")


def shared(top: Source, parts: Mapping[str, Source], lists: Lists, pages: Mapping[str, Page]) -> Iterator[Problem]:
    """Everything in the lists that can be wrong, each told in the file where it is written."""
    for key, path, text in lists.texts():
        yield from languages(*_at(top, parts, key, *path), text, lists)
    for name, one in lists.values.items():
        yield from _facts(top, ("values", name), one.source, lists)
    for at, quota in enumerate(lists.quotas):
        yield from _facts(top, ("quotas", at), quota.source, lists)
        yield from _known(top, ("quotas", at, "region"), quota.region, lists.lists.get("regions", {}))
        yield from _known(top, ("quotas", at, "places"), quota.places, lists.values)
    for key, choices in lists.lists.items():
        yield from _codes(*_at(top, parts, "lists", key), choices)
    for name, contact in lists.contacts.items():
        source, where = _at(top, parts, "contacts", name)
        yield from _known(source, (*where, "city"), contact.city or None, lists.lists.get("cities", {}))
        yield from _clock(source, where, contact, lists)
    for name, partner in lists.partners.items():
        source, where = _at(top, parts, "partners", name)
        yield from _facts(source, where, partner.source, lists)
        yield from _known(source, (*where, "page"), partner.page, pages)
        for code in partner.contacts:
            yield from _known(source, (*where, "contacts"), code, lists.contacts)
    yield from _canned(top, parts, lists)
    yield from _training(top, parts, lists, pages)


def _at(top: Source, parts: Mapping[str, Source], key: str, *path: str | int) -> tuple[Source, Where]:
    """Where a list is written: in a file of its own, or in the table of contents."""
    return (parts[key], path) if key in parts else (top, (key, *path))


def _facts(source: Source, where: Where, facts: Iterable[str], lists: Lists) -> Iterator[Problem]:
    for fact in facts:
        if fact not in lists.facts:
            yield source.problem(where, "there is no fact '{fact}'", fact=fact, nearest=near(fact, lists.facts))


def _known(source: Source, where: Where, name: str | None, known: Iterable[str]) -> Iterator[Problem]:
    """A name that something else in the book must have."""
    if name is not None and name not in known:
        yield source.problem(where, "there is no '{name}'", name=name, nearest=near(name, known))


def _clock(source: Source, where: Where, contact: Contact, lists: Lists) -> Iterator[Problem]:
    """`open` says what `hours` says, and by whose clock."""
    if not contact.open:
        return
    if not contact.hours:
        yield source.problem((*where, "open"), "the same hours in words are missing: 'hours'")
    for code, words in contact.hours.items() if contact.hours else ():
        if _times(words) if contact.opens.always else _times(" ".join(contact.open.values())) - _times(words):
            yield source.problem((*where, "hours", code), "these are not the hours under 'open'")
    several = len(_offsets(contact.country)) > 1
    if not contact.opens.always and not contact.zone and (several or contact.country not in lists.zones):
        yield source.problem(
            (*where, "open"), "by which clock? {country}: write 'zone' as well", country=contact.country
        )


def _times(text: str) -> set[str]:
    return {found.lstrip("0") for found in TIME.findall(text)}


@cache
def _offsets(country: str) -> frozenset[timedelta | None]:
    """The clocks that a country has side by side, of the Unicode CLDR's list of its zones, by 2026's rules."""
    from babel.core import get_global

    zones = get_global("territory_zones").get(country, ())
    return frozenset(datetime(2026, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset() for zone in zones)


def _codes(source: Source, where: Where, choices: Mapping[str, object]) -> Iterator[Problem]:
    for code in choices:
        if not CODE.fullmatch(code):
            yield source.problem((*where, code), "'{code}' is no code: letters, digits and -, 16 at most", code=code)


def _canned(top: Source, parts: Mapping[str, Source], lists: Lists) -> Iterator[Problem]:
    """A ready answer goes out as plain words: no tags, no values, and short enough for a small screen."""
    for name, one in lists.canned.items():
        for key, text, most in (("label", one.label, LABEL), ("text", one.text, QUIET if one.quiet else ANSWER)):
            for code, said in text.items():
                source, where = _at(top, parts, "canned", name, key, code)
                if len(said) > most:
                    yield source.problem(where, "longer than {limit} characters, the most here", limit=most)
                if TAG.search(said) or "[[" in said:
                    yield source.problem(where, "this goes out as plain words: no tags and no values")
        for topic in one.topics:
            yield from _known(*_at(top, parts, "canned", name, "topics"), topic, lists.topics)


def _training(top: Source, parts: Mapping[str, Source], lists: Lists, pages: Mapping[str, Page]) -> Iterator[Problem]:
    """A practice case expects only what there is, and says what to learn from it as plainly as an answer."""
    for name, one in lists.training.items():
        source, where = _at(top, parts, "training", name)
        persona, right = (*where, "persona"), (*where, "expected")
        yield from _known(source, (*persona, "locale"), one.persona.locale, lists.written)
        yield from _known(source, (*persona, "topic"), one.persona.topic, lists.topics)
        yield from _known(source, (*right, "page"), one.expected.page, pages)
        yield from _known(source, (*right, "outcome"), one.expected.outcome, lists.outcomes)
        yield from _known(source, (*right, "cause"), one.expected.cause, lists.causes)
        for at, answer in enumerate(one.expected.canned):
            yield from _known(source, (*right, "canned", at), answer, lists.canned)
        for code, said in one.title.items():
            if len(said) > LABEL:
                yield source.problem(
                    (*where, "title", code), "the title is a button: {limit} characters at most", limit=LABEL
                )


def flags(source: Source, lists: Lists, pages: Mapping[str, Page]) -> Iterator[Problem]:
    """Every red flag has a topic and a page to read."""
    for name, flag in lists.red_flags.flags.items():
        if flag.topic not in lists.topics:
            nearest = near(flag.topic, lists.topics)
            yield source.problem(
                ("flags", name, "topic"), "there is no topic '{topic}'", topic=flag.topic, nearest=nearest
            )
        if flag.page not in pages:
            nearest = near(flag.page, pages)
            yield source.problem(
                ("flags", name, "page"), "there is no page '{target}'", target=flag.page, nearest=nearest
            )
