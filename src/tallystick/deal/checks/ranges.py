"""Is every rate, count and day within what can be meant? A figure in the wrong unit would run, and pay nonsense.

    rates    0 to 100 % a year for coupons, fees and facilities; above -100 % to 100 % for the paths of a case
    counts   a payment within a year of its month, at least one in ten years
    days     of our time; closing within a year of the first month, the first month within two of the cut-off
    rails    `ledger` with its asset: one of `assets`, never one for the renminbi, decimals that the contracts can count

The bounds are wide on purpose: they say what is certainly a slip, not what is usual.
"""

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.deal.liabilities.settlement import MONEY_OF_BANKS, is_rmb_stablecoin
from tallystick.deal.partly.unread import each, judged
from tallystick.deal.reading import Path
from tallystick.deal.structure import ClassTerms, FiledRange, Vehicle
from tallystick.deal.tokens import SettlementAsset, TokenClass, TokenPlan
from tallystick.evidence.findings import Value
from tallystick.units.money import Currency
from tallystick.units.periods import Period
from tallystick.units.rates import Rate
from tallystick.units.wallets import mistyped

__all__ = ["check_ranges", "check_settlement", "check_token_classes", "check_venues"]

_Fault = tuple[str, Path, dict[str, Value]]

_ADDRESS: Final = re.compile(r"0x(?!0{40})[0-9A-Fa-f]{40}")
_MOST_DECIMALS: Final = 8
_SETTLEMENT: Final[Path] = ("tokens", "settlement")
_YEARS: Final = (1950, 2150)
_MONTHS_AFTER: Final = 12
_EVERY: Final = 120
_FIRST_PERIOD: Final = 24
_CLOSING: Final = 12


@judged
def check_ranges(deal: Deal) -> Iterator[_Fault]:
    """Yield a fault for every figure that is certainly a slip."""
    yield from _days(deal)
    structure = deal.structure
    sides: list[tuple[str, Vehicle]] = [("onshore", structure.onshore)]
    if structure.offshore is not None:
        sides.append(("offshore", structure.offshore))
        if structure.offshore.hedge is not None:
            yield from _count(("structure", "offshore", "hedge", "every"), structure.offshore.hedge.every, _EVERY)
    for side, vehicle in sides:
        yield from _vehicle(("structure", side), vehicle)
    for name, case in deal.assumptions.items():
        path: Path = ("assumptions", name)
        for index, rates in case.rates.items():
            for number, rate in enumerate(rates):
                yield from _rate((*path, "rates", index, number), rate, least=Fraction(-1))
        if case.conventions is not None and case.conventions.first_period_months > _FIRST_PERIOD:
            told: dict[str, Value] = {"found": case.conventions.first_period_months, "most": _FIRST_PERIOD}
            yield "deal.count-large", (*path, "conventions", "first_period_months"), told


@judged
def _vehicle(path: Path, vehicle: Vehicle) -> Iterator[_Fault]:
    yield from _count((*path, "payment", "months_after"), vehicle.payment.months_after, _MONTHS_AFTER)
    yield from _count((*path, "payment", "every"), vehicle.payment.every, _EVERY)
    for number, terms in each(vehicle.classes):
        yield from _coupon((*path, "classes", number, "coupon"), terms)
    for number, fee in each(vehicle.fees):
        yield from _rate((*path, "fees", number, "rate"), fee.rate)
    for number, facility in each(vehicle.facilities or ()):
        yield from _rate((*path, "facilities", number, "rate"), facility.rate)


@judged
def _coupon(path: Path, terms: ClassTerms) -> Iterator[_Fault]:
    coupon = terms.coupon
    rates = (*coupon.filed_range, coupon.assumed) if isinstance(coupon, FiledRange) else (coupon,)
    yield from _rate(path, max(rates, key=lambda rate: rate.per_annum))


@judged
def _rate(path: Path, rate: Rate | None, *, least: Fraction | None = None) -> Iterator[_Fault]:
    """A negative coupon or fee is told elsewhere, as an amount below nothing."""
    if rate is None:
        return
    if rate.per_annum > 1 or (least is not None and rate.per_annum <= least):
        yield "deal.rate-range", path, {"rate": rate}


@judged
def _count(path: Path, found: int | None, most: int) -> Iterator[_Fault]:
    if found is not None and found > most:
        yield "deal.count-large", path, {"found": Fraction(found), "most": most}


@judged
def _days(deal: Deal) -> Iterator[_Fault]:
    structure, cutoff = deal.structure, deal.assets.cutoff
    days: list[tuple[Path, date]] = [(("as_of",), deal.as_of), (("assets", "cutoff"), cutoff)]
    days += [(("structure", "closing"), structure.closing)]
    days += [(("structure", "first_period"), structure.first_period.first)]
    for path, day in days:
        if not _YEARS[0] <= day.year <= _YEARS[1]:
            yield "deal.year-range", path, {"day": day, "first": str(_YEARS[0]), "last": str(_YEARS[1])}
            return
    first = structure.first_period
    if Period.of(cutoff).months_to(first) > _FIRST_PERIOD:
        told: dict[str, Value] = {"month": str(first), "cutoff": cutoff, "most": _FIRST_PERIOD}
        yield "deal.first-period-late", ("structure", "first_period"), told
    if Period.of(structure.closing).months_to(first) > _CLOSING:
        told = {"closing": structure.closing, "month": str(first), "most": _CLOSING}
        yield "deal.closing-early", ("structure", "closing"), told


@judged
def check_settlement(deal: Deal) -> Iterator[_Fault]:
    """Yield a fault for every part of the rail on the ledger that is missing or cannot be."""
    plan = deal.tokens
    if plan is None:
        return
    asset, filed = plan.settlement.on_ledger, "ledger" in plan.settlement.rails
    if (asset is not None) != filed:
        yield "deal.settlement-rail", (*_SETTLEMENT, "rails"), {"rails": plan.settlement.rails}
    if filed and plan.venues and "bank" not in plan.settlement.rails:
        yield "deal.venue-collects", ("tokens", "venues"), {"venues": tuple(each.address for each in plan.venues)}
    if filed and plan.register_of_record == "registrar":
        yield "deal.register-rail", ("tokens", "register_of_record"), {}
    if asset is not None:
        yield from _asset(plan, asset)


@judged
def _asset(plan: TokenPlan, asset: SettlementAsset) -> Iterator[_Fault]:
    path: Path = (*_SETTLEMENT, "on_ledger")
    currencies = {token.cap.currency for token in plan.classes.values()}
    if asset.asset not in plan.settlement.assets or asset.asset.upper() in MONEY_OF_BANKS:
        known: dict[str, Value] = {"asset": asset.asset, "assets": plan.settlement.assets}
        yield "deal.settlement-asset", (*path, "asset"), known
    if is_rmb_stablecoin(asset.asset) or Currency.CNY in currencies:
        yield "deal.settlement-renminbi", (*path, "asset"), {"asset": asset.asset}
    if _ADDRESS.fullmatch(asset.address) is None:
        yield "deal.settlement-address", (*path, "address"), {"address": asset.address}
    elif mistyped(asset.address):
        yield "deal.address-mistyped", (*path, "address"), {"address": asset.address}
    least = max((each.exponent for each in currencies), default=0)
    if not least <= asset.decimals <= _MOST_DECIMALS or len(currencies) > 1:
        told: dict[str, Value] = {"decimals": asset.decimals, "least": least, "most": _MOST_DECIMALS}
        yield "deal.settlement-decimals", (*path, "decimals"), told


@judged
def check_venues(deal: Deal) -> Iterator[_Fault]:
    """Yield a fault for every venue whose address is none, or is named twice or as the settlement asset."""
    plan = deal.tokens
    if plan is None or plan.venues is None:
        return
    asset = plan.settlement.on_ledger
    taken = {asset.address.lower()} if asset is not None else set()
    for number, venue in each(plan.venues):
        path: Path = ("tokens", "venues", number, "address")
        if _ADDRESS.fullmatch(venue.address) is None:
            yield "deal.venue-address", path, {"address": venue.address}
        elif mistyped(venue.address):
            yield "deal.address-mistyped", path, {"address": venue.address}
        elif venue.address.lower() in taken:
            yield "deal.venue-twice", path, {"address": venue.address}
        taken.add(venue.address.lower())


@judged
def check_token_classes(deal: Deal) -> Iterator[_Fault]:
    """Yield a fault for every range of issue price that runs downwards, and every minimum holding that cannot be."""
    for name, token in deal.tokens.classes.items() if deal.tokens is not None else ():
        path: Path = ("tokens", "classes", name)
        low, high = token.issue_prices
        if low > high:
            ends: dict[str, Value] = {"low": Rate(per_annum=low), "high": Rate(per_annum=high)}
            yield "deal.range-reversed", (*path, "issue_price"), ends
        yield from _holding((*path, "minimum_holding"), token)


@judged
def _holding(path: Path, token: TokenClass) -> Iterator[_Fault]:
    """A minimum holding is so many whole units, of a class that has as many."""
    least = token.minimum_holding
    if least is None or token.denomination.minor <= 0:
        return
    if least.currency is not token.cap.currency:
        yield "deal.currency-differs", path, {"amount": least, "currency": token.cap.currency.value}
    elif not 0 < least.minor <= token.cap.minor or least.minor % token.denomination.minor:
        told: dict[str, Value] = {"amount": least, "denomination": token.denomination, "cap": token.cap}
        yield "deal.minimum-holding-wrong", path, told
