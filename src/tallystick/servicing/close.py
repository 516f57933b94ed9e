"""The close of a month: both waterfalls, replayed from closing to the month asked for.

    priced deal + collections of every month so far -> ledger -> the month's payments

Nothing is continued from a stored state. Who has the filed terms, the pricing and the reported collections gets the
same figures on any machine, which is what obligation 7 asks.
Source: DESIGN.md section 6, obligation 7.

It does not divide among holders (`entitlements`) and does not write the certificate (`certificate`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

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

__all__ = ["ClosedPeriod", "check_months", "close_period"]


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
    deal: Deal, collections: Iterable[Collection], *, period: Period, initial_pool: Money | None = None
) -> tuple[ClosedPeriod | None, tuple[Finding, ...]]:
    """Pay a month through both waterfalls, from the first month on.

    Args:
        deal: checked (`check_deal`) and, where it was issued, priced (`issuance.pricing.priced`).
        collections: of every month from the first filed one; later months than `period` are passed over.
        period: the month to close.
        initial_pool: principal of the pool that was sold, from its tape; the first file must open with it.

    Returns:
        The month, with a finding where more or less was bought than the waterfall says; or None with findings where a
        month is missing or does not follow from the one before, or where its waterfalls cannot be run to the end.
    """
    used = _until(collections, period)
    found = check_months(deal, used, period=period, initial_pool=initial_pool)
    if found:
        return None, found
    opening = opening_state(deal.structure, initial_pool=used[0].opening)
    try:
        ledger = run(deal.structure, opening, [each.facts() for each in used])
    except STOPS as error:
        return None, (stopped(error, deal.structure, case=str(period)),)
    paid = ledger.periods[-1]
    about = (*check_purchased(paid), *check_triggers(deal.structure, replace(ledger, periods=(paid,)), str(period)))
    return ClosedPeriod(deal=deal, collection=used[-1], paid=paid, ledger=ledger), about


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


def _until(collections: Iterable[Collection], period: Period) -> list[Collection]:
    return sorted((each for each in collections if each.period <= period), key=lambda each: each.period)


def _unreported(used: Sequence[Collection], period: Period) -> tuple[Finding, ...]:
    if used and used[-1].period == period:
        return ()
    return (finding("servicing.period-missing", period=str(period)),)
