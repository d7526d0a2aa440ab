"""Whether a text is in the letters and words of its own language; meaning and grammar only a reader can judge."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from dialogs.guess import guess
from dialogs.latin import MASKED, cyrillic_left, to_latin

RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
ALPHABETS = {
    "ru": frozenset(RUSSIAN),
    "kk": frozenset(RUSSIAN + "әғқңөұүһі"),
    "kaa": frozenset(RUSSIAN + "әғқңөүўҳ"),
}
SISTERS = frozenset("әғқңөұүһіўҳ")  # letters of one of us: in the wrong place they are a slip, not a stranger
SPECIAL = {"kk": re.compile("[әғқңөұүһі]", re.I), "kaa": re.compile("[әғқңөүўҳ]", re.I)}
HEAD = 40  # characters by which a whole text is named
ENOUGH = 60  # letters of a text before the share of special ones tells anything
SENTENCE = 40  # letters from which on a guess of the language is worth something
OWN = {"kk": re.compile("[ұһі]", re.I), "kaa": re.compile("[ўҳ]", re.I)}  # letters that the sister does not have
SHARE = 0.04  # the lowest seen in a sentence of the seeds is .046

# Look-alikes: other code points, and what old fonts left behind.
ALIKE = frozenset("əɵҡӯӈҥќєѕґїјѓҝҟӽӷӊҕӻ")

WORD = re.compile(r"[^\W\d_]+")
# What is not ours to spell: tags, <code>, entities, fields, values, addresses, @names, /commands, names of sites.
NOT_OURS = re.compile(
    r"<code>.*?</code>|<[^>]*>|&[a-z#0-9]+;|\{[^{}]*\}|\[\[[^\]]*\]\]|%\([^)]*\)[sd]|https?://\S+|(?<!\w)/[a-z]+"
    r"|[A-Za-z0-9_+-]*[@.][A-Za-z][\w./@-]*",
    re.DOTALL,
)
FOREIGN = re.compile(r"[a-zA-Z<{\[]")  # without one of these all is ours
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
CYRILLIC = re.compile(r"[\u0400-\u052f]")
# Direction and width marks, soft hyphen, BOM. A joiner is lawful inside an emoji.
INVISIBLE = re.compile(
    r"[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]|(?<![\ufe0f\U0001F000-\U0001FAFF])\u200d"
)
U_AFTER_VOWEL = re.compile(r"[аәеиыоөуүэюя]у")
LOANS_WITH_U = re.compile(
    r"ауди|пауз|аукцион|кауч|науч|наук|браузер|лауреат|нотариус|ваучер|валиум|аутизм|аутсорс|аутентиф|сеул"
)

# Words that only the sister language has.
STRANGERS = {
    "kaa": frozenset(
        "және үшін бұл еңбек құжат құжаттар немесе сіз біз қазір қызмет жәрдемақы азамат азаматы азаматтар отбасы "
        "отбасын заң учун билан илтимос тилни ёки керакли керак бўлса бўлган ҳужжат ҳуқуқ оила қачон ишчи".split()
    ),
    "kk": frozenset(
        "ҳәм ушын пуқара пуқарасы пуқаралар мийнет ҳүжжет ҳүжжетлер нызам ямаса шаңарақ мәсләҳәт қәниге жумыс жумысқа "
        "мүрәжат мәмлекет мәмлекетлик ҳаял ҳүкимет менен бенен пенен".split()
    ),
    "ru": frozenset[str](),
}

SAID = {  # what an editor is told, by code
    "foreign_letter": "'{found}' has a letter that this language does not have",
    "letter_outside_alphabet": "'{found}' has a letter that none of our alphabets has",
    "wrong_codepoint": "'{found}' has a letter that only looks right: write it with this language's keyboard",
    "mixed_script_word": "'{found}' mixes Latin and Cyrillic letters",
    "u_after_vowel": "'{found}': after a vowel Karakalpak writes the short u",
    "word_of_sister_language": "'{found}' is a word of another language",
    "special_letters_missing": "hardly any of this language's own letters: is it another language?",
    "looks_like_other_language": "'{found}' looks like another language",
    "latin_word": "'{found}' is in Latin letters: write it out, or allow it with a reason",
    "not_nfc": "'{found}' has an accent that stands apart from its letter",
    "invisible_char": "there is an invisible character after '{found}'",
    "cyrillic_left": "in Karakalpak Latin '{found}' keeps a Cyrillic letter",
}
WARNINGS = frozenset({"latin_word"})


class Fault(NamedTuple):
    """What is wrong with a text, by a code of SAID, and the word that shows it."""

    code: str
    found: str = ""


def faults(locale: str, text: str) -> Iterator[Fault]:
    """Everything wrong with a text of one language. Tags, entities, fields, addresses and <code> are not looked at."""
    if not unicodedata.is_normalized("NFC", text):
        yield Fault("not_nfc", next(w for w in text.split() if not unicodedata.is_normalized("NFC", w)))
    for hidden in INVISIBLE.finditer(text):
        yield Fault("invisible_char", text[max(0, hidden.start() - 10) : hidden.start()])
    words = WORD.findall(NOT_OURS.sub(" ", text) if FOREIGN.search(text) else text)
    for word in sorted(set(words) - _SOUND[locale]):
        if code := of_word(locale, word):
            yield Fault(code, word)
        else:
            _SOUND[locale].add(word)
    if locale in SPECIAL and len(text) >= ENOUGH:
        special = len(SPECIAL[locale].findall(text))
        if special < len(text) * SHARE:  # only then count exactly
            letters = sum(len(word) for word in words if CYRILLIC.match(word))
            if letters >= ENOUGH and special < letters * SHARE:
                yield Fault("special_letters_missing", text[:HEAD])
    if locale in OWN and len(text) >= SENTENCE and not OWN[locale].search(text):  # nothing in it is surely ours
        guessed = guess(NOT_OURS.sub(" ", text))
        if guessed.clear and guessed.code != locale and sum(map(len, words)) >= SENTENCE:
            yield Fault("looks_like_other_language", text[:HEAD])
    if locale == "kaa" and cyrillic_left(latin := to_latin(text)):
        left = CYRILLIC.search(MASKED.sub("", latin))
        yield Fault("cyrillic_left", left.group() if left else "")


_SOUND = defaultdict[str, set[str]](set)  # words already looked at, by language: most words of a book come again


def of_word(locale: str, word: str) -> str:
    """The code of what is wrong with one word; "" where nothing is."""
    lower = word.lower()
    if ALPHABETS[locale].issuperset(lower):
        if locale == "kaa" and U_AFTER_VOWEL.search(lower) and not LOANS_WITH_U.search(lower):
            return "u_after_vowel"
        return "word_of_sister_language" if lower in STRANGERS[locale] else ""
    if ALIKE & set(lower):
        return "wrong_codepoint"
    latin, cyrillic = LATIN.search(word), CYRILLIC.search(word)
    if latin and cyrillic:
        return "mixed_script_word"
    if latin:
        return "latin_word" if len(word) >= 3 and not word.isupper() else ""
    strange = set(filter(CYRILLIC.match, lower)) - ALPHABETS[locale]
    if not strange:
        return ""
    return "foreign_letter" if strange & SISTERS else "letter_outside_alphabet"
