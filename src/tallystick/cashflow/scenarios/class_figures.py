"""What a run means to a class: life, window, price and yield, and how the one moves with the other.

Years are counted from settlement by a named day count, or as each class accrues its interest: by 30/360 to the
scheduled payment days, by actual days to the days on which cash is paid. Between payments its price is clean: interest
accrued to settlement is apart, at the coupon that runs then and from where the class counts it.

Source: CASHFLOW.md section 7, item 5; the conventions of `analytics.pricing`.

It does not run anything (`classes.project`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tallystick.cashflow.analytics.average_life import average_life
from tallystick.cashflow.analytics.pricing.margins import FloatingPayment, discount_margin
from tallystick.cashflow.analytics.pricing.stream import Stream, accrued_interest, stream_of
from tallystick.cashflow.analytics.pricing.yields import Compounding, Sensitivity, price_at, sensitivity, yield_at
from tallystick.cashflow.analytics.refusals import AnalyticsError
from tallystick.cashflow.analytics.window import Window, principal_window
from tallystick.cashflow.classes import ClassCashFlows
from tallystick.cashflow.waterfall import ClassFlow
from tallystick.deal.structure import ClassTerms
from tallystick.evidence.findings import finding
from tallystick.units.daycounts import DayCount, year_fraction
from tallystick.units.money import Money, total

__all__ = [
    "ClassFigures",
    "Pricing",
    "Standing",
    "class_figures",
    "class_life",
    "class_margin",
    "class_price",
    "class_stream",
    "reductions",
    "standing_of",
]

_THIRTY = frozenset({DayCount.THIRTY_360, DayCount.THIRTY_E_360})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pricing:
    """By which conventions a class is priced.

    Attributes:
        settlement: the day from which years are counted and on which the price is paid.
        compounding: how many times a year the yield compounds.
        daycount: how years are counted; None is each class's own way of accruing interest.
    """

    settlement: date
    compounding: Compounding
    daycount: DayCount | None = None

    def counts(self, terms: ClassTerms) -> DayCount:
        """Return how the years of a class are counted."""
        return self.daycount or terms.daycount

    def day(self, flow: ClassFlow, terms: ClassTerms) -> date:
        """Return the day of a payment as its count of years has it."""
        return flow.day.scheduled if self.counts(terms) in _THIRTY else flow.day.paid


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFigures:
    """One class in one run.

    Attributes:
        class_id: the class.
        average_life: years, of an interest-only class by its notional; None where nothing is ever repaid.
        window: of principal; likewise.
        annual_yield: at the price; None where there is none.
        moved: durations and convexity at that yield; likewise.
        paid_in_full: all principal, and all interest on every payment day.
        unpaid: principal never paid.
        absent: why there is no yield; None where there is one.
    """

    class_id: str
    average_life: Fraction | None
    window: Window | None
    annual_yield: Fraction | None
    moved: Sensitivity | None
    paid_in_full: bool
    unpaid: Money
    absent: AnalyticsError | None


def class_figures(run: ClassCashFlows, terms: ClassTerms, pricing: Pricing, *, price: Fraction) -> ClassFigures:
    """Return the figures of a class at a clean price per hundred of its balance.

    Raises:
        AnalyticsError: the price is not above zero.
        KeyError: the deal has no such class.
    """
    if price <= 0:
        raise AnalyticsError(finding("cashflow.price-zero", value=str(price)))
    flows = run.flows(terms.id)
    principal = [(pricing.day(flow, terms), flow.principal) for flow in flows]
    reduced = [(pricing.day(flow, terms), amount) for flow, amount in reductions(run, terms)]
    after = [(day, amount) for day, amount in reduced if day >= pricing.settlement]
    annual_yield, moved, absent = None, None, None
    try:
        stream = class_stream(run, terms, pricing)
        annual_yield = yield_at(stream, price, pricing.compounding)
        moved = sensitivity(stream, annual_yield, pricing.compounding)
    except AnalyticsError as error:
        absent = error
    return ClassFigures(
        class_id=terms.id,
        average_life=average_life(after, settlement=pricing.settlement, convention=pricing.counts(terms)),
        window=principal_window(principal),
        annual_yield=annual_yield,
        moved=moved,
        paid_in_full=run.paid_in_full(terms.id),
        unpaid=flows[-1].ending if flows else _opening(run, terms),
        absent=absent,
    )


def reductions(run: ClassCashFlows, terms: ClassTerms) -> tuple[tuple[ClassFlow, Money], ...]:
    """Return the payments of a class with what its average life weighs them by: principal, or a fall of its notional.

    Source: offering documents of agency classes, which give an interest-only class the life of its notional balance.

    Raises:
        KeyError: the deal has no such class.
    """
    return tuple((flow, flow.principal if terms.owes_principal else flow.written_down) for flow in run.flows(terms.id))


def class_life(run: ClassCashFlows, terms: ClassTerms) -> Fraction | None:
    """Return the average life of a class from closing to its scheduled payment dates, by its own day count.

    None where nothing is repaid; an interest-only class has the life of its notional (`reductions`).

    Raises:
        KeyError: the deal has no such class.
    """
    closing = run.ledger.opening.onshore.paid_to.scheduled
    payments = [(flow.day.scheduled, amount) for flow, amount in reductions(run, terms)]
    return average_life(payments, settlement=closing, convention=terms.daycount)


def class_price(run: ClassCashFlows, terms: ClassTerms, pricing: Pricing, *, annual_yield: Fraction) -> Fraction:
    """Return the clean price of a class at a yield.

    Raises:
        AnalyticsError: nothing is paid after settlement, or the yield is out of range.
    """
    return price_at(class_stream(run, terms, pricing), annual_yield, pricing.compounding)


def class_margin(
    run: ClassCashFlows, terms: ClassTerms, pricing: Pricing, *, price: Fraction, index: Fraction
) -> Fraction:
    """Return the discount margin of a class over an index that stays where it is, at a clean price.

    Raises:
        AnalyticsError: the price is not above zero, or nothing is paid after settlement.
    """
    stream = class_stream(run, terms, pricing)
    return discount_margin(list(_floating(run, terms, pricing, index)), price + Fraction(stream.accrued))


def class_stream(run: ClassCashFlows, terms: ClassTerms, pricing: Pricing) -> Stream:
    """Return what a class is paid after settlement, per hundred of its balance then.

    Raises:
        AnalyticsError: it has no balance at settlement, or nothing is paid after it.
    """
    flows = run.flows(terms.id)
    before = [flow for flow in flows if pricing.day(flow, terms) <= pricing.settlement]
    balance = before[-1].ending if before else _opening(run, terms)
    return stream_of(
        [(pricing.day(flow, terms), flow.paid) for flow in flows],
        balance=balance,
        settlement=pricing.settlement,
        convention=pricing.counts(terms),
        accrued=total(_accrued(run, terms, pricing), balance.currency),
    )


def _accrued(run: ClassCashFlows, terms: ClassTerms, pricing: Pricing) -> Iterator[Money]:
    """Yield the interest to settlement of every payment still to come, at its own coupon and as its class counts it.

    A class that counts the collection month may be owed two of them: one that is over and the one that runs.
    """
    for flow, first, last in _accruals(run, terms):
        if first < pricing.settlement < pricing.day(flow, terms):
            yield accrued_interest(
                balance=flow.beginning,
                rate=flow.coupon.per_annum,
                last=first,
                settlement=min(pricing.settlement, last),
                convention=terms.daycount,
            )


def _accruals(run: ClassCashFlows, terms: ClassTerms) -> Iterator[tuple[ClassFlow, date, date]]:
    """Yield each payment of a class with the days from and to which its interest accrues; months without one rest."""
    own = Pricing(settlement=date.min, compounding=Compounding.ANNUAL)
    first = None
    for period in run.ledger.periods:
        vehicle, month = period.vehicle_of(terms.id), period.facts.period
        if first is None:
            first = month.first if terms.accrues == "month" else _paid_to(run, terms)
        if vehicle.payments:
            flow = vehicle.class_flow(terms.id)
            last = month.next().first if terms.accrues == "month" else own.day(flow, terms)
            yield flow, first, last
            first = last


def _floating(run: ClassCashFlows, terms: ClassTerms, pricing: Pricing, index: Fraction) -> Iterator[FloatingPayment]:
    flows = run.flows(terms.id)
    before = [flow for flow in flows if pricing.day(flow, terms) <= pricing.settlement]
    balance, last = (before[-1].ending if before else _opening(run, terms)), pricing.settlement
    for flow in flows[len(before) :]:
        day = pricing.day(flow, terms)
        yield FloatingPayment(
            fraction=year_fraction(last, day, pricing.counts(terms)),
            index=index,
            amount=flow.paid.ratio_to(balance) * 100,
        )
        last = day


def _paid_to(run: ClassCashFlows, terms: ClassTerms) -> date:
    """Return the day to which a class was paid before the first payment, as it accrues its interest."""
    state = run.ledger.opening
    abroad = state.offshore is not None and terms.id in state.offshore.classes
    day = (state.offshore if state.offshore is not None and abroad else state.onshore).paid_to
    return day.scheduled if terms.daycount in _THIRTY else day.paid


def _opening(run: ClassCashFlows, terms: ClassTerms) -> Money:
    state = run.ledger.opening
    held = state.offshore.classes if state.offshore is not None and terms.id in state.offshore.classes else None
    return (held or state.onshore.classes)[terms.id].balance


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one class stands. Law: a class that is paid in full owes nothing, neither principal nor interest.

    Attributes:
        class_id: the class.
        paid_in_full: all principal, and all interest on every payment day, or deferred where it may be.
        deferrable: whether what is not paid of its interest bears interest.
        deferred: the payments after which interest stayed unpaid, each with what was carried on.
        made_good: the day on which the last of that was paid; None where nothing was deferred, or it never was.
        final_maturity: by which all principal is owed; None where the deal states none.
        left: what is owed then; None without a maturity or without a payment up to it, nothing where all is repaid.
        repaid: the day on which no principal is owed any more; None where that day never comes.
    """

    class_id: str
    paid_in_full: bool
    deferrable: bool
    deferred: tuple[ClassFlow, ...]
    made_good: date | None
    final_maturity: date | None
    left: Money | None
    repaid: date | None

    @property
    def missed(self) -> bool:
        """Whether principal is owed after the final maturity."""
        return self.left is not None and self.left.is_positive()


def standing_of(flows: ClassCashFlows, terms: ClassTerms) -> Standing:
    """Return how a class of a run stands."""
    mine = flows.flows(terms.id)
    late = [place for place, flow in enumerate(mine) if flow.carried.is_positive()]
    ends = terms.final_maturity if terms.owes_principal else None
    return Standing(
        class_id=terms.id,
        paid_in_full=flows.paid_in_full(terms.id),
        deferrable=terms.id in flows.deferrable,
        deferred=tuple(mine[place] for place in late),
        made_good=mine[late[-1] + 1].day.paid if late and late[-1] + 1 < len(mine) else None,
        final_maturity=terms.final_maturity,
        left=None if ends is None else flows.outstanding_after(terms.id, ends),
        repaid=next((flow.day.paid for flow in mine if flow.ending.is_zero()), None),
    )
