"""Collections: what one month's file says was collected, and whether month follows month.

    opening - scheduled - prepaid - defaulted = closing          in every month
    opening of a month = closing of the month before, and what was bought then

A file has one row an item: five are cash (the items an account receives), the others tell of the pool. What the
structure declares beside them has a row too: further items and reported amounts, the figures of each sub-pool
(together no more than the pool's), `yes` or `no` for an event, the rate or price of an index, and where assets are
bought the principal bought, which the next month opens with as well. Every item stands in every file, zero where
nothing came in, so that a forgotten row is not mistaken for nothing.

Source: CASHFLOW.md section 4 (a validator reports, it does not repair); cash items as in `deal.checks.cash_paths`.

It does not compare collections with the loans behind them.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Self

from tallystick.cashflow.waterfall import PoolFacts
from tallystick.deal.checks.cash_paths import COLLECTION_ITEMS, SUBPOOL_FIGURES, reported_names, waterfalls_of
from tallystick.deal.structure import Structure
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding, told_once
from tallystick.servicing.intake.amounts import amount_of
from tallystick.servicing.intake.posted import CollectionRow, begins_like_json, parse_posted
from tallystick.tape.reading.records import read_records
from tallystick.units.money import Currency, Money, total
from tallystick.units.periods import Period
from tallystick.units.rates import Rate, RateError

__all__ = ["ITEMS", "POOL_ITEMS", "PURCHASED", "Collection", "Declared", "check_sequence", "parse_collection"]

POOL_ITEMS: Final = ("opening-balance", "defaulted-principal", "closing-balance")
ITEMS: Final = (*COLLECTION_ITEMS, *POOL_ITEMS)
PURCHASED: Final = "purchased-principal"

_WHOLE: Final = dict(zip(("beginning", "defaulted", "ending"), POOL_ITEMS, strict=True))
"""The figures of a sub-pool that a month reports of the whole pool under another name."""
_SAID: Final = {"yes": True, "no": False}
_PRICE: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a structure lets a month report beside the items of every deal.

    Attributes:
        items: further cash.
        reported: further amounts; figures of sub-pools and, where a step buys, the principal bought among them.
        events: that may stand reported.
        indices: rates and prices.
        subpools: the parts of the pool whose figures are among what is reported.
    """

    items: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    indices: tuple[str, ...] = ()
    subpools: tuple[str, ...] = ()

    @classmethod
    def of(cls, structure: Structure) -> Self:
        """Return what a structure declares."""
        steps = [step for _, steps in waterfalls_of((), structure.onshore) for step in steps]
        bought = (PURCHASED,) if any(step.pay == "purchase" for step in steps) else ()
        return cls(
            items=tuple(structure.items or {}),
            reported=(*reported_names(structure), *bought),
            events=tuple(structure.events or {}),
            indices=tuple(structure.indices or {}),
            subpools=tuple(structure.subpools or {}),
        )

    def names(self) -> tuple[str, ...]:
        """Return every row a file has: those of every deal, then these."""
        return (*ITEMS, *self.items, *self.reported, *self.events, *self.indices)


_NOTHING: Final = Declared()


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """One month as reported. Law: it has an amount, not negative and of one currency, for each of `ITEMS`.

    Attributes:
        period: the month of collections.
        amounts: by item.
        counts: how many assets stand behind an item, where the file says so.
        sha256: digest of the file.
        declared: what the structure lets it report beside the items of every deal.
        events: those that stand reported.
        indices: rates and prices of the month.
        shifts: what corrections of earlier months add to items of this one, signed; see `restatement`.
        posted: whether it came as JSON from the servicer's system, and not as a table.
    """

    period: Period
    amounts: Mapping[str, Money]
    counts: Mapping[str, int]
    sha256: str
    declared: Declared = _NOTHING
    events: frozenset[str] = frozenset()
    indices: Mapping[str, Fraction] = field(default_factory=dict)
    shifts: Mapping[str, Money] = field(default_factory=dict)
    posted: bool = False

    @property
    def file(self) -> str:
        """The name of its file in a deal folder."""
        return f"collections/{self.period}.{'json' if self.posted else 'csv'}"

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

    @property
    def carried_on(self) -> Money:
        """What the next month opens with: what performed at the end of this one, and what was then bought."""
        return self.closing + self.amounts.get(PURCHASED, Money.zero(self.closing.currency))

    def shift(self, item: str) -> Money:
        """Return what corrections of earlier months add to an item; nothing where there are none."""
        return self.shifts.get(item, Money.zero(self.closing.currency))

    def carried(self, item: str) -> Money:
        """Return an item as it is paid: as reported, and what corrections of earlier months add."""
        return self.amounts[item] + self.shift(item)

    def facts(self) -> PoolFacts:
        """Return the month as the waterfalls take it: cash by item, and the pool."""
        return PoolFacts(
            period=self.period,
            beginning=self.opening,
            ending=self.closing,
            defaulted=self.carried("defaulted-principal"),
            collected={item: self.carried(item) for item in (*COLLECTION_ITEMS, *self.declared.items)},
            reported={name: self.amounts[name] for name in self.declared.reported},
            events=self.events,
            indices=self.indices,
        )


def parse_collection(
    content: bytes, *, period: Period, currency: Currency, file: str, declared: Declared = _NOTHING, deal: str = ""
) -> tuple[Collection | None, tuple[Finding, ...]]:
    """Read one month's collections: a table, or JSON as a servicer's system posts it (`posted`).

    Args:
        content: the bytes of the file: columns item, amount, currency and, where wanted, count; or a posted month.
        period: the month it is said to be for; a table itself does not tell.
        currency: of the pool, as filed.
        file: its name, for findings.
        declared: what the structure lets it report beside the items of every deal.
        deal: id of the deal, which a posted month must name; empty where that does not matter.

    Returns:
        The collection, or None where anything at all is wrong with the file; and every finding.
    """
    posted = begins_like_json(content)
    rows, findings = (
        _posted(content, period=period, deal=deal, file=file)
        if posted
        else read_records(CollectionRow, content, file=file)
    )
    read: dict[str, Money | bool | Fraction] = {}
    counts: dict[str, int] = {}
    found = list(findings)
    if posted and not rows:
        return None, tuple(found)
    for number, row in rows:
        value = _value(row, currency, file=file, number=number, known=read, declared=declared)
        if isinstance(value, Finding):
            found.append(value)
            continue
        read[row.item] = value
        if row.count is not None:
            counts[row.item] = row.count
    named = {row.item for _, row in rows} or set(declared.names())  # of a file without rows, that is said already
    missing = (item for item in declared.names() if item not in named)
    found.extend(finding("servicing.item-missing", file=file, item=item) for item in missing)
    if found:
        return None, told_once(found)
    collection = Collection(
        period=period,
        amounts={name: value for name, value in read.items() if isinstance(value, Money)},
        counts=counts,
        sha256=sha256_hex(content),
        declared=declared,
        events=frozenset(name for name, value in read.items() if value is True),
        indices={name: value for name, value in read.items() if isinstance(value, Fraction)},
        posted=posted,
    )
    broken = (*_balance(collection, file), *_subpools(collection, file))
    return (None if broken else collection), broken


def _posted(
    content: bytes, *, period: Period, deal: str, file: str
) -> tuple[tuple[tuple[int, CollectionRow], ...], tuple[Finding, ...]]:
    """Read a posted month, and say where it is of another deal or month than the door it came through."""
    month, found = parse_posted(content, file=file)
    if month is None:
        return (), found
    about = []
    if month.period != period:
        about.append(finding("servicing.posted-month", file=file, found=str(month.period), expected=str(period)))
    if deal and month.deal != deal:
        about.append(finding("servicing.posted-deal", file=file, found=month.deal, expected=deal))
    if not month.items:
        about.append(finding("servicing.posted-empty", file=file))
    return tuple(enumerate(month.items, start=1)), (*found, *about)


def _value(
    row: CollectionRow, currency: Currency, *, file: str, number: int, known: Container[str], declared: Declared
) -> Money | bool | Fraction | Finding:
    if row.item not in declared.names():
        names = declared.names()
        return finding("servicing.item-unknown", file=file, row=number, column="item", item=row.item, known=names)
    if row.item in known:
        return finding("servicing.item-twice", file=file, row=number, column="item", item=row.item)
    if row.item in declared.events and row.amount in _SAID:
        return _SAID[row.amount]
    if row.item in declared.indices and (price := _price(row.amount)) is not None:
        return price
    if row.item in declared.events or row.item in declared.indices:
        return finding("servicing.amount-unreadable", file=file, row=number, column="amount", value=row.amount)
    return _amount(row, currency, file=file, number=number)


def _price(text: str) -> Fraction | None:
    """Read the rate (3.45%) or price (7.15) of an index; None where it is neither."""
    if _PRICE.fullmatch(text):
        return Fraction(text)
    try:
        return Rate.parse(text).per_annum
    except RateError:
        return None


def _amount(row: CollectionRow, currency: Currency, *, file: str, number: int) -> Money | Finding:
    amount = amount_of(row.amount, row.currency, currency, file=file, row=number)
    if isinstance(amount, Money) and amount.is_negative():
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


def _subpools(collection: Collection, file: str) -> Iterator[Finding]:
    amounts = collection.amounts
    for figure in SUBPOOL_FIGURES if collection.declared.subpools else ():
        whole = amounts[_WHOLE.get(figure, figure)]
        parts = total((amounts[f"{name}.{figure}"] for name in collection.declared.subpools), whole.currency)
        if parts > whole:
            yield finding("servicing.subpools-exceed", file=file, figure=figure, parts=parts, whole=whole)


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
        if opening is not None and each.opening != opening + each.shift("closing-balance"):
            due = opening + each.shift("closing-balance")
            found.append(
                finding("servicing.opening-differs", period=str(each.period), expected=due, opening=each.opening)
            )
        found.extend(_overdrawn(each))
        expected, opening = each.period.next(), each.carried_on
    return tuple(found)


def _overdrawn(each: Collection) -> Iterator[Finding]:
    """Say which item a correction would take below zero: what is not there cannot be paid back in one month."""
    for item, shift in each.shifts.items():
        if item != "closing-balance" and each.carried(item).is_negative():
            yield finding(
                "servicing.correction-exceeds",
                period=str(each.period),
                item=item,
                collected=each.amounts[item],
                difference=shift,
            )
