"""A deal's own waterfalls and what was collected through them: those of the example of leases, at the size of the pool.

Two linked waterfalls with taxes, fees, a reserve, a swap and a trigger; each deal has its own amounts, months and pace
of defaults, so that no two replays are alike, and some go through acceleration.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from tallystick.deal.parsing import parse_deal
from tallystick.deal.terms import terms_bytes
from tallystick.evidence.canonical import canonical
from tallystick.supervision.market.kept.replays import COLLECTED, replay_of
from tallystick.units.periods import Period
from tools.market.plan import Plan, name_of

__all__ = ["collected_of", "paid_of", "terms_of"]

_EXAMPLE: Final = Path(__file__).resolve().parents[2] / "examples" / "auto-leases" / "deal.yaml"
_POOL: Final = 1_001_500_000_00
"""Of the example, in fen."""
_AMOUNT: Final = re.compile(r"(\d+\.\d\d) (CNY|USD)")
_RATE: Final = 0.068 / 12


def terms_of(deal: int, pool: int, first: Period) -> bytes:
    """Return the canonical terms of a deal.

    Args:
        deal: its number.
        pool: sold at closing, in minor units.
        first: the first month of collections.
    """
    terms = _example()
    structure = _AMOUNT.sub(lambda found: f"{_scaled(found[1], pool)} {found[2]}", terms["structure"])
    dates = {"closing": f"{first}-01", "first_period": str(first)}
    return canonical({**terms, "id": name_of(deal), "structure": {**json.loads(structure), **dates}})


def collected_of(plan: Plan, deal: int, pool: int, cash: list[tuple[str, int]]) -> pl.DataFrame:
    """Return the rows of a deal's monthly files: its cash is interest first, then principal; some of it defaults.

    Args:
        plan: of the market.
        deal: its number.
        pool: sold at closing.
        cash: what came in, by month, from the first on.
    """
    return pl.DataFrame(list(_rows(plan, deal, pool, cash)), schema=COLLECTED, orient="row")


def paid_of(plan: Plan, deal: int, terms: bytes, collected: pl.DataFrame) -> Iterator[tuple[str, str, int]]:
    """Yield what the servicer says each class was paid since closing, by month and figure.

    Where it is planted, part of what Class A was owed went to Class B, and stays there; where it is nearly so, the
    next month made it good.

    Args:
        plan: of the market.
        deal: its number.
        terms: by `terms_of`.
        collected: by `collected_of`.
    """
    months = collected["period"].unique().sort().to_list()
    random = np.random.default_rng([plan.seed, 17, deal])
    bent, back = 0, 1 + int(random.integers(5))
    for period, figure, minor, *_ in replay_of(terms, collected, Period.parse(months[-1]), events=False).iter_rows():
        place = len(months) - 1 - months.index(period)
        if figure == "paid:A" and place == back:
            bent = int(minor * (0.001 + 0.02 * float(random.random()))) or 1
        astray = plan.has("paid-other", deal) or (plan.nearly("paid-other", deal) and place == back)
        moved = bent if astray and place <= back else 0
        yield period, figure, minor - moved if figure == "paid:A" else minor + moved


def _rows(plan: Plan, deal: int, pool: int, cash: list[tuple[str, int]]) -> Iterator[tuple[str, str, str, str]]:
    random = np.random.default_rng([plan.seed, 16, deal])
    share = 0.004 if deal % 9 == 4 else 0.0005
    balance = pool
    for period, amount in cash:
        interest = min(amount, int(balance * _RATE))
        prepaid = (amount - interest) // 8
        scheduled = amount - interest - prepaid
        lost = int(balance * share * (0.5 + float(random.random())))
        closing = balance - scheduled - prepaid - lost
        said = {
            "opening-balance": balance,
            "scheduled-principal": scheduled,
            "prepaid-principal": prepaid,
            "interest": interest,
            "recoveries": 0,
            "fees": 0,
            "defaulted-principal": lost,
            "closing-balance": closing,
        }
        yield from ((period, item, _major(minor), "CNY") for item, minor in said.items())
        balance = closing


@cache
def _example() -> dict[str, Any]:
    """Return the terms of the example, read once for all deals; their structure as text, whose amounts are replaced."""
    deal, _, found = parse_deal(_EXAMPLE.read_bytes())
    if deal is None:
        raise ValueError(found)
    terms = json.loads(terms_bytes(deal))
    return {**terms, "structure": json.dumps(terms["structure"], ensure_ascii=False)}


def _scaled(amount: str, pool: int) -> str:
    return _major(int(amount.replace(".", "")) * pool // _POOL)


def _major(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"
