"""SECURITY.md names the test that proves each defence: every name there is a test, and every threat has one."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`([a-z_/]*test_\w+\.py)?(?:::(test_\w+))?`")


def rows() -> list[list[str]]:
    """The cells of the table of threats."""
    lines = (ROOT / "SECURITY.md").read_text("utf-8").split("## Threats")[1].split("##")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")][1:]


def test_every_test_that_is_named_there_exists() -> None:
    missing, count = [], 0
    for threat, _, tests, _ in rows():
        file = ""
        for named, test in NAMED.findall(tests):  # `::test_x` alone is in the file named before it
            file, count = named or file, count + 1
            path = ROOT / "tests" / file
            source = path.read_text("utf-8") if path.is_file() else ""
            if not re.search(rf"^(async )?def {test or 'test_'}", source, re.MULTILINE):
                missing.append(f"{threat}: {named}::{test}")
    assert not missing and count > 30, missing


def test_every_threat_has_a_test() -> None:
    assert len(rows()) >= 20
    assert not [threat for threat, _, tests, _ in rows() if not NAMED.search(tests)]
