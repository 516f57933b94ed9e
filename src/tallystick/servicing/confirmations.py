"""Confirmations: what the bank says became of each instruction, and what that leaves of each claim.

    claimed = paid + unpaid + carried          for every claim, always

Paid: the bank confirmed it. Carried: the bank returned it, so it is claimed again with the next payment. Unpaid: the
bank has not said, or said something that does not fit; then a finding says what.

    paid by the bank + set off - returned to it = paid of the claim + excess

Excess: what the bank paid beyond a claim, in one payment or in a second under another reference of its own, whether it
tells of both at once or of the second in a later file. It is a fact and pays no other claim by itself: it is the paying
agent's to recover, and stands until the bank says that it came back or two people put on record how it was made good
(`claims.excess`). What comes back is first of the excess, so that a claim is not claimed again that was paid twice and
returned once. Set off: what an earlier excess pays of a claim; the bank is told the rest alone.
Source: DESIGN.md section 6, obligation 8.

It does not talk to a bank and does not judge why a payment came back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal

from tallystick.deal.scalars import CurrencyText, DateText, Identifier, Record, Text
from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding, told_once
from tallystick.evidence.wording import labels
from tallystick.servicing.entitlements import REFERENCE_DIGITS, Claim
from tallystick.tape.reading.records import read_records
from tallystick.units.money import Currency, Money, MoneyError, total
from tallystick.units.periods import Period

__all__ = [
    "AHEAD",
    "NOTHING",
    "PAID_OVER",
    "Confirmation",
    "Excess",
    "Reconciliation",
    "SettledClaim",
    "carried_claims",
    "last_word",
    "parse_confirmations",
    "reconcile",
    "words_kept",
]

NOTHING: Final[Mapping[str, Money]] = MappingProxyType({})
AHEAD: Final = "servicing.value-date-ahead"
"""Code of what is said of a day that had begun nowhere when it was recorded."""
PAID_OVER: Final = "servicing.paid-over"
"""Code of what is said of an excess that has not come back."""
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
class Excess:
    """What the bank paid beyond one claim and has not come back. Laws: above zero; no part of it settles a claim."""

    claim: Claim
    amount: Money
    bank_references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Every claim of a payment, settled or not, and what does not fit.

    Attributes:
        settled: one for each claim, in their order.
        findings: about confirmations that fit no claim, or fit it badly, and each excess.
        excess: what was paid beyond a claim and has not come back.
    """

    settled: tuple[SettledClaim, ...]
    findings: tuple[Finding, ...]
    excess: tuple[Excess, ...] = ()

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
    set_off: Mapping[str, Money] = NOTHING,
) -> Reconciliation:
    """Set confirmations against claims.

    Args:
        claims: of one payment, each reference once.
        confirmations: as the bank gave them, in any order.
        value_date: the day that was instructed.
        file: name of the bank's file, for findings.
        set_off: what an earlier excess pays of a claim, by its reference; never more than the claim.
    """
    known = _instructed(claims, set_off)
    taken: dict[str, tuple[Confirmation, ...]] = {}
    found: list[Finding] = []
    for each in confirmations:
        before = taken.get(each.reference, ())
        fault = _fault(each, known, before, file) or _early(each, value_date, file)
        if fault is None:
            taken[each.reference] = (*before, each)
            found.extend(_late(each, value_date, file))
        else:
            found.append(fault)
    excess = tuple(_excess(each, taken[name]) for name, each in known.items() if name in taken)
    over = tuple(each for each in excess if each.amount.is_positive())
    return Reconciliation(
        settled=tuple(
            _settled(claim, known[claim.reference].amount, taken.get(claim.reference, ())) for claim in claims
        ),
        findings=told_once((*found, *(_paid_over(each, file) for each in over))),
        excess=over,
    )


def last_word(
    files: Sequence[Sequence[Confirmation]], claims: Sequence[Claim], set_off: Mapping[str, Money] = NOTHING
) -> tuple[Confirmation, ...]:
    """Return what the bank last said of each claim, which it may do in several files, such as one of late returns.

    The last file is taken whole, whatever does not fit in it; of those before, what fits a claim and is not said anew.
    A payment is not unsaid by another one: both stay, and what they come to beyond the claim ends when it comes back.

    Args:
        files: as they came.
        claims: of the payment.
        set_off: what an earlier excess pays of a claim, by its reference.
    """
    if not files:
        return ()
    *before, last = files
    known = _instructed(claims, set_off)
    kept: dict[str, tuple[Confirmation, ...]] = {}
    for file in before:
        anew: dict[str, tuple[Confirmation, ...]] = {}
        paid = _paid_under(file)
        for each in file:
            said = anew.get(each.reference, _standing(known, kept, each.reference, paid))
            if _fault(each, known, said, "") is None:
                anew[each.reference] = (*said, each)
        kept |= anew
    spoken, paid = dict.fromkeys(each.reference for each in last), _paid_under(last)
    beyond = [one for name in spoken for one in _standing(known, kept, name, paid)]
    named = {_same(each) for each in beyond}
    silent = (one for name, several in kept.items() if name not in spoken for one in several)
    return (*beyond, *(each for each in last if _same(each) not in named), *silent)


def words_kept(
    spoken: Sequence[Confirmation],
    before: Sequence[Sequence[Confirmation]],
    claims: Sequence[Claim],
    set_off: Mapping[str, Money] = NOTHING,
    *,
    file: str = "confirmations.csv",
) -> Iterator[Finding]:
    """Say that what earlier files said stands where this one is silent: a truncated file looks like a short answer."""
    said = {each.reference for each in spoken}
    kept = [each for each in last_word([*before, ()], claims, set_off) if each.reference not in said]
    if kept:
        yield finding("servicing.words-kept", file=file, said=len(said), kept=len(kept))


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


def _instructed(claims: Iterable[Claim], set_off: Mapping[str, Money]) -> dict[str, Claim]:
    """Return each claim by its reference, with what of it the bank is to pay."""
    return {
        each.reference: replace(each, amount=each.amount - set_off[each.reference])
        if each.reference in set_off
        else each
        for each in claims
    }


def _paid_under(file: Iterable[Confirmation]) -> dict[str, set[str]]:
    """Return the bank's own references of the payments of each claim."""
    named: dict[str, set[str]] = {}
    for each in file:
        if each.status == "paid":
            named.setdefault(each.reference, set()).add(each.bank_reference)
    return named


def _standing(
    known: Mapping[str, Claim],
    kept: Mapping[str, tuple[Confirmation, ...]],
    reference: str,
    paid: Mapping[str, set[str]],
) -> tuple[Confirmation, ...]:
    """Return what was said of a claim before and a later file adds to; nothing where the file says it anew."""
    claim, before = known.get(reference), kept.get(reference, ())
    if claim is None or not before:
        return ()
    net = _net(claim, before)
    further = paid.get(reference, set()) - _paid_under(before).get(reference, set())
    return before if net > claim.amount or (further and net.is_positive()) else ()


def _same(each: Confirmation) -> tuple[str, str, str, Money]:
    return each.reference, each.status, each.bank_reference, each.amount


def _net(claim: Claim, taken: Sequence[Confirmation]) -> Money:
    """Return what the bank paid of a claim, less what came back to it."""
    return total((each.amount if each.status == "paid" else -each.amount for each in taken), claim.amount.currency)


def _excess(claim: Claim, taken: Sequence[Confirmation]) -> Excess:
    references = tuple(each.bank_reference for each in taken if each.status == "paid")
    return Excess(claim=claim, amount=_net(claim, taken) - claim.amount, bank_references=references)


def _paid_over(each: Excess, file: str) -> Finding:
    return finding(
        PAID_OVER,
        file=file,
        reference=each.claim.reference,
        wallet=each.claim.wallet,
        claimed=each.claim.amount,
        excess=each.amount,
        references=each.bank_references,
        owner=labels()["servicing.owner.paying-agent"],
    )


def _adds(each: Confirmation, claim: Claim, taken: Sequence[Confirmation]) -> bool:
    """Whether a further word on a claim is a second payment, or a return of what was paid beyond or in all."""
    named = {(one.status, one.bank_reference) for one in taken}
    if each.amount.currency is not claim.amount.currency or not each.amount.is_positive():
        return False
    paid = _net(claim, taken)
    if (each.status, each.bank_reference) in named or not paid.is_positive():
        return False
    left = paid - each.amount
    beyond = paid > claim.amount or len(taken) > 1
    return each.status == "paid" or (beyond and (left.is_zero() or left >= claim.amount))


def _fits(each: Confirmation, claim: Claim) -> bool:
    """Whether a first word on a claim is of its amount, or of a payment beyond it."""
    same = each.amount.currency is claim.amount.currency
    return each.amount == claim.amount or (same and each.status == "paid" and each.amount > claim.amount)


def _fault(each: Confirmation, known: Mapping[str, Claim], taken: Sequence[Confirmation], file: str) -> Finding | None:
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
    if taken:
        if _adds(each, claim, taken):
            return None
        return finding(
            "servicing.confirmation-twice",
            file=file,
            row=each.row,
            column="reference",
            reference=each.reference,
            first=taken[0].row,
        )
    if not _fits(each, claim):
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


def _settled(claim: Claim, instructed: Money, taken: Sequence[Confirmation]) -> SettledClaim:
    nothing = Money.zero(claim.amount.currency)
    parts = {"paid": claim.amount - instructed, "unpaid": nothing, "carried": nothing}
    part = "unpaid" if not taken else "paid" if _net(claim, taken).is_positive() else "carried"
    parts[part] += instructed
    reference = taken[0].bank_reference if taken else ""
    return SettledClaim(claim=claim, bank_reference=reference, **parts)
