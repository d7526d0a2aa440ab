"""docs/seeds.md: every row has a carrier that exists, or says what it comes with."""

import re

from dialogs.book import Book
from tests.dialogs.conftest import SHIPPED

ROWS = {"0": 24, "1": 21, "2": 16, "3": 26, "4": 19}  # things that each of the five texts says
ROW = re.compile(r"^\| (\d)\.(\d+) \| .* \| (.*) \|$", re.MULTILINE)
CODE = re.compile(r"`([a-z0-9-]+)`")


def rows() -> list[tuple[str, int, str]]:
    text = (SHIPPED.parent / "docs" / "seeds.md").read_text("utf-8")
    return [(one, int(row), carried) for one, row, carried in ROW.findall(text)]


def test_no_row_is_missing() -> None:
    for text, count in ROWS.items():
        assert [row for one, row, _ in rows() if one == text] == list(range(1, count + 1))


def test_what_carries_a_row_exists(shipped: Book) -> None:
    lists = shipped.lists
    known = {*shipped.pages, *lists.topics, *lists.outcomes, *lists.facts, *lists.values, "countries", "quotas"}
    known |= {*lists.lists, *lists.partners, *lists.training}
    for text, row, carried in rows():
        names = set(CODE.findall(carried))
        assert names <= known, (text, row, names - known)
        assert names or "comes with" in carried or row in (8, 23, 3), (text, row)


def test_the_count_at_the_head_is_right() -> None:
    text = (SHIPPED.parent / "docs" / "seeds.md").read_text("utf-8")
    carried = [told for _, _, told in rows()]
    none = sum(told.startswith("comes with") for told in carried)
    part = sum("comes with" in told for told in carried) - none
    full = len(carried) - part - none
    assert f"{len(carried)} rows: {full} carried, {part} carried in part, {none} not built yet." in text
