"""Confirmations: what the bank says became of each instruction, and what that leaves of each claim.

    claimed = paid + unpaid + carried          for every claim, always

Paid: the bank confirmed it. Carried: the bank returned it, so it is claimed again with the next payment. Unpaid: the
bank has not said, or said something that does not fit; then a finding says what.
Source: DESIGN.md section 6, obligation 8.

It does not talk to a bank and does not judge why a payment came back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

from tallystick.deal.scalars import CurrencyText, DateText, Identifier, Record, Text
from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding, told_once
from tallystick.servicing.entitlements import REFERENCE_DIGITS, Claim
from tallystick.tape.reading.records import read_records
from tallystick.units.money import Currency, Money, MoneyError, total
from tallystick.units.periods import Period

__all__ = [
    "AHEAD",
    "Confirmation",
    "Reconciliation",
    "SettledClaim",
    "carried_claims",
    "last_word",
    "parse_confirmations",
    "reconcile",
]

AHEAD: Final = "servicing.value-date-ahead"
"""Code of what is said of a day that had begun nowhere when it was recorded."""
_EARLIEST_ZONE: Final = timedelta(hours=14)
"""Where a day begins first, ahead of UTC. Source: IANA time zone database, Pacific/Kiritimati."""


class _Row(Record):
    reference: Identifier
    status: Literal["paid", "returned"]
    amount: Text
    currency: CurrencyText
    value_date: DateText
    bank_reference: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What the bank says of one instruction: paid or returned, how much, on which day, under which own reference."""

    row: int
    reference: str
    status: Literal["paid", "returned"]
    amount: Money
    value_date: date
    bank_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledClaim:
    """One claim after the bank spoke. Laws: claim.amount == paid + unpaid + carried; none is negative."""

    claim: Claim
    paid: Money
    unpaid: Money
    carried: Money
    bank_reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Every claim of a payment, settled or not, and what does not fit.

    Attributes:
        settled: one for each claim, in their order.
        findings: about confirmations that fit no claim, or fit it badly.
    """

    settled: tuple[SettledClaim, ...]
    findings: tuple[Finding, ...]

    def sums(self, currency: Currency) -> tuple[Money, Money, Money, Money]:
        """Return claimed, paid, unpaid and carried of one currency; the first is the sum of the others."""
        own = [each for each in self.settled if each.claim.amount.currency is currency]
        return (
            total((each.claim.amount for each in own), currency),
            total((each.paid for each in own), currency),
            total((each.unpaid for each in own), currency),
            total((each.carried for each in own), currency),
        )


def parse_confirmations(
    content: bytes, *, received: datetime, file: str = "confirmations.csv"
) -> tuple[tuple[Confirmation, ...], tuple[Finding, ...]]:
    """Read what the bank sent: the confirmations that can be read and can be true, and every finding.

    Args:
        content: the bank's file.
        received: when it was recorded, aware; what it says of a day that had begun nowhere by then is not counted.
        file: its name, for findings.
    """
    today = (received.astimezone(UTC) + _EARLIEST_ZONE).date()
    rows, findings = read_records(_Row, content, file=file)
    found, read = list(findings), []
    for number, row in rows:
        try:
            amount = Money.parse_amount(row.amount, row.currency)
        except MoneyError:
            found.append(
                finding("servicing.amount-unreadable", file=file, row=number, column="amount", value=row.amount)
            )
            continue
        if row.value_date > today:
            found.append(
                finding(
                    AHEAD,
                    file=file,
                    row=number,
                    column="value_date",
                    reference=row.reference,
                    confirmed=row.value_date,
                    received=today,
                )
            )
            continue
        read.append(
            Confirmation(
                row=number,
                reference=row.reference,
                status=row.status,
                amount=amount,
                value_date=row.value_date,
                bank_reference=row.bank_reference,
            )
        )
    found.extend(_shared_references(read, file))
    return tuple(read), told_once(found)


def _shared_references(read: Sequence[Confirmation], file: str) -> Iterator[Finding]:
    """Yield each of the bank's references that stands in several rows, once."""
    rows: dict[str, list[int]] = {}
    for each in read:
        rows.setdefault(each.bank_reference, []).append(each.row)
    for reference, (first, *others) in rows.items():
        if others:
            yield finding(
                "servicing.bank-reference-shared",
                file=file,
                row=others[0],
                column="bank_reference",
                reference=reference,
                first=first,
                count=len(others) + 1,
            )


def reconcile(
    claims: Sequence[Claim],
    confirmations: Iterable[Confirmation],
    *,
    value_date: date,
    file: str = "confirmations.csv",
) -> Reconciliation:
    """Set confirmations against claims.

    Args:
        claims: of one payment, each reference once.
        confirmations: as the bank gave them, in any order.
        value_date: the day that was instructed.
        file: name of the bank's file, for findings.
    """
    known = {claim.reference: claim for claim in claims}
    taken: dict[str, Confirmation] = {}
    found: list[Finding] = []
    for each in confirmations:
        fault = _fault(each, known, taken, file) or _early(each, value_date, file)
        if fault is None:
            taken[each.reference] = each
            found.extend(_late(each, value_date, file))
        else:
            found.append(fault)
    return Reconciliation(
        settled=tuple(_settled(claim, taken.get(claim.reference)) for claim in claims), findings=told_once(found)
    )


def last_word(files: Sequence[Sequence[Confirmation]], claims: Sequence[Claim]) -> tuple[Confirmation, ...]:
    """Return what the bank last said of each claim, which it may do in several files, such as one of late returns.

    The last file is taken whole, whatever does not fit in it; of those before, what fits a claim and is not said anew.

    Args:
        files: as they came.
        claims: of the payment.
    """
    if not files:
        return ()
    *before, last = files
    amounts = {claim.reference: claim.amount for claim in claims}
    spoken = {each.reference for each in last}
    kept: dict[str, Confirmation] = {}
    for file in before:
        first = {each.reference: each for each in reversed(file)}
        kept |= {name: each for name, each in first.items() if amounts.get(name) == each.amount}
    return (*last, *(each for name, each in kept.items() if name not in spoken))


def carried_claims(reconciled: Reconciliation, period: Period) -> tuple[Claim, ...]:
    """Return what the bank returned as claims of the next payment, each under a new reference.

    Args:
        reconciled: the payment from which they came back.
        period: the month with whose payment they are claimed again.
    """
    return tuple(
        replace(each.claim, reference=_again(each.claim.reference, period), period=period, amount=each.carried)
        for each in reconciled.settled
        if not each.carried.is_zero()
    )


def _again(reference: str, period: Period) -> str:
    return sha256_hex(canonical({"again": reference, "period": str(period)}))[:REFERENCE_DIGITS]


def _fault(
    each: Confirmation, known: Mapping[str, Claim], taken: Mapping[str, Confirmation], file: str
) -> Finding | None:
    claim = known.get(each.reference)
    if claim is None:
        return finding(
            "servicing.confirmation-unknown",
            file=file,
            row=each.row,
            column="reference",
            reference=each.reference,
            amount=each.amount,
        )
    if each.reference in taken:
        return finding(
            "servicing.confirmation-twice",
            file=file,
            row=each.row,
            column="reference",
            reference=each.reference,
            first=taken[each.reference].row,
        )
    if each.amount != claim.amount:
        return finding(
            "servicing.confirmation-amount",
            file=file,
            row=each.row,
            column="amount",
            reference=each.reference,
            confirmed=each.amount,
            claimed=claim.amount,
        )
    return None


def _early(each: Confirmation, value_date: date, file: str) -> Finding | None:
    """Find what was paid before the day it was to be paid on; that is not the payment that was instructed."""
    if each.status == "paid" and each.value_date < value_date:
        return _about_day("servicing.value-date-early", each, value_date, file)
    return None


def _late(each: Confirmation, value_date: date, file: str) -> tuple[Finding, ...]:
    if each.status == "returned" or each.value_date == value_date:
        return ()
    return (_about_day("servicing.value-date-differs", each, value_date, file),)


def _about_day(code: str, each: Confirmation, value_date: date, file: str) -> Finding:
    return finding(
        code,
        file=file,
        row=each.row,
        column="value_date",
        reference=each.reference,
        instructed=value_date,
        confirmed=each.value_date,
    )


def _settled(claim: Claim, confirmed: Confirmation | None) -> SettledClaim:
    nothing = Money.zero(claim.amount.currency)
    parts = {"paid": nothing, "unpaid": nothing, "carried": nothing}
    match confirmed:
        case None:
            parts["unpaid"] = claim.amount
        case Confirmation(status="paid"):
            parts["paid"] = claim.amount
        case _:
            parts["carried"] = claim.amount
    reference = "" if confirmed is None else confirmed.bank_reference
    return SettledClaim(claim=claim, bank_reference=reference, **parts)
