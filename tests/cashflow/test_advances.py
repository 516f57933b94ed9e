"""Advances for arrears: made when a payment is missed, stopped by rule, taken back from late payment or liquidation."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.cashflow.assumptions import Assumptions, Delinquencies
from tallystick.cashflow.classes import ClassCashFlows, project
from tallystick.cashflow.kernels.engines import compiled
from tallystick.cashflow.kernels.flows import Advances, Arrears, Pace, PoolFlows
from tallystick.cashflow.kernels.loans import Amortisation, LoanArrays, LoanArraysError
from tallystick.cashflow.kernels.pool import Engine, pool_flows
from tallystick.cashflow.kernels.speeds import Axis, Curve
from tallystick.deal.assets import Assumptions as Filed
from tallystick.units.money import Currency
from tallystick.units.rates import Share
from tests.cashflow.kinds import assumed, deal_of, pool

ENGINES = [Engine.PLAIN, *([Engine.COMPILED] if compiled.is_installed() else [])]
NOTHING = Curve(rates=np.zeros(1), axis=Axis.PROJECTION_MONTH)
INTEREST = (40.0, 30.0, 20.0, 10.0)
"""Of a loan of 4,000 at 12 % a year in four equal parts; each month repays 1,000."""


def loan() -> LoanArrays:
    return LoanArrays(
        balance=np.array([4000.0]),
        annual_rate=np.array([0.12]),
        remaining_term=np.array([4]),
        age=np.array([0]),
        amortisation=Amortisation.EQUAL_PRINCIPAL,
    )


def flows(
    arrears: Arrears, *, lag: int = 0, timing: tuple[float, ...] = (1.0,), engine: Engine | None = None
) -> PoolFlows:
    pace = Pace(prepayment=NOTHING, default=NOTHING, recovery_lag=lag, timing=timing, arrears=arrears)
    return pool_flows(loan(), pace, severity=0.5, engine=engine)


def falling(*entry: float) -> Curve:
    return Curve(rates=np.array(entry), axis=Axis.PROJECTION_MONTH)


@dataclass(frozen=True)
class Standing:
    """One course of the loan: how many payments it is behind, and those it owes, oldest first, with those advanced."""

    behind: int = 0
    owes: tuple[tuple[int, bool], ...] = ()


class Servicer:
    """Follows every course the loan may take, each with its probability, and keeps advances payment by payment.

    No arrays, no history of balances: a course is a list of unpaid months, which is all that a servicer knows.
    """

    def __init__(self, arrears: Arrears, lag: int) -> None:
        assert arrears.advances is not None
        self.arrears, self.terms, self.lag = arrears, arrears.advances, lag
        self.months = len(INTEREST) + len(arrears.roll)
        self.told: dict[str, list[float]] = defaultdict(lambda: [0.0] * (self.months + lag + 1))

    def book(self, what: str, month: int, due: int, weight: float) -> None:
        self.told[f"interest_{what}"][month] += weight * INTEREST[due] * self.terms.interest
        self.told[f"principal_{what}"][month] += weight * 1000.0 * self.terms.principal

    def take_back(self, month: int, owes: tuple[tuple[int, bool], ...], weight: float) -> None:
        for due, advanced in owes:
            if advanced:
                self.book("reimbursed", month, due, weight)

    def missed(self, standing: Standing, behind: int, month: int, weight: float) -> Standing:
        if month >= len(INTEREST):
            return Standing(behind=behind, owes=standing.owes)
        advanced = behind <= self.terms.stop_after
        if advanced:
            self.book("advances", month, month, weight)
        return Standing(behind=behind, owes=(*standing.owes, (month, advanced)))

    def courses_of(self, standing: Standing, month: int, weight: float) -> Iterator[tuple[Standing, float]]:
        if standing.behind == 0:
            rates = self.arrears.entry.rates
            share = weight * (rates[min(month, len(rates) - 1)] if month < len(INTEREST) else 0.0)
            yield standing, weight - share
            if share:
                yield self.missed(standing, 1, month, share), share
            return
        cure, roll = (shares[standing.behind - 1] * weight for shares in (self.arrears.cure, self.arrears.roll))
        self.take_back(month, standing.owes, cure)
        yield Standing(), cure
        if standing.behind < len(self.arrears.roll):
            yield self.missed(standing, standing.behind + 1, month, roll), roll
        else:
            self.take_back(month + self.lag, standing.owes, roll)
        stay = weight - cure - roll
        self.take_back(month, standing.owes[:1], stay)
        left = Standing(behind=standing.behind, owes=standing.owes[1:])
        yield self.missed(left, standing.behind, month, stay), stay

    def account(self) -> dict[str, list[float]]:
        courses: dict[Standing, float] = {Standing(): 1.0}
        for month in range(self.months):
            after: dict[Standing, float] = defaultdict(float)
            for standing, weight in courses.items():
                for course, share in self.courses_of(standing, month, weight):
                    after[course] += share
            courses = after
        return self.told


@st.composite
def late(draw) -> Arrears:
    buckets = draw(st.integers(1, 3))
    roll = draw(st.lists(st.floats(0, 1), min_size=buckets, max_size=buckets))
    cure = [draw(st.floats(0, 1)) * (1 - share) for share in roll]
    terms = Advances(stop_after=draw(st.integers(0, 4)), interest=draw(st.booleans()), principal=draw(st.booleans()))
    entry = draw(st.lists(st.floats(0, 1), min_size=1, max_size=4))
    return Arrears(entry=falling(*entry), roll=tuple(roll), cure=tuple(cure), advances=terms)


@given(arrears=late(), lag=st.integers(0, 3))
@settings(deadline=None)
def test_advances_are_those_of_every_course_a_loan_may_take(arrears, lag):
    for engine in ENGINES:
        found = flows(arrears, lag=lag, engine=engine)
        for name, expected in Servicer(arrears, lag).account().items():
            vector = getattr(found, name)
            assert vector == pytest.approx([*expected, *[0.0] * vector.size][: vector.size], rel=1e-12, abs=1e-9), name
            assert sum(expected[vector.size :]) == pytest.approx(0, abs=1e-9), name


@given(arrears=late(), lag=st.integers(0, 3))
@settings(deadline=None)
def test_what_is_advanced_is_taken_back_and_no_loan_pays_otherwise(arrears, lag):
    found, without = flows(arrears, lag=lag, timing=(0.25, 0.75)), replace(arrears, advances=None)
    for kind in ("interest", "principal"):
        made, back = getattr(found, f"{kind}_advances"), getattr(found, f"{kind}_reimbursed")
        assert made.sum() == pytest.approx(back.sum(), abs=1e-9)
        assert (np.cumsum(made) - np.cumsum(back) >= -1e-9).all()
    for name in ("scheduled", "interest", "defaulted", "recovered", "lost", "ending", "delinquent"):
        assert getattr(found, name) == pytest.approx(getattr(flows(without, lag=lag, timing=(0.25, 0.75)), name))


def test_a_tenth_misses_one_payment_rolls_and_defaults_as_counted_by_hand():
    """4,000 in four months; a tenth misses the first payment and never pays again. Two missed and it defaults."""
    terms = Arrears(entry=falling(0.1, 0.0), roll=(1.0, 1.0), cure=(0.0, 0.0), advances=Advances(stop_after=2))
    found = flows(terms, lag=2)
    # A tenth of 40 + 1,000, then of 30 + 1,000; the third month it defaults, and is liquidated two months later.
    assert found.interest_advances[:4] == pytest.approx([4, 3, 0, 0])
    assert found.principal_advances[:4] == pytest.approx([100, 100, 0, 0])
    assert found.interest_reimbursed[:6] == pytest.approx([0, 0, 0, 0, 7, 0])
    assert found.principal_reimbursed[:6] == pytest.approx([0, 0, 0, 0, 200, 0])
    stopped = flows(replace(terms, advances=Advances(stop_after=1)), lag=2)
    assert stopped.interest_advances[:4] == pytest.approx([4, 0, 0, 0])
    assert stopped.principal_reimbursed[:6] == pytest.approx([0, 0, 0, 0, 100, 0])


def test_a_stop_before_the_first_payment_is_refused():
    with pytest.raises(LoanArraysError, match="stop after -1"):
        Advances(stop_after=-1)


# Through a waterfall: the servicer's money is drawn and paid back first.

STRUCTURE = """closing: 2026-09-01
first_period: 2026-09
reported:
  interest-advances: {zh: 垫付利息, en: interest advanced}
  principal-advances: {zh: 垫付本金, en: principal advanced}
  interest-advances-outstanding: {zh: 未收回利息垫款, en: interest advances outstanding}
  principal-advances-outstanding: {zh: 未收回本金垫款, en: principal advances outstanding}
onshore:
  currency: USD
  payment: {day: 25, months_after: 1, calendar: none}
  accounts:
    - id: cash
      name: {zh: 现金, en: cash}
      receives: [interest, fees, scheduled-principal, prepaid-principal, recoveries]
  facilities:
    - {id: servicer, name: {zh: 垫付, en: servicer advances}, kind: advance, by: trust}
  classes:
    - {id: A, name: {zh: A, en: A}, size: 90000000.00 USD, coupon: 9.00%, daycount: 30/360, accrues: month}
  amounts:
    - id: made
      name: {zh: 垫付, en: advanced}
      formula: reported(interest-advances, principal-advances)
    - id: kept
      name: {zh: 未收回, en: not yet recoverable}
      formula: reported(interest-advances-outstanding, principal-advances-outstanding)
  priorities:
    - {id: draw, clause: "1", text: {zh: 垫付, en: advance}, from: servicer, to: cash, pay: amount, amount: made}
    - id: back
      clause: "2"
      text: {zh: 归还, en: back}
      from: cash
      to: servicer
      pay: repay
      limit: drawn(servicer) - kept
    - {id: i, clause: "3", text: {zh: 利息, en: interest}, from: cash, to: A, pay: interest}
    - {id: p, clause: "4", text: {zh: 本金, en: principal}, from: cash, to: A, pay: principal}
    - {id: rest, clause: "5", text: {zh: 剩余, en: rest}, from: cash, to: trust, pay: remainder}
"""
DEAL = deal_of(STRUCTURE, Currency.USD)


def run(stop_after: int | None, *, severity: str = "50%", principal: bool = True) -> ClassCashFlows:
    late = Delinquencies(
        entry=(Fraction(1, 5),),
        roll=(Fraction(3, 5), Fraction(3, 5), Fraction(9, 10)),
        cure=(Fraction(1, 5),) * 2 + (Fraction(0),),
    )
    case = replace(
        assumed("cpr", "0%"),
        delinquencies=late,
        severity=Share.parse(severity),
        advances=None if stop_after is None else Advances(stop_after=stop_after, principal=principal),
    )
    return project(DEAL, pool(coupon="9.50%", term=24), case)


def servicer(flows: ClassCashFlows) -> tuple[list[int], list[int]]:
    periods = flows.ledger.periods
    drawn = [period.onshore.drawn["servicer"].minor for period in periods]
    return drawn, [period.onshore.paid_to("servicer").minor for period in periods]


def test_with_advances_the_class_is_paid_what_falls_due_in_the_first_month():
    first, without = run(3).flows("A")[0], run(None).flows("A")[0]
    # Nothing of what the pool owes is missing: the level payment of 24 months at 9.50 %. Without, a fifth is.
    payment = 100_000_000_00 * 0.095 / 12 / (1 - (1 + 0.095 / 12) ** -24)
    assert first.paid.minor == pytest.approx(payment, abs=1)
    assert without.paid.minor == pytest.approx(payment * 0.8, abs=1)


def test_the_servicer_gets_back_what_late_payment_and_liquidation_cover():
    flows = run(3, severity="0%", principal=False)
    drawn, back = servicer(flows)
    assert sum(drawn) == sum(back) > 0
    assert all(sum(back[:month]) <= sum(drawn[:month]) for month in range(len(drawn)))
    assert flows.ledger.closing.onshore.running["drawn", "servicer"].is_zero()


def test_what_nothing_covers_any_more_stands_drawn_at_the_end_and_is_told_as_short():
    flows = run(3, severity="100%")
    left = flows.ledger.closing.onshore.running["drawn", "servicer"]
    drawn, back = servicer(flows)
    assert left.minor == sum(drawn) - sum(back) > 0
    last = [step for step in flows.ledger.periods[-1].onshore.payments if step.priority == "back"]
    assert last[0].shortfall == left


def test_the_stop_rule_makes_the_servicer_pay_less_and_get_less_back():
    totals = [sum(servicer(run(stop))[0]) for stop in (0, 1, 2, 3)]
    assert totals[0] == 0
    assert totals == sorted(set(totals))


def test_reimbursement_stands_before_the_class():
    for period in run(2).ledger.periods:
        steps = {step.priority: step for step in period.onshore.payments}
        if steps["back"].shortfall.is_positive():
            assert steps["i"].paid.is_zero()
        assert steps["back"].paid <= steps["back"].due


def test_what_stands_outstanding_is_what_was_drawn_and_not_yet_recoverable():
    flows = run(3)
    for period, month in zip(flows.ledger.periods, flows.projection.periods, strict=False):
        stands = month.interest_outstanding.minor + month.principal_outstanding.minor
        assert period.closing.onshore.running["drawn", "servicer"].minor >= stands


def test_a_filed_case_reads_its_advances_and_a_target_its_own():
    late = {"entry": ["1%"], "roll": ["50%"], "cure": ["20%"], "by": "period"}
    filed = {
        "prepayment": {"kind": "cpr", "rate": "5%"},
        "delinquency": late,
        "advances": {"stop_after": "3", "principal": "no"},
        "targets": [{"field": "payer", "values": ["x"], "advances": {"stop_after": "1"}}],
    }
    case = Assumptions.filed(Filed.model_validate(filed))
    assert case.advances == Advances(stop_after=3, principal=False)
    assert case.targets[0].assumptions.advances == Advances(stop_after=1)
    arrears = case.pace(12).arrears
    assert arrears is not None
    assert arrears.advances == case.advances
