"""Remittance records: each payment over the border with what allows it, what taxes it, and what shows it.

    gross - tax = net          net + what was carried = what was bought + residual          by market, CNY and CNH apart

A file of its own, `remittances/2026-09.csv`, one row a remittance, in the order in which they were sent. A dash says
that there is none, and is asked about where one is needed.
Source: LAW.md (g) 8 and 9 (mark R: record filing above USD 50,000 a remittance; the rest is what a bank asks for).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tallystick.deal.scalars import DateText, ExchangeRateText, Identifier, MoneyText, Record, Text
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.remittance.conversion import Conversion, Market, convert
from tallystick.tape.reading.records import read_records
from tallystick.units.money import Currency, Money, total

__all__ = ["FILING_ABOVE", "Remittance", "check_remittances", "counted_once", "parse_remittances", "remitted"]

FILING_ABOVE: Final = Money(minor=50_000_00, currency=Currency.USD)
"""A single remittance above this is put on record with the tax authority first. Source: LAW.md (g) 8, mark R."""

_NONE: Final = "-"
_CODE: Final = re.compile(r"[0-9]{6}")
"""A balance-of-payments transaction code has six digits; which one applies is for the bank and the filer."""
_PROOFS: Final = ("basis", "registration", "bank_proof")


class Remittance(Record):
    """One remittance as recorded.

    `item` is the step of the onshore waterfall whose money it is, such as ``senior``; `rate` is units of the sent
    currency for one of the received, from `rate_source`; `carried` is what the exchange before left.
    """

    reference: Identifier
    item: Identifier
    sent_on: DateText
    basis: Text
    registration: Text
    bop_code: Text
    tax_filing: Text
    bank_proof: Text
    gross: MoneyText
    tax: MoneyText
    net: MoneyText
    market: Text
    rate: ExchangeRateText
    rate_source: Text
    carried: MoneyText
    received: MoneyText
    residual: MoneyText

    def conversion(self) -> Conversion:
        """Return what the net amount buys at the rate recorded, with what was carried.

        Raises:
            CurrencyMismatchError: what was carried is in another currency.
        """
        return convert(self.net, carried=self.carried, rate=self.rate, into=self.received.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class _At:
    file: str
    row: int
    reference: str


def parse_remittances(content: bytes, *, file: str) -> tuple[tuple[tuple[int, Remittance], ...], tuple[Finding, ...]]:
    """Read the remittances of a month with their rows, and every finding."""
    return read_records(Remittance, content, file=file)


def counted_once(
    files: Mapping[str, Sequence[tuple[int, Remittance]]],
) -> tuple[dict[str, tuple[tuple[int, Remittance], ...]], tuple[Finding, ...]]:
    """Return the rows of each file without those whose reference stands further up, or in a file before; each is told.

    Args:
        files: rows by file, in the order of the months.
    """
    first: dict[str, tuple[str, int]] = {}
    once: dict[str, tuple[tuple[int, Remittance], ...]] = {}
    found: list[Finding] = []
    for file, rows in files.items():
        kept: list[tuple[int, Remittance]] = []
        for row, each in rows:
            stands, at = first.setdefault(each.reference, (file, row))
            if (stands, at) == (file, row):
                kept.append((row, each))
            else:
                told = _At(file=file, row=row, reference=each.reference)
                found.append(_told("servicing.remittance-twice", told, "reference", first=stands, at=at))
        once[file] = tuple(kept)
    return once, tuple(found)


def remitted(records: Sequence[Remittance], item: str, currency: Currency) -> Money:
    """Return what was sent of an item, before tax."""
    return total((each.gross for each in records if each.item == item and each.gross.currency is currency), currency)


def check_remittances(
    rows: Sequence[tuple[int, Remittance]],
    due: Mapping[str, Money],
    before: Mapping[str, Money],
    *,
    file: str,
) -> tuple[tuple[Finding, ...], Mapping[str, Money]]:
    """Check the remittances of a month, each for itself; whether they add up, `reconciliation.beside` says.

    Args:
        rows: in the order in which they were sent, each once.
        due: what the waterfall paid to each item that crosses the border.
        before: what the last exchange in each market left.
        file: of the records, for findings.

    Returns:
        The findings, and what the last exchange in each market leaves for the next month.
    """
    found: list[Finding] = []
    left = dict(before)
    for row, each in rows:
        at = _At(file=file, row=row, reference=each.reference)
        found.extend(_shown(each, at))
        faults = [*_amounts(each, at), *_converted(each, left.get(each.market), at)]
        found.extend(faults)
        left[each.market] = each.residual
    records = [each for _, each in rows]
    strange = sorted({each.item for each in records} - set(due))
    found += [finding("servicing.remittance-item", file=file, item=item, known=tuple(due)) for item in strange]
    return tuple(found), left


def _shown(each: Remittance, at: _At) -> Iterator[Finding]:
    """Yield which proof a remittance lacks."""
    for name in _PROOFS:
        if getattr(each, name) == _NONE:
            yield _told("servicing.remittance-proof", at, name, part=name)
    if _CODE.fullmatch(each.bop_code) is None:
        yield _told("servicing.remittance-code", at, "bop_code", value=each.bop_code)
    if each.rate_source == _NONE and each.rate != 1:
        yield _told("servicing.remittance-proof", at, "rate_source", part="rate_source")
    if each.tax_filing == _NONE:
        dollars = _dollars(each)
        if dollars is None:
            yield _told("servicing.remittance-dollars", at, "tax_filing", gross=each.gross, bound=FILING_ABOVE)
        elif dollars > FILING_ABOVE.major:
            yield _told("servicing.remittance-tax-filing", at, "tax_filing", gross=each.gross, bound=FILING_ABOVE)


def _dollars(each: Remittance) -> Fraction | None:
    """Return about how many dollars were sent; None where they neither left nor arrived as dollars, and no rate says.

    Nothing sent is no dollar, whatever the rate.
    """
    if each.gross.currency is Currency.USD or each.gross.is_zero():
        return each.gross.major
    return each.gross.major / each.rate if each.received.currency is Currency.USD else None


def _amounts(each: Remittance, at: _At) -> Iterator[Finding]:
    amounts = (each.gross, each.tax, each.net, each.carried, each.residual)
    if len({amount.currency for amount in amounts}) > 1:
        yield _told("servicing.remittance-currency", at, "gross", found=tuple(str(amount) for amount in amounts))
        return
    if each.gross - each.tax != each.net or min(amounts).is_negative():
        yield _told("servicing.remittance-net", at, "net", gross=each.gross, tax=each.tax, net=each.net)


def _converted(each: Remittance, left: Money | None, at: _At) -> Iterator[Finding]:
    if each.market not in set(Market):
        yield _told("servicing.remittance-market", at, "market", value=each.market)
        return
    if len({amount.currency for amount in (each.net, each.carried, each.residual)}) > 1:
        return
    stands = left or Money.zero(each.net.currency)
    if each.carried != stands:
        yield _told(
            "servicing.remittance-carried", at, "carried", market=each.market, carried=each.carried, left=stands
        )
    bought = each.conversion()
    if (bought.received, bought.residual) != (each.received, each.residual):
        yield _told(
            "servicing.remittance-conversion",
            at,
            "received",
            expected=bought.received,
            received=each.received,
            residual=bought.residual,
            stated=each.residual,
        )


def _told(code: str, at: _At, column: str, /, **arguments: object) -> Finding:
    return finding(code, file=at.file, row=at.row, column=column, reference=at.reference, **arguments)  # type: ignore[arg-type]
