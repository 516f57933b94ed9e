"""The fault table: both pages are what the command writes, row for row; no figure in them is written by hand.

Trying the faults again takes the command a quarter of an hour; here it is held that the pages have its rows.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tallystick.evidence.wording import Language, catalogue
from tools.faults import __main__ as command
from tools.faults.__main__ import PAGES, page
from tools.faults.fault import Came
from tools.faults.rows import FAULTS

_ROW = re.compile(r"^\| (.+) \| (.+) \| (\d+) \| (.+) \| (.+) \|$", re.MULTILINE)


def _read(text: str) -> dict[str, Came]:
    rows = _ROW.findall(text)
    assert len(rows) == len(FAULTS)
    codes = [tuple(re.findall(r"`([^`]+)`", said)) for *_, said in rows]
    return {fault.id: Came(tried=int(row[2]), told=told) for fault, row, told in zip(FAULTS, rows, codes, strict=True)}


@pytest.mark.parametrize("language", Language)
def test_a_page_is_what_the_command_makes_of_its_figures(language: Language) -> None:
    text = PAGES[language].read_text(encoding="utf-8")
    assert page(_read(text), language) == text, "run make faults"


def test_both_pages_tell_of_one_run_in_which_every_fault_was_tried() -> None:
    english, chinese = (_read(PAGES[each].read_text(encoding="utf-8")) for each in (Language.EN, Language.ZH))
    assert english == chinese
    assert all(each.tried > 0 for each in english.values())


def test_what_is_said_is_worded_and_every_test_that_is_run_is_there(project: Path) -> None:
    told = {code for each in _read(PAGES[Language.EN].read_text(encoding="utf-8")).values() for code in each.told}
    assert told <= set(catalogue())
    named = re.findall(r"tests/[\w/]+\.py", (project / "tools/faults/rows.py").read_text(encoding="utf-8"))
    assert named
    assert [each for each in named if not (project / each).is_file()] == []


@pytest.mark.parametrize(("lost", "ends"), [(("one act",), 1), ((), 0)])
def test_a_fault_that_lost_something_writes_no_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lost: tuple[str, ...], ends: int
) -> None:
    tried = replace(FAULTS[0], run=lambda _: Came(tried=3, lost=lost))
    monkeypatch.setattr(command, "FAULTS", (tried,))
    monkeypatch.setattr(command, "_MEMO", tmp_path / "build" / "faults.json")
    monkeypatch.setattr(command, "PAGES", {Language.EN: tmp_path / "faults.md"})
    assert command.main([]) == ends
    assert (tmp_path / "faults.md").exists() is not bool(lost)
