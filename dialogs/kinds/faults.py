"""What an editor is told about a form."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from dialogs.kinds.draft import COMPARED, When
from dialogs.kinds.fields import Field, bound
from dialogs.kinds.page import Fault
from dialogs.kinds.summary import Sending
from dialogs.lists import Lists

NAME = re.compile(r"[a-z][a-z0-9_]{0,15}")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,15}")
CHOOSING = ("choice", "several", "search")
LABEL = 30  # characters of a button


def fields_faults(fields: Mapping[str, Field], enough: str, lists: Lists) -> Iterator[Fault]:
    before: dict[str, Field] = {}
    for name, one in fields.items():
        where = ("fields", name)
        if not NAME.fullmatch(name):
            yield Fault(where, "'{name}' is no name of a question: a-z, 0-9 and _, 16 at most", {"name": name})
        yield from _field(where, one, lists)
        yield from _when((*where, "when"), one.when, before, lists)
        before[name] = one
    if enough and enough not in fields:
        yield Fault(("enough",), "'{name}' is no question that is asked before", {"name": enough})


def form_faults(fields: Mapping[str, Field], sending: Sending, enough: str, lists: Lists) -> Iterator[Fault]:
    yield from fields_faults(fields, enough, lists)
    yield from _sending(fields, sending, lists)


def _field(where: tuple[str, ...], one: Field, lists: Lists) -> Iterator[Fault]:
    if one.list and one.list not in (*lists.lists, "countries", "topics", "outcomes", "causes"):
        yield Fault((*where, "list"), "there is no list '{name}'", {"name": one.list})
        return
    labels = one.choices(lists)
    if one.type in CHOOSING and not labels:
        yield Fault(where, "a question to choose from needs 'options' or a 'list'")
    for code in one.first:
        if code not in labels:
            yield Fault((*where, "first"), "there is no answer '{code}'", {"code": code})
    for code, label in one.options.items():
        if not CODE.fullmatch(code):
            yield Fault(
                (*where, "options", code), "'{code}' is no code: letters, digits and -, 16 at most", {"code": code}
            )
        if any(len(text) > LABEL for text in label.values()):
            yield Fault(
                (*where, "options", code), "an answer is a button: {limit} characters at most", {"limit": LABEL}
            )
    for code in one.leads:
        if code not in _codes(one, lists):
            yield Fault((*where, "leads"), "there is no answer '{code}'", {"code": code})
    if one.type == "money" and not one.currencies:
        yield Fault(where, "'{key}' is missing", {"key": "currencies"})
    for key in ("min", "max"):
        if (text := getattr(one, key)) and not _bounds(one.type, text):
            yield Fault((*where, key), "'{value}' is no bound here", {"value": text})


def _bounds(kind: str, text: str) -> bool:
    if kind != "date":
        return text.isascii() and text.isdigit()
    try:
        bound(text, date(2000, 1, 1))
    except ValueError:
        return False
    return True


def _codes(one: Field, lists: Lists) -> tuple[str, ...]:
    return ("yes", "no") if one.type == "yesno" else tuple(one.choices(lists))


def _when(where: tuple[str, ...], when: When, before: Mapping[str, Field], lists: Lists) -> Iterator[Fault]:
    """Each question that something depends on is asked before, and can be answered so."""
    for name, wanted in when.items():
        if name not in before:
            yield Fault(where, "'{name}' is no question that is asked before", {"name": name})
            continue
        codes = _codes(before[name], lists)
        for one in wanted:
            free = not codes or one == "*" or (COMPARED.fullmatch(one) and before[name].type == "int")
            if not free and one not in codes:
                yield Fault((*where, name), "there is no answer '{code}'", {"code": one})


def _sending(fields: Mapping[str, Field], sending: Sending, lists: Lists) -> Iterator[Fault]:
    where = ("submit",)
    if sending.topic not in lists.topics:
        yield Fault((*where, "topic"), "there is no topic '{topic}'", {"topic": sending.topic})
    for urgent in sending.urgent:
        yield from _when((*where, "urgent"), urgent.when, fields, lists)
    for mark in sending.marks:
        yield from _when((*where, "marks"), mark.when, fields, lists)
    named = [sending.embassies.country, sending.embassies.of] if sending.embassies else []
    named += [sending.rest.of, sending.rest.less] if sending.rest else []
    for name in (*named, *sending.counted):
        if name not in fields:
            yield Fault(where, "'{name}' is no question that is asked before", {"name": name})
