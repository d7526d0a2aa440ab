"""Whatever people type, in Kazakh, Karakalpak, Russian or Latin letters, becomes one skeleton that can be compared."""

import re
import unicodedata
from functools import lru_cache

# Cyrillic by sound. ы и і й are one letter, as are у ұ ү ў: Latin typing cannot tell them apart.
SOUNDS = {
    **dict(zip("абвгғдезийкқлмнңоөпрстуұүўфцэ", "abvggdeziikklmnnooprstuuuufse", strict=True)),
    **dict(zip("әёыіҳһх", "aeiihhh", strict=True)),
    "ж": "j", "ч": "sh", "ш": "sh", "щ": "sh", "ю": "iu", "я": "ia", "ъ": "", "ь": "",
    # Code points that look like our letters and stand in real texts instead of them.
    "ə": "a", "ӯ": "u", "ҡ": "k", "ӈ": "n", "ѳ": "o", "ј": "j", "ґ": "g", "є": "a", "ї": "i",
    "ќ": "k", "ҷ": "j", "ӣ": "i",
}  # fmt: skip
# Latin by sound: both Karakalpak spellings, the Kazakh ones people use, and Russian in Latin letters.
LATIN = {
    **dict(zip("qwxcyáóúǵńıíäöüğñŋéèāēīōū", "kuhsiaougniiaougnneeaeiou", strict=True)),
    "ş": "sh", "š": "sh", "č": "sh", "ç": "sh", "ž": "j",
}  # fmt: skip
DIGRAPHS = re.compile("shch|sch|sh|ch|zh|kh|ts|ya|yu|yo|ye")
SPOKEN = {
    "shch": "sh", "sch": "sh", "sh": "sh", "ch": "sh", "zh": "j", "kh": "h", "ts": "s",
    "ya": "ia", "yu": "iu", "yo": "e", "ye": "e",
}  # fmt: skip
# Latin letters inside a Cyrillic word are there for their shape.
SHAPES = str.maketrans("aceopxyhkmtbi", "асеорхуһкмтві")
TO_SKELETON = str.maketrans({**SOUNDS, **LATIN})
APOSTROPHES = re.compile(r"(?<=\w)['’ʻʼ`‘´](?=\w|\b|$)")
WORD = re.compile(r"[^\W_]+")
TWICE = re.compile(r"(\D)\1+")

KEYS = dict(zip("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё", strict=True))
TO_CYRILLIC = str.maketrans(KEYS)
TO_LATIN = str.maketrans({there: here for here, there in KEYS.items()})
CYRILLIC_VOWELS = frozenset("аеёиоуыэюя")
NO_BEGINNING = re.compile(r"\b[bcdfghjklmnpqrstvwxz]{3}")  # no word that people type in Latin letters begins so
SLIP = 0.2  # fewer vowels than this is no language

# The same person or thing under names that do not sound alike enough.
ONE_NAME = {
    "visa": "viza", "hoziain": "hojain", "hozain": "hojain", "hozaian": "hojain", "kojain": "hojain",
    "hojein": "hojain",
    "rosi": "resei", "rasi": "resei", "rusia": "resei", "kazakstan": "kazahstan", "kirgizia": "kirgizstan",
    "uzbek": "ozbek",
    "iujnaia": "ontustik", "kubla": "ontustik", "iaponia": "japonia",
}  # fmt: skip


def fold(text: str, typed: bool = True) -> str:
    """Words as one skeleton: no case, special letters, signs or repeated letters; one spelling for each sound.

    What was not `typed` but printed in the book is never in the letters of another keyboard.
    """
    text = unicodedata.normalize("NFC", text).lower().replace("i̇", "i")
    text = APOSTROPHES.sub("", unslipped(text) if typed else text)
    return " ".join(folded for word in WORD.findall(text) if (folded := _word(word)))


def unslipped(text: str) -> str:
    """The text as it was meant, where the keyboard stood on the other alphabet: ghbdtn -> привет."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < 4:
        return text
    if all(letter.isascii() for letter in letters):
        meant, vowels, theirs = text.translate(TO_CYRILLIC), frozenset("aeiou"), CYRILLIC_VOWELS
        spoken = _share(letters, vowels | {"y"}) >= SLIP and not NO_BEGINNING.search(text)
    elif all("а" <= letter <= "я" for letter in letters):
        meant, vowels, theirs = text.translate(TO_LATIN), CYRILLIC_VOWELS, frozenset("aeiou")
        spoken = False
    else:
        return text
    if spoken or _share(letters, vowels) >= SLIP:
        return text
    return meant if 0.28 <= _share([letter for letter in meant if letter.isalpha()], theirs) <= 0.62 else text


def _share(letters: list[str], vowels: frozenset[str]) -> float:
    return sum(letter in vowels for letter in letters) / max(len(letters), 1)


@lru_cache(maxsize=100_000)
def _word(word: str) -> str:
    if any("\u0400" <= letter <= "\u04ff" for letter in word):
        word = word.translate(SHAPES)
    else:
        word = DIGRAPHS.sub(lambda found: SPOKEN[found.group()], word)
    folded = TWICE.sub(r"\1", word.translate(TO_SKELETON).replace("ng", "n"))
    for name, one in ONE_NAME.items():
        if folded.startswith(name):
            return one + folded[len(name) :]
    return folded
