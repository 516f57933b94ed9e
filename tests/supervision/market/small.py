"""A small market: five deals of leased vehicles, a year old, in which nothing is wrong."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tallystick.shell.operations.supervision.market.speaking import LibrarySpeech
from tallystick.supervision.market.alerts import Alert, Kind
from tallystick.supervision.market.links import groups_of
from tallystick.supervision.market.records import (
    PAYERS,
    PLEDGES,
    Claim,
    DealRecord,
    Market,
    MonthRecord,
    PartyRecord,
    Source,
    frame_of,
)
from tallystick.supervision.market.watching import watch_market
from tallystick.units.periods import Period

__all__ = ["DEALS", "FIRST", "LAST", "MONTHS", "SPEECH", "calm", "changed", "kinds", "said", "watched", "with_claims"]

FIRST, LAST, MONTHS = Period.parse("2026-09"), Period.parse("2027-08"), 12
SPEECH = LibrarySpeech()
POOL = 400_000_000_00
DEALS = tuple(
    DealRecord(
        deal=f"leases-{number}",
        filer=f"filer-{number}",
        originator="hengyuan",
        issuer=f"spv-{number}",
        servicer="east" if number < 3 else "west",
        asset_class="finance-lease",
        region="Tianjin",
        currency="CNY",
        pool=POOL,
    )
    for number in range(1, 6)
)


def month(deal: str, number: int) -> MonthRecord:
    """A month as filed, its report three days before it was expected."""
    period = FIRST.add(number)
    due = period.next().first + timedelta(days=19)
    return MonthRecord(
        deal=deal,
        period=period,
        age=number + 1,
        due=due,
        told=due - timedelta(days=3),
        loss=1_000 * (number + 1),
        forecast=1_000 * (number + 1),
        coverage=1_250_000,
        distance=400_000,
        missing=2_000 + 10 * (number % 3),
        turnover=15_000 + 1_000 * (number % 4),
        price=1_000_000 - 300 * (number % 3),
    )


def claims(deal: str) -> list[Claim]:
    """What every source says, all alike."""
    closing = FIRST.previous()

    def claim(period: Period, figure: str, source: Source, minor: int) -> Claim:
        return Claim(deal=deal, period=period, figure=figure, source=source, minor=minor)

    made = [
        claim(closing, "issued:A", Source.PLAN, 60_000_000_00),
        claim(closing, "issued:A", Source.COMPLETION, 57_000_000_00),
        claim(closing, "closing-pool", Source.PLAN, POOL),
        claim(closing, "closing-pool", Source.TAPE, POOL),
    ]
    for number in range(MONTHS):
        period, pool = FIRST.add(number), POOL - number * 20_000_000_00
        made += [claim(period, "pool", source, pool) for source in (Source.SERVICER, Source.TAPE)]
        made += [claim(period, "cash", source, 21_000_000_00) for source in (Source.SERVICER, Source.TAPE)]
        made += [claim(period, "outstanding:A", source, pool // 8) for source in (Source.SERVICER, Source.LEDGER)]
        made.append(claim(period, "issued:A", Source.LEDGER, 57_000_000_00))
    return made


def calm() -> Market:
    """A market in which nothing is wrong; each deal has a payer of 14.9 %, and two payers share a name."""
    payers = [(each.deal, f"{each.deal}/p{number}", 8_510) for each in DEALS for number in range(10)]
    payers += [(each.deal, f"{each.deal}/large", 14_900) for each in DEALS]
    parties = tuple(PartyRecord(id=f"{each.deal}/large", name="张伟", person=True) for each in DEALS[:2])
    pledges = [(each.deal, place * 1_000 + asset) for place, each in enumerate(DEALS) for asset in range(50)]
    return Market(
        period=LAST,
        as_of=date(2027, 9, 25),
        deals=DEALS,
        months=tuple(month(each.deal, number) for each in DEALS for number in range(MONTHS)),
        claims=tuple(claim for each in DEALS for claim in claims(each.deal)),
        parties=parties,
        payers=frame_of(PAYERS, payers),
        pledges=frame_of(PLEDGES, pledges),
    )


def changed(market: Market, deal: str, last: int, **values: Any) -> Market:
    """The market with the last months of a deal other; a callable is given the place from the end, 0 the last."""
    months = []
    for each in market.months:
        back = each.period.months_to(LAST)
        if each.deal == deal and back < last:
            new = {name: value(back) if callable(value) else value for name, value in values.items()}
            months.append(replace(each, **new))
        else:
            months.append(each)
    return replace(market, months=tuple(months))


def said(market: Market, deal: str, figure: str, source: Source, last: int, **by: int) -> Market:
    """The market with what a source says of a figure in the last months times ``ppm`` or plus ``minor``."""
    new = [
        replace(each, minor=each.minor * by.get("ppm", 1_000_000) // 1_000_000 + by.get("minor", 0))
        if (each.deal, each.figure, each.source) == (deal, figure, source) and each.period.months_to(LAST) < last
        else each
        for each in market.claims
    ]
    return replace(market, claims=tuple(new))


def with_claims(market: Market, keep: object) -> Market:
    """The market with only the claims that a test keeps."""
    assert callable(keep)
    return replace(market, claims=tuple(each for each in market.claims if keep(each)))


def watched(market: Market) -> tuple[Alert, ...]:
    """Every alert."""
    return watch_market(market, groups_of(market.parties, SPEECH)).alerts


def kinds(market: Market) -> list[Kind]:
    """Their kinds."""
    return [each.kind for each in watched(market)]
