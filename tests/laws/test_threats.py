"""The threat model: every threat names a test, every test is there, and both languages name the same."""

import re
from pathlib import Path

import pytest

_ROW = re.compile(r"^\| ([^|]+) \| [^|]+ \| [^|]+ \| `(tests/[\w/]+\.py)::(\w+)` \|$", re.MULTILINE)
_PAGES = ("SECURITY.md", "SECURITY.zh.md")


def test_each_threat_has_a_test_that_is_there(project: Path) -> None:
    rows = _ROW.findall((project / "SECURITY.md").read_text(encoding="utf-8"))
    missing = [
        f"{file}::{test}"
        for _, file, test in rows
        if f"\ndef {test}(" not in ((project / file).read_text(encoding="utf-8") if (project / file).is_file() else "")
    ]
    assert missing == []


def test_each_kind_has_threats_and_both_pages_have_the_same(project: Path) -> None:
    english, chinese = (_ROW.findall((project / name).read_text(encoding="utf-8")) for name in _PAGES)
    assert [row[1:] for row in english] == [row[1:] for row in chinese]
    assert len({kind for kind, *_ in english}) == len({kind for kind, *_ in chinese}) == len("STRIDE")
    assert len({row[1:] for row in english}) == len(english)


@pytest.mark.parametrize("page", _PAGES)
def test_no_row_of_the_table_goes_without_a_test(project: Path, page: str) -> None:
    sections = (project / page).read_text(encoding="utf-8").split("\n## ")
    (threats,) = (each for each in sections if _ROW.search(each))
    _, *rows = (line for line in threats.splitlines() if line.startswith("| "))
    assert [row for row in rows if not _ROW.fullmatch(row)] == []
