"""How holders are paid: is the rail on the ledger filed whole, and in an asset in which it may be?

    rails has `ledger`  <->  on_ledger names asset, contract and decimals
    asset               one of `assets`, a token and no bank money, never one that stands for the renminbi
    decimals            minor units of the currency of the classes .. 8, more than which the contracts do not count

An asset on the ledger that stands for the renminbi would be a renminbi-pegged stablecoin whatever its name is, so
classes in renminbi are paid by bank.
Source: 银发〔2026〕42号 section 1(1); contracts/src/interfaces/IDistributor.sol for the decimals.
Whether the contract at the address is the asset, only the ledger knows.
"""

import re
from collections.abc import Iterator
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.deal.partly.unread import judged
from tallystick.deal.reading import Path
from tallystick.deal.tokens import SettlementAsset, TokenPlan
from tallystick.evidence.findings import Value
from tallystick.units.money import Currency

__all__ = ["MONEY_OF_BANKS", "asset_units", "check_settlement", "is_rmb_stablecoin", "pays_on_ledger"]

MONEY_OF_BANKS: Final = frozenset({"CNY", "CNH", "E-CNY", "USD", "HKD", "EUR", "GBP", "SGD", "JPY"})
"""Assets that are money in a bank, and no token."""

_RMB_WORDS: Final = ("CNH", "CNY", "RMB", "YUAN", "人民币")
_ADDRESS: Final = re.compile(r"0x(?!0{40})[0-9A-Fa-f]{40}")
_MOST_DECIMALS: Final = 8
_PATH: Final[Path] = ("tokens", "settlement")

_Fault = tuple[str, Path, dict[str, Value]]


def is_rmb_stablecoin(asset: str) -> bool:
    """Return whether this is a token named after the renminbi that is not the renminbi itself (bank money or e-CNY).

    Source: inferred: as an asset of settlement it warns; as the asset on the ledger it is refused.
    """
    name = asset.upper()
    return name not in MONEY_OF_BANKS and any(word in name for word in _RMB_WORDS)


def pays_on_ledger(deal: Deal) -> SettlementAsset | None:
    """Return the asset in which holders may be paid on the ledger; None where they are paid by bank alone."""
    if deal.tokens is None or "ledger" not in deal.tokens.settlement.rails:
        return None
    return deal.tokens.settlement.on_ledger


def asset_units(minor: int, currency: Currency, asset: SettlementAsset) -> int:
    """Return how many smallest units of the asset an amount is.

    Args:
        minor: minor units of the currency.
        currency: of the class that is paid.
        asset: with no fewer decimals than the currency has.
    """
    units: int = minor * 10 ** (asset.decimals - currency.exponent)
    return units


@judged
def check_settlement(deal: Deal) -> Iterator[_Fault]:
    """Yield a fault for every part of the rail on the ledger that is missing or cannot be."""
    plan = deal.tokens
    if plan is None:
        return
    asset, filed = plan.settlement.on_ledger, "ledger" in plan.settlement.rails
    if (asset is not None) != filed:
        yield "deal.settlement-rail", (*_PATH, "rails"), {"rails": plan.settlement.rails}
    if asset is not None:
        yield from _asset(plan, asset)


@judged
def _asset(plan: TokenPlan, asset: SettlementAsset) -> Iterator[_Fault]:
    path: Path = (*_PATH, "on_ledger")
    currencies = {token.cap.currency for token in plan.classes.values()}
    if asset.asset not in plan.settlement.assets or asset.asset.upper() in MONEY_OF_BANKS:
        known: dict[str, Value] = {"asset": asset.asset, "assets": plan.settlement.assets}
        yield "deal.settlement-asset", (*path, "asset"), known
    if is_rmb_stablecoin(asset.asset) or Currency.CNY in currencies:
        yield "deal.settlement-renminbi", (*path, "asset"), {"asset": asset.asset}
    if _ADDRESS.fullmatch(asset.address) is None:
        yield "deal.settlement-address", (*path, "address"), {"address": asset.address}
    least = max((each.exponent for each in currencies), default=0)
    if not least <= asset.decimals <= _MOST_DECIMALS or len(currencies) > 1:
        told: dict[str, Value] = {"decimals": asset.decimals, "least": least, "most": _MOST_DECIMALS}
        yield "deal.settlement-decimals", (*path, "decimals"), told
