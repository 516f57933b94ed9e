"""A run beside the figures an issuer printed: Honda Auto Receivables 2009-1, every cell at its printed precision."""

import json
import math
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.classes import ClassCashFlows, project
from tallystick.cashflow.published import PublishedTable, read_published
from tallystick.cashflow.tieout import TieOut, tie_out
from tallystick.deal.liabilities.provisions import Call
from tallystick.evidence.wording import Language, word
from tests.cashflow import harot
from tests.cashflow.scenarios import plain


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


@pytest.mark.parametrize(("cells", "matches"), [(("1", "*", "0"), [True] * 3), (("*", "0", "*"), [False, True, False])])
def test_an_asterisk_is_more_than_nothing_and_less_than_half_a_per_cent(cells, matches):
    """360 equal payments of nothing but principal: after 358 of them 0.56 % is left, then 0.28 %, then nothing."""
    printed = {
        "schema": "tallystick/published/v1",
        "source": {"title": "a table", "document": "invented", "rights": "none needed"},
        "assumptions": "base",
        "settlement": "2026-09-01",
        "daycount": "30/360",
        "dates": ["2056-07-01", "2056-08-01", "2056-09-01"],
        "tables": [
            {
                "figure": "percent-outstanding",
                "class": "A",
                "prepayment": {"kind": "smm", "rate": "0%"},
                "cells": list(cells),
            }
        ],
    }
    published, findings = read_published(json.dumps(printed).encode())
    assert findings == ()
    assert published is not None
    tied = tie_out(plain.deal(size=360_000), plain.pool(months=360, balance=360_000), published)
    assert [cell.matches for cell in tied.cells] == matches
    assert [cell.computed for cell in tied.cells] == ["1", "*" if cells[1] == "*" else "0", "0"]
    assert [cell.off is None for cell in tied.cells] == ["*" in {cell.computed, cell.published} for cell in tied.cells]


def test_a_life_has_no_asterisk():
    (cell,) = _tie(_life("average-life", "*")).cells
    assert not cell.matches


def test_the_window_is_told_by_the_numbers_of_its_payments():
    """A-1 is paid from the first payment on; A-2 begins with the payment that repays A-1, and all of them with it."""
    run = _run()
    speed = harot.deal().assumptions["base"].prepayment
    paid = {
        name: [n for n, flow in enumerate(run.flows(name), 1) if flow.principal.is_positive()]
        for name in ("A-1", "A-2", "B")
    }
    tables = [
        _life(figure, "0", class_id=name, prepayment=speed, call=None)
        for name in ("A-1", "A-2", "all")
        for figure in ("first-principal", "last-principal")
    ]
    first, last, begins, ends, of_all, to = (int(cell.exact or 0) for cell in _tie(*tables).cells)
    assert (first, begins, of_all) == (1, last, 1)
    assert (last, ends, to) == (paid["A-1"][-1], paid["A-2"][-1], paid["B"][-1])


def test_what_is_outstanding_of_all_classes_is_one_balance():
    whole = harot.published().tables[0].model_copy(update={"class_id": "all"})
    names = [terms.id for terms in harot.deal().structure.onshore.classes]
    parts = [_tie(whole.model_copy(update={"class_id": name})).cells for name in names]
    sizes = [flows[0].beginning.minor for flows in (_run().flows(name) for name in names)]
    for place, cell in enumerate(_tie(whole).cells):
        left = sum(size * (column[place].exact or 0) for size, column in zip(sizes, parts, strict=True))
        assert cell.exact == left / sum(sizes)


def _run() -> ClassCashFlows:
    return project(harot.deal(), harot.pool(), Assumptions.filed(harot.deal().assumptions["base"]))


def _life(figure: str, cell: str, **beside: Any) -> PublishedTable:
    figures = next(table for table in harot.published().tables if table.figure == "average-life")
    return figures.model_copy(update={"figure": figure, "cells": (cell,), **beside})


def _priced(figure: str, cell: str, **beside: Any) -> PublishedTable:
    table = {"figure": figure, "class": "A-2", "prepayment": {"kind": "abs", "rate": "1.30%"}, "cells": [cell]}
    return PublishedTable.model_validate(table | {"price": "99"} | beside)


def _tie(*tables: PublishedTable) -> TieOut:
    return tie_out(harot.deal(), harot.pool(), harot.published().model_copy(update={"tables": tables}))


def test_a_printed_yield_is_compared_at_its_price_and_a_duration_at_that_yield():
    annual, modified = _tie(_priced("yield", "5.4321"), _priced("modified-duration", "0.95")).cells
    assert annual.given == "price 99"
    assert annual.exact is not None
    assert modified.exact is not None
    # Discounted by hand: every payment of A-2 from 30/360 years after 29 January 2009, compounded twice a year.
    run = project(harot.deal(), harot.pool(), Assumptions.filed(harot.deal().assumptions["base"]))
    flows = [(flow.day.scheduled, float(flow.paid.major) / 3_110_000) for flow in run.flows("A-2")]
    years = [((day.year - 2009) * 360 + (day.month - 1) * 30 + day.day - 29) / 360 for day, _ in flows]

    def price(per_cent: float) -> float:
        return math.fsum(paid * math.pow(1 + per_cent / 200, -2 * t) for (_, paid), t in zip(flows, years, strict=True))

    at = float(annual.exact)
    assert price(at) == pytest.approx(99, abs=1e-9)  # settled on the day of issue: no interest has accrued
    slope = (price(at - 0.001) - price(at + 0.001)) / 0.002 * 100
    assert float(modified.exact) == pytest.approx(slope / 99, rel=1e-6)


def test_a_figure_that_the_run_does_not_have_is_never_shown_as_zero():
    (cell,) = _tie(_priced("yield", "5.00", price="0.001")).cells
    assert (cell.computed, cell.exact, cell.off, cell.matches) == ("", None, None, False)


def test_a_table_may_stand_on_calls_of_the_deal_itself():
    deal = harot.deal()
    name = {"zh": "清仓回购", "en": "clean-up call"}
    condition = "pool.ending <= 10% * pool.initial"
    called = Call.model_validate(
        {"id": "clean-up", "name": name, "clause": "10", "kind": "clean-up", "when": condition}
    )
    deal = deal.model_copy(update={"structure": deal.structure.model_copy(update={"calls": (called,)})})
    table = {"figure": "average-life", "class": "A-3", "prepayment": {"kind": "abs", "rate": "1.30%"}}
    printed = PublishedTable.model_validate(table | {"calls": ["clean-up"], "cells": ["1.93"]})
    result = tie_out(deal, harot.pool(), harot.published().model_copy(update={"tables": (printed,)}))
    assert [(cell.call, cell.matches) for cell in result.cells] == [("clean-up", True)]


def test_every_cell_tells_its_precision(honda):
    cell = next(cell for cell in honda.cells if cell.figure == "average-life")
    assert (cell.decimals, cell.published) == (2, "0.46")
    assert cell.difference is not None
    assert abs(cell.difference) < Fraction(5, 1000)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('"class": "A-1",', '"class": "A-1", "price": "99",', "cashflow.published-price"),
        ('"figure": "average-life",', '"figure": "yield",', "cashflow.published-price"),
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
