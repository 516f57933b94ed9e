"""The public tie-out table is what `tieout` says today, in both languages; nothing that only runs is in it."""

import re
from pathlib import Path

import pytest

from tools.tie_out import PAGES, Tied, pages, tied


@pytest.fixture(scope="module")
def today(project: Path) -> tuple[tuple[Tied, ...], tuple[str, ...]]:
    return tied(project)


@pytest.mark.parametrize("path", PAGES.values())
def test_the_page_is_what_the_command_says_today(project: Path, today, path: str):
    assert (project / path).read_text(encoding="utf-8") == pages(*today)[path], "run python -m tools.tie_out"


def test_every_published_figure_has_its_row_and_both_pages_have_the_same_cells(project: Path, today):
    ties, _ = today
    count = sum(tie.value["count"] for tie in ties)
    assert count > 100
    rows = [
        re.findall(r"^\|.*\| [✓×] \|$", (project / path).read_text("utf-8"), re.MULTILINE) for path in PAGES.values()
    ]
    assert [len(each) for each in rows] == [count, count]


def test_a_figure_that_differs_is_marked_and_not_summed_as_equal(today):
    (first, *_), others = today
    cell = first.value["cells"][0] | {"computed": "0.01", "matches": False}
    wrong = Tied(folder=first.folder, value={**first.value, "cells": [cell, *first.value["cells"][1:]]})
    page = pages([wrong], others)[PAGES["en"]]
    assert "| × |" in page
    assert f"| {first.folder} | × " in page


def test_an_example_without_published_figures_is_named_as_not_tied_out(project: Path, today):
    _, others = today
    assert "auto-leases" in others
    for path in PAGES.values():
        _, _, after = (project / path).read_text(encoding="utf-8").rpartition("\n## ")
        assert [line[len("- `examples/") : -1] for line in after.splitlines() if line.startswith("- ")] == list(others)
