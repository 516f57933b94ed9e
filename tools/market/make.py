"""Make a market: `python -m tools.market.make FOLDER --seed 7 --deals 100 --loans 10000 --months 18`.

    FOLDER/market/…             as `monthly_run` reads it            FOLDER/plants.json     what was planted, kept apart

Each deal is drawn from the seed and its number alone, and their tables are written part by part (FOLDER/parts), so that
who was stopped goes on where that was, deals are made side by side, and memory does not grow with the loans. Loans are
there for the last two months, figures for all.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from tallystick.shell.compute.pool import Pool
from tallystick.shell.operations.ports.compute import Workers
from tallystick.supervision.market.kept.replays import FORECAST
from tallystick.units.periods import Period
from tools.market.model import collected_of, paid_of, terms_of
from tools.market.plan import (
    CLASSES,
    REGIONS,
    TAPE_FAULTS,
    Plan,
    Size,
    name_of,
    partner_of,
    plan_of,
    servicer_of,
    write_plants,
)

__all__ = ["AS_OF", "LAST", "main", "make_market"]

LAST = (2028, 8)
AS_OF = date(2028, 9, 25)
_DUE = timedelta(days=20)
_SHARED = 12
_DEALS = 20
"""Made at once, and again where making was cut off among them."""
_TABLES = ("deals", "parties", "months", "claims")
_EMPTY = -(2**62)
"""Stands for a balance that the tape leaves empty."""
_SCRIPTS = (
    ("运输有限公司", "運輸有限公司", "运输股份有限公司"),
    ("物流科技有限公司", "物流科技股份有限公司", "物流科技公司"),
)
_BRANDS = (
    "安邦博昌诚达德鼎东丰富光广海航浩和恒宏华汇佳嘉建金锦康乐利联隆美明南鹏瑞盛顺泰天通旺祥新信兴亚扬怡永宇元远泽正众"
)
_NAMES = ("张伟", "王芳", "李娜", "刘洋", "陈静")
"""Names that very many people have: whoever shares one is not one person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    folder: Path
    plan: Plan
    deals: range


def make_market(folder: Path, *, seed: int, size: Size, workers: Workers | None = None) -> Plan:
    """Write a market and its list of plants; what is there already is left as it is.

    Args:
        folder: where.
        seed: of everything in it.
        size: of it.
        workers: who makes the deals; this process where there is nobody.
    """
    plan, place, deals = plan_of(seed, size), folder / "plants.json", range(size.deals)
    if place.is_file():
        return plan
    parts = [_Part(folder=folder, plan=plan, deals=deals[at : at + _DEALS]) for at in range(0, size.deals, _DEALS)]
    made = list(map(_made, parts) if workers is None else workers.each(_made, parts))
    for name in _TABLES:
        _write(pl.read_parquet([each / f"{name}.parquet" for each in made]), folder / "market" / f"{name}.parquet")
    write_plants(plan, place)
    return plan


def _made(part: _Part) -> Path:
    """Make some deals and write their rows of every table, the last of which says that all is there."""
    place, plan, market = part.folder / "parts" / f"{part.deals.start:05}", part.plan, part.folder / "market"
    if (place / f"{_TABLES[-1]}.parquet").is_file():
        return place
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in _TABLES}
    bad_years = {
        each: 1 + 0.25 * float(np.random.default_rng([plan.seed, 11, at]).random()) for at, each in enumerate(CLASSES)
    }
    for deal in part.deals:
        random = np.random.default_rng([plan.seed, 1, deal])
        pools = _loans(market, plan, deal, rows)
        rows["deals"].append(_deal(plan, deal, random, pools[0]))
        rows["months"] += _months(plan, deal, random, bad_years)
        claims = list(_claims(plan, deal, random, pools))
        rows["claims"] += (*claims, *_paid(market, plan, deal, pools[0], claims))
    for name in _TABLES:
        overrides = {"material": pl.List(pl.String)} if name == "deals" else {}
        _write(
            pl.DataFrame(rows[name], infer_schema_length=None, schema_overrides=overrides), place / f"{name}.parquet"
        )
    return place


def _write(frame: pl.DataFrame, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    half = place.with_suffix(".half")
    frame.write_parquet(half, compression="zstd")
    half.replace(place)


def _period(back: int) -> str:
    months = LAST[0] * 12 + LAST[1] - 1 - back
    return f"{months // 12:04}-{months % 12 + 1:02}"


def _last_day(back: int) -> date:
    year, month = map(int, _period(back - 1).split("-"))
    return date(year, month, 1) - timedelta(days=1)


def _tags(plan: Plan, deal: int, count: int) -> np.ndarray:
    return np.random.default_rng([plan.seed, 2, deal]).integers(1, 2**63, size=count, dtype=np.uint64)


def _loans(market: Path, plan: Plan, deal: int, rows: dict[str, list[dict[str, Any]]]) -> tuple[int, int]:
    """Write the loans of both months and return the pools; payers of weight are named among the parties."""
    count, name = plan.size.loans, name_of(deal)
    random = np.random.default_rng([plan.seed, 3, deal])
    balance = random.integers(2_000_00, 90_000_00, size=count)
    payer = np.array([f"{name}/o{number}" for number in range(count)], dtype=object)
    rows["parties"] += _concentrate(plan, deal, random, balance, payer)
    missing = random.binomial(40, 0.004, size=count)
    pools = []
    for back in (1, 0):
        tag = _tags(plan, deal, count)
        owed = balance if back else balance * 97 // 100
        for fault, near in ((True, False), (False, True)):
            tag = _share(plan, deal, tag, back, fault=fault, near=near)
        asset = np.arange(count, dtype=np.uint32)
        owed, owing, asset = (owed, payer, asset) if back else _fault(plan, deal, owed, payer, asset)
        empty = owed == _EMPTY
        pools.append(int(owed[~empty].sum()))
        place = market / "loans" / _period(back) / f"{name}.parquet"
        if not place.is_file():
            columns = {"deal": [name] * count, "asset": asset, "tag": tag}
            frame = pl.DataFrame({**columns, "payer": owing.tolist(), "balance": owed})
            frame = frame.with_columns(pl.Series("missing", missing.astype(np.uint8)), pl.col("balance").cast(pl.Int64))
            _write(frame.with_columns(pl.col("balance").replace(_EMPTY, None)), place)
    return pools[0], pools[1]


def _fault(
    plan: Plan, deal: int, owed: np.ndarray, payer: np.ndarray, asset: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Plant errors in a month's tape; nearly so: a loan repaid, one that did not move, one that is new."""
    owed, payer, asset, last = owed.copy(), payer.copy(), asset.copy(), len(asset) - 1
    if plan.has("tape-faulty", deal):
        match TAPE_FAULTS[deal % len(TAPE_FAULTS)]:
            case "asset-twice":
                asset[last] = asset[last - 1]
            case "balance-missing":
                owed[last] = _EMPTY
            case "balance-negative":
                owed[last] = -owed[last]
            case "balance-risen":
                owed[last - 2 :] = owed[last - 2 :] * 106 // 100
            case _:
                payer[last] = ""
    elif plan.nearly("tape-faulty", deal):
        owed[last], owed[last - 1], asset[last - 2] = 0, owed[last - 1] * 100 // 97, 2 * len(asset)
    return owed, payer, asset


def _share(plan: Plan, deal: int, tag: np.ndarray, back: int, *, fault: bool, near: bool) -> np.ndarray:
    """Plant assets of another deal; nearly so where the other deal had them only the month before, or twice itself."""
    size = plan.size
    sources = [each for each in plan.faults["pledged-twice"] if fault and partner_of(each, plan) == deal]
    for place, source in enumerate(sources):
        shared, start = 1 + source % _SHARED, 40 + place * _SHARED
        tag[start : start + shared] = _tags(plan, source, size.loans)[start : start + shared]
    if near and plan.nearly("pledged-twice", deal):
        if deal % 2:
            tag[1:4] = tag[5:8]
        else:
            released = np.random.default_rng([plan.seed, 5, deal]).integers(1, 2**63, size=_SHARED, dtype=np.uint64)
            if back == 0:
                tag[:_SHARED] = released
    if near and back == 1 and plan.nearly("pledged-twice", (deal - 1) % size.deals) and (deal - 1) % 2 == 0:
        before = (deal - 1) % size.deals
        tag[20 : 20 + _SHARED] = np.random.default_rng([plan.seed, 5, before]).integers(
            1, 2**63, size=_SHARED, dtype=np.uint64
        )
    return tag


def _concentrate(
    plan: Plan, deal: int, random: np.random.Generator, balance: np.ndarray, payer: np.ndarray
) -> list[dict[str, Any]]:
    """Make payers heavy: under one control in a fault; 14.9 %, named, or of one name only in a near-miss."""
    name, members = name_of(deal), 4
    if not (plan.has("payer-hidden", deal) or plan.nearly("payer-hidden", deal)):
        share, way = 0.05, "calm"
    elif plan.has("payer-hidden", deal):
        share, way = 0.1505 + 0.1 * float(random.random()), ("controller", "script")[deal % 2]
    else:
        way = ("below", "shared-name", "material")[deal % 3]
        share = 0.149 if way == "below" else 0.18
    rest = int(balance[members:].sum())
    balance[:members] = int(rest * share / (1 - share)) // members
    for number in range(members):
        payer[number] = f"{name}/p{number}"
    kind = {"calm": "controllers", "below": "controller", "material": "controller"}.get(way, way)
    return [*_parties(name, members, kind, random)]


def _parties(name: str, members: int, way: str, random: np.random.Generator) -> Iterator[dict[str, Any]]:
    """Yield the heavy payers of a deal and who controls them."""
    empty = {"identifier": "", "controller": "", "person": False}
    who, common = _NAMES[int(random.integers(len(_NAMES)))], ""
    for number in range(members):
        brand = "".join(random.choice(list(_BRANDS), size=4))
        common = brand if number == 0 else common
        own = {**empty, "id": f"{name}/p{number}", "name": f"{common}{number}号贸易有限公司"}
        if way == "script":
            scripts = _SCRIPTS[int(name[-1]) % len(_SCRIPTS)]
            yield {**own, "name": f"{common}{scripts[number % len(scripts)]}"}
        elif way == "controller":
            yield {**own, "controller": f"{name}/c"}
        else:
            yield {**own, "controller": f"{name}/c{number}"}
            named = who if way == "shared-name" else f"{who}{'一二三四'[number]}"
            yield {**empty, "id": f"{name}/c{number}", "name": named, "person": True}
    if way == "controller":
        yield {**empty, "id": f"{name}/c", "name": who, "person": True}


def _deal(plan: Plan, deal: int, random: np.random.Generator, pool: int) -> dict[str, Any]:
    name, near = name_of(deal), plan.nearly("payer-hidden", deal)
    return {
        "deal": name,
        "filer": f"filer-{deal % 60}",
        "originator": f"originator-{deal % 40}",
        "issuer": f"issuer-{deal}",
        "servicer": f"servicer-{servicer_of(deal, plan.servicers)}",
        "asset_class": CLASSES[int(random.integers(len(CLASSES)))],
        "region": REGIONS[int(random.integers(len(REGIONS)))],
        "currency": "CNY",
        "pool": pool,
        "material": [f"{name}/p0"] if near and deal % 3 == 2 else [],
    }


def _months(
    plan: Plan, deal: int, random: np.random.Generator, bad_years: dict[str, float]
) -> Iterator[dict[str, Any]]:
    """Yield a history: losses about as filed, a class with a bad year, reports mostly in time."""
    count, name = plan.size.months, name_of(deal)
    filed = 500 + 100 * int(random.integers(10))
    pace = bad_years[CLASSES[int(np.random.default_rng([plan.seed, 1, deal]).integers(len(CLASSES)))]]
    pace *= 0.9 + 0.2 * float(random.random())
    pace = 1.6 + 1.1 * float(random.random()) if plan.has("vintage-worse", deal) else pace
    pace = 1.42 if plan.nearly("vintage-worse", deal) else pace
    late = (
        set(map(int, random.permutation(6)[: int(random.integers(3, 6))]))
        if plan.has("reports-late", deal)
        else {2, 5}
        if plan.nearly("reports-late", deal)
        else set()
    )
    loss, price, sinking = 0, 1_000_000, 0.0
    fall = 0.05 + 0.03 * float(random.random())
    for back in range(count - 1, -1, -1):
        age, due = count - back, _last_day(back) + _DUE
        loss += int(filed * pace * (0.85 + 0.3 * float(random.random())))
        price += int(random.standard_t(4) * 1_800)
        early = int(random.integers(0, 6))
        if plan.has("coverage-falling", deal) and back < 5:
            sinking += fall
        elif plan.nearly("coverage-falling", deal):
            sinking = 0.2 if back == 0 else 0.0
        yield {
            "deal": name,
            "period": _period(back),
            "age": age,
            "due": due,
            "told": due + timedelta(days=4) if back in late else due - timedelta(days=early),
            "loss": loss,
            "forecast": filed * age,
            "coverage": int(1_300_000 * (1 - sinking) + 40_000 * float(random.normal())),
            "distance": int(450_000 + 45_000 * float(random.normal())),
            "missing": int(4_000 + 700 * float(random.normal())),
            "turnover": int(20_000 * float(np.exp(random.normal(0, 0.6)))),
            "price": price,
        }


def _claims(plan: Plan, deal: int, random: np.random.Generator, pools: tuple[int, int]) -> Iterator[dict[str, Any]]:
    """Yield what every source says; the servicer of a drifting one reports less cash than its tape, month by month."""
    name, count, servicer = name_of(deal), plan.size.months, servicer_of(deal, plan.servicers)
    came = 0.74 if plan.has("cash-short", deal) else 0.84 if plan.nearly("cash-short", deal) else 1.0
    cap, closing = pools[0] // 8, _period(count)
    issued = cap if deal % 5 == 0 else cap * 95 // 100
    drifting, blip = servicer in plan.faults["servicer-drift"], servicer in plan.misses["servicer-drift"]
    yield {"deal": name, "period": closing, "figure": "issued:A", "source": "plan", "minor": cap}
    yield {"deal": name, "period": closing, "figure": "issued:A", "source": "completion", "minor": issued}
    for source in ("plan", "tape"):
        yield {"deal": name, "period": closing, "figure": "closing-pool", "source": source, "minor": pools[0]}
    forged = int(issued * (0.0005 + 0.05 * float(random.random()))) if plan.has("forged-mint", deal) else 0
    pace = 0.0022 + 0.003 * float(np.random.default_rng([plan.seed, 13, servicer]).random())
    for back in range(count - 1, -1, -1):
        period, cash = _period(back), int(pools[0] // 40 * (0.9 + 0.2 * float(random.random())))
        cash = int(pools[0] // 40 * came) if back == 0 and came < 1 else cash
        short = int(cash * 0.0008 * float(random.random()))
        if drifting and back < 6:
            short = int(cash * (0.002 + pace * (5 - back)))
        elif blip and back == 3:
            short = int(cash * 0.0009)
        left = issued * (back + 1) // (count + 1)
        more = forged if back < 3 else 0
        said = (
            ("cash", "tape", cash),
            ("cash", "servicer", cash - short),
            ("outstanding:A", "servicer", left),
            ("outstanding:A", "ledger", left + more),
            ("issued:A", "ledger", issued + more),
        )
        for figure, source, minor in said:
            yield {"deal": name, "period": period, "figure": figure, "source": source, "minor": minor}
    yield {"deal": name, "period": _period(0), "figure": "pool", "source": "servicer", "minor": pools[1]}


def _paid(market: Path, plan: Plan, deal: int, pool: int, claims: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Write a deal's terms and collections, and yield what its servicer says each class was paid."""
    name = name_of(deal)
    cash = [
        (each["period"], each["minor"]) for each in claims if (each["figure"], each["source"]) == ("cash", "servicer")
    ]
    terms = terms_of(deal, pool, Period.parse(cash[0][0]))
    collected = collected_of(plan, deal, pool, cash)
    _write(collected, market / "collections" / f"{name}.parquet")
    filed = pl.DataFrame([(period, pool // 40) for period, _ in cash], schema=FORECAST, orient="row")
    _write(filed, market / "forecasts" / f"{name}.parquet")
    place = market / "terms" / f"{name}.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(terms)
    for period, figure, minor in paid_of(plan, deal, terms, collected):
        yield {"deal": name, "period": period, "figure": figure, "source": "servicer", "minor": minor}


def main(arguments: list[str]) -> int:
    """Make what is asked."""
    parser = argparse.ArgumentParser(prog="python -m tools.market.make", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--deals", type=int, default=100)
    parser.add_argument("--loans", type=int, default=10_000)
    parser.add_argument("--months", type=int, default=18)
    given = parser.parse_args(arguments)
    size = Size(deals=given.deals, loans=given.loans, months=given.months)
    plan = make_market(given.folder, seed=given.seed, size=size, workers=Pool())
    print(f"{size.deals} deals, {size.deals * size.loans} loans a month, {len(plan.plants)} plants: {given.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
