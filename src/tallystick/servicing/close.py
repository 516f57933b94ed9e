"""The close of a month: both waterfalls, replayed from closing to the month asked for.

    priced deal + collections of every month so far -> ledger -> the month's payments

Where the deal was filed anew and its tokens went over, each month is paid on the terms it was closed under: those of
the earlier filing first, and what they left is what the later ones begin with.

Nothing is continued from a stored state. Who has the filed terms, the pricing and the reported collections gets the
same figures on any machine, which is what obligation 7 asks.
Source: DESIGN.md section 6, obligation 7.

It does not divide among holders (`entitlements`) and does not write the certificate (`certificate`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tallystick.cashflow.checked_flows import check_triggers
from tallystick.cashflow.classes import STOPS, stopped
from tallystick.cashflow.waterfall import ClassFlow, DealPeriod, Ledger, opening_state, run
from tallystick.cashflow.waterfall.purchases import check_purchased
from tallystick.deal.checks.consistency import size_of
from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.collections import Collection, check_sequence
from tallystick.units.money import Money
from tallystick.units.periods import Period

__all__ = ["FORECAST", "ClosedPeriod", "Earlier", "check_months", "close_period", "unlike"]

FORECAST: Final = "projection/base-pool.csv"
"""What is filed that the pool will bring, month by month: where the package and each edition have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Terms that a later filing took the place of: the deal as priced, and the last month that was closed on them.

    `forecast` is what was filed with them that each month would bring; None where that is not at hand.
    """

    deal: Deal
    last: Period
    forecast: Mapping[Period, Money] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPeriod:
    """One month, paid.

    Attributes:
        deal: as priced; the terms that were run.
        collection: what the month reported.
        paid: triggers, both vehicles, exchanges and the state carried on.
        ledger: every month from the first to this one.
    """

    deal: Deal
    collection: Collection
    paid: DealPeriod
    ledger: Ledger

    @property
    def period(self) -> Period:
        """The month of collections."""
        return self.collection.period

    def flows(self) -> tuple[ClassFlow, ...]:
        """Return what each class of the vehicle that issues was paid: the offshore one, or the only one."""
        return (self.paid.offshore or self.paid.onshore).classes

    def original(self, side: str, class_id: str) -> Money:
        """Return the principal of a class at issue.

        Args:
            side: ``onshore`` or ``offshore``.
            class_id: a class of the vehicle on that side.

        Raises:
            KeyError: there is no such class.
        """
        structure = self.deal.structure
        vehicle = structure.onshore if side == "onshore" else structure.offshore
        return {terms.id: size_of(terms) for terms in (vehicle.classes if vehicle else ())}[class_id]


def close_period(
    deal: Deal,
    collections: Iterable[Collection],
    *,
    period: Period,
    initial_pool: Money | None = None,
    earlier: Sequence[Earlier] = (),
) -> tuple[ClosedPeriod | None, tuple[Finding, ...]]:
    """Pay a month through both waterfalls, from the first month on.

    Args:
        deal: checked (`check_deal`) and, where it was issued, priced (`issuance.pricing.priced`).
        collections: of every month from the first filed one; later months than `period` are passed over.
        period: the month to close.
        initial_pool: principal of the pool that was sold, from its tape; the first file must open with it.
        earlier: terms of the filings before, oldest first; a month up to the last of them is closed on its own.

    Returns:
        The month, with a finding where more or less was bought than the waterfall says; or None with findings where a
        month is missing or does not follow from the one before, or where its waterfalls cannot be run to the end.
    """
    used = _until(collections, period)
    found = check_months(deal, used, period=period, initial_pool=initial_pool)
    if found:
        return None, found
    chapters = _chapters(deal, used, earlier)
    deal = chapters[-1][0]
    opening = opening_state(chapters[0][0].structure, initial_pool=used[0].opening)
    ledger = Ledger(opening=opening, periods=())
    for terms, months in chapters:
        state = ledger.periods[-1].closing if ledger.periods else opening
        try:
            paid_on = run(terms.structure, state, [each.facts() for each in months])
        except STOPS as error:
            return None, (stopped(error, terms.structure, case=str(period)),)
        ledger = replace(ledger, periods=(*ledger.periods, *paid_on.periods))
    paid = ledger.periods[-1]
    about = (*check_purchased(paid), *check_triggers(deal.structure, replace(ledger, periods=(paid,)), str(period)))
    return ClosedPeriod(deal=deal, collection=used[-1], paid=paid, ledger=ledger), about


def unlike(before: Deal, after: Deal) -> tuple[str, ...]:
    """Return the paths in which terms are not such that they can carry on what others left.

    Months, currencies, accounts, fees, classes and what else has a balance must be the same; amounts, rates, priorities
    and triggers may differ.
    """
    one, other = dict(_carried(before)), dict(_carried(after))
    return tuple(path for path in sorted(one.keys() | other.keys()) if one.get(path) != other.get(path))


def _carried(deal: Deal) -> Iterator[tuple[str, object]]:
    structure = deal.structure
    yield "structure.closing", structure.closing
    yield "structure.first_period", structure.first_period
    for side, vehicle in (("onshore", structure.onshore), ("offshore", structure.offshore)):
        if vehicle is not None:
            yield f"structure.{side}.currency", vehicle.currency
            here = f"structure.{side}"
            yield f"{here}.accounts", frozenset(each.id for each in vehicle.accounts)
            yield f"{here}.fees", frozenset(each.id for each in vehicle.fees)
            yield f"{here}.classes", frozenset(each.id for each in vehicle.classes)
            yield f"{here}.ledgers", frozenset(each.id for each in vehicle.ledgers or ())
            yield f"{here}.facilities", frozenset(each.id for each in vehicle.facilities or ())
            yield f"{here}.rate_hedges", frozenset(each.id for each in vehicle.rate_hedges or ())
    for name, token in deal.tokens.classes.items() if deal.tokens is not None else ():
        yield f"tokens.classes.{name}.denomination", token.denomination
    yield "tokens.classes", tuple(deal.tokens.classes) if deal.tokens is not None else ()


def check_months(
    deal: Deal, collections: Iterable[Collection], *, period: Period, initial_pool: Money | None = None
) -> tuple[Finding, ...]:
    """Return why a month cannot be closed on these collections: each month is there, and follows the one before.

    Args:
        deal: the filed terms.
        collections: of every month from the first filed one; later months than `period` are passed over.
        period: the month to close.
        initial_pool: principal of the pool that was sold, where it is known.
    """
    used = _until(collections, period)
    found = check_sequence(used, first=deal.structure.first_period, initial_pool=initial_pool)
    return (*found, *_unreported(used, period))


def _chapters(
    deal: Deal, used: Sequence[Collection], earlier: Sequence[Earlier]
) -> list[tuple[Deal, list[Collection]]]:
    """Return the terms in their order, each with the months that are closed on them; none without a month."""
    left, chapters = list(used), list[tuple[Deal, list[Collection]]]()
    for each in earlier:
        chapters.append((each.deal, [month for month in left if month.period <= each.last]))
        left = [month for month in left if month.period > each.last]
    return [pair for pair in (*chapters, (deal, left)) if pair[1]]


def _until(collections: Iterable[Collection], period: Period) -> list[Collection]:
    return sorted((each for each in collections if each.period <= period), key=lambda each: each.period)


def _unreported(used: Sequence[Collection], period: Period) -> tuple[Finding, ...]:
    if used and used[-1].period == period:
        return ()
    return (finding("servicing.period-missing", period=str(period)),)
