"""What consultants and forms take from the lists: ready answers."""

from pathlib import Path

import pytest

from dialogs.book import Book
from dialogs.texts import say
from tests.dialogs.test_source import changed

CANNED = """\
version: 1
canned:
  greet:
    label: {kk: "Сәлем", kaa: "Ассалаўма", ru: "Привет"}
    specialities: [lawyer]
    topics: [wages]
    quiet: yes
    text: {kk: "Сәлеметсіз бе", kaa: "Ассалаўма әлейкум", ru: "Здравствуйте"}
"""


def canned(tmp_path: Path, old: str, new: str) -> list[str]:
    """The small book with one ready answer, and something wrong with it."""
    assert old in CANNED
    return changed(tmp_path, content=("version: 1\n", CANNED.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[wages]", "[wagse]", "there is no topic 'wagse'. Did you mean 'wages'?"),
        ("[lawyer]", "[plumber]", "must be one of"),
        ("[lawyer]", "[]", "at least 1 item"),
        ("Здравствуйте", "Добрый день, <b>пишите</b>", "plain words"),
        ("Здравствуйте", "Это [[mci-2026]] тенге", "plain words"),
        ("Здравствуйте", "Здравствуйте, {name}", "shown to people as it is"),
        ("Здравствуйте", "Здравствуйте " * 9, "longer than 80 characters"),
        ("Привет", "Привет " * 5, "longer than 30 characters"),
        (', kaa: "Ассалаўма әлейкум"', "", "no text in 'kaa'"),
    ],
)
def test_a_ready_answer_that_cannot_be_sent_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert any(told in problem for problem in canned(tmp_path, old, new)), canned(tmp_path, old, new)


def test_every_case_has_ready_answers_whoever_took_it(shipped: Book) -> None:
    answers = shipped.lists.canned.values()
    for topic, about in shipped.lists.topics.items():
        assert sum(one.serves(topic, about.speciality) for one in answers) >= 8, topic


def test_quiet_answers_are_harmless_to_read(shipped: Book) -> None:
    for name, one in shipped.lists.canned.items():
        if one.quiet:
            for locale in shipped.locales:
                assert shipped.ear.triage.alarm(say(one.text, locale)) is None, (name, locale)
                assert "🆘" not in say(one.text, locale), (name, locale)
