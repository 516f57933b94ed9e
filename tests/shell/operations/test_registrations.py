"""What the ledger is told of an investor: every class of its wallet, until the first of its papers is over."""

import datetime as dt

import pytest

from tallystick.deal.parsing import parse_deal
from tallystick.issuance.mint_plan import MintPlan
from tallystick.issuance.subscriptions import Admission
from tallystick.law.values import Truth
from tallystick.shell.operations.issuance.allot import Placed
from tallystick.shell.operations.issuance.registrations import midnight, standings
from tests.issuance.strategies import order, wallet
from tests.shell.operations.example import FILING, folder

JULY, DECEMBER = dt.date(2026, 7, 31), dt.date(2026, 12, 31)


class Allotted:
    def __init__(self, token_class: str) -> None:
        self.wallet, self.token_class = wallet(0), token_class


def placed(*until: tuple[dt.date, Truth]) -> Placed:
    admissions = tuple(
        Admission(
            row=row, subscription=order(changed={"evidence_expires": day.isoformat()}), admitted=truth, findings=()
        )
        for row, (day, truth) in enumerate(until, start=1)
    )
    plan = MintPlan(filing=FILING, orders=())
    return Placed(admissions=admissions, allotments=(Allotted("A"), Allotted("B")), plan=plan)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("orders", "until"),
    [
        ([(JULY, Truth.TRUE), (DECEMBER, Truth.TRUE)], JULY),
        ([(DECEMBER, Truth.TRUE), (JULY, Truth.TRUE)], JULY),
        ([(JULY, Truth.FALSE), (DECEMBER, Truth.TRUE)], DECEMBER),
    ],
    ids=["the first is over first", "the last is over first", "a refused order says nothing"],
)
def test_of_several_orders_the_evidence_that_is_over_first_counts(orders, until):
    deal, _, _ = parse_deal(folder()["deal.yaml"])
    assert deal is not None
    (standing,) = standings(deal, placed(*orders)).values()
    assert standing.expires_at == midnight(until)
    assert standing.classes == 0b11
