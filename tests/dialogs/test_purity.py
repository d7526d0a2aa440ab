"""dialogs/ stays pure, and the linter says why where it does not."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

DIALOGS = Path(__file__).resolve().parents[2] / "dialogs"
FOREIGN = {"aiogram", "sqlalchemy", "aiosqlite", "sqlite3", "asyncio", "aiohttp", "bot"}


def imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_nothing_foreign_is_imported() -> None:
    for path in DIALOGS.glob("**/*.py"):
        assert not imports(path) & FOREIGN, path.name


@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_the_linter_refuses_it_and_says_why(name: str) -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--stdin-filename",
            "dialogs/kinds/new.py",
            "--output-format",
            "concise",
            "-",
        ],
        cwd=DIALOGS.parent,
        input=f"import {name}\n",
        capture_output=True,
        text=True,
    )
    assert told.returncode == 1
    assert "TID251" in told.stdout
    assert "dialogs/" in told.stdout
