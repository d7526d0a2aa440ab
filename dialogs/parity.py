"""Whether the languages of one text say the same, as far as a machine sees: tags, numbers, addresses, length."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

TAG = re.compile(r"</?[a-z]+")
FIELD = re.compile(r"\{\w*\}|%\(\w+\)[sd]|\[\[[^\]]*\]\]")
URL = re.compile(r"https?://[^\s\"<>)]+|[\w.+-]+@[\w-]+\.[\w.]+")
SPACED = re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)")  # 12 500, but not the year in 2025 407
NUMBER = re.compile(r"\d{3,}")
EMOJI = re.compile(r"^[\u2190-\u2bff\U0001F000-\U0001FAFF\ufe0f\u200d\u20e3]+")
WORDS = re.compile(r"[^\W\d_]{2,}")
SHORTEST, LONGEST, SAYING = 0.45, 2.2, 20  # of the Russian length; shorter texts than SAYING tell nothing

SAID = {
    "same_text": "'{found}': word for word as in '{other}'. Is it translated?",
    "tags": "other tags than in '{other}': {found}",
    "fields": "other fields than in '{other}': {found}",
    "numbers": "other numbers than in '{other}': {found}",
    "urls": "other addresses than in '{other}': {found}",
    "length": "much longer or shorter than in '{other}' ({found} times)",
    "emoji": "another emoji at the head than in '{other}'",
}


class Difference(NamedTuple):
    """What in `locale` is not as in `other`, by a code of SAID."""

    code: str
    locale: str
    other: str
    found: str = ""


def differences(text: Mapping[str, str], against: str = "ru") -> Iterator[Difference]:
    """Every written language held against one of them; the same words in any two."""
    model = text.get(against, "")
    if not model:
        return
    seen = {model: against}
    for locale, written in text.items():
        if locale == against or not written:
            continue
        if written in seen and len(WORDS.findall(written)) > 1:
            yield Difference("same_text", locale, seen[written], written[:40])
        seen.setdefault(written, locale)
        for code, parts in (
            ("tags", TAG.findall),
            ("fields", FIELD.findall),
            ("urls", urls),
            ("numbers", numbers),
        ):
            if found := _unlike(parts(written), parts(model)):
                yield Difference(code, locale, against, found)
        ratio = len(written) / len(model)
        if len(model) >= SAYING and not SHORTEST <= ratio <= LONGEST:
            yield Difference("length", locale, against, f"{ratio:.1f}")
        if _head(written) != _head(model):
            yield Difference("emoji", locale, against)


def numbers(text: str) -> list[str]:
    """Every number of three digits or more; 12 500 is one."""
    return NUMBER.findall(SPACED.sub(lambda one: re.sub(r"\s", "", one.group()), _without_urls(text)))


def urls(text: str) -> list[str]:
    return URL.findall(text) if "@" in text or "://" in text else []


def _without_urls(text: str) -> str:
    return URL.sub("", text) if "@" in text or "://" in text else text


def _unlike(ours: list[str], theirs: list[str]) -> str:
    """+what only we have, -what only they have."""
    if ours == theirs:
        return ""
    one, other = Counter(ours), Counter(theirs)
    return " ".join([*(f"+{part}" for part in one - other), *(f"-{part}" for part in other - one)])


def _head(text: str) -> str:
    found = EMOJI.match(text)
    return found.group() if found else ""
