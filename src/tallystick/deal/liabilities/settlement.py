"""How holders are paid: by bank, or on the ledger in an asset that the filing names and that may be one.

An asset on the ledger that stands for the renminbi would be a renminbi-pegged stablecoin whatever its name is, so
classes in renminbi are paid by bank.
Source: 银发〔2026〕42号 section 1(1); contracts/src/interfaces/IDistributor.sol for the decimals.
Whether the contract at the address is the asset, only the ledger knows.
"""

from typing import Final

from tallystick.deal.tokens import SettlementAsset, TokenPlan
from tallystick.units.money import Currency

__all__ = ["MONEY_OF_BANKS", "asset_text", "asset_units", "is_rmb_stablecoin", "pays_on_ledger"]

MONEY_OF_BANKS: Final = frozenset({"CNY", "CNH", "E-CNY", "USD", "HKD", "EUR", "GBP", "SGD", "JPY"})
"""Assets that are money in a bank, and no token."""

_RMB_WORDS: Final = ("CNH", "CNY", "RMB", "YUAN", "人民币")


def is_rmb_stablecoin(asset: str) -> bool:
    """Return whether this is a token named after the renminbi that is not the renminbi itself (bank money or e-CNY).

    Source: inferred: as an asset of settlement it warns; as the asset on the ledger it is refused.
    """
    name = asset.upper()
    return name not in MONEY_OF_BANKS and any(word in name for word in _RMB_WORDS)


def pays_on_ledger(plan: TokenPlan | None) -> SettlementAsset | None:
    """Return the asset in which holders may be paid on the ledger; None where they are paid by bank alone."""
    return plan.settlement.on_ledger if plan is not None and "ledger" in plan.settlement.rails else None


def asset_units(minor: int, currency: Currency, asset: SettlementAsset) -> int:
    """Return how many smallest units of the asset an amount is.

    Args:
        minor: minor units of the currency.
        currency: of the class that is paid.
        asset: with no fewer decimals than the currency has.
    """
    units: int = minor * 10 ** (asset.decimals - currency.exponent)
    return units


def asset_text(units: int, asset: str, decimals: int) -> str:
    """Write an amount of an asset as people do: ``USDX 105,648.09``, and no digit less than there is.

    Args:
        units: smallest units, not negative.
        asset: its short name.
        decimals: of its contract.
    """
    whole, part = divmod(units, 10**decimals)
    digits = f"{part:0{decimals}d}".rstrip("0") if decimals else ""
    return f"{asset} {whole:,}.{digits:0<2}"
