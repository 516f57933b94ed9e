"""Collections: what one month's file says was collected, and whether month follows month.

    opening - scheduled - prepaid - defaulted = closing          in every month
    opening of a month = closing of the month before

A file has one row an item: five are cash (the items an account receives), the others tell of the pool. Every item
stands in every file, zero where nothing came in, so that a forgotten row is not mistaken for nothing.
Source: CASHFLOW.md section 4 (a validator reports, it does not repair); cash items as in `deal.checks.cash_paths`.

It does not compare collections with the loans behind them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.cashflow.waterfall import PoolFacts
from tallystick.deal.checks.cash_paths import COLLECTION_ITEMS
from tallystick.deal.scalars import CurrencyText, Identifier, Record, Text, Whole
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.tape.reading.records import read_records
from tallystick.units.money import Currency, Money, MoneyError
from tallystick.units.periods import Period

__all__ = ["ITEMS", "POOL_ITEMS", "Collection", "check_sequence", "parse_collection"]

POOL_ITEMS: Final = ("opening-balance", "defaulted-principal", "closing-balance")
ITEMS: Final = (*COLLECTION_ITEMS, *POOL_ITEMS)


class _Row(Record):
    item: Identifier
    amount: Text
    currency: CurrencyText
    count: Whole | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """One month as reported. Law: it has an amount, not negative and of one currency, for each of `ITEMS`.

    Attributes:
        period: the month of collections.
        amounts: by item.
        counts: how many assets stand behind an item, where the file says so.
        sha256: digest of the file.
    """

    period: Period
    amounts: Mapping[str, Money]
    counts: Mapping[str, int]
    sha256: str

    @property
    def opening(self) -> Money:
        """Performing principal at the beginning of the month."""
        return self.amounts["opening-balance"]

    @property
    def closing(self) -> Money:
        """Performing principal at its end, as reported."""
        return self.amounts["closing-balance"]

    def expected_closing(self) -> Money:
        """Return what the balance at its end must be after what the month reports."""
        repaid = self.amounts["scheduled-principal"] + self.amounts["prepaid-principal"]
        return self.opening - repaid - self.amounts["defaulted-principal"]

    def facts(self) -> PoolFacts:
        """Return the month as the waterfalls take it: cash by item, and the pool."""
        return PoolFacts(
            period=self.period,
            beginning=self.opening,
            ending=self.closing,
            defaulted=self.amounts["defaulted-principal"],
            collected={item: self.amounts[item] for item in COLLECTION_ITEMS},
        )


def parse_collection(
    content: bytes, *, period: Period, currency: Currency, file: str
) -> tuple[Collection | None, tuple[Finding, ...]]:
    """Read one month's collections.

    Args:
        content: the bytes of the file: columns item, amount, currency and, where wanted, count.
        period: the month it is said to be for; the file itself does not tell.
        currency: of the pool, as filed.
        file: its name, for findings.

    Returns:
        The collection, or None where anything at all is wrong with the file; and every finding.
    """
    rows, findings = read_records(_Row, content, file=file)
    amounts: dict[str, Money] = {}
    counts: dict[str, int] = {}
    found = list(findings)
    for number, row in rows:
        amount = _amount(row, currency, file=file, number=number, known=amounts)
        if isinstance(amount, Finding):
            found.append(amount)
            continue
        amounts[row.item] = amount
        if row.count is not None:
            counts[row.item] = row.count
    named = {row.item for _, row in rows}
    found.extend(finding("servicing.item-missing", file=file, item=item) for item in ITEMS if item not in named)
    if found:
        return None, tuple(found)
    collection = Collection(period=period, amounts=amounts, counts=counts, sha256=sha256_hex(content))
    broken = tuple(_balance(collection, file))
    return (None if broken else collection), broken


def _amount(row: _Row, currency: Currency, *, file: str, number: int, known: Mapping[str, Money]) -> Money | Finding:
    if row.item not in ITEMS:
        return finding("servicing.item-unknown", file=file, row=number, column="item", item=row.item, known=ITEMS)
    if row.item in known:
        return finding("servicing.item-twice", file=file, row=number, column="item", item=row.item)
    if row.currency is not currency:
        return finding(
            "servicing.currency-differs",
            file=file,
            row=number,
            column="currency",
            found=row.currency.value,
            expected=currency.value,
        )
    try:
        amount = Money.parse_amount(row.amount, currency)
    except MoneyError:
        return finding("servicing.amount-unreadable", file=file, row=number, column="amount", value=row.amount)
    if amount.is_negative():
        return finding(
            "servicing.amount-negative", file=file, row=number, column="amount", item=row.item, amount=amount
        )
    return amount


def _balance(collection: Collection, file: str) -> Iterator[Finding]:
    expected = collection.expected_closing()
    if expected != collection.closing:
        yield finding(
            "servicing.balance-breaks",
            file=file,
            period=str(collection.period),
            opening=collection.opening,
            expected=expected,
            closing=collection.closing,
            difference=collection.closing - expected,
        )


def check_sequence(
    collections: Sequence[Collection], *, first: Period, initial_pool: Money | None = None
) -> tuple[Finding, ...]:
    """Check that the months follow each other from the first one filed, each opening with what the last one left.

    Args:
        collections: in any order; one a month.
        first: the first month of collections that belongs to the classes, as filed.
        initial_pool: principal of the pool that was sold, where it is known from the tape.
    """
    ordered = sorted(collections, key=lambda each: each.period)
    found: list[Finding] = []
    expected, opening = first, initial_pool
    for each in ordered:
        if each.period < expected:
            found.append(finding("servicing.period-unexpected", period=str(each.period), expected=str(expected)))
            continue
        while expected < each.period:
            found.append(finding("servicing.period-missing", period=str(expected)))
            expected, opening = expected.next(), None
        if opening is not None and each.opening != opening:
            found.append(
                finding("servicing.opening-differs", period=str(each.period), expected=opening, opening=each.opening)
            )
        expected, opening = each.period.next(), each.closing
    return tuple(found)
