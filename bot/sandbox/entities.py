"""HTML as Telegram reads it: the plain text, its entities in UTF-16 units, the service's own error texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.sandbox.refused import Refused

Entity = dict[str, Any]

SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
TAGS = {*SIMPLE, "a", "tg-emoji"}
LITERALS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<dec>[0-9]+)|(?P<name>[a-zA-Z]+));?")
TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
NAME = re.compile(r"[^\s=>/\"']*")
FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)])"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w/@])(?P<mention>@[A-Za-z]\w{3,31})"
    r"|(?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)(?!\w)"
)


def units(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def _bytes(text: str, end: int) -> int:
    return len(text[:end].encode())


def _decoded(text: str, at: int) -> tuple[str, int]:
    """The character that a reference at this place stands for (or the bare `&`), and where it ends."""
    match = REFERENCE.match(text, at)
    if match is None:
        return "&", at + 1
    if match["name"]:
        known = LITERALS.get(match["name"])
        return (known, match.end()) if known else ("&", at + 1)
    code = int(match["hex"], 16) if match["hex"] else int(match["dec"])
    if not 0 < code < 0x10FFFF or 0xD800 <= code <= 0xDFFF or match.end() - at > 11:
        return "&", at + 1
    return chr(code), match.end()


@dataclass
class _Open:
    tag: str
    argument: str
    offset: int
    begin: int


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.out: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        at = 0
        while at < len(self.source):
            if self.source[at] == "<":
                at = self._tag(at)
                continue
            char, at = _decoded(self.source, at) if self.source[at] == "&" else (self.source[at], at + 1)
            self.out.append(char)
            self.offset += units(char)
        if self.open:
            raise _bad(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return "".join(self.out), ordered(self.entities)

    def _tag(self, begin: int) -> int:
        if self.source.startswith("</", begin):
            return self._end(begin)
        return self._start(begin)

    def _start(self, begin: int) -> int:
        source, where = self.source, _bytes(self.source, begin)
        at = _until(source, begin + 1)
        if at >= len(source):
            raise _bad(f"Unclosed start tag at byte offset {where}")
        tag = source[begin + 1 : at].lower()
        if tag not in TAGS:
            raise _bad(f'Unsupported start tag "{tag}" at byte offset {where}')
        argument, at = self._attributes(tag, at, where)
        if tag == "span" and argument != "spoiler":
            raise _bad(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self.open.append(_Open(tag, argument, self.offset, len(self.out)))
        return at + 1

    def _attributes(self, tag: str, at: int, where: int) -> tuple[str, int]:
        source, argument = self.source, ""
        while True:
            at = _past_space(source, at)
            if at < len(source) and source[at] == ">":
                return argument, at
            name = _matched(NAME, source, at)
            if not name:
                if at >= len(source):
                    raise _bad(f'Unclosed start tag "{tag}" at byte offset {where}')
                raise _bad(f'Empty attribute name in the tag "{tag}" at byte offset {where}')
            at = _past_space(source, at + len(name))
            if at >= len(source):
                raise _bad(f'Unclosed start tag "{tag}" at byte offset {where}')
            if source[at] != "=":
                argument = "1" if (tag, name) == ("blockquote", "expandable") else argument
                continue
            value, at = self._value(tag, _past_space(source, at + 1), where)
            argument = _meaning(tag, name, value, argument)

    def _value(self, tag: str, at: int, where: int) -> tuple[str, int]:
        source = self.source
        if at >= len(source):
            raise _bad(f'Unclosed start tag "{tag}" at byte offset {where}')
        if source[at] not in "'\"":
            token = _matched(TOKEN, source, at)
            end = at + len(token)
            if end < len(source) and not source[end].isspace() and source[end] != ">":
                raise _bad(f"Unexpected end of name token at byte offset {_bytes(source, at)}")
            value = token.lower()
        else:
            value, end = _quoted(source, at)
        if end >= len(source):
            raise _bad(f"Unclosed start tag at byte offset {where}")
        return value, end

    def _end(self, begin: int) -> int:
        source, where = self.source, _bytes(self.source, begin)
        if not self.open:
            raise _bad(f"Unexpected end tag at byte offset {where}")
        at = _until(source, begin + 2)
        name = source[begin + 2 : at].lower()
        at = _past_space(source, at)
        if at >= len(source) or source[at] != ">":
            raise _bad(f"Unclosed end tag at byte offset {where}")
        expected = self.open[-1].tag
        if name and name != expected:
            raise _bad(f'Unmatched end tag at byte offset {where}, expected "</{expected}>", found "</{name}>"')
        self._close(self.open.pop())
        return at + 1

    def _close(self, element: _Open) -> None:
        length = self.offset - element.offset
        if not length:
            return
        entity: Entity = {
            "type": SIMPLE.get(element.tag, "text_link"),
            "offset": element.offset,
            "length": length,
        }
        if element.tag == "a":
            url = _address(element.argument or "".join(self.out[element.begin :]))
            if url is None:
                return
            entity |= url
        elif element.tag == "tg-emoji":
            if not element.argument.isdigit() or not int(element.argument):
                raise _bad("Invalid custom emoji identifier specified")
            entity |= {"type": "custom_emoji", "custom_emoji_id": element.argument}
        elif element.tag == "blockquote" and element.argument:
            entity["type"] = "expandable_blockquote"
        elif element.tag in ("pre", "code") and self._preformatted(element, entity):
            return
        self.entities.append(entity)

    def _preformatted(self, element: _Open, entity: Entity) -> bool:
        """`<pre><code class="language-x">` is one entity; a language of a lone `<code>` is dropped."""
        last = self.entities[-1] if self.entities else {}
        same = (last.get("offset"), last.get("length")) == (entity["offset"], entity["length"])
        if element.tag == "code":
            if self.open and self.open[-1].tag == "pre" and element.argument:
                entity["language"] = element.argument
            return False
        if same and last["type"] == "code" and "language" in last:
            last["type"] = "pre"
            return True
        return False


def _bad(why: str) -> Refused:
    return Refused(f"can't parse entities: {why}")


def _until(source: str, at: int) -> int:
    while at < len(source) and not source[at].isspace() and source[at] != ">":
        at += 1
    return at


def _past_space(source: str, at: int) -> int:
    while at < len(source) and source[at].isspace():
        at += 1
    return at


def _matched(pattern: re.Pattern[str], source: str, at: int) -> str:
    match = pattern.match(source, at)
    return match[0] if match else ""


def _quoted(source: str, at: int) -> tuple[str, int]:
    quote, at, value = source[at], at + 1, ""
    while at < len(source) and source[at] != quote:
        char, at = _decoded(source, at) if source[at] == "&" else (source[at], at + 1)
        value += char
    return value, at + 1


def _meaning(tag: str, name: str, value: str, before: str) -> str:
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case ("code", "class") if value.startswith("language-"):
            return value.removeprefix("language-")
        case ("span", "class") if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case ("blockquote", "expandable"):
            return "1"
    return before


def _address(url: str) -> Entity | None:
    """What a link leads to; a text that is no address leaves no entity, as with the real service."""
    person = re.fullmatch(r"tg://user\?id=(\d+)", url)
    if person:
        return {"type": "text_mention", "user": int(person[1])}
    if re.match(r"(?:https?|tg|ton|mailto|tel):", url, re.I):
        return {"type": "text_link", "url": url}
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?:[:/?#]\S*)?", url):
        return {"type": "text_link", "url": f"http://{url}"}
    return None


def ordered(entities: list[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities, trimmed as the service trims."""
    return _Parser(source).parse()


def found(text: str) -> list[Entity]:
    """What Telegram marks by itself: addresses, mentions, commands."""
    return [
        {"type": match.lastgroup or "", "offset": units(text[: match.start()]), "length": units(match[0])}
        for match in FOUND.finditer(text)
    ]


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space at both ends, and with what Telegram finds by itself beside the given entities."""
    bare = text.rstrip()
    start = min([len(bare) - len(bare.lstrip(" \n")), *(entity["offset"] for entity in entities)])
    bare, room = bare[start:], units(bare[start:])
    kept = []
    for entity in entities:
        offset = entity["offset"] - start
        length = min(entity["length"], room - offset)
        if length > 0:
            kept.append({**entity, "offset": offset, "length": length})
    return bare, ordered(kept + [one for one in found(bare) if not any(_overlap(one, other) for other in kept)])


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])
