"""The catalogues say everything that the code says, in each language's own letters, and nothing else."""

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from dialogs.latin import cyrillic_left
from dialogs.words import DOMAIN, LOCALES, MADE, catalogues, words
from tests.msgids import msgids

LOCALE = pytest.mark.parametrize("locale", ["kk", "kaa", "ru"])

RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
ALPHABETS = {"ru": set(RUSSIAN), "kk": set(RUSSIAN + "әғқңөұүһі"), "kaa": set(RUSSIAN + "әғқңөүўҳ")}
ONE_FORM = "nplurals=1; plural=0;"  # nouns stay singular after a number
PLURALS = {
    "kk": ONE_FORM,
    "kaa": ONE_FORM,
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
}

FIELD = re.compile(r"\{\{.*?\}\}|\{\w+\}")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
LATIN = re.compile(r"[A-Za-z]")
WORD = re.compile(r"[^\W\d_]+")

BUTTON = 26  # characters that a small phone shows beside an emoji
BUTTONS = [
    "Answer and take",
    "Back",
    "Claim",
    "Close",
    "I agree",
    "I can write",
    "Main menu",
    "More",
    "No",
    "Not now",
    "Only read, keep nothing",
    "Pressed by mistake",
    "Quietly",
    "Release",
    "Send this to a specialist",
    "Show more",
    "This does not work",
    "Yes, send it",
]


def catalogue(locale: str) -> Catalog:
    with (LOCALES / locale / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file)


def written(locale: str) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalogue(locale) if message.id}


def fields(text: str) -> list[str]:
    return sorted(FIELD.findall(text))


def test_these_languages_are_written() -> None:
    assert catalogues() == ("kaa", "kk", "ru")


@LOCALE
def test_everything_the_code_says_is_translated(locale: str) -> None:
    known = written(locale)
    assert {msgid for msgid in msgids() if not known.get(msgid, "").strip()} == set()


@LOCALE
def test_nothing_is_translated_that_no_code_says(locale: str) -> None:
    assert written(locale).keys() - msgids() == set()


@LOCALE
def test_no_translation_is_set_aside(locale: str) -> None:
    assert [message.id for message in catalogue(locale) if message.id and message.fuzzy] == []
    assert not catalogue(locale).obsolete


@LOCALE
def test_placeholders_are_the_same(locale: str) -> None:
    assert {msgid for msgid, text in written(locale).items() if fields(msgid) != fields(text)} == set()


@LOCALE
def test_plural_forms(locale: str) -> None:
    assert dict(catalogue(locale).mime_headers)["Plural-Forms"] == PLURALS[locale]


@LOCALE
def test_letters_are_the_languages_own(locale: str) -> None:
    used = {msgid: set(CYRILLIC.findall(text.lower())) for msgid, text in written(locale).items()}
    strange = {msgid: letters - ALPHABETS[locale] for msgid, letters in used.items()}
    assert {msgid: letters for msgid, letters in strange.items() if letters} == {}


@LOCALE
def test_no_word_mixes_scripts(locale: str) -> None:
    found = {word for text in written(locale).values() for word in WORD.findall(FIELD.sub(" ", text))}
    assert {word for word in found if CYRILLIC.search(word) and LATIN.search(word)} == set()


def test_karakalpak_writes_short_u_after_a_vowel() -> None:
    assert {text for text in written("kaa").values() if re.search("[аәеиыоөуүэюя]у", text.lower())} == set()


def test_latin_leaves_no_cyrillic() -> None:
    say = words("kaa_Latn")
    assert {msgid for msgid in msgids() if cyrillic_left(say(msgid))} == set()
    assert {msgid for msgid in msgids() if fields(msgid) != fields(say(msgid))} == set()


@pytest.mark.parametrize("msgid", BUTTONS)
def test_buttons_are_short(msgid: str) -> None:
    assert {label for code in (*catalogues(), *MADE) if len(label := words(code)(msgid)) > BUTTON} == set()
