"""One saying in many languages."""

import html
import re
from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import AfterValidator

from dialogs.formats import master
from dialogs.latin import to_latin

MESSAGE = 4096  # Telegram's limit for a message, in UTF-16 units after the entities are parsed
TAGS = frozenset({"b", "i", "u", "s", "a", "code"})
TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)((?:\s[^<>]*)?)>")


def _some_language(text: dict[str, str]) -> dict[str, str]:
    if not any(value.strip() for value in text.values()):
        raise ValueError("the text is empty")
    return {locale: value.strip("\n") for locale, value in text.items()}


Text = Annotated[dict[str, str], AfterValidator(_some_language)]


def is_text(metadata: Iterable[object]) -> bool:
    """Whether a field of a model is a Text, by what pydantic keeps of its type."""
    return any(getattr(mark, "func", None) is _some_language for mark in metadata)


def say(text: Mapping[str, str], locale: str) -> str:
    """The text in a locale. Karakalpak Latin is made from Karakalpak; with no locale, all one below the other."""
    if not locale:
        return "\n".join(dict.fromkeys(value for value in text.values() if value))
    written = text.get(locale) or text.get(master(locale)) or next(iter(text.values()), "")
    return to_latin(written) if locale == "kaa_Latn" and text.get("kaa") else written


def plain(text: str) -> str:
    """Without tags and entities: what a person sees, what a limit counts."""
    return html.unescape(TAG.sub("", text))


def length(text: str) -> int:
    """What Telegram counts: UTF-16 units after the tags are gone."""
    return len(plain(text).encode("utf-16-le")) // 2


def tag_fault(text: str) -> str | None:
    """Why Telegram would refuse the tags of a text; None where it would not."""
    opened: list[str] = []
    for closing, name, _ in TAG.findall(text):
        if name.lower() not in TAGS:
            return f"<{name}>"
        if not closing:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return f"</{name}>"
    if opened:
        return f"<{opened[-1]}>"
    return "<" if "<" in TAG.sub("", text) else None
