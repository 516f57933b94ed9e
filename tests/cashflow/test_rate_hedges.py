"""Interest swaps and caps: what they pay and are owed, by hand, on a notional that follows a class."""

from fractions import Fraction

import pytest

from tallystick.cashflow.classes import ClassCashFlows, Outlook
from tallystick.shell.operations.cashflow.asked import ProjectionInputs
from tallystick.shell.operations.cashflow.project import project_files
from tests.cashflow.test_runs_that_stop import files

CAP = ("        kind: interest-swap\n", "        kind: cap\n")
RATES = "        pays: 2.00%\n        receives: index(LPR)\n"


def run(*changes: tuple[str, str], lpr: tuple[str, ...] = ("3%",)) -> ClassCashFlows:
    path = [Fraction(rate.rstrip("%")) / 100 for rate in lpr]
    inputs = ProjectionInputs(outlook=Outlook(indices={"LPR": path}), break_even=False)
    outcome = project_files(files(*changes), inputs)
    assert outcome.value is not None, outcome.findings
    return outcome.value.base.flows


def exchanged(flows: ClassCashFlows, number: int) -> tuple[int, int]:
    """What the hedge pays to the vehicle, and what the vehicle owes it, in the month of that number, in fen."""
    vehicle = flows.ledger.periods[number - 1].onshore
    owed = sum(step.due.minor for step in vehicle.payments if step.to == "swap")
    return vehicle.received["swap"].minor if "swap" in vehicle.received else 0, owed


@pytest.mark.parametrize(
    ("lpr", "received", "owed"),
    [
        ("3%", 6, 0),  # 6,000 fen x (3 % - 2 %) x 33 / 360 = 5.5, half up
        ("2%", 0, 0),
        ("1%", 0, 5),  # the same the other way: -5.5, half up
        ("4.5%", 14, 0),  # 13.75
    ],
)
def test_a_swap_pays_the_difference_of_its_rates_for_the_days_of_the_period(lpr: str, received: int, owed: int):
    """From 15 September to 18 October 2026 are 33 days of 360, on the 60.00 of class A."""
    assert exchanged(run(lpr=(lpr,)), 1) == (received, owed)


@pytest.mark.parametrize(("lpr", "received"), [("2.50%", 0), ("2.00%", 0), ("4.50%", 11)])
def test_a_cap_pays_what_the_index_is_above_its_strike_and_owes_nothing(lpr: str, received: int):
    """6,000 fen x (4.5 % - 2.5 %) x 33 / 360 = 11; below the strike nothing passes either way."""
    strike = (RATES, '        pays: 0%\n        receives: "max(index(LPR) - 2.50%, 0)"\n')
    assert exchanged(run(strike, CAP, lpr=(lpr,)), 1) == (received, 0)


def test_the_notional_is_what_the_class_is_owed_before_the_payment():
    flows = run(lpr=("14%",))
    second = flows.flows("A")[1]
    days = (second.day.paid - flows.flows("A")[0].day.paid).days
    expected = Fraction(second.beginning.minor) * Fraction(12, 100) * days / 360
    assert abs(exchanged(flows, 2)[0] - expected) <= Fraction(1, 2)
