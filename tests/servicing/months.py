"""Months of collections for the example deal, as files and as values."""

from functools import cache

from tallystick.deal.deal import Deal
from tallystick.issuance.pricing import parse_pricing, priced
from tallystick.servicing.close import ClosedPeriod, close_period
from tallystick.servicing.collections import Collection, parse_collection
from tallystick.units.money import Currency
from tallystick.units.periods import Period
from tests.deal.example import example_deal

__all__ = ["FIRST", "closed", "collection", "content", "month_file", "months", "priced_deal"]

FIRST = Period.parse("2026-09")
_POOL = 1_001_500_000_00


def month_file(opening: int, *, scheduled: int, prepaid: int, interest: int, defaulted: int = 0) -> dict[str, int]:
    """The amounts of one month in fen, its closing balance what follows from them."""
    return {
        "opening-balance": opening,
        "scheduled-principal": scheduled,
        "prepaid-principal": prepaid,
        "interest": interest,
        "recoveries": defaulted // 5,
        "fees": 1_234_56,
        "defaulted-principal": defaulted,
        "closing-balance": opening - scheduled - prepaid - defaulted,
    }


def content(amounts: dict[str, int], *, currency: str = "CNY") -> bytes:
    """A file of these amounts."""
    rows = [f"{item},{fen // 100}.{fen % 100:02},{currency},7" for item, fen in amounts.items()]
    return "\n".join(["item,amount,currency,count", *rows, ""]).encode()


def collection(amounts: dict[str, int], period: Period = FIRST) -> Collection:
    """One month as read."""
    read, findings = parse_collection(content(amounts), period=period, currency=Currency.CNY, file=f"{period}.csv")
    assert findings == ()
    assert read is not None
    return read


def months(count: int = 4, *, bad: int | None = None) -> list[Collection]:
    """Months that follow each other; in a bad one a twentieth of the pool defaults."""
    opening, made = _POOL, []
    for number in range(count):
        defaulted = opening // 20 if number == bad else opening // 1000
        amounts = month_file(
            opening,
            scheduled=opening // 20,
            prepaid=opening // 150,
            interest=opening * 7 // 1200,
            defaulted=defaulted,
        )
        made.append(collection(amounts, FIRST.add(number)))
        opening = amounts["closing-balance"]
    return made


@cache
def priced_deal() -> Deal:
    """The example as priced, inside its filed ranges."""
    deal = example_deal()
    text = f"deal: {deal.id}\npriced_on: 2026-09-14\nclosing: 2026-09-15\nclasses:\n"
    text += "  A: {size: 114000000.00 USD, coupon: 4.55%}\n  B: {size: 20000000.00 USD, coupon: 5.35%}\n"
    pricing, findings = parse_pricing(text.encode(), deal)
    assert findings == ()
    assert pricing is not None
    return priced(deal, pricing)


@cache
def closed(number: int = 2) -> ClosedPeriod:
    """The month so many after the first one, paid."""
    done, findings = close_period(priced_deal(), months(number + 1), period=FIRST.add(number))
    assert findings == ()
    assert done is not None
    return done
