"""An excess made good: how what the bank paid beyond a claim came back, or pays what its holder is owed later.

    excess -> returned by the holder, on a paper                      -> so much less of it stands
           -> set off, by the holder's consent or the filed terms     -> the holder's next claims, in their order, until
              it is used up; the bank is told the rest of each alone

Neither is done by one person, and neither makes a claim less: what is set off of a claim is paid of it. What a month
sets off is kept with its closing, so that closing it again gives the same payment.
Laws: of no claim is more set off than it is, and of no excess more than stands of it; `parse_set_offs(set_off_file(s))`
is `s`; excess = made good + left, where left below zero is owed to the holder.
Source: DESIGN.md section 6, obligation 8.

It does not judge whether consent or terms allow a set-off: the paper that says so is kept with the act.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Literal

from tallystick.deal.scalars import Identifier, Record, Text
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.wording import labels
from tallystick.servicing.confirmations import PAID_OVER, Reconciliation
from tallystick.servicing.entitlements import Claim
from tallystick.tape.reading.records import read_records
from tallystick.units.money import Money, MoneyError
from tallystick.units.periods import Period

__all__ = [
    "MadeGood",
    "SetOff",
    "Way",
    "amounts_off",
    "less_set_off",
    "made_good",
    "parse_set_offs",
    "set_off_file",
    "set_off_name",
    "set_offs",
]

_COLUMNS: Final = ("reference", "token_class", "wallet", "kind", "amount", "excess")


class Way(StrEnum):
    """How an excess is made good: given back; set off by consent or by the filed terms; or that is taken back again."""

    RETURNED = "returned"
    CONSENT = "consent"
    TERMS = "terms"
    TAKEN_BACK = "taken-back"

    @property
    def agrees(self) -> bool:
        """Whether it lets later months set off."""
        return self in {Way.CONSENT, Way.TERMS}


class _Row(Record):
    reference: Identifier
    token_class: Identifier
    wallet: Identifier
    kind: Literal["interest", "principal"]
    amount: Text
    excess: Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOff:
    """What of a claim an earlier excess pays: the claim, of the amount set off, and whose excess it was."""

    claim: Claim
    excess: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeGood:
    """One excess and what became of it.

    Attributes:
        reference: of the claim that was paid beyond.
        wallet: of its holder.
        excess: what the bank paid beyond it and did not take back.
        made: what of it the holder returned, or later claims were paid with.
        agreed: what is to be set off against later claims, and was not yet.
    """

    reference: str
    wallet: str
    excess: Money
    made: Money
    agreed: Money

    @property
    def left(self) -> Money:
        """What stands of it; below zero where more was made good than was paid beyond."""
        return self.excess - self.made

    def findings(self) -> Iterator[Finding]:
        """Yield how it stands: open, agreed and waiting, made good, or made good beyond itself."""
        named, wallet, excess, made = self.reference, self.wallet, self.excess, self.made
        if self.left.is_positive():
            yield finding(
                "servicing.excess-left",
                reference=named,
                wallet=wallet,
                excess=excess,
                made=made,
                left=self.left,
                owner=labels()["servicing.owner.paying-agent"],
            )
        elif self.left.is_negative():
            owed = -self.left
            yield finding(
                "servicing.excess-overdone", reference=named, wallet=wallet, excess=excess, made=made, owed=owed
            )
        else:
            yield finding("servicing.excess-made-good", reference=named, wallet=wallet, excess=excess, made=made)
        if self.agreed.is_positive():
            yield finding("servicing.excess-agreed", reference=self.reference, wallet=self.wallet, amount=self.agreed)


def made_good(
    reconciled: Reconciliation, made: Mapping[str, Money], agreed: Mapping[str, Money]
) -> tuple[Reconciliation, tuple[MadeGood, ...]]:
    """Set what was made good beside each excess of a payment.

    Args:
        reconciled: the payment as the bank left it.
        made: what was returned or set off, by the reference of the claim that was paid beyond.
        agreed: what is still to be set off, likewise.

    Returns:
        The reconciliation, which tells an excess as it stands by now; and each excess with what became of it.
    """
    over = {each.claim.reference: each for each in reconciled.excess}
    lines = tuple(
        MadeGood(
            reference=each.claim.reference,
            wallet=each.claim.wallet,
            excess=over[each.claim.reference].amount if each.claim.reference in over else nothing,
            made=made.get(each.claim.reference, nothing),
            agreed=agreed.get(each.claim.reference, nothing),
        )
        for each in reconciled.settled
        if each.claim.reference in over or each.claim.reference in made
        for nothing in (Money.zero(each.claim.amount.currency),)
    )
    answered = {each.reference: each for each in lines if not (each.made.is_zero() and each.agreed.is_zero())}
    if not answered:
        return reconciled, lines
    kept = (
        each
        for each in reconciled.findings
        if each.code != PAID_OVER or str(each.argument("reference")) not in answered
    )
    told = (*kept, *(fault for each in answered.values() for fault in each.findings()))
    excess = tuple(
        replace(each, amount=answered[each.claim.reference].left) if each.claim.reference in answered else each
        for each in reconciled.excess
    )
    open_now = tuple(each for each in excess if each.amount.is_positive())
    return replace(reconciled, findings=told, excess=open_now), lines


def set_offs(claims: Iterable[Claim], agreed: Sequence[tuple[str, frozenset[str], Money]]) -> tuple[SetOff, ...]:
    """Set what was agreed off against the claims of a payment, each as far as it goes.

    Args:
        claims: of the payment, in their order.
        agreed: the reference of each excess, its holder's addresses, and how much may be set off; in their order.
    """
    left = {each.reference: each for each in claims}
    made: list[SetOff] = []
    for excess, wallets, amount in agreed:
        rest = amount
        for claim in [each for each in left.values() if each.wallet in wallets]:
            if claim.amount.currency is not rest.currency:
                continue
            part = min(rest, claim.amount)
            if part.is_positive():
                made.append(SetOff(claim=replace(claim, amount=part), excess=excess))
                left[claim.reference] = replace(claim, amount=claim.amount - part)
                rest -= part
    return tuple(made)


def less_set_off(claims: Iterable[Claim], made: Iterable[SetOff]) -> tuple[Claim, ...]:
    """Return the claims with what the bank is to pay of each; those that are wholly set off are left out."""
    off = amounts_off(made)
    rest = (
        replace(each, amount=each.amount - off[each.reference]) if each.reference in off else each for each in claims
    )
    return tuple(each for each in rest if each.amount.is_positive())


def amounts_off(made: Iterable[SetOff]) -> dict[str, Money]:
    """Return what is set off of each claim in all, by its reference."""
    sums: dict[str, Money] = {}
    for each in made:
        before = sums.get(each.claim.reference)
        sums[each.claim.reference] = each.claim.amount if before is None else before + each.claim.amount
    return sums


def set_off_name(period: Period) -> str:
    """Return the name under which what a month sets off is kept."""
    return f"set-off-{period}.csv"


def set_off_file(made: Iterable[SetOff]) -> bytes:
    """Return what is set off as CSV, UTF-8, one row each below the head; the amount with its currency."""
    text = io.StringIO(newline="")
    rows = (
        (
            one.claim.reference,
            one.claim.token_class,
            one.claim.wallet,
            one.claim.kind,
            str(one.claim.amount),
            one.excess,
        )
        for one in made
    )
    csv.writer(text, lineterminator="\r\n").writerows([_COLUMNS, *rows])
    return text.getvalue().encode()


def parse_set_offs(content: bytes, period: Period) -> tuple[SetOff, ...]:
    """Read what a month sets off; a row that cannot be read is left out, and its claim is then paid less than it is."""
    read = []
    for _, row in read_records(_Row, content, file=set_off_name(period))[0]:
        try:
            amount = Money.parse(row.amount)
        except MoneyError:
            continue
        claim = Claim(
            reference=row.reference,
            period=period,
            token_class=row.token_class,
            wallet=row.wallet,
            kind=row.kind,
            amount=amount,
        )
        read.append(SetOff(claim=claim, excess=row.excess))
    return tuple(read)
