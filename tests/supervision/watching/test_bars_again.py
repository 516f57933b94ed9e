"""A bar that comes true after the filing stops the issue through an order; evidence that ran out stops new mints."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tallystick.evidence.canonical import parse_canonical
from tallystick.law.facts import Fact
from tallystick.law.screening import weigh_rules
from tallystick.supervision.watching.orders import Measure, Order, bars_again, order_findings
from tests.law.small import DAY, book, evidence, fact

FILED = DAY - timedelta(days=40)
BAR = book('{ fact = "d" }')


def again(*facts, filed=FILED, kind="BAR", on=DAY):
    small = BAR if kind == "BAR" else book('{ fact = "d" }', kind=kind)
    results = weigh_rules([small], facts, as_of=on, known_on=on)
    return bars_again(results, deal="leases", filed=filed, as_of=on)


def measures(orders: tuple[Order, ...]) -> list[Measure]:
    return [each.measure for each in orders]


def cleared(age: int) -> Fact:
    """A *no* on two papers of an age in days; for this question evidence counts for thirty."""
    day = DAY - timedelta(days=age)
    return replace(fact(BAR, "d deal no", as_of=day), evidence=evidence("search", "sworn", day=day))


def test_a_bar_that_came_true_orders_suspension_and_is_an_event():
    orders, (event,) = again(fact(BAR, "d deal yes"))
    assert measures(orders) == [Measure.SUSPEND]
    assert (event.rule, event.known) == ("D2-21", DAY)
    assert [each.code for each in order_findings(orders)] == ["supervision.order-suspend"]


@pytest.mark.parametrize(("age", "found"), [(30, []), (31, [Measure.BLOCK])])
def test_evidence_of_thirty_days_still_clears_and_a_day_older_only_blocks_new_mint_plans(age, found):
    orders, events = again(cleared(age))
    assert (measures(orders), events) == (found, ())
    assert "supervision.order-suspend" not in [each.code for each in order_findings(orders)]


def test_what_only_warns_orders_nothing():
    assert again(fact(BAR, "d deal yes"), kind="WARN") == ((), ())


def test_before_the_filing_nothing_is_ordered():
    assert again(fact(BAR, "d deal yes"), filed=DAY + timedelta(days=1)) == ((), ())


def test_an_order_is_a_paper_that_says_what_and_why_and_is_the_same_when_asked_again():
    ((order,), _), ((later,), _) = (
        again(fact(BAR, "d deal yes")),
        again(fact(BAR, "d deal yes"), on=DAY + timedelta(days=3)),
    )
    assert order == later
    assert parse_canonical(order.content()) == {
        "schema": "tallystick/order/v1",
        "deal": "leases",
        "measure": "suspend-issuance",
        "rules": [each.id for each in BAR.rules],
        "day": DAY.isoformat(),
    }
