"""The threat model: every threat names a test, every test is there, and both languages name the same."""

import re
from pathlib import Path

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
