"""The auto-leases example's own year on the stage: its collections, its waterfalls, its forecast, a deal that lives."""

from dataclasses import replace
from datetime import date
from functools import cache

from tallystick.deal.deal import Deal
from tallystick.issuance.pricing import parse_pricing, priced
from tallystick.servicing.certificate import Certificate, certify
from tallystick.servicing.close import close_period
from tallystick.servicing.collections import Collection, Declared, parse_collection
from tallystick.servicing.reconciliation.cash import cash_of
from tallystick.supervision.watching.from_servicing import MonthSeen
from tallystick.supervision.watching.life import Life, life_of
from tallystick.units.money import Money
from tallystick.units.periods import Period
from tests.deal.example import example_deal
from tests.shell.operations.example import EXAMPLE

__all__ = ["FILED", "FIRST", "ISSUED", "as_forecast", "certificates", "changed", "life", "own_deal", "year"]

FIRST = Period.parse("2026-09")
FILED, ISSUED = date(2026, 9, 10), date(2026, 9, 15)


@cache
def own_deal() -> Deal:
    """The example as it was priced."""
    deal = example_deal()
    pricing, _ = parse_pricing((EXAMPLE / "placement" / "pricing.yaml").read_bytes(), deal)
    assert pricing is not None
    return priced(deal, pricing)


@cache
def _collections() -> tuple[Collection, ...]:
    deal, read = own_deal(), list[Collection]()
    for path in sorted((EXAMPLE / "collections").glob("*.csv")):
        month, findings = parse_collection(
            path.read_bytes(),
            period=Period.parse(path.stem),
            currency=deal.assets.currency,
            file=path.name,
            declared=Declared.of(deal.structure),
        )
        assert findings == ()
        assert month is not None
        read.append(month)
    return tuple(read)


@cache
def year(months: int = 12) -> tuple[MonthSeen, ...]:
    """The example's first months as they were reported and paid."""
    given = _collections()[:months]
    seen = []
    for each in given:
        closed, _ = close_period(own_deal(), given, period=each.period)
        assert closed is not None
        seen.append(MonthSeen(collection=each, certificate=certify(closed)))
    return tuple(seen)


def changed(month: MonthSeen, **fen: int) -> MonthSeen:
    """The month with these amounts instead, by the words of its file; its certificate stays as it was."""
    currency = month.collection.opening.currency
    amounts = {name.replace("_", "-"): Money(minor=each, currency=currency) for name, each in fen.items()}
    return replace(month, collection=replace(month.collection, amounts={**month.collection.amounts, **amounts}))


def as_forecast(months: tuple[MonthSeen, ...]) -> dict[Period, Money]:
    """A forecast that every month met to the fen."""
    return {each.period: cash_of(each.collection) for each in months}


def certificates(months: tuple[MonthSeen, ...]) -> tuple[Certificate, ...]:
    """What the months came to."""
    return tuple(each.certificate for each in months)


def life(**known: object) -> Life:
    """The example's life: filed on 10 September 2026, issued five days later."""
    return replace(life_of(own_deal(), filed=FILED, issued=ISSUED), **known)  # type: ignore[arg-type]
