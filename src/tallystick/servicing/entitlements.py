"""Entitlements: what each holder on the record date is owed of what the waterfall paid a class.

    interest of a class  -> divided over the units held, by largest remainder, wallets in order of their address
    principal of a class -> likewise
    factor of a class    =  principal outstanding / principal issued, exact

Laws: the entitlements of a class add up to what the class was paid, to the unit; who holds more units is never owed
less; the order in which holders are given does not matter.
Source: DESIGN.md section 6, obligation 8; TOKEN.md section 4 (units stay, the factor falls).

It does not read the register: who held what at the record block is passed in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tallystick.cashflow.waterfall import ClassFlow
from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.units.money import Money
from tallystick.units.periods import Period

__all__ = [
    "REFERENCE_DIGITS",
    "Claim",
    "Entitlement",
    "claims",
    "divide",
    "entitlements",
    "factor",
    "in_order",
    "place_of",
    "reference_of",
]

REFERENCE_DIGITS: Final = 16
"""So many digits tell 100,000 claims apart but for one chance in three thousand million, and fit a bank's field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """What one holder is owed of one class for one period. Law: nothing is negative.

    Attributes:
        token_class: the class.
        wallet: address of the holder on the record date, in lower case.
        units: units held then.
        interest: of the class's interest, and of what remained for the class.
        principal: of the class's principal.
    """

    token_class: str
    wallet: str
    units: int
    interest: Money
    principal: Money

    @property
    def whole(self) -> Money:
        """All that the holder is owed of the class."""
        return self.interest + self.principal


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One amount that one holder is to be paid. Law: the amount is above zero.

    Attributes:
        reference: 16 hexadecimal digits of the SHA-256 of deal, period, class, wallet and kind, canonical.
        period: the month of collections.
        token_class: the class.
        wallet: address of the holder, in lower case.
        kind: ``interest`` or ``principal``.
        amount: what is to be paid.
    """

    reference: str
    period: Period
    token_class: str
    wallet: str
    kind: str
    amount: Money


def divide(
    token_class: str, holders: Mapping[str, int], *, interest: Money, principal: Money
) -> tuple[Entitlement, ...]:
    """Divide what a class was paid over its holders.

    Args:
        token_class: the class.
        holders: units by address, at the record date; not negative.
        interest: paid to the class, not negative.
        principal: paid to the class, not negative.

    Returns:
        One entitlement for each address that holds anything, sorted by address.

    Raises:
        MoneyError: a holding is negative, or there is money to divide and nobody holds a unit.
    """
    units: dict[str, int] = {}
    for wallet, count in holders.items():
        units[wallet.lower()] = units.get(wallet.lower(), 0) + count
    wallets = sorted(wallet for wallet, count in units.items() if count)
    weights = [units[wallet] for wallet in wallets]
    shares = zip(wallets, weights, interest.allocate(weights), principal.allocate(weights), strict=True)
    return tuple(
        Entitlement(token_class=token_class, wallet=wallet, units=count, interest=of_interest, principal=of_principal)
        for wallet, count, of_interest, of_principal in shares
    )


def entitlements(
    flows: Iterable[ClassFlow], registers: Mapping[str, Mapping[str, int]], *, issued: Mapping[str, int]
) -> tuple[tuple[Entitlement, ...], tuple[Finding, ...]]:
    """Divide what each tokenised class was paid over its holders on the record date.

    Args:
        flows: of the period, one a class; classes without a register are not tokenised and are passed over.
        registers: units by address, by class.
        issued: units outstanding by class, which the register must add up to.

    Returns:
        The entitlements of every class whose register can be used, and a finding for every other.
    """
    found: list[Finding] = []
    owed: list[Entitlement] = []
    for flow in flows:
        if flow.class_id not in registers:
            continue
        holders = registers[flow.class_id]
        fault = _register_fault(flow.class_id, holders, issued.get(flow.class_id, 0))
        if fault is not None:
            found.append(fault)
            continue
        owed.extend(divide(flow.class_id, holders, interest=flow.interest + flow.residual, principal=flow.principal))
    return tuple(owed), tuple(found)


def claims(deal: str, period: Period, owed: Iterable[Entitlement]) -> tuple[Claim, ...]:
    """Return each amount to be paid as a claim of its own, under a reference that only it has.

    Args:
        deal: id of the deal.
        period: the month of collections.
        owed: entitlements of that month; what is nothing makes no claim.
    """
    return tuple(
        Claim(
            reference=reference_of(deal, period, each.token_class, each.wallet, kind),
            period=period,
            token_class=each.token_class,
            wallet=each.wallet,
            kind=kind,
            amount=amount,
        )
        for each in owed
        for kind, amount in (("interest", each.interest), ("principal", each.principal))
        if not amount.is_zero()
    )


def place_of(claim: Claim) -> tuple[str, str, str, str]:
    """Return where a claim stands in a list: by class, wallet, kind and reference."""
    return claim.token_class, claim.wallet, claim.kind, claim.reference


def in_order(owed: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return claims in the one order in which they are listed, instructed and anchored."""
    return tuple(sorted(owed, key=place_of))


def reference_of(deal: str, period: Period, token_class: str, wallet: str, kind: str) -> str:
    """Return the reference of a claim: 16 hexadecimal digits that follow from whose claim of what it is."""
    named = {"deal": deal, "period": str(period), "class": token_class, "wallet": wallet, "kind": kind}
    return sha256_hex(canonical(named))[:REFERENCE_DIGITS]


def factor(flow: ClassFlow, original: Money) -> Fraction:
    """Return how much of a class is outstanding after a payment: from 1 at issue to 0 when repaid, exact.

    Raises:
        MoneyError: nothing was issued.
        CurrencyMismatchError: `original` is in another currency.
    """
    return flow.ending.ratio_to(original)


def _register_fault(token_class: str, holders: Mapping[str, int], issued: int) -> Finding | None:
    negative = sorted(wallet for wallet, count in holders.items() if count < 0)
    if negative:
        return finding("servicing.holding-negative", token_class=token_class, wallet=negative[0])
    held = sum(holders.values())
    if held != issued or held == 0:
        return finding("servicing.units-differ", token_class=token_class, held=held, issued=issued)
    return None
