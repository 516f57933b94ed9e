"""Conventions of a deal rather than of its loans: what was printed comes out under the right one and not the other.

Source: CASHFLOW.md section 2 item 5; the free writing prospectus of HAROT 2009-1, Form 10-D of CarMax 2025-2.
"""

from pathlib import Path

import pytest

from tallystick.cashflow.published import PublishedTable, read_published
from tallystick.cashflow.tieout import tie_out
from tallystick.deal.liabilities.provisions import Call
from tallystick.deal.parsing import parse_deal
from tallystick.units.daycounts import DayCount
from tests.cashflow import harot

CARMAX = Path(__file__).parents[2] / "examples" / "carmax-2025-2"
FEE = "rate: 1.00%, base: pool-balance, daycount: 30/360"


def fee_cells(fee: str) -> list[bool]:
    """Whether the servicing fee of each certificate comes out to the cent."""
    text = (CARMAX / "deal.yaml").read_text(encoding="utf-8")
    assert text.count(FEE) == 1
    deal, _, findings = parse_deal(text.replace(FEE, fee).encode())
    assert deal is not None, findings
    published, _ = read_published((CARMAX / "published.json").read_bytes())
    assert published is not None
    return [cell.matches for cell in tie_out(deal, None, published).cells if "servicing" in cell.class_id]


@pytest.mark.parametrize(
    ("fee", "matches"),
    [
        (FEE, True),
        (f"{FEE}, accrues_on: beginning", True),
        (f"{FEE}, accrues_on: ending", False),  # the month after: on what is left when it is paid
        ("amount: 1.00% / 12 * pool.ending", False),
        ("rate: 1.00%, base: pool-balance, daycount: ACT/360", False),
    ],
)
def test_a_servicing_fee_accrues_on_the_pool_as_its_month_begins(fee: str, matches: bool):
    cells = fee_cells(fee)
    assert cells
    assert all(cells) is matches


@pytest.mark.parametrize(("count", "matches"), [(DayCount.THIRTY_360, True), (DayCount.ACT_360, False)])
def test_average_lives_count_their_years_by_the_convention_that_was_printed(count: DayCount, matches: bool):
    printed = harot.published()
    lives = tuple(table for table in printed.tables if table.figure == "average-life")
    result = tie_out(harot.deal(), harot.pool(), printed.model_copy(update={"tables": lives, "daycount": count}))
    assert result.cells
    assert (result.differing() == ()) is matches


@pytest.mark.parametrize(
    ("test", "matches"),
    [
        ({"share": "10%"}, True),
        ({"share": "10%", "tested": "ending"}, True),
        ({"share": "10%", "tested": "beginning"}, False),
        ({"when": "pool.ending <= 10% * pool.initial"}, True),
        ({"when": "pool.beginning <= 10% * pool.initial"}, False),
    ],
)
def test_a_call_is_tested_on_the_pool_as_the_month_ends(test: dict[str, str], matches: bool):
    """Tested on the balance the month begins with it comes a month later, and the life to call is longer."""
    name = {"zh": "清仓回购", "en": "clean-up call"}
    called = Call.model_validate({"id": "clean-up", "name": name, "clause": "10", "kind": "clean-up"} | test)
    deal = harot.deal()
    deal = deal.model_copy(update={"structure": deal.structure.model_copy(update={"calls": (called,)})})
    table = {"figure": "average-life", "class": "A-3", "prepayment": {"kind": "abs", "rate": "1.30%"}}
    printed = PublishedTable.model_validate(table | {"calls": ["clean-up"], "cells": ["1.93"]})
    result = tie_out(deal, harot.pool(), harot.published().model_copy(update={"tables": (printed,)}))
    assert [cell.matches for cell in result.cells] == [matches]
