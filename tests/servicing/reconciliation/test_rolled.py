"""Months rolled from tape to tape, and what can be held where a tape is missing."""

from datetime import date

import pytest

from tallystick.servicing.reconciliation.beside import Looked
from tallystick.servicing.reconciliation.rolled import rolled_months
from tallystick.units.money import Currency, Money
from tests.servicing.months import FIRST, months

LOOKED = Looked(tolerance=Money.zero(Currency.CNY), as_of=date(2026, 12, 1))
CENT = Money.parse("0.01 CNY")
ENDS = {each.period: {"L1": each.closing} for each in months(3)}


def test_a_tape_whose_month_before_has_none_is_held_against_the_closing_balance_all_the_same():
    tapes = {FIRST: ENDS[FIRST], FIRST.add(2): {"L1": ENDS[FIRST.add(2)]["L1"] - CENT}}
    rolled = rolled_months(months(3), tapes, {}, LOOKED)
    assert [(each.kind, each.of, each.difference) for each in rolled.breaks] == [
        ("pool-closing", "closing-balance", -CENT)
    ]
    (told,) = rolled.told()
    assert (told.code, told.argument("files")) == ("servicing.tapes-missing", ("tapes/2026-10.csv",))


def test_a_month_opens_with_what_the_tape_before_it_holds_though_it_has_none_at_its_end():
    tapes = {FIRST: {"L1": ENDS[FIRST]["L1"] + CENT}}
    kinds = [each.kind for each in rolled_months(months(2), tapes, {}, LOOKED).breaks]
    assert kinds == ["pool-closing", "pool-opening"]


@pytest.mark.parametrize("tapes", [{}, ENDS])
def test_where_no_month_has_a_tape_or_every_one_none_is_said_to_be_missing(tapes):
    assert rolled_months(months(3), tapes, {}, LOOKED).untaped == ()
