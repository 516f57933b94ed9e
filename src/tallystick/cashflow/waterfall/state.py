"""The state: what is carried from one payment to the next, and nothing else.

A vehicle carries the balances of its accounts, each class with what is still owed on it, unpaid fees, defaulted
principal that no step has yet made good, and the figures of its ledgers and facilities. The deal carries both vehicles,
the pool it started from, its cumulative defaults, how its triggers stand, and what has been exchanged under the hedge.

Source: DESIGN.md section 2, principle 6: integers of minor units throughout.

It does not know how a period is paid (`run`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tallystick.cashflow.waterfall.dates import PaymentDay
from tallystick.deal.structure import ClassTerms, FiledRange, FiledSize, Structure, Vehicle
from tallystick.units.money import Money
from tallystick.units.rates import Rate

__all__ = ["ClassState", "DealState", "IssuedClass", "SwapState", "VehicleState", "opening_state"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedClass:
    """What a class became at pricing, inside its filed range.

    Attributes:
        size: principal issued.
        coupon: rate a year.
    """

    size: Money
    coupon: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassState:
    """What is owed on a class.

    Attributes:
        coupon: as issued; a floating class is fixed anew each period.
        balance: principal outstanding, never negative; the notional of an interest-only class.
        carried_interest: interest due earlier and not paid.
        original: principal at issue; None where the state begins with this balance.
    """

    coupon: Rate
    balance: Money
    carried_interest: Money
    original: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapState:
    """What was exchanged so far, by item; an item not named was never exchanged.

    Attributes:
        paid: in the currency that is paid.
        received: in the currency that is received.
        waiting: paid, and not yet exchanged.
    """

    paid: Mapping[str, Money]
    received: Mapping[str, Money]
    waiting: Mapping[str, Money] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleState:
    """What a vehicle carries to its next payment.

    Attributes:
        paid_to: its last payment, or closing.
        accounts: cash at rest, by account.
        classes: by class.
        carried_fees: dues of earlier periods not paid, by fee or rate hedge.
        uncovered_losses: defaulted principal not yet made good by a `losses` step.
        running: further figures, by kind and name: ``ledger``, ``drawn`` and ``interest`` of facilities,
            ``paid-to-date`` and ``paid-in-year`` of targets.
    """

    paid_to: PaymentDay
    accounts: Mapping[str, Money]
    classes: Mapping[str, ClassState]
    carried_fees: Mapping[str, Money]
    uncovered_losses: Money
    running: Mapping[tuple[str, str], Money] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DealState:
    """What a deal carries to its next period.

    Attributes:
        onshore: the vehicle that holds the pool.
        offshore: the issuer's vehicle, if there is one.
        initial_pool: principal of the pool at the beginning of the first period.
        cumulative_defaults: principal defaulted since then.
        breached: triggers that stand breached.
        swap: what was exchanged so far.
        totals: what else was counted since then: ``cumulative-recoveries`` and, of each sub-pool behind its id,
            ``initial``, ``cumulative-defaults`` and ``cumulative-recoveries``.
        rows: for each trigger, how many tests in a row it failed and passed.
    """

    onshore: VehicleState
    offshore: VehicleState | None
    initial_pool: Money
    cumulative_defaults: Money
    breached: frozenset[str]
    swap: SwapState
    totals: Mapping[str, Money] = field(default_factory=dict)
    rows: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def opening_state(
    structure: Structure, *, initial_pool: Money, issued: Mapping[str, IssuedClass] | None = None
) -> DealState:
    """Return the state at closing.

    Args:
        structure: as filed.
        initial_pool: principal of the pool at the beginning of the first period.
        issued: sizes and coupons set at pricing, by class; where absent, the filed maximum and assumed
            coupon.
    """
    closing = PaymentDay.closing(structure.closing)
    priced = issued or {}
    return DealState(
        onshore=_opening_vehicle(structure.onshore, closing, priced),
        offshore=None if structure.offshore is None else _opening_vehicle(structure.offshore, closing, priced),
        initial_pool=initial_pool,
        cumulative_defaults=Money.zero(initial_pool.currency),
        breached=frozenset(),
        swap=SwapState(paid={}, received={}),
    )


def _opening_vehicle(vehicle: Vehicle, closing: PaymentDay, issued: Mapping[str, IssuedClass]) -> VehicleState:
    zero = Money.zero(vehicle.currency)
    return VehicleState(
        paid_to=closing,
        accounts={account.id: account.opening or zero for account in vehicle.accounts},
        classes={terms.id: _opening_class(terms, issued.get(terms.id), zero) for terms in vehicle.classes},
        carried_fees={fee.id: zero for fee in vehicle.fees},
        uncovered_losses=zero,
    )


def _opening_class(terms: ClassTerms, issued: IssuedClass | None, zero: Money) -> ClassState:
    size = terms.size.filed_max if isinstance(terms.size, FiledSize) else terms.size
    coupon = terms.coupon.assumed if isinstance(terms.coupon, FiledRange) else terms.coupon
    if issued is not None:
        size, coupon = issued.size, issued.coupon
    return ClassState(coupon=coupon, balance=size, carried_interest=zero, original=size)
