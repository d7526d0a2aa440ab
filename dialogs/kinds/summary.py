"""What becomes of a form once it is sent: whom it goes to, and what they read of it."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from pydantic import Field as Key

from dialogs.kinds.directory import card
from dialogs.kinds.draft import Answers, When, holds
from dialogs.kinds.fields import Field, amount, money, shown
from dialogs.lists import Lists
from dialogs.model import Model
from dialogs.texts import Text, say
from dialogs.turn import Here
from dialogs.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

MISSIONS = ("embassy", "consulate")
FEW = 2  # of a country's missions in a message: the others stand in the directory


class Urgent(Model):
    """Answers with which it is answered sooner."""

    when: When
    priority: Annotated[int, Key(ge=1, le=4)]


class Mark(Model):
    """Answers that whoever reads the case must see first."""

    when: When
    text: Text


class Rest(Model):
    """What one amount is short of another: agreed and paid."""

    text: Text
    of: str
    less: str


class Missions(Model):
    """Whose embassies are shown: the questions that tell the country somebody is in, and of which they are."""

    country: str
    of: str


class Sending(Model):
    """Where a form goes, how soon it is answered, and what the person reads afterwards."""

    topic: str
    sent: Text
    next: tuple[str, ...] = ()
    urgent: tuple[Urgent, ...] = ()
    marks: tuple[Mark, ...] = ()
    rest: Rest | None = None
    embassies: Missions | None = None
    counted: tuple[str, ...] = ()  # questions whose telephones, links and accounts are counted over all reports


def summary(
    title: Text, fields: "Mapping[str, Field]", sending: Sending, answers: Answers, lists: Lists, locale: str
) -> str:
    """The answers for people who work on the case: what matters first, typed words as they were typed."""
    known = words(locale)
    lines = ["📋 " + say(title, locale)]
    lines += ["⚠️ " + say(mark.text, locale) for mark in sending.marks if holds(mark.when, answers)]
    if sending.rest and (rest := _rest(sending.rest, answers)):
        lines.append(f"💰 {say(sending.rest.text, locale)}: {amount(*rest, lists, locale)}")
    lines.append("")
    for name, answer in answers.items():
        one = fields[name]
        if one.type != "note":
            label = say(one.short or one.label, locale)
            lines.append(f"{label}: {shown(one, lists, locale, known, answer)}")
    return "\n".join(lines)


def _rest(rest: Rest, answers: Answers) -> tuple[Decimal, str] | None:
    """Nothing where one of them is missing, or they are in different money."""
    of, less = money(answers.get(rest.of)), money(answers.get(rest.less))
    if not of or (less and less[1] != of[1]):
        return None
    left = of[0] - (less[0] if less else Decimal(0))
    return (left, of[1]) if less and left > 0 else None


def embassies(sending: Sending, here: Here, answers: Answers) -> str:
    """The missions of the person's country where they are, as far as they may be shown."""
    if not sending.embassies:
        return ""
    country, of = answers.get(sending.embassies.country), answers.get(sending.embassies.of)
    found = [
        one
        for one in here.lists.contacts.values()
        if one.kind in MISSIONS and one.country == country and one.of == of and one.listed
    ]
    found.sort(key=lambda one: one.kind != "embassy")
    return "".join("\n\n" + card(one, here) for one in found[:FEW])
