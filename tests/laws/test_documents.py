"""The documents keep their form: decisions, glossary, changelog notes, and the pages a newcomer expects."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

_PARTS = ["Context", "Options", "Decision", "Consequences"]
_KINDS = "added|changed|fixed|law|format"
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LONGEST_LINE = 120


@pytest.mark.parametrize(
    "page",
    ["ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "SECURITY.md", "docs/philosophy.md"],
)
def test_the_page_a_newcomer_expects_is_there(project: Path, page: str):
    assert (project / page).read_text(encoding="utf-8").strip()


def test_the_licence_is_apache(project: Path):
    licence = (project / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in licence
    assert "Version 2.0, January 2004" in licence


def test_decisions_are_numbered_without_gaps(project: Path):
    numbers = [int(path.name[:4]) for path in sorted((project / "docs/adr").glob("*.md"))]
    assert numbers == list(range(len(numbers)))


def test_every_decision_has_its_parts(project: Path):
    for path in sorted((project / "docs/adr").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]} "), path.name
        assert re.search(r"^Status: (accepted|superseded by \d{4})$", text, re.MULTILINE), path.name
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == _PARTS, path.name


def test_every_term_is_in_both_languages_and_told_once(project: Path):
    text = (project / "docs/glossary.md").read_text(encoding="utf-8").partition("\n## Retired")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    terms = [row for row in rows if not set("".join(row)) <= set("-") and row[0] != "中文"]
    assert terms
    for row in terms:
        chinese, english, meaning = row
        assert _HAN.search(chinese), row
        assert not _HAN.search(english), row
        assert meaning, row
    for column in (0, 1):
        words = [row[column] for row in terms]
        assert sorted(words) == sorted(set(words))


def test_every_note_for_the_next_release_has_a_kind_and_a_text(project: Path):
    notes = [path for path in (project / "changelog.d").iterdir() if path.name != "README.md"]
    for path in notes:
        assert re.fullmatch(rf"[a-z0-9-]+\.({_KINDS})\.md", path.name), path.name
        assert path.read_text(encoding="utf-8").strip(), path.name


def test_nothing_is_left_for_later_without_being_said(project: Path):
    """A mark like TODO in a document or module is a promise nobody keeps; the README's table says what is not ready."""
    marks = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
    files = [*project.glob("*.md"), *(project / "docs").rglob("*.md"), *(project / "src").rglob("*.py")]
    assert [path.name for path in files if marks.search(path.read_text(encoding="utf-8"))] == []


def test_prose_keeps_to_the_width_of_code(project: Path):
    pages = [*project.glob("*.md"), *(project / "docs").rglob("*.md")]
    wide = [
        f"{path.name}:{number}"
        for path in pages
        for number, line in _prose(path.read_text(encoding="utf-8"))
        if len(line) > _LONGEST_LINE
    ]
    assert wide == []


def _prose(page: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, without the rows of tables and of examples that are data, one a line."""
    data = False
    for number, line in enumerate(page.splitlines(), start=1):
        if line.startswith("```"):
            data = line.startswith(("```yaml", "```csv"))
        elif not data and not line.startswith("|"):
            yield number, line
