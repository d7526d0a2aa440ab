"""Every msgid that the code says, found in its syntax tree."""

import ast
from collections.abc import Iterator
from pathlib import Path

from dialogs import letters, parity
from dialogs.book import PLAIN

ROOT = Path(__file__).resolve().parent.parent
SAYING = {"words": 0, "say": 0, "tell": 0, "problem": 1, "Problem": 2, "Fault": 1}  # which argument is the msgid


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
    elif isinstance(node, ast.Subscript | ast.Call):
        yield from _from_table(node)


def _from_table(node: ast.expr) -> Iterator[str]:
    """{...}[x] and {...}.get(x, "..."): every value may be said."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Dict):
            for value in inner.values:
                yield from _literals(value)
        elif isinstance(inner, ast.Call) and _name(inner.func) == "get" and len(inner.args) == 2:
            yield from _literals(inner.args[1])


def _name(func: ast.expr) -> str:
    if isinstance(func, ast.Call):
        return _name(func.func)
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def _is_command(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """The docstring of a staff command is its help."""
    return any(
        isinstance(one, ast.Name) and one.id in ("command", "group_command", "listed") for one in node.decorator_list
    )


def msgids() -> set[str]:
    found: set[str] = set()
    for path in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("dialogs/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is_command(node):
                found.add(" ".join((ast.get_docstring(node) or "").split()))
            if isinstance(node, ast.Call) and _name(node.func) in SAYING:
                at = SAYING[_name(node.func)]
                for argument in node.args[at : at + 1]:
                    found.update(text for text in _literals(argument) if len(text) > 1)
    return found | set(PLAIN.values()) | set(letters.SAID.values()) | set(parity.SAID.values())


if __name__ == "__main__":
    print("\n".join(sorted(msgids())))
