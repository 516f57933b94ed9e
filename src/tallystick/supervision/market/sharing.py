"""What deals share: assets pledged in two, payers under one control, and how much hangs on whom.

    pledged twice      one blinded tag in two deals of one month
    hidden payer       payers each at or below 15 %, of one group above it, that the filing does not name as material
    concentration      by payer's group, servicer, originator, issuer, asset class and region, in each currency

Shares are strict: exactly 15 % is not above it.
Source: LAW.md B1 (material cash-flow provider: above 15 % of the cash flow); SUPTECH.md 2.3.
Who is one with whom, `links` says.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from tallystick.supervision.market.alerts import Alert, Kind, percent
from tallystick.supervision.market.records import DealRecord, Market, parts

__all__ = ["MATERIAL", "Concentration", "Groups", "Question", "concentration", "hidden_payers", "pledged_twice"]

MATERIAL: Final = 150_000
"""The share above which a payer is material, in millionths."""
_DIMENSIONS: Final = ("servicer", "originator", "issuer", "asset_class", "region")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Two parties that may be one, for a person to decide, and why."""

    one: str
    other: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Who is one party or under one control with whom.

    Attributes:
        of: the group of each party, by the least id in it.
        questions: pairs that were not joined.
    """

    of: Mapping[str, str]
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentration:
    """How much of the market's pools hangs on one value of one dimension.

    Attributes:
        minor: current amounts, in minor units of the currency.
        share: of all pools in that currency, in millionths.
    """

    dimension: str
    value: str
    currency: str
    minor: int
    share: int
    deals: tuple[str, ...]


def pledged_twice(market: Market) -> tuple[Alert, ...]:
    """Return the pairs of deals that one asset backs in the same month."""
    shared = (
        market.pledges.unique()
        .group_by("tag")
        .agg(pl.col("deal").sort())
        .filter(pl.col("deal").list.len() > 1)
        .group_by("deal")
        .agg(pl.col("tag").sort())
        .sort("deal")
    )
    return tuple(
        Alert(
            kind=Kind.PLEDGED_TWICE,
            deals=tuple(deals),
            about="assets",
            since=market.period,
            period=market.period,
            measured=str(len(tags)),
            against="0",
            values=tuple((f"tag {place}", f"{tag:016x}") for place, tag in enumerate(tags[:5], start=1)),
            sources=("tape",),
        )
        for deals, tags in shared.iter_rows()
    )


def hidden_payers(market: Market, groups: Groups) -> tuple[Alert, ...]:
    """Return groups above the share of a material payer, of which no member is above it or named in the filing."""
    deals = {each.deal: each for each in market.deals}
    owed: dict[str, dict[str, int]] = defaultdict(dict)
    for deal, payer, amount in market.payers.group_by("deal", "payer").agg(pl.col("amount").sum()).iter_rows():
        owed[deal][payer] = amount
    return tuple(
        alert for deal in sorted(owed) if deal in deals for alert in _hidden(deals[deal], owed[deal], groups, market)
    )


def _hidden(deal: DealRecord, owed: Mapping[str, int], groups: Groups, market: Market) -> Iterator[Alert]:
    whole, members = sum(owed.values()), defaultdict[str, list[str]](list)
    for payer in sorted(owed):
        members[groups.of.get(payer, payer)].append(payer)
    for group, payers in sorted(members.items()):
        together = sum(owed[each] for each in payers)
        alone = max(parts(owed[each], whole) for each in payers)
        if parts(together, whole) <= MATERIAL or alone > MATERIAL or deal.material.intersection((group, *payers)):
            continue
        yield Alert(
            kind=Kind.PAYER_HIDDEN,
            deals=(deal.deal,),
            about=group,
            since=market.period,
            period=market.period,
            measured=percent(parts(together, whole)),
            against=percent(MATERIAL),
            values=(*((each, str(owed[each])) for each in payers), ("pool", str(whole))),
            sources=("tape", "parties"),
        )


def concentration(market: Market, groups: Groups, *, most: int = 20) -> tuple[Concentration, ...]:
    """Return what hangs on whom, the largest first in each dimension and currency.

    Args:
        market: with what each payer owes.
        groups: of payers.
        most: values of each dimension and currency.
    """
    deals = {each.deal: each for each in market.deals}
    amounts: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    wholes: dict[str, int] = defaultdict(int)
    summed = market.payers.group_by("deal", "payer").agg(pl.col("amount").sum())
    for deal, payer, amount in summed.iter_rows():
        record = deals.get(deal)
        if record is None:
            continue
        wholes[record.currency] += amount
        amounts["payer", groups.of.get(payer, payer), record.currency][deal] += amount
        for name in _DIMENSIONS:
            amounts[name, getattr(record, name), record.currency][deal] += amount
    rows = [
        Concentration(
            dimension=dimension,
            value=value,
            currency=currency,
            minor=sum(by_deal.values()),
            share=parts(sum(by_deal.values()), wholes[currency]),
            deals=tuple(sorted(by_deal)),
        )
        for (dimension, value, currency), by_deal in amounts.items()
        if value
    ]
    rows.sort(key=lambda each: (each.dimension, each.currency, -each.minor, each.value))
    kept: dict[tuple[str, str], int] = defaultdict(int)
    return tuple(each for each in rows if _counted(kept, (each.dimension, each.currency)) <= most)


def _counted(kept: dict[tuple[str, str], int], key: tuple[str, str]) -> int:
    kept[key] += 1
    return kept[key]
