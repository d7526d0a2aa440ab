"""Karakalpak Latin (2016 alphabet), made from Cyrillic word by word, leaving alone what is not Karakalpak text."""

import re
from functools import lru_cache

# What must never be converted: tags, entities, {fields}, %(fields)s, addresses, mails, @names, /commands, <code>.
MASKED = re.compile(
    r"<code>.*?</code>|<[^>]*>|&[a-z#0-9]+;|\{[^{}]*\}|%\([^)]*\)[sd]|https?://\S+|[\w.+-]+@[\w-]+\.[\w.]+|@\w+|(?<!\w)/[a-z]+",
    re.DOTALL,
)
WORD = re.compile(r"[А-Яа-яЁёӘәҒғҚқҢңӨөҮүЎўҲҳІіҰұҺһ]+")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")

# Official Kazakh names stand inside Karakalpak text as they are; their letters have Karakalpak sisters.
SISTERS = str.maketrans("ІіҰұҺһ", "ИиУуҲҳ")

# Loans whose soft or hard sign the letter table would lose inside the word.
EXCEPTIONS = {"премьер": "premyer", "съезд": "syezd", "разъезд": "razyezd"}


@lru_cache(maxsize=10_000)  # a body is said again for each of its screens
def to_latin(text: str) -> str:
    """The text in Latin letters. Already Latin text, tags, placeholders and addresses pass unchanged."""
    if not CYRILLIC.search(text):
        return text
    parts: list[str] = []
    at = 0
    for mask in MASKED.finditer(text):
        parts += (_words(text[at : mask.start()]), mask.group())
        at = mask.end()
    parts.append(_words(text[at:]))
    return "".join(parts)


def cyrillic_left(text: str) -> bool:
    """Whether a Cyrillic letter stands outside what is masked (the check after generation)."""
    return bool(CYRILLIC.search(text) and CYRILLIC.search(MASKED.sub("", text)))


def _words(text: str) -> str:
    return WORD.sub(lambda word: _word(word.group()), text)


@lru_cache(maxsize=50_000)
def _word(word: str) -> str:
    """One word alone: kaalin looks across spaces for the case of digraphs (ШЫМБАЙ Чех -> SHÍMBAY CHex)."""
    from kaalin.converter import cyrillic2latin

    for loan, latin in EXCEPTIONS.items():
        if word.lower().startswith(loan):
            start = latin.capitalize() if word[0].isupper() else latin
            return start + (_word(word[len(loan) :]) if len(word) > len(loan) else "")
    return str(cyrillic2latin(word.translate(SISTERS)))
