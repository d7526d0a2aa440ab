"""Proofreading: each text by the letters of its language and against its sisters, with reasoned exceptions."""

from collections.abc import Iterator

from dialogs import letters, parity
from dialogs.lists import Lists
from dialogs.source import Problem, Source, Where
from dialogs.texts import Text


def text(source: Source, where: Where, one: Text, lists: Lists) -> Iterator[Problem]:
    """What a proofreader without the language can still see in a text."""
    for code, written in one.items():
        for fault in letters.faults(code, written):
            if (fault.code, fault.found) not in lists.excepted:
                warning = fault.code in letters.WARNINGS
                yield source.problem((*where, code), letters.SAID[fault.code], warning=warning, found=fault.found)
    for unlike in parity.differences(one):
        if (unlike.code, unlike.found) not in lists.excepted:
            # Kazakh and Karakalpak may well say a thing alike; a short saying may be twice as long elsewhere.
            sisters = unlike.code == "same_text" and unlike.other != "ru"
            said, warning = parity.SAID[unlike.code], sisters or unlike.code == "length"
            yield source.problem((*where, unlike.locale), said, warning=warning, other=unlike.other, found=unlike.found)
