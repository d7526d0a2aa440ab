"""Proofreading: letters and words of each language, the same saying in all of them, and no exception without need."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from dialogs import letters, parity, proof
from dialogs.book import Book
from dialogs.latin import MASKED, cyrillic_left, to_latin
from dialogs.source import Source
from dialogs.texts import TAG, Text
from dialogs.words import DOMAIN, LOCALES

LONG = "Если вы приехали на работу и вас не отпускают домой напишите нам сегодня"


@pytest.mark.parametrize(
    ("locale", "text", "code"),
    [
        ("kaa", "бір ҳүжжет", "foreign_letter"),
        ("kk", "ҳүжжет керек", "foreign_letter"),
        ("ru", "құжат", "foreign_letter"),
        (
            "kk",
            "Мен паспортту жоготуп алдым, эми кантип үйгө кайтам, эмне кылам",
            "looks_like_other_language",
        ),
        ("kaa", "Мен паспортту жоготуп алдым, эми кантип үйгө кайтам, эмне кылам", "looks_like_other_language"),
        ("kk", "Саҡтау", "wrong_codepoint"),
        ("kaa", "cəлем", "wrong_codepoint"),
        ("kk", "Ќазаќстан", "wrong_codepoint"),
        ("ru", "мова ў Ꙗ", "foreign_letter"),
        ("ru", "љубав", "letter_outside_alphabet"),
        ("kaa", "Hуқықый", "mixed_script_word"),
        ("kaa", "ауыл", "u_after_vowel"),
        ("kaa", "мийнет және ҳүжжет", "word_of_sister_language"),
        ("kaa", "обунани тексериў ушын учун", "word_of_sister_language"),
        ("kk", "еңбек ҳәм", "foreign_letter"),
        ("kk", "пуқара", "word_of_sister_language"),
        ("kk", LONG, "special_letters_missing"),
        ("kaa", LONG, "special_letters_missing"),
        ("ru", "откройте Settings", "latin_word"),
        ("ru", "и\u0306", "not_nfc"),
        ("ru", "да\u200bнет", "invisible_char"),
        ("ru", "а\u200dб", "invisible_char"),
    ],
)
def test_a_slip_is_found(locale: str, text: str, code: str) -> None:
    assert code in {fault.code for fault in letters.faults(locale, text)}


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("kaa", "аудио ҳәм пауза: нотариус бар, ID-карта керек"),
        (
            "kaa",
            "<b>Мүрәжат</b> №{number}: <code>Settings</code> https://gov.kz/Visa, mail@gov.kz, migration.enbek.kz",
        ),
        ("kaa", "[[mci-2026*4]] теңге, /start, @Sapar_bot, GBP"),
        ("kk", "👨\u200d👩\u200d👧 Отбасы, туыс"),
        ("ru", LONG),
        ("ru", "한국어 العربية — 112"),
    ],
)
def test_what_is_right_passes(locale: str, text: str) -> None:
    assert list(letters.faults(locale, text)) == []


@pytest.mark.parametrize(
    ("kaa", "ru", "code"),
    [
        ("<b>Бир</b>", "Один", "tags"),
        ("№{number}", "№", "fields"),
        ("[[mci]] теңге", "[[mzp]] тенге", "fields"),
        ("12 500 сум, 998 номер", "12 550 сум, номер 998", "numbers"),
        ("https://a.kz", "https://b.kz", "urls"),
        ("Яқ", "Нет, к сожалению, этого мы не знаем", "length"),
        ("🏠 Үй", "🏡 Дом", "emoji"),
        ("Главное меню", "Главное меню", "same_text"),
    ],
)
def test_what_differs_is_found(kaa: str, ru: str, code: str) -> None:
    assert code in {found.code for found in parity.differences({"kaa": kaa, "ru": ru})}


def test_one_word_may_be_the_same_and_order_is_free() -> None:
    assert list(parity.differences({"kk": "Виза", "kaa": "Виза", "ru": "Виза"})) == []
    assert list(parity.differences({"kk": "2026 жылы 12\u00a0500", "ru": "12 500 в 2026 году"})) == []


def test_an_exception_is_heard(shipped: Book, book: Book) -> None:
    source, text = Source("x.yaml", {}, {}, []), {"ru": "Пишите в Telegram"}
    assert list(proof.text(source, ("x",), text, shipped.lists)) == []
    assert [problem.what for problem in proof.text(source, ("x",), text, book.lists)] == [letters.SAID["latin_word"]]


def texts(book: Book) -> Iterator[Text]:
    """Everything that an editor wrote."""
    for page in book.pages.values():
        yield from (text for _, text in page.texts())
    yield from (text for _, _, text in book.lists.texts())


def test_every_exception_has_a_reason_and_is_needed(shipped: Book) -> None:
    found = {
        (fault.code, fault.found)
        for text in texts(shipped)
        for code, written in text.items()
        for fault in letters.faults(code, written)
    }
    found |= {(unlike.code, unlike.found) for text in texts(shipped) for unlike in parity.differences(text)}
    assert shipped.lists.excepted - found == set()
    assert all(len(one.why) > 20 for one in shipped.lists.allowed)


def test_karakalpak_latin_of_the_whole_book_is_whole(shipped: Book) -> None:
    for text in texts(shipped):
        latin = to_latin(text["kaa"])
        assert not cyrillic_left(latin), text["kaa"]
        assert TAG.findall(latin) == TAG.findall(text["kaa"])
        assert MASKED.findall(latin) == MASKED.findall(text["kaa"])
        assert parity.numbers(latin) == parity.numbers(text["kaa"])


@pytest.mark.parametrize("locale", ["kk", "kaa", "ru"])
def test_the_catalogues_are_proofread(shipped: Book, locale: str) -> None:
    for msgid, text in catalogue(locale).items():
        for fault in letters.faults(locale, text):
            # Keys of the content, commands and the names of programs are the same in every language.
            technical = fault.found in msgid
            assert technical or fault in shipped.lists.excepted, (msgid, fault)


def test_the_catalogues_say_the_same(shipped: Book) -> None:
    catalogues = {locale: catalogue(locale) for locale in ("kk", "kaa", "ru")}
    for msgid, russian in catalogues["ru"].items():
        text = {locale: said[msgid] for locale, said in catalogues.items()}
        for unlike in parity.differences(text):
            sisters = (unlike.code == "same_text" and unlike.other != "ru") or text["kk"] == msgid
            assert sisters or (unlike.code, unlike.found) in shipped.lists.excepted, (msgid, unlike, russian)


def catalogue(locale: str) -> dict[str, str]:
    path: Path = LOCALES / locale / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}
