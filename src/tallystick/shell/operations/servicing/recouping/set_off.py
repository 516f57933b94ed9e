"""What a month sets off: claims that an earlier excess pays, so far as two people agreed and the excess still stands.

What it sets off follows from the order in which acts were done, as what it carries does: closing it again gives the
same. Where a month is paid on the ledger nothing is set off: a token divides by itself.
"""

from collections.abc import Iterator, Sequence

from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.claims.excess import SetOff, amounts_off, set_off_file, set_off_name, set_offs
from tallystick.servicing.entitlements import Claim
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.servicing.bank_words import set_offs_in
from tallystick.shell.operations.servicing.close_records import closed_files, payments_of
from tallystick.shell.operations.servicing.recouping.on_record import (
    holder,
    recoupments,
    stands,
    sums,
    taken,
    to_set_off,
)
from tallystick.units.money import Money
from tallystick.units.periods import Period

__all__ = ["set_off_files", "set_off_of", "set_off_with", "told_set_off", "unagreed"]


def set_off_of(record: OnRecord, filing: str, period: Period) -> dict[str, Money]:
    """Return what of each claim a month that was closed sets off, by reference."""
    return amounts_off(set_offs_in(record, closed_files(record, filing).get(period, {}), period))


def set_off_with(evidence: Evidence, filing: str, period: Period, owed: Sequence[Claim]) -> tuple[SetOff, ...]:
    """Return what of a month's claims earlier excesses pay, as it was agreed when the month was closed, or is now.

    Args:
        evidence: of the overseas home.
        filing: id of the filing.
        period: the month that is closed, or was.
        owed: every claim of it.
    """
    acts = recoupments(evidence, filing)
    wallets = {each.reference: holder(evidence, filing, each.wallet) for each in acts if each.way.agrees}
    if not wallets:
        return ()
    payments = payments_of(evidence, filing)
    until = next((each.closed for each in payments if each.period == period), None)
    made, agreed = stands(evidence, filing, acts, until)
    open_now = {
        each.claim.reference: each.amount - made.get(each.claim.reference, Money.zero(each.amount.currency))
        for payment in payments
        if payment.period < period
        for each in payment.reconciled(until).excess
    }
    asked = [(name, wallets[name], min(amount, open_now[name])) for name, amount in agreed.items() if name in open_now]
    return set_offs(owed, [each for each in asked if each[2].is_positive()])


def set_off_files(period: Period, made: Sequence[SetOff]) -> dict[str, bytes]:
    """Return the file of what a month sets off; none where it sets nothing off."""
    return {set_off_name(period): set_off_file(made)} if made else {}


def told_set_off(made: Sequence[SetOff]) -> Iterator[Finding]:
    """Say of each claim what of it is paid by an earlier excess."""
    for each in made:
        claim = each.claim
        yield finding(
            "servicing.set-off", reference=claim.reference, wallet=claim.wallet, amount=claim.amount, excess=each.excess
        )


def unagreed(record: OnRecord, filing: str, made: Sequence[SetOff]) -> Iterator[Finding]:
    """Yield what a month sets off and no two people agreed, or more of it than they did."""
    acts = recoupments(record, filing)
    agreed = to_set_off(acts)
    wallets = {each.reference: holder(record, filing, each.wallet) for each in acts if each.way.agrees}
    for name, amount in sums((each.excess, each.claim.amount) for _, each in taken(record, filing)).items():
        own = [each for each in made if each.excess == name]
        whole, known = agreed.get(name, Money.zero(amount.currency)), wallets.get(name, frozenset())
        if own and (amount > whole or any(each.claim.wallet not in known for each in own)):
            yield finding("servicing.set-off-unagreed", excess=name, amount=amount, agreed=whole)
