"""The mint plan: every mint that is to happen, each with a key that the ledger accepts once.

A plan is prepared by one person and approved by another; execution only carries it out. Because a key names filing,
class, wallet and units, a mint that was already made is recognised whatever happened in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.issuance.allotment import Allotment

__all__ = ["MintOrder", "MintPlan", "mint_plan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MintOrder:
    """One mint: `units` tokens of `token_class` to `wallet`; `key` is 64 hexadecimal digits, unique in the plan."""

    key: str
    token_class: str
    wallet: str
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MintPlan:
    """All mints of an issue under one filing, in the order they are made."""

    filing: str
    orders: tuple[MintOrder, ...]

    def as_canonical(self) -> dict[str, object]:
        """Return the plan as a JSON-able record; units as text."""
        orders = [
            {"key": order.key, "class": order.token_class, "wallet": order.wallet, "units": str(order.units)}
            for order in self.orders
        ]
        return {"schema": "tallystick/mint-plan/v1", "filing": self.filing, "orders": orders}

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the canonical plan: what the second person approves."""
        return sha256_hex(canonical(self.as_canonical()))

    def units(self, token_class: str) -> int:
        """Return how many units of a class the plan mints."""
        return sum(order.units for order in self.orders if order.token_class == token_class)


def mint_plan(filing: str, allotments: Sequence[Allotment]) -> MintPlan:
    """Make the plan of an allotment."""
    ordered = sorted(allotments, key=lambda item: (item.token_class, item.subscriber, item.wallet))
    return MintPlan(filing=filing, orders=tuple(_order(filing, allotment) for allotment in ordered))


def _order(filing: str, allotment: Allotment) -> MintOrder:
    named = {
        "filing": filing,
        "class": allotment.token_class,
        "subscriber": allotment.subscriber,
        "wallet": allotment.wallet,
        "units": str(allotment.units),
    }
    return MintOrder(
        key=sha256_hex(canonical(named)),
        token_class=allotment.token_class,
        wallet=allotment.wallet,
        units=allotment.units,
    )
