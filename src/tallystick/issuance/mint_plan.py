"""The mint plan: every mint that is to happen, each with a key that the ledger accepts once.

A plan is prepared by one person and approved by another; execution only carries it out. What one address gets of one
class is one order. Its key is a digest of filing and class, cut to 28 bytes, and its place in the plan: a mint that was
already made is recognised whatever happened in between, a plan that was changed after its first mint is noticed because
a key then stands for another order, and keys that follow each other cost the ledger a bit each. Nothing about a person
goes into them, for keys are public.
Source: DESIGN.md section 6, obligation 4; TOKEN.md section 5 item 2 (no digest of personal data on the ledger).

It does not send anything to the ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.issuance.allotment import Allotment

__all__ = ["MintOrder", "MintPlan", "mint_plan"]

_PLACE_DIGITS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class MintOrder:
    """One mint: `units` tokens of `token_class` to `wallet`; `key` is 64 hexadecimal digits, unique in the plan.

    The keys of a class follow each other as numbers, in the order of the plan.
    """

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
    """Make the plan of an allotment.

    Args:
        filing: id of the filing on record.
        allotments: of all classes; those of one class at one address become one order.
    """
    units: dict[tuple[str, str], int] = {}
    written: dict[str, str] = {}
    for allotment in sorted(allotments, key=lambda item: (item.token_class, item.wallet)):
        wallet = written.setdefault(allotment.wallet.lower(), allotment.wallet)
        units[allotment.token_class, wallet] = units.get((allotment.token_class, wallet), 0) + allotment.units
    places: dict[str, int] = {}
    orders = []
    for (name, wallet), count in sorted(units.items()):
        places[name] = places.get(name, -1) + 1
        orders.append(MintOrder(key=_key(filing, name, places[name]), token_class=name, wallet=wallet, units=count))
    return MintPlan(filing=filing, orders=tuple(orders))


def _key(filing: str, token_class: str, place: int) -> str:
    digest = sha256_hex(canonical({"filing": filing, "class": token_class}))
    return digest[:-_PLACE_DIGITS] + f"{place:0{_PLACE_DIGITS}x}"
