"""Cost to fund: what this deal costs the funded party all in, beside the same pool securitised at home.

Both routes run the same pool under the same assumptions through the filed onshore waterfall; the domestic one without
the issuer's vehicle and the fees that would fall away, its sold classes at their own coupons. What third parties are
paid is the cost: holders of sold classes, fees and taxes, each on its day, in the currency of the pool; what returns to
the funded party is none.

    net proceeds    = sum(size x price / 100 x exchange) - what is paid once
    all-in cost     = the annual yield, days over 365, at which the payments to third parties are worth the net proceeds

The cost is built up in layers: investors alone on the gross proceeds, then with fees, then with taxes, then on the net
proceeds. The layers add up to the all-in cost; how much each adds depends on their order, which is this one.

Source: the internal rate of return of the funded party's own cash; its assumptions stand in `funding_terms`.

It compares under stated assumptions. It advises nothing, and says nothing of what cannot be priced.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tallystick.cashflow.analytics.average_life import average_life
from tallystick.cashflow.analytics.pricing.stream import stream_of
from tallystick.cashflow.analytics.pricing.yields import Compounding, yield_at
from tallystick.cashflow.analytics.refusals import AnalyticsError
from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.classes import ClassCashFlows, project
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.scenarios.funding_terms import FundingTerms, Route
from tallystick.cashflow.waterfall import VehiclePeriod
from tallystick.deal.deal import Deal
from tallystick.deal.structure import Structure, Vehicle
from tallystick.evidence.findings import finding
from tallystick.units.daycounts import DayCount
from tallystick.units.money import Money, total

__all__ = ["FundingCost", "domestic_structure", "funding_costs"]

_HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paid:
    """One payment to a third party: what for (`interest`, `principal`, `fees` or `taxes`)."""

    kind: str
    day: date
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingCost:
    """What one route brings and costs, in the currency of the pool.

    Laws: net = gross - once; the layers end at the all-in cost.

    Attributes:
        gross: proceeds of the classes sold.
        once: paid at closing.
        net: what the funded party has.
        interest: paid to holders over the life.
        principal: likewise.
        fees: paid to third parties.
        taxes: paid.
        average_life: of the principal, in years of 365 days; None where none is paid.
        layers: annual cost with investors alone, with fees, with taxes, and all in.
    """

    gross: Money
    once: Money
    net: Money
    interest: Money
    principal: Money
    fees: Money
    taxes: Money
    average_life: Fraction | None
    layers: tuple[Fraction, Fraction, Fraction, Fraction]

    @property
    def all_in(self) -> Fraction:
        """The annual cost all in."""
        return self.layers[-1]


def funding_costs(deal: Deal, pool: Pool, base: Assumptions, terms: FundingTerms) -> tuple[FundingCost, FundingCost]:
    """Return what the deal costs, and what the same pool costs as a domestic securitisation.

    Args:
        deal: as filed.
        pool: its loans.
        base: what is expected of them, in both routes.
        terms: all else that is assumed.

    Raises:
        AnalyticsError: a route brings nothing, or pays nobody.
    """
    here = project(deal, pool, base)
    home = deal.model_copy(update={"structure": domestic_structure(deal.structure, terms.domestic)})
    there = project(home, pool, base)
    return (
        _cost(deal.structure, here, terms.token, terms),
        _cost(home.structure, there, terms.domestic, terms),
    )


def domestic_structure(structure: Structure, route: Route) -> Structure:
    """Return the onshore vehicle alone, without fees that fall away and their steps, sold classes at their coupons."""
    coupons = {each.id: each.coupon for each in route.classes if each.coupon is not None}
    onshore = structure.onshore
    changed = onshore.model_copy(
        update={
            "fees": tuple(fee for fee in onshore.fees if fee.id not in route.without),
            "priorities": tuple(step for step in onshore.priorities if step.to not in route.without),
            "classes": tuple(
                each.model_copy(update={"coupon": coupons.get(each.id, each.coupon), "holder": None})
                for each in onshore.classes
            ),
        }
    )
    return structure.model_copy(update={"onshore": changed, "offshore": None})


def _cost(structure: Structure, run: ClassCashFlows, route: Route, terms: FundingTerms) -> FundingCost:
    currency = structure.onshore.currency
    sold = frozenset(each.id for each in route.classes)
    paid = tuple(_third_parties(structure, run, sold, terms))
    gross = total((_proceeds(run, each.id, each.price, terms.rate, structure) for each in route.classes), currency)
    once = total((each.amount for each in route.once), currency)
    net = gross - once
    if not (net.is_positive() and paid):
        raise AnalyticsError(finding("cashflow.funding-nothing"))
    sums = {kind: total((each.amount for each in paid if each.kind == kind), currency) for kind in _KINDS}
    closing = structure.closing
    principal = sorted((each.day, each.amount) for each in paid if each.kind == "principal")
    return FundingCost(
        gross=gross,
        once=once,
        net=net,
        **sums,
        average_life=average_life(principal, settlement=closing, convention=DayCount.ACT_365F),
        layers=(
            _annual(paid, {"interest", "principal"}, gross, closing),
            _annual(paid, {"interest", "principal", "fees"}, gross, closing),
            _annual(paid, set(_KINDS), gross, closing),
            _annual(paid, set(_KINDS), net, closing),
        ),
    )


_KINDS = ("interest", "principal", "fees", "taxes")


def _proceeds(run: ClassCashFlows, class_id: str, price: Fraction, rate: Fraction, structure: Structure) -> Money:
    currency, opening = structure.onshore.currency, run.ledger.opening
    if structure.offshore is not None and opening.offshore is not None:
        exact = opening.offshore.classes[class_id].balance.major * price / _HUNDRED * rate
    else:
        exact = opening.onshore.classes[class_id].balance.major * price / _HUNDRED
    return Money.rounded(exact, currency)


def _third_parties(
    structure: Structure, run: ClassCashFlows, sold: frozenset[str], terms: FundingTerms
) -> Iterator[_Paid]:
    """Yield what every third party is paid, in the currency of the pool."""
    offshore, currency = structure.offshore, structure.onshore.currency
    for period in run.ledger.periods:
        yield from _vehicle(structure.onshore, period.onshore, sold if offshore is None else frozenset(), terms.funded)
        if offshore is not None and period.offshore is not None:
            rate = terms.rate if offshore.hedge is None else offshore.hedge.rate
            for each in _vehicle(offshore, period.offshore, sold, terms.funded):
                home = Money.rounded(each.amount.major * rate, currency)
                yield _Paid(kind=each.kind, day=each.day, amount=home)


def _vehicle(vehicle: Vehicle, period: VehiclePeriod, sold: frozenset[str], funded: str) -> Iterator[_Paid]:
    fees = {fee.id: fee for fee in vehicle.fees}
    classes = {each.id for each in vehicle.classes}
    for payment in period.paid_out():
        if payment.paid.is_zero():
            continue
        if payment.to in fees:
            if fees[payment.to].payee != funded:
                kind = "taxes" if fees[payment.to].kind == "tax" else "fees"
                yield _Paid(kind=kind, day=period.day.paid, amount=payment.paid)
        elif payment.to in classes:
            if payment.to in sold:
                kind = "principal" if payment.pay == "principal" else "interest"
                yield _Paid(kind=kind, day=period.day.paid, amount=payment.paid)
        elif payment.to != funded:
            yield _Paid(kind="fees", day=period.day.paid, amount=payment.paid)


def _annual(paid: Iterable[_Paid], kinds: set[str], proceeds: Money, closing: date) -> Fraction:
    by_day: dict[date, Money] = {}
    for each in paid:
        if each.kind in kinds:
            by_day[each.day] = by_day.get(each.day, Money.zero(proceeds.currency)) + each.amount
    stream = stream_of(sorted(by_day.items()), balance=proceeds, settlement=closing, convention=DayCount.ACT_365F)
    return yield_at(stream, _HUNDRED, Compounding.ANNUAL)
