"""A certificate of a deal with sub-pools: replayed from what was reported of each group, and what went before.

The certificate is a payment of a run, so that only the replay is tested here; real ones are in `test_carmax`.
"""

import json
from typing import Any

import pytest

from tallystick.cashflow.classes import ClassCashFlows
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.replines import RepLine
from tallystick.deal.checks.cash_paths import reported_names
from tallystick.shell.operations.cashflow.tieout import TiedOut, tie_out_files
from tallystick.shell.operations.outcome import Outcome
from tallystick.units.money import Currency, Money
from tallystick.units.rates import Rate
from tests.cashflow.kinds import FOLDER, assumed, deal_of, projected, written

TRIGGERS = """triggers:
  - id: losing
    name: {zh: 一组净损失, en: net losses of the first group}
    measure: (reported(fixed.cumulative-defaults) - reported(fixed.cumulative-recoveries)) / reported(fixed.initial)
    above: 1%
calls:"""
STRUCTURE = (
    (FOLDER / "two-groups.yaml")
    .read_text(encoding="utf-8")
    .replace("calls:", TRIGGERS)
    .replace('when: "repaid(A1, A2)"', 'when: "repaid(A1, A2) or not breached(losing)", limit: 1% * pool.initial')
)
DEAL = deal_of(STRUCTURE, Currency.CNY)
PLACE = 14


def line(amount: str, tag: str) -> RepLine:
    balance = Money.parse(f"{amount} CNY")
    return RepLine(balance=balance, coupon=Rate.parse("7.00%"), remaining_term=48, age=2, tag=tag)


POOL = Pool.of_lines([line("60000000.00", "fixed"), line("40000000.00", "floating-a")], Currency.CNY)


@pytest.fixture(scope="module")
def flows() -> ClassCashFlows:
    return projected(DEAL, POOL, assumed("cpr", "20%", defaults="4%"))


def certificate(flows: ClassCashFlows) -> dict[str, Any]:
    before, paid = flows.ledger.periods[PLACE - 1], flows.ledger.periods[PLACE]
    facts, left = paid.facts, before.closing
    totals = {"initial": POOL.balance, "cumulative-defaults": left.cumulative_defaults, **left.totals}
    return {
        "period": str(facts.period),
        "last_paid": before.onshore.day.paid.isoformat(),
        "beginning": str(facts.beginning),
        "defaulted": str(facts.defaulted),
        "ending": str(facts.ending),
        "collected": {name: str(amount) for name, amount in facts.collected.items()},
        "classes": {flow.class_id: str(flow.ending) for flow in before.onshore.classes},
        "reported": {name: str(facts.reported[name]) for name in reported_names(DEAL.structure)},
        "totals": {name: str(amount) for name, amount in totals.items()},
        "breached": sorted(left.breached),
        "figures": [
            {"figure": figure, "of": flow.class_id, "cell": str(getattr(flow, figure)).split()[0]}
            for flow in paid.onshore.classes
            for figure in ("interest", "principal", "ending")
        ],
    }


def tied(printed: dict[str, Any]) -> Outcome[TiedOut]:
    published = {
        "schema": "tallystick/published/v1",
        "source": {"title": "a certificate", "document": "of a run", "rights": "none needed"},
        "assumptions": "base",
        "settlement": "2026-09-15",
        "daycount": "30/360",
        "certificates": [printed],
    }
    deal = written(STRUCTURE, Currency.CNY).encode()
    return tie_out_files({"deal.yaml": deal, "published.json": json.dumps(published).encode()})


def test_a_payment_is_replayed_from_what_was_reported_of_each_group(flows: ClassCashFlows):
    found = tied(certificate(flows))
    assert found.value is not None, [(each.code, each.arguments) for each in found.findings]
    assert found.value.result.differing() == ()
    assert len(found.value.result.cells) == 9


def test_what_was_counted_before_the_month_decides_what_the_month_pays(flows: ClassCashFlows):
    printed = certificate(flows)
    breached = {**printed["totals"], "fixed.cumulative-defaults": "30000000.00 CNY"}
    sound = tied(printed | {"breached": [], "totals": {**printed["totals"], "fixed.cumulative-defaults": "0.00 CNY"}})
    worse = tied(printed | {"breached": [], "totals": breached})
    paid = [
        next(cell.exact for cell in each.value.result.cells if (cell.figure, cell.class_id) == ("principal", "B"))
        for each in (sound, worse)
        if each.value is not None
    ]
    assert len(paid) == 2
    assert paid[1] == 0
    assert paid[0] is not None
    assert paid[0] > 0


def test_a_group_whose_month_is_left_out_is_named_and_not_taken_for_nothing(flows: ClassCashFlows):
    printed = certificate(flows)
    del printed["reported"]["fixed.interest"], printed["reported"]["floating.ending"]
    found = tied(printed)
    assert found.value is None
    (told,) = [each for each in found.findings if each.code == "cashflow.published-unreported"]
    assert told.argument("names") == ("fixed.interest", "floating.ending")


@pytest.mark.parametrize("part", ["totals", "reported", "breached", "events", "indices"])
def test_a_name_the_deal_does_not_have_is_told(flows: ClassCashFlows, part: str):
    printed = certificate(flows)
    wrong = {"totals": "1.00 CNY", "reported": "1.00 CNY", "indices": "1.00%"}.get(part)
    more = ["nobody"] if wrong is None else {**printed.get(part, {}), "nobody": wrong}
    found = tied(printed | {part: more})
    assert [each.argument("name") for each in found.findings if each.code == "cashflow.published-name"] == ["nobody"]
