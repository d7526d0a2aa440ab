"""YAML becomes plain data that remembers its lines: every scalar stays text, and all problems are found at once."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CBaseLoader as Loader  # 18 times faster than the pure one
except ImportError:  # pragma: no cover - a PyYAML built without libyaml
    from yaml import BaseLoader as Loader  # type: ignore[assignment]

MAX_BYTES = 2_000_000
MAX_DEPTH = 20

Where = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What an editor is told; `what` is a msgid with {placeholders}, to be said in their language."""

    file: str
    line: int
    what: str
    values: Mapping[str, object] = field(default_factory=dict)
    warning: bool = False
    nearest: str = ""

    def said(self, words: Callable[[str], str]) -> str:
        """In the words of a language, without file and line."""
        hint = ". " + words("Did you mean '{name}'?").format(name=self.nearest) if self.nearest else ""
        return words(self.what).format(**self.values) + hint

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.said(str)}"


class Invalid(Exception):
    """The content cannot be used; `problems` names everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(self.problems)} problems")


@dataclass(slots=True)
class Source:
    """The data of one file and the line of everything in it."""

    file: str
    data: Any
    lines: dict[Where, int]
    problems: list[Problem]

    def line(self, where: Where) -> int:
        """The line of a path; of its nearest parent where the path itself is absent."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def problem(
        self, where: Where, what: str, *, warning: bool = False, nearest: str = "", **values: object
    ) -> Problem:
        return Problem(self.file, self.line(where), what, values, warning, nearest)


def read(path: Path, name: str | None = None) -> Source:
    """Read one file. Raises Invalid for what is no YAML at all; everything else is collected in `problems`."""
    name = name or path.name
    try:
        raw = path.read_bytes()
    except OSError:
        raise Invalid([Problem(name, 1, "there is no such file, or it cannot be read")]) from None
    if len(raw) > MAX_BYTES:
        raise Invalid([Problem(name, 1, "the file is larger than {limit} bytes", {"limit": MAX_BYTES})])
    try:
        node = yaml.compose(raw.decode("utf-8"), Loader=Loader)
    except UnicodeDecodeError:
        raise Invalid([Problem(name, 1, "the file is not UTF-8 text")]) from None
    except yaml.MarkedYAMLError as error:
        raise Invalid([Problem(name, _line_of(error), "{why}", {"why": error.problem or "broken YAML"})]) from None
    except (yaml.YAMLError, RecursionError):
        raise Invalid([Problem(name, 1, "this is not YAML")]) from None
    source = Source(name, None, {}, [])
    source.data = _plain(node, (), source, set()) if node is not None else {}
    return source


def _line_of(error: yaml.MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return mark.line + 1 if mark else 1


def _plain(node: yaml.Node, where: Where, source: Source, seen: set[int]) -> Any:
    source.lines[where] = node.start_mark.line + 1
    if id(node) in seen:
        source.problems.append(source.problem(where, "anchors and references (&, *) are not used here: write it out"))
        return ""
    if len(where) > MAX_DEPTH:
        source.problems.append(source.problem(where, "this is nested too deeply"))
        return ""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*where, at), source, seen) for at, child in enumerate(node.value)]
    return _mapping(node, where, source, seen)


def _mapping(node: yaml.Node, where: Where, source: Source, seen: set[int]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, child in node.value:
        if not isinstance(key, yaml.ScalarNode):
            source.problems.append(source.problem(where, "a key must be plain text"))
            continue
        here = (*where, key.value)
        if key.value in plain:
            first = source.lines[here]
            source.lines[here] = key.start_mark.line + 1
            source.problems.append(
                source.problem(here, "'{key}' is written twice (first on line {first})", key=key.value, first=first)
            )
            continue
        plain[key.value] = _plain(child, here, source, seen)
        source.lines[here] = key.start_mark.line + 1
    return plain
