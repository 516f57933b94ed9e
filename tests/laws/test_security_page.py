"""SECURITY says where each demand is met and which test shows it: the files and tests it names are there."""

import re
from collections.abc import Iterator
from pathlib import Path

CHAPTERS = {f"V{number}" for number in range(1, 18)}
"""OWASP ASVS 5.0."""
ATTACKS = ("session", "form of another site", "guess", "who has an account", "another's", "script", "formula", "inside")
_NAMED = re.compile(r"`((?:tests/[\w/]+/)?test_\w+\.py)(?:::(test_\w+))?`")


def rows(project: Path, head: str) -> list[list[str]]:
    """The rows of the table of SECURITY with this head."""
    text = (project / "SECURITY.md").read_text(encoding="utf-8")
    table = text.partition(f"| {head} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table]


def named(cells: str) -> Iterator[tuple[str, str]]:
    """The files and tests that a row names."""
    yield from _NAMED.findall(cells)


def places(project: Path, file: str) -> list[Path]:
    """Where a test is that a row names: a name without a folder is one of the pages', or the only one there is."""
    near = project / file if "/" in file else project / "tests/shell/web" / file
    return [near] if near.is_file() else list((project / "tests").rglob(file)) if "/" not in file else []


def test_what_shows_a_demand_is_there(project: Path):
    for row in (*rows(project, "ASVS"), *rows(project, "Attack")):
        for file, test in named(" ".join(row)):
            there = places(project, file)
            assert len(there) == 1, (row[0], file, there)
            assert not test or f"\ndef {test}(" in there[0].read_text(encoding="utf-8"), (row[0], file, test)


def test_a_row_that_names_no_test_that_is_there_is_found(project: Path):
    assert places(project, "test_killed.py") == [project / "tests/shell/web/test_killed.py"]
    assert places(project, "test_clamd.py") == [project / "tests/shell/documents/test_clamd.py"]
    assert places(project, "tests/shell/web/test_clamd.py") == []


def test_every_chapter_is_met_somewhere_or_said_to_be_about_what_is_not_here(project: Path):
    told = [row[0] for row in rows(project, "ASVS")]
    assert {chapter for cell in told for chapter in re.findall(r"V\d+", cell)} == CHAPTERS


def test_every_demand_is_shown_by_a_test(project: Path):
    for row in rows(project, "ASVS"):
        assert len(row) == 4, row
        assert list(named(row[3])) or row[3].startswith(("–", "the same")), row


def test_every_attack_has_a_test_by_name(project: Path):
    found = rows(project, "Attack")
    for attack in ATTACKS:
        row = next((each for each in found if attack in each[0]), None)
        assert row is not None, attack
        assert [test for _, test in named(row[1]) if test], attack
