"""The report of a completed issue: what is told of it, by the fields of the completion report of overseas listings.

    name, symbol, market · dates of consent, funds, launch · class, amount, price, method, proceeds, fees
    allocation: name, kind, residence, amount, lock-up, share, and for whom where held via a product
    registration and custody · of a token: ledger, contract, units outstanding

The text in force asks for a prompt report and gives no form: these fields are taken by analogy, and the report says so.
Source: LAW.md G3-1 and D1 (analogy A, the token's fields inferred I); CSRC1-6.
It reports nothing to anybody: it is the draft of what the filing entity reports.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.issuance.allotment import Allotment
from tallystick.issuance.closing.papers import ClosingPapers
from tallystick.issuance.pricing import Pricing
from tallystick.issuance.subscriptions import Subscription
from tallystick.units.money import Money

__all__ = ["Placement", "TokenOnLedger", "completion_report"]

_DECIMALS: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenOnLedger:
    """Where the token of a class stands, and how many units of it are outstanding."""

    address: str
    supply: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """What was agreed and to whom: pricing, closing papers, orders by subscriber, and allotments."""

    pricing: Pricing
    papers: ClosingPapers
    orders: Mapping[str, Subscription]
    allotments: Sequence[Allotment]


def completion_report(
    deal: Deal,
    placed: Placement,
    tokens: Mapping[str, TokenOnLedger],
    *,
    chain_id: int,
    consent: dt.date,
    funds: dt.date,
    minted: dt.date,
) -> dict[str, object]:
    """Return the report as a JSON-able record; amounts and days as text.

    Args:
        deal: as filed.
        placed: what was agreed, and to whom.
        tokens: on the ledger, by class.
        chain_id: of the ledger.
        consent: the day of the published notice.
        funds: the day on which the last of the money cleared.
        minted: the day of the first mint.
    """
    papers = placed.papers
    return {
        "schema": "tallystick/completion-report/v1",
        "form": {"source": "G3-1", "mark": "A"},
        "deal": deal.id,
        "name": {"zh": deal.name.zh, "en": deal.name.en},
        "market": papers.market.model_dump(),
        "method": papers.method.model_dump(),
        "dates": {"consent": consent.isoformat(), "funds": funds.isoformat(), "launch": minted.isoformat()},
        "classes": [*_classes(deal, placed, tokens)],
        "fees": [
            {"payee": each.payee.model_dump(), "amount": str(each.amount)} for each in papers.uses if each.kind == "fee"
        ],
        "allocation": [*_allocation(deal, placed)],
        "custody": papers.custody.model_dump(),
        "ledger": {"chain_id": chain_id, "register_of_record": deal.tokens.register_of_record if deal.tokens else ""},
    }


def _classes(deal: Deal, placed: Placement, tokens: Mapping[str, TokenOnLedger]) -> Iterator[dict[str, object]]:
    for name, priced in placed.pricing.classes.items():
        filed = deal.tokens.classes[name] if deal.tokens is not None else None
        stands = tokens.get(name)
        yield {
            "class": name,
            "symbol": filed.symbol if filed is not None else "",
            "amount": str(priced.size),
            "coupon": str(priced.coupon),
            "price": priced.price_text,
            "gross_proceeds": str(_raised(placed, name, priced.size)),
            "contract": stands.address if stands is not None else "",
            "units": str(stands.supply) if stands is not None else "",
        }


def _raised(placed: Placement, name: str, size: Money) -> Money:
    minor = sum(each.owed.minor for each in placed.allotments if each.token_class == name)
    return Money(minor=minor, currency=size.currency)


def _allocation(deal: Deal, placed: Placement) -> Iterator[dict[str, object]]:
    for each in placed.allotments:
        order, size = placed.orders[each.subscriber], placed.pricing.classes[each.token_class].size
        lockup = deal.tokens.classes[each.token_class].lockup_days if deal.tokens is not None else 0
        yield {
            "class": each.token_class,
            "name": order.name,
            "kind": order.investor,
            "residence": each.jurisdiction,
            "held_for": order.held_for or "",
            "wallet": each.wallet,
            "amount": str(each.amount),
            "share": _percent(Fraction(each.amount.minor, size.minor)),
            "lockup_days": str(lockup),
        }


def _percent(share: Fraction) -> str:
    """Write a share with four decimals, rounded to the nearest and a half to the even."""
    steps = round(share * 100 * _DECIMALS)
    return f"{steps // _DECIMALS}.{steps % _DECIMALS:04d}%"
