"""Events of a month: repurchase, substitution, clean-up call, servicer replaced, back-up named.

    on,kind,asset,principal,price,party,reason
    2026-10-08,repurchase,L00017,88000.00 CNY,88410.20 CNY,filer,ineligible: title
    2026-10-09,substitution-out,L00020,50000.00 CNY,,filer,ineligible: arrears
    2026-10-09,substitution-in,L90001,49000.00 CNY,,filer,-
    2026-10-20,servicer-terminated,,,,filer,insolvency
    2026-10-20,servicer-appointed,,,,back-up,-

A file of its own, `events/2026-10.csv`; a month without one had none. Events move no money by themselves: what they
bring stands in the month's collections, and `checks` holds the two against each other.
Source: CASHFLOW.md section 7 (Must 4); AMAC risk-control guide (LAW.md 5.3); LAW.md d.2, events 2, 8 and 10.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tallystick.deal.scalars import DateText, Record, Text
from tallystick.evidence.findings import Finding, finding
from tallystick.tape.reading.records import read_records
from tallystick.units.money import Currency, Money, MoneyError
from tallystick.units.periods import Period

__all__ = ["EventKind", "PoolEvent", "parse_events"]


class EventKind(StrEnum):
    """What happened."""

    REPURCHASE = "repurchase"
    SUBSTITUTION_OUT = "substitution-out"
    SUBSTITUTION_IN = "substitution-in"
    CLEAN_UP_CALL = "clean-up-call"
    SERVICER_TERMINATED = "servicer-terminated"
    SERVICER_APPOINTED = "servicer-appointed"
    BACK_UP_NAMED = "back-up-named"

    @property
    def is_of_assets(self) -> bool:
        """Whether it is about one asset and its principal."""
        return self in {EventKind.REPURCHASE, EventKind.SUBSTITUTION_OUT, EventKind.SUBSTITUTION_IN}

    @property
    def has_price(self) -> bool:
        """Whether somebody pays for it."""
        return self in {EventKind.REPURCHASE, EventKind.CLEAN_UP_CALL}


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolEvent:
    """One event. Laws: an event of assets has an asset and a principal; one with a price has the price.

    Attributes:
        row: its place in the file.
        on: the day.
        kind: what happened.
        asset: id on the tape; empty where it is about no one asset.
        principal: of the asset, or what a clean-up call buys; nothing where there is none, or none is told.
        price: what was paid for it; nothing where nobody pays.
        party: id of the party that acts, as the deal names it.
        reason: why.
    """

    row: int
    on: date
    kind: EventKind
    asset: str
    principal: Money
    price: Money
    party: str
    reason: str


class _Row(Record):
    on: DateText
    kind: Text
    asset: str = ""
    principal: str = ""
    price: str = ""
    party: Text
    reason: Text


def parse_events(
    content: bytes, *, period: Period, currency: Currency, file: str
) -> tuple[tuple[PoolEvent, ...], tuple[Finding, ...]]:
    """Read the events of a month; those that can be read, and every finding.

    Args:
        content: the bytes of the file.
        period: the month it is for; an event of another month is refused.
        currency: of the pool.
        file: its name, for findings.
    """
    rows, findings = read_records(_Row, content, file=file)
    read, found = [], list(findings)
    for number, row in rows:
        event = _event(row, number, currency)
        if isinstance(event, str):
            value, expected = getattr(row, event) or "-", _expected(event, currency)
            unreadable = "servicing.event-unreadable"
            found.append(finding(unreadable, file=file, row=number, column=event, value=value, expected=expected))
        elif Period.of(row.on) != period:
            found.append(
                finding("servicing.event-outside", file=file, row=number, column="on", on=row.on, period=str(period))
            )
        else:
            read.append(event)
    return tuple(read), tuple(found)


def _expected(column: str, currency: Currency) -> str:
    """Return what a column of an event looks like."""
    match column:
        case "kind":
            return ", ".join(EventKind)
        case "asset":
            return "L00001"
    return str(Money(minor=1_250_50, currency=currency))


def _event(row: _Row, number: int, currency: Currency) -> PoolEvent | str:
    """Return the event of a row, or the column that cannot be read."""
    if row.kind not in set(EventKind):
        return "kind"
    kind, nothing = EventKind(row.kind), Money.zero(currency)
    amounts = {"principal": nothing, "price": nothing}
    for name, needed in (("principal", kind.is_of_assets), ("price", kind.has_price)):
        text = getattr(row, name)
        if not needed and not text:
            continue
        try:
            amounts[name] = Money.parse(text)
        except MoneyError:
            return name
        if amounts[name].currency is not currency or not amounts[name].is_positive():
            return name
    if kind.is_of_assets and not row.asset:
        return "asset"
    return PoolEvent(
        row=number,
        on=row.on,
        kind=kind,
        asset=row.asset,
        principal=amounts["principal"],
        price=amounts["price"],
        party=row.party,
        reason=row.reason,
    )
