"""Ties: who is tied to whom through payers, as a graph that can be drawn: deals, payers, and what joins the payers.

    group ── payer ── deal        amount owed on each payer's line

Shown are groups that reach into two deals, or in which several payers of one deal are one party or under one control;
a payer who stands alone in one deal ties nothing. The list is cut by how many deals a group reaches and by amount.
Source: SUPTECH.md 2.3 (graph of shared payers and controllers).
"""

from collections import defaultdict
from dataclasses import dataclass

import polars as pl

from tallystick.supervision.market.records import Market, parts
from tallystick.supervision.market.sharing import Groups

__all__ = ["Tie", "ties"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """One payer's line from its group to a deal.

    Attributes:
        group: the least id of those who hang together; `joined` the name of who controls them, else of the first.
        payer: its id as the deal has it; `name` as the deal has it, the id where it names nobody.
        minor: what it owes in that deal, in minor units of the deal's currency.
        share: of the deal's pool, in millionths.
    """

    group: str
    joined: str
    payer: str
    name: str
    deal: str
    currency: str
    minor: int
    share: int


def ties(market: Market, groups: Groups, *, most: int = 40) -> tuple[Tie, ...]:
    """Return the lines of the groups that tie payers or deals together, the widest group first.

    Args:
        market: with what each payer owes.
        groups: of its parties.
        most: groups.
    """
    deals = {each.deal: each for each in market.deals}
    names = {each.id: each.name for each in market.parties if each.name}
    controllers = {each.id: each.controller for each in market.parties if each.controller}
    pools: dict[str, int] = defaultdict(int)
    rows: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    summed = market.payers.group_by("deal", "payer").agg(pl.col("amount").sum()).sort("deal", "payer")
    for deal, payer, amount in summed.iter_rows():
        pools[deal] += amount
        if deal in deals and payer:
            rows[groups.of.get(payer, payer)].append((deal, payer, amount))
    tied = [(group, lines) for group, lines in rows.items() if len(lines) > 1]
    tied.sort(key=lambda each: (-len({deal for deal, _, _ in each[1]}), -sum(line[2] for line in each[1]), each[0]))
    return tuple(
        Tie(
            group=group,
            joined=_joined(group, lines, names, controllers),
            payer=payer,
            name=names.get(payer, payer),
            deal=deal,
            currency=deals[deal].currency,
            minor=amount,
            share=parts(amount, pools[deal]),
        )
        for group, lines in tied[:most]
        for deal, payer, amount in lines
    )


def _joined(group: str, lines: list[tuple[str, str, int]], names: dict[str, str], controllers: dict[str, str]) -> str:
    """Return whom the payers hang on: the one controller that they state, else the first; by name if one is known."""
    stated = {controllers[payer] for _, payer, _ in lines if payer in controllers}
    over = stated.pop() if len(stated) == 1 else group
    return names.get(over) or next((names[payer] for _, payer, _ in lines if payer in names), over)
