"""Breaks: every difference between what was reported and what others saw, with its owner, age and tolerance."""

from datetime import date, timedelta
from typing import TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.persons import Name
from tallystick.servicing.reconciliation.breaks import Break, BreakKind, Owner, findings_of_breaks
from tallystick.servicing.reconciliation.cash import cash_breaks, cash_of, statement_breaks
from tallystick.servicing.reconciliation.commingling import check_sweeps, exposure
from tallystick.servicing.reconciliation.plain import read_statement
from tallystick.servicing.reconciliation.pool import pool_breaks, roll_forward
from tallystick.servicing.reconciliation.statement import Entry, Statement
from tallystick.units.money import Currency, Money, total
from tests.servicing.months import FIRST, months
from tests.servicing.reconciliation.statements import csv_statement

NOTHING = Money.zero(Currency.CNY)
TODAY = date(2027, 1, 10)


class Bound(TypedDict):
    """How a break is looked at in these tests: nothing may stand, and today is a day in January."""

    tolerance: Money
    as_of: date


CLOSE: Bound = {"tolerance": NOTHING, "as_of": TODAY}


def yuan(fen):
    return Money(minor=fen, currency=Currency.CNY)


def statement(number, receipts, *, opening=0, sweeps=(), closing=None):
    """A month's statement: receipts and sweeps as (day of the month, fen)."""
    period = FIRST.add(number)
    entries = [(day, fen) for day, fen in receipts] + [(day, -fen) for day, fen in sweeps]
    made = tuple(
        Entry(
            row=row, booked=period.first + timedelta(days=day - 1), amount=yuan(fen), reversal=False, reference=f"{row}"
        )
        for row, (day, fen) in enumerate(sorted(entries), start=1)
    )
    left = opening + sum(fen for _, fen in entries)
    return Statement(
        file=f"{period}.csv",
        account="A",
        first=period.first,
        last=period.last,
        opening=yuan(opening),
        closing=yuan(left if closing is None else closing),
        entries=made,
    )


def test_what_the_bank_received_is_what_was_reported():
    reported = months(2)
    banked = [
        statement(n, [(20, cash_of(each).minor)], sweeps=[(25, cash_of(each).minor)]) for n, each in enumerate(reported)
    ]
    assert [*cash_breaks(reported, banked, **CLOSE)] == []
    assert [*statement_breaks(banked, **CLOSE)] == []


def test_a_receipt_some_days_late_is_one_break_that_was_cured():
    reported = months(2)
    due = [cash_of(each).minor for each in reported]
    banked = [statement(0, [(20, due[0] - 700)]), statement(1, [(3, 700), (20, due[1])], opening=due[0] - 700)]
    (cured,) = cash_breaks(reported, banked, **CLOSE)
    assert (cured.kind, str(cured.difference), cured.owner) == (BreakKind.CASH_SHORT, "-7.00 CNY", Owner.SERVICER)
    assert (cured.opened, cured.cured, cured.age) == (date(2026, 9, 30), date(2026, 10, 3), 3)
    assert [each.code for each in findings_of_breaks([cured])] == ["servicing.break-cured"]


def test_a_part_made_good_leaves_the_rest_open_with_its_age():
    reported = months(2)
    due = [cash_of(each).minor for each in reported]
    banked = [statement(0, [(20, due[0] - 700)]), statement(1, [(3, 300), (20, due[1])], opening=due[0] - 700)]
    cured, left = cash_breaks(reported, banked, **CLOSE)
    assert (str(cured.difference), cured.cured) == ("-3.00 CNY", date(2026, 10, 3))
    assert (str(left.difference), left.is_open, left.age) == ("-4.00 CNY", True, (TODAY - date(2026, 9, 30)).days)


def test_a_month_without_a_statement_is_said_to_be_missing_and_not_short():
    reported = months(2)
    banked = [statement(0, [(20, cash_of(reported[0]).minor)])]
    (missing,) = cash_breaks(reported, banked, **CLOSE)
    assert (missing.kind, missing.of) == (BreakKind.STATEMENT_MISSING, "2026-10")


@pytest.mark.parametrize(("fen", "code"), [(100, "servicing.break-tolerated"), (101, "servicing.break-open")])
def test_the_tolerance_itself_may_stand_and_a_fen_more_may_not(fen, code):
    (reported,) = months(1)
    banked = [statement(0, [(20, cash_of(reported).minor + fen)])]
    (over,) = cash_breaks([reported], banked, tolerance=yuan(100), as_of=TODAY)
    (told,) = findings_of_breaks([over])
    assert (told.code, told.argument("difference")) == (code, yuan(fen))


def test_a_statement_that_contradicts_itself_or_the_one_before_is_the_banks():
    first, second = statement(0, [(20, 500)], closing=501), statement(1, [(20, 5)], opening=500)
    sums, gap = statement_breaks([second, first], **CLOSE)
    assert [(each.kind, each.owner) for each in (sums, gap)] == [
        (BreakKind.STATEMENT_SUM, Owner.ACCOUNT_BANK),
        (BreakKind.STATEMENT_GAP, Owner.ACCOUNT_BANK),
    ]
    (read,), _ = read_statement(csv_statement("0.00", [("entry", "2026-10-01", "1.00")], "1.00"), file="s.csv")
    assert [each.kind for each in statement_breaks([read], **CLOSE)] == [BreakKind.ENTRY_OUTSIDE]


fen = st.integers(0, 10**9)


@given(st.lists(fen, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_no_difference_is_lost_or_made_whatever_came_when(banked, chance):
    reported = months(len(banked))
    came = [statement(n, [(chance.randint(1, 28), each)] if each else []) for n, each in enumerate(banked)]
    breaks = [*cash_breaks(reported, came, **CLOSE)]
    left = total((each.difference for each in breaks if each.cured is None), Currency.CNY)
    due = total((cash_of(each) for each in reported), Currency.CNY)
    assert left == yuan(sum(banked)) - due
    assert all(each.age >= 0 for each in breaks)


loans = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 10**9).map(yuan), max_size=8)


@given(loans, loans)
def test_a_tape_rolls_forward_to_the_fen_and_in_any_order(before, after):
    rolled = roll_forward(before, after, Currency.CNY)
    grown = total([*rolled.risen.values(), *rolled.added.values()], Currency.CNY)
    assert rolled.before - rolled.reduction + grown == rolled.after
    assert roll_forward(dict(reversed(before.items())), dict(reversed(after.items())), Currency.CNY) == rolled


def test_the_tapes_and_the_report_of_a_month_agree_or_say_where_they_do_not():
    (month,) = months(1)
    pool = month.opening.minor
    repaid = (month.opening - month.closing).minor
    before, after = {"a": yuan(pool - 5), "b": yuan(5)}, {"a": yuan(pool - repaid)}
    assert [*pool_breaks(roll_forward(before, after, Currency.CNY), month, **CLOSE)] == []
    grown = roll_forward(before, after | {"c": yuan(9)}, Currency.CNY)
    kinds = [(each.kind, each.of) for each in pool_breaks(grown, month, **CLOSE)]
    assert kinds == [(BreakKind.POOL_CLOSING, "closing-balance"), (BreakKind.LOAN_ADDED, "c")]
    short = roll_forward(before, {"a": yuan(pool - repaid - 1)}, Currency.CNY)
    assert [(each.kind, str(each.difference)) for each in pool_breaks(short, month, **CLOSE)] == [
        (BreakKind.POOL_REDUCTION, "0.01 CNY"),
        (BreakKind.POOL_CLOSING, "-0.01 CNY"),
    ]


def test_loans_that_leave_without_an_event_are_a_break_as_far_as_the_month_does_not_report_them():
    (month,) = months(1)
    pool, repaid = month.opening.minor, (month.opening - month.closing).minor
    before = {"a": yuan(pool - 12), "b": yuan(5), "c": yuan(7)}
    rolled = roll_forward(before, {"a": yuan(pool - 12 - repaid + 12)}, Currency.CNY)
    assert (dict(rolled.gone), [*pool_breaks(rolled, month, **CLOSE)]) == ({"b": yuan(5), "c": yuan(7)}, [])
    vanished = roll_forward(before, {"a": yuan(pool - 12 - repaid + 5)}, Currency.CNY)
    (_, gone) = [
        each for each in pool_breaks(vanished, month, **CLOSE) if each.kind.value in {"pool-reduction", "loan-gone"}
    ]
    assert (gone.kind, gone.of, str(gone.found), str(gone.difference)) == (
        BreakKind.LOAN_GONE,
        "b, c",
        "0.12 CNY",
        "0.07 CNY",
    )
    bought_back = pool_breaks(vanished, month, **CLOSE, left={"b", "c"})
    assert BreakKind.LOAN_GONE not in {each.kind for each in bought_back}


def test_a_loan_that_stays_on_the_tape_at_nothing_is_not_gone():
    assert roll_forward({"a": yuan(3)}, {"a": yuan(0)}, Currency.CNY).gone == {}
    assert roll_forward({"a": yuan(0)}, {}, Currency.CNY).gone == {}


def test_what_lay_in_the_account_its_peak_and_its_longest_wait():
    lay = exposure(
        [statement(0, [(1, 100), (10, 50)], sweeps=[(15, 120)]), statement(1, [], opening=30)],
        Currency.CNY,
        as_of=date(2026, 11, 1),
    )
    assert (lay.peak, lay.peak_on, lay.unswept, lay.sweeps) == (yuan(150), date(2026, 9, 10), yuan(30), 1)
    assert lay.longest == (date(2026, 11, 1) - date(2026, 9, 10)).days
    (late,) = check_sweeps(lay, supported=False)
    assert (late.code, late.argument("longest"), late.argument("bound")) == ("servicing.sweep-late", 52, 31)
    assert check_sweeps(lay, supported=True) == ()


moves = st.lists(st.tuples(st.integers(1, 28), st.integers(0, 10**6)), max_size=12)


@given(moves, moves)
def test_what_came_in_is_swept_or_lies_there(receipts, sweeps):
    lay = exposure([statement(0, receipts, sweeps=sweeps)], Currency.CNY, as_of=TODAY)
    assert lay.received + lay.over == lay.swept + lay.unswept
    assert not min(lay.peak, lay.unswept, lay.over).is_negative()
    assert lay.peak >= lay.unswept
    assert bool(check_sweeps(lay, supported=True)) == (lay.longest > 92 or lay.over.is_positive())


def test_a_break_knows_whose_it_is():
    sums, nothing = BreakKind.STATEMENT_SUM, NOTHING
    one = Break(kind=sums, of="s", expected=yuan(2), found=yuan(1), tolerance=nothing, opened=TODAY, as_of=TODAY)
    (told,) = findings_of_breaks([one])
    assert told.argument("owner") == Name(en="account bank", zh="账户银行")
