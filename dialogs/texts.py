"""One saying in many languages."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import AfterValidator, BaseModel
from pydantic.fields import FieldInfo

from dialogs.formats import master
from dialogs.latin import to_latin

M = TypeVar("M", bound=BaseModel)

MESSAGE = 4096  # Telegram's limit for a message, in UTF-16 units after the entities are parsed
TAGS = frozenset({"b", "i", "u", "s", "a", "code"})
TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)((?:\s[^<>]*)?)>")


def _some_language(text: dict[str, str]) -> dict[str, str]:
    if not any(value.strip() for value in text.values()):
        raise ValueError("the text is empty")
    return {locale: value.strip("\n") for locale, value in text.items()}


Text = Annotated[dict[str, str], AfterValidator(_some_language)]


Path = tuple[str | int, ...]  # where something stands: names of keys, places in lists


def _is_text(field: FieldInfo) -> bool:
    """Whether a field of a model is a Text, or may be one."""
    marks = [*field.metadata, *(mark for part in get_args(field.annotation) for mark in get_args(part)[1:])]
    return not _has_texts(field) and any(getattr(mark, "func", None) is _some_language for mark in marks)


def _has_texts(field: FieldInfo) -> bool:
    """Whether it has a Text for each of its keys: answers to choose from."""
    return get_origin(field.annotation) is dict and Text in get_args(field.annotation)


@cache
def _shape(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """The fields of a model: those that are a text, those that have texts, and the others."""
    fields = model.model_fields.items()
    return tuple((name, "text" if _is_text(field) else "texts" if _has_texts(field) else "") for name, field in fields)


def said(model: BaseModel, path: Path = ()) -> Iterator[tuple[Path, Text]]:
    """Every text of a model and of the models in it, with its path."""
    for name, shape in _shape(type(model)):
        value = getattr(model, name)
        if shape == "text":
            if value:
                yield (*path, name), value
        elif shape == "texts":
            yield from ((((*path, name, key), text)) for key, text in value.items())
        else:
            for at, inner in _inside(value):
                yield from said(inner, (*path, name, *at))


def _inside(value: object) -> Iterator[tuple[Path, BaseModel]]:
    """The models in a value: itself, or those in its list or mapping."""
    if isinstance(value, BaseModel):
        yield (), value
    for at, inner in enumerate(value) if isinstance(value, tuple) else ():
        if isinstance(inner, BaseModel):
            yield (at,), inner
    for key, inner in value.items() if isinstance(value, dict) else ():
        if isinstance(inner, BaseModel):
            yield (key,), inner


def retold(model: M, change: Callable[[Text], Text]) -> M:
    """The same model with every text in it changed."""
    fresh: dict[str, Any] = {}
    for name, shape in _shape(type(model)):
        value = getattr(model, name)
        if shape == "text":
            fresh[name] = change(value) if value else value
        elif shape == "texts":
            fresh[name] = {key: change(text) for key, text in value.items()}
        elif any(_inside(value)):
            fresh[name] = _retold(value, change)
    return model.model_copy(update=fresh)


def _retold(value: Any, change: Callable[[Text], Text]) -> Any:
    if isinstance(value, BaseModel):
        return retold(value, change)
    if isinstance(value, tuple):
        return tuple(_retold(inner, change) for inner in value)
    if isinstance(value, dict):
        return {key: _retold(inner, change) for key, inner in value.items()}
    return value


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
