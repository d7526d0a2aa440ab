"""What editors are told: every problem at once, with file, line and plain words."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.book import load
from dialogs.source import Invalid, read
from tests.dialogs.conftest import DAY, SMALL


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "content.yaml"
    path.write_text(text, "utf-8")
    return path


def problems(tmp_path: Path, text: str) -> list[str]:
    return [str(problem) for problem in read(written(tmp_path, text)).problems]


def changed(tmp_path: Path, **files: tuple[str, str]) -> list[str]:
    """The small book with one thing replaced in a file; what the editor is told."""
    for part in SMALL.parent.glob("*.yaml"):
        text = part.read_text("utf-8")
        old, new = files.get(part.stem, ("", ""))
        assert old in text
        (tmp_path / part.name).write_text(text.replace(old, new, 1) if old else text, "utf-8")
    with pytest.raises(Invalid) as caught:
        load(tmp_path / "content.yaml", DAY)
    return [str(problem) for problem in caught.value.problems]


def test_everything_stays_text(tmp_path: Path) -> None:
    assert read(written(tmp_path, "a: no\nb: 09:00\nc: 012\nd: 2026-11-22\n")).data == {
        "a": "no",
        "b": "09:00",
        "c": "012",
        "d": "2026-11-22",
    }


def test_a_key_written_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    assert problems(tmp_path, "a: 1\nb: 2\na: 3\n") == ["content.yaml:3: 'a' is written twice (first on line 1)"]


def test_references_are_refused_before_they_can_explode(tmp_path: Path) -> None:
    told = problems(tmp_path, "a: &a [1, 2]\nb: [*a, *a]\n")
    assert told
    assert "anchors" in told[0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: [1, 2\nb: 3", "content.yaml:2:"),
        ("a: 'b", "content.yaml:"),
        ("\ta: 1", "content.yaml:1:"),
        ("a: !!python/x {}", ""),
    ],
)
def test_broken_yaml_is_one_line(tmp_path: Path, text: str, why: str) -> None:
    try:
        read(written(tmp_path, text))
    except Invalid as invalid:
        assert str(invalid.problems[0]).startswith(why)


def test_no_file_and_no_text(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        read(tmp_path / "nothing.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"a: \xff\xfe")
    with pytest.raises(Invalid):
        read(tmp_path / "latin.yaml")


@given(st.text(max_size=200))
def test_whatever_is_written_the_reader_answers(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(text, "utf-8", errors="ignore")
    try:
        source = read(path)
        assert source.line(("no", "such")) >= 1
    except Invalid as invalid:
        assert invalid.problems


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "items: [talk, uk]",
            "items: [talk, ukk]",
            "pages.yaml:5: there is no page 'ukk'. Did you mean 'uk'?",
        ),
        ("  next: [talk]", "  nekst: [talk]", "pages.yaml:21: 'nekst' is not known here"),
        (
            "title: {kk: Мәзір, kaa: Меню, ru: Меню}",
            "title: {kk: Мәзір, ru: Меню}",
            "pages.yaml:3: no text in 'kaa': people who chose it would see nothing. Add 'kaa:'",
        ),
        ("kind: article", "kind: artikel", "pages.yaml:12: 'artikel' is no kind of page"),
        (
            "checked: 2026-11-22",
            "checked: gestern",
            "pages.yaml:19: 'checked' must be a date like 2026-11-22",
        ),
        (
            "review_every: 90d",
            "review_every: 90",
            "pages.yaml:20: 'review_every': write a number of days like 90d",
        ),
        (
            "[UK-01, UK-02]",
            "[UK-01, UK-03]",
            "pages.yaml:18: there is no fact 'UK-03'. Did you mean 'UK-02'?",
        ),
        ("Паспорт держите у себя.", "<b>Паспорт", "pages.yaml:17: the tag <b> is not closed or not allowed"),
        ("Паспорт держите у себя.", "Паспорт {number}", "pages.yaml:17: {{...}} is shown to people as it is"),
        ("contacts: [kz-london,", "contacts: [kz-paris,", "pages.yaml:26: there is no contact 'kz-paris'"),
        (
            "topics: [wages, other]",
            "topics: [wages, othr]",
            "pages.yaml:32: there is no topic 'othr'. Did you mean 'other'?",
        ),
        (
            "items: [talk, uk]",
            "items: [talk]",
            "no page leads to 'uk'. Link it from a menu, or mark it hidden: yes",
        ),
        ("urgent:\n", "urgentt:\n", "the page 'urgent' is missing: the program leads people there"),
        ("ru: 📄 Документы", f"ru: {'Д' * 41}", "the title is a button: 30 characters at most"),
        ("Паспорт держите у себя.", "П" * 4200, "characters in 'ru', Telegram takes 4096"),
    ],
)
def test_what_is_wrong_with_a_page(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert any(told.replace("{{", "{").replace("}}", "}") in line for line in changed(tmp_path, pages=(old, new)))


def test_what_is_wrong_with_a_fact_and_a_contact_names_their_files(tmp_path: Path) -> None:
    assert changed(tmp_path, facts=("confidence: high", "confidence: sure"))[0].startswith(
        "facts.yaml:1: 'confidence' must be one of"
    )
    told = changed(tmp_path, contacts=("country: GB", "land: GB"))
    assert told[0] == "contacts.yaml:1: 'country' is missing"
    assert "contacts.yaml:4: 'land' is not known here" in told


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    told = changed(
        tmp_path, pages=("items: [talk, uk]", "items: [talk, ukk, nowhere]"), facts=("use: ok", "use: maybe")
    )
    assert len(told) >= 3
    assert {line.split(":")[0] for line in told} == {"pages.yaml", "facts.yaml"}


def test_two_pages_of_one_name(tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text("uk:\n  kind: menu\n", "utf-8")
    told = changed(tmp_path, content=("include: [pages.yaml]", "include: [pages.yaml, more.yaml]"))
    assert "more.yaml:1: there is another page 'uk'" in told
