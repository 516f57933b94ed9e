"""Restatement: an earlier month corrected with its trail, and the difference carried by a later one.

    as reported: month, item, old  ->  new, why, who signed, carried in which month
    the month itself stays as it was paid; what it would have come to is written beside it
    the month that carries it: each item + (new - old); its pool opens with what the correction left

Nothing is overwritten: the file of the month, its certificate and its payments remain, and a second correction of the
same item starts from the first. What a correction takes away is taken from money that has come in, never from holders.
Laws: cash of all months with corrections carried = cash of all months as they should have been reported; a correction
is carried exactly once.
Source: DESIGN.md section 2, principle 1; LAW.md 5.3 (ID-14: what was reported is corrected in the open).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tallystick.deal.checks.cash_paths import COLLECTION_ITEMS
from tallystick.deal.scalars import CurrencyText, Identifier, PeriodText, Record, Text
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.collections import POOL_ITEMS, Collection
from tallystick.servicing.intake.amounts import amount_of
from tallystick.tape.reading.records import read_records
from tallystick.units.money import Currency, Money, total
from tallystick.units.periods import Period

__all__ = ["Correction", "carry", "check_corrections", "parse_corrections", "put_right", "restated"]

_OPENING, _CLOSING = POOL_ITEMS[0], POOL_ITEMS[2]
_CARRIED: Final = (*COLLECTION_ITEMS, "defaulted-principal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One item of one month, corrected. Law: old != new, and neither is negative.

    Attributes:
        period: the month that was reported wrongly.
        item: of its file.
        old: as it stood on record.
        new: as it should have been.
        carried_in: the later month that carries the difference.
        reason_zh: why, in Chinese.
        reason_en: and in English.
    """

    period: Period
    item: str
    old: Money
    new: Money
    carried_in: Period
    reason_zh: str
    reason_en: str

    @property
    def difference(self) -> Money:
        """What the later month carries; negative where too much had been reported."""
        return self.new - self.old


class _Row(Record):
    period: PeriodText
    item: Identifier
    old: Text
    new: Text
    currency: CurrencyText
    carried_in: PeriodText
    reason_zh: Text
    reason_en: Text


def parse_corrections(
    content: bytes, *, currency: Currency, file: str = "corrections.csv"
) -> tuple[tuple[tuple[int, Correction], ...], tuple[Finding, ...]]:
    """Read corrections: each that can be read with its row, and every finding.

    Args:
        content: the bytes of the file.
        currency: of the pool.
        file: its name, for findings.
    """
    rows, findings = read_records(_Row, content, file=file)
    read: list[tuple[int, Correction]] = []
    found = list(findings)
    for number, row in rows:
        old, new = (
            amount_of(str(getattr(row, name)), row.currency, currency, file=file, row=number, column=name)
            for name in ("old", "new")
        )
        if isinstance(old, Finding) or isinstance(new, Finding):
            found.extend(dict.fromkeys(each for each in (old, new) if isinstance(each, Finding)))
            continue
        correction = Correction(
            period=row.period,
            item=row.item,
            old=old,
            new=new,
            carried_in=row.carried_in,
            reason_zh=row.reason_zh,
            reason_en=row.reason_en,
        )
        read.append((number, correction))
    return tuple(read), tuple(found)


def restated(collection: Collection, corrections: Sequence[Correction]) -> Collection:
    """Return a month as it should have been reported.

    Args:
        collection: as reported.
        corrections: on record, in their order; those of other months are passed over.
    """
    own = [each for each in corrections if each.period == collection.period]
    if not own:
        return collection
    amounts = dict(collection.amounts) | {each.item: each.new for each in own}
    digest = sha256_hex("\n".join([collection.sha256, *(f"{each.item} {each.new}" for each in own)]).encode())
    return replace(collection, amounts=amounts, sha256=digest)


def put_right(collections: Sequence[Collection], corrections: Sequence[Correction]) -> tuple[Collection, ...]:
    """Return the months as tapes and banks should show them: each as it should have been reported.

    A corrected closing balance moves the months up to the one that carries it, which were reported on the wrong one.

    Args:
        collections: as reported.
        corrections: on record, in their order.
    """
    return tuple(_moved(restated(each, corrections), corrections) for each in collections)


def _moved(month: Collection, corrections: Sequence[Correction]) -> Collection:
    moving = [each for each in corrections if each.item == _CLOSING and each.period < month.period < each.carried_in]
    if not moving:
        return month
    by = total((each.difference for each in moving), month.closing.currency)
    moved = {name: month.amounts[name] + by for name in (_OPENING, _CLOSING)}
    return replace(month, amounts=dict(month.amounts) | moved)


def carry(collections: Sequence[Collection], corrections: Sequence[Correction]) -> tuple[Collection, ...]:
    """Return the months as they are paid: each as reported, with the differences it carries.

    Args:
        collections: as reported.
        corrections: on record.
    """
    return tuple(_carrying(each, corrections) for each in collections)


def _carrying(collection: Collection, corrections: Sequence[Correction]) -> Collection:
    shifts: dict[str, Money] = {}
    for each in corrections:
        if each.carried_in == collection.period:
            shifts[each.item] = shifts.get(each.item, Money.zero(each.new.currency)) + each.difference
    return replace(collection, shifts=shifts) if shifts else collection


def check_corrections(
    rows: Sequence[tuple[int, Correction]],
    collections: Sequence[Collection],
    before: Sequence[Correction],
    *,
    closed: Sequence[Period],
    file: str = "corrections.csv",
) -> tuple[Finding, ...]:
    """Say why corrections cannot be recorded.

    Args:
        rows: to be recorded together, each with its row in the file.
        collections: as reported, of every month up to the last that was closed.
        before: corrections on record.
        closed: the months that were closed.
        file: their name, for findings.
    """
    found: list[Finding] = []
    on_record: Mapping[Period, Collection] = {each.period: restated(each, before) for each in collections}
    named: set[tuple[Period, str]] = set()
    for row, each in rows:
        found.extend(_faults(each, on_record.get(each.period), closed, file=file, row=row))
        if (each.period, each.item) in named:
            found.append(finding("servicing.item-twice", file=file, row=row, column="item", item=each.item))
        named.add((each.period, each.item))
    if found:
        return tuple(found)
    corrections = [each for _, each in rows]
    for period in sorted({each.period for each in corrections}):
        new = restated(on_record[period], corrections)
        expected = new.expected_closing()
        if expected != new.closing:
            found.append(
                finding(
                    "servicing.balance-breaks",
                    file=file,
                    period=str(period),
                    opening=new.opening,
                    expected=expected,
                    closing=new.closing,
                    difference=new.closing - expected,
                )
            )
    return tuple(found)


def _faults(
    each: Correction, month: Collection | None, closed: Sequence[Period], *, file: str, row: int
) -> Iterator[Finding]:
    period, last = str(each.period), max(closed, default=None)
    if month is None or each.period not in closed:
        yield finding("servicing.correction-not-closed", file=file, row=row, column="period", period=period)
        return
    if each.item not in (*_CARRIED, *month.declared.items, _CLOSING):
        known = (*_CARRIED, *month.declared.items, _CLOSING)
        yield finding("servicing.item-unknown", file=file, row=row, column="item", item=each.item, known=known)
        return
    stands = month.amounts[each.item]
    if each.old != stands:
        yield finding(
            "servicing.correction-old-differs",
            file=file,
            row=row,
            column="old",
            period=period,
            item=each.item,
            old=each.old,
            stands=stands,
        )
    if each.old == each.new or each.new.is_negative():
        yield finding("servicing.correction-nothing", file=file, row=row, column="new", item=each.item, new=each.new)
    if last is not None and each.carried_in <= last:
        yield finding(
            "servicing.correction-too-early",
            file=file,
            row=row,
            column="carried_in",
            carried=str(each.carried_in),
            last=str(last),
        )
