"""A run beside the figures an issuer printed: Honda Auto Receivables 2009-1, every cell at its printed precision."""

from datetime import date

import pytest

from tallystick.cashflow.published import read_published
from tallystick.cashflow.tieout import TieOut, tie_out
from tallystick.evidence.wording import Language, word
from tests.cashflow import harot


@pytest.fixture(scope="module")
def honda() -> TieOut:
    return tie_out(harot.deal(), harot.pool(), harot.published())


def test_all_72_cells_of_the_a_1_table_match_at_two_decimals(honda):
    cells = [cell for cell in honda.cells if cell.figure == "percent-outstanding"]
    assert len(cells) == 72
    assert [cell for cell in cells if not cell.matches] == []


def test_all_11_average_lives_match_at_two_decimals(honda):
    cells = [cell for cell in honda.cells if cell.figure == "average-life"]
    assert len(cells) == 11
    assert [cell for cell in cells if not cell.matches] == []
    assert {cell.class_id for cell in cells} == {"A-1", "A-2", "A-3", "B", "all"}


def test_a_cell_says_what_it_was_compared_with(honda):
    cell = next(cell for cell in honda.cells if cell.day == date(2009, 8, 15) and cell.scenario == "abs 1.30%")
    assert (cell.class_id, cell.published, cell.computed, cell.off) == ("A-1", "18.10", "18.10", 0)


def test_a_wrong_figure_is_shown_with_its_distance():
    printed = harot.published()
    first = printed.tables[0]
    table = first.model_copy(update={"cells": ("90.77", *first.cells[1:])})
    result = tie_out(harot.deal(), harot.pool(), printed.model_copy(update={"tables": (table,)}))
    assert result.matched == 11
    (wrong,) = result.differing()
    assert (wrong.published, wrong.computed, wrong.off) == ("90.77", "90.75", -2)


def test_more_printed_decimals_are_compared_too():
    printed = harot.published()
    table = printed.tables[0].model_copy(update={"cells": ("90.7500", *printed.tables[0].cells[1:])})
    result = tie_out(harot.deal(), harot.pool(), printed.model_copy(update={"tables": (table,)}))
    assert result.cells[0].computed == "90.7548"
    assert not result.cells[0].matches


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('"tallystick/published/v1"', '"tallystick/published/v9"', "deal.choice-unknown"),
        ('"90.75", ', "", "cashflow.published-cells"),
        ('"90.75"', '"about 90"', "deal.value-unreadable"),
        ('"settlement"', '"settled"', "deal.key-missing"),
    ],
)
def test_published_figures_that_are_not_whole_say_why(before, after, code):
    content = (harot.FOLDER / "published.json").read_text(encoding="utf-8").replace(before, after, 1)
    figures, findings = read_published(content.encode())
    assert figures is None
    assert code in [found.code for found in findings]
    assert all(word(found, language).what for found in findings for language in Language)
