"""Proofs of obligations 7 and 8: payments against the filed waterfalls, and claims against the bank.

    7  each month's certificate = the certificate of a replay; there is one for each month, and none for another
    8  class paid = its holders entitled; entitled + carried before = claimed = listed = paid + unpaid + carried;
       what a payment carries, a later one claims, once: the next, or the next that is closed after a late return

While anything is unpaid, 8 is pending: a claim that nobody confirmed is not shown to be paid, and neither is what was
not put forward at all, for a holder whose payee is unknown or who is held back.
Source: DESIGN.md section 6.
It runs no waterfall and reads no bank file: both were done where these values come from.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.obligations import Obligation, judged, pending
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.confirmations import Reconciliation, SettledClaim
from tallystick.servicing.entitlements import Claim, Entitlement, in_order
from tallystick.servicing.replay import differences
from tallystick.units.money import Currency, Money
from tallystick.units.periods import Period

__all__ = ["PaymentRecord", "class_cash", "prove_certificates", "prove_payments"]

_Sums = dict[tuple[str, Currency], Money]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRecord:
    """One month's payment, from the class to the bank.

    Attributes:
        period: the month of collections.
        owed: what each holder of a tokenised class is entitled to.
        carried: claims that an earlier payment carried into this one.
        claims: all that was put forward for payment.
        reconciled: what became of it; None where the bank has said nothing yet.
        listed: every claim as the closing listed them; None where the month was closed before they were listed.
        told: of such a month, what the bank had been told after each of its files, the first first; where it is known.
    """

    period: Period
    owed: tuple[Entitlement, ...]
    claims: tuple[Claim, ...]
    carried: tuple[Claim, ...] = ()
    reconciled: Reconciliation | None = None
    listed: tuple[Claim, ...] | None = None
    told: tuple[tuple[Claim, ...], ...] = ()

    def settled(self) -> tuple[SettledClaim, ...]:
        """Return every claim as the bank left it; all of them unpaid where it has said nothing."""
        if self.reconciled is not None:
            return self.reconciled.settled
        return tuple(
            SettledClaim(claim=claim, paid=nothing, unpaid=claim.amount, carried=nothing)
            for claim in self.claims
            for nothing in (Money.zero(claim.amount.currency),)
        )


def prove_certificates(reported: Sequence[Certificate] | None, replayed: Sequence[Certificate] | None) -> Obligation:
    """Obligation 7: each month's factors and cash equal the waterfalls replayed on the reported collections.

    Args:
        reported: the certificates as issued.
        replayed: of every month whose collections were reported.
    """
    issued, again = reported or (), replayed or ()
    if not issued and not again:
        return pending(7)
    by_period = {each.period: each for each in issued}
    found: list[Finding] = []
    for each in sorted(again, key=lambda certificate: certificate.period):
        if each.period in by_period:
            found.extend(differences(by_period[each.period], each))
        else:
            found.append(finding("servicing.certificate-missing", period=str(each.period)))
    replayable = {each.period for each in again}
    found.extend(
        finding("servicing.certificate-surplus", period=str(each.period))
        for each in issued
        if each.period not in replayable or by_period[each.period] is not each
    )
    shown = [("servicing.evidence.periods", str(len(replayable)))]
    shown += [("servicing.evidence.certificate", f"{each.period}: {each.digest}") for each in issued]
    return judged(7, found, shown)


def prove_payments(
    records: Sequence[PaymentRecord] | None,
    replayed: Sequence[Certificate] | None,
    tokenised: Collection[str] | None,
    late: Sequence[Claim] = (),
) -> Obligation:
    """Obligation 8: entitled = paid + unpaid + carried, agreed to the bank's confirmations.

    Args:
        records: one for each month that was paid.
        replayed: certificates of a replay; what their classes were paid is what holders are entitled to.
        tokenised: the classes that have holders, as filed; None where the filing is not at hand.
        late: what came back after the last month was closed from payments before it, and waits for the next one.
    """
    if tokenised is None or not (records or replayed):
        return pending(8)
    cash = {each.period: class_cash(each, tokenised) for each in replayed or ()}
    ordered = sorted(records or (), key=lambda record: record.period)
    found = [fault for record in ordered for fault in _faults(record, cash.get(record.period, ()))]
    found += _handed_on(ordered, late)
    recorded = {record.period for record in ordered}
    found += [finding("servicing.payment-missing", period=str(month)) for month in sorted(cash.keys() - recorded)]
    return judged(8, found, tuple(_shown(ordered)))


def class_cash(certificate: Certificate, tokenised: Collection[str]) -> tuple[tuple[str, Money], ...]:
    """Return what each tokenised class was paid by the vehicle that issues it: the offshore one, or the only one.

    Args:
        certificate: of the month.
        tokenised: the classes that have holders.
    """
    issuing = "offshore" if any(line.vehicle == "offshore" for line in certificate.classes) else "onshore"
    return tuple(
        (line.token_class, line.interest + line.residual + line.principal)
        for line in certificate.classes
        if line.vehicle == issuing and line.token_class in tokenised
    )


def _faults(record: PaymentRecord, paid: Iterable[tuple[str, Money]]) -> Iterator[Finding]:
    period, settled = str(record.period), record.settled()

    # ENTITLED
    entitled = _sums((each.token_class, each.whole) for each in record.owed)
    yield from _apart("servicing.entitled-differs", period, _sums(paid), entitled)

    # CLAIMED
    owed = [(f"{each.token_class} {each.wallet}", each.whole) for each in record.owed]
    due, claimed = _sums([*owed, *_by_holder(record.carried)]), _sums(_by_holder(record.claims))
    nobody = {key: amount for key, amount in due.items() if key not in claimed}
    yield from _apart("servicing.claim-differs", period, {key: due[key] for key in due.keys() - nobody}, claimed)
    for (name, _), amount in sorted(nobody.items()):
        yield finding("servicing.claim-waiting", period=period, name=name, amount=amount)
    if record.listed is not None and in_order(record.listed) != in_order(record.claims):
        apart = Counter(record.listed)
        apart.subtract(record.claims)
        yield finding("servicing.claims-listed-otherwise", period=period, count=sum(map(abs, apart.values())))

    # SETTLED
    amounts = _sums((claim.reference, claim.amount) for claim in record.claims)
    parts = _sums((each.claim.reference, each.paid + each.unpaid + each.carried) for each in settled)
    yield from _apart("servicing.settlement-differs", period, amounts, parts)
    for each in settled:
        if min(each.paid, each.unpaid, each.carried).is_negative():
            yield finding("servicing.settlement-negative", period=period, reference=each.claim.reference)
    if record.reconciled is not None:
        yield from record.reconciled.findings
    for unpaid in _sums(("", each.unpaid) for each in settled).values():
        yield finding("servicing.claim-unsettled", period=period, unpaid=unpaid)


def _handed_on(records: Sequence[PaymentRecord], late: Sequence[Claim]) -> Iterator[Finding]:
    """Yield what came back and is not claimed again, is claimed before it came back, or twice; and what came late."""
    for before, after in pairwise(records):
        if before.period == after.period:
            yield finding("servicing.payment-twice", period=str(after.period))
    counted = Counter(claim.reference for record in records for claim in record.claims)
    for record in records:
        for claim in record.claims:
            if counted.pop(claim.reference, 1) > 1:
                yield finding("servicing.claim-twice", period=str(record.period), reference=claim.reference)
    if not records:
        return

    # CARRIED
    *earlier, last = records
    returned = _sums(pair for record in earlier for pair in _returned(record))
    again = _sums([*(pair for record in records for pair in _by_holder(record.carried)), *_by_holder(late)])
    yield from _apart("servicing.carried-differs", str(last.period), returned, again)
    for place, record in enumerate(records[:-1]):
        come = _sums(pair for before in records[:place] for pair in _returned(before))
        asked = _sums(pair for before in records[: place + 1] for pair in _by_holder(before.carried))
        early = {key: amount for key, amount in asked.items() if amount > come.get(key, Money.zero(key[1]))}
        in_time = {key: amount for key, amount in come.items() if key in early}
        yield from _apart("servicing.carried-differs", str(record.period), in_time, early)

    # LATE
    for amount in _sums(("", claim.amount) for claim in late).values():
        yield finding("servicing.return-late", amount=amount, period=str(last.period))


def _returned(record: PaymentRecord) -> Iterator[tuple[str, Money]]:
    return ((f"{each.claim.token_class} {each.claim.wallet}", each.carried) for each in record.settled())


def _by_holder(claims: Iterable[Claim]) -> Iterator[tuple[str, Money]]:
    return ((f"{claim.token_class} {claim.wallet}", claim.amount) for claim in claims)


def _sums(amounts: Iterable[tuple[str, Money]]) -> _Sums:
    """Add up amounts of one name and currency; what comes to nothing is left out."""
    sums: _Sums = {}
    for name, amount in amounts:
        key = (name, amount.currency)
        sums[key] = sums.get(key, Money.zero(amount.currency)) + amount
    return {key: amount for key, amount in sums.items() if not amount.is_zero()}


def _apart(code: str, period: str, due: _Sums, found: _Sums) -> Iterator[Finding]:
    for name, currency in sorted(due.keys() | found.keys()):
        nothing = Money.zero(currency)
        expected, stated = due.get((name, currency), nothing), found.get((name, currency), nothing)
        if expected != stated:
            yield finding(code, period=period, name=name, expected=expected, stated=stated)


def _shown(records: Sequence[PaymentRecord]) -> Iterator[tuple[str, str]]:
    settled = [each for record in records for each in record.settled()]
    parts = {
        "servicing.evidence.entitled": [each.claim.amount for each in settled],
        "servicing.evidence.paid": [each.paid for each in settled],
        "servicing.evidence.unpaid": [each.unpaid for each in settled],
        "servicing.evidence.carried": [each.carried for each in settled],
    }
    over = [each.amount for record in records if record.reconciled is not None for each in record.reconciled.excess]
    parts |= {"servicing.evidence.excess": over}
    for key, amounts in parts.items():
        for amount in _sums(("", amount) for amount in amounts).values():
            yield key, str(amount)
