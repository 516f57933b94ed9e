"""`publish`: what anybody needs to check an issue without asking its people: signed by two, and in the log.

    order book -> who may hold    bank's words -> what became of each claim    reported months -> their digests
    -> a statement of issuer and trustee -> the log -> the public copy beside the export edition

Published again when something has changed, it is another act; the last one counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Person
from tallystick.issuance.proofs import Registered
from tallystick.law.values import Truth
from tallystick.servicing.carrying import Payment
from tallystick.servicing.confirmations import SettledClaim
from tallystick.servicing.entitlements import Claim
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.later.lineage import lineage
from tallystick.shell.operations.issuance.later.standing import Desk
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.servicing.close_records import closed_months, payments_of
from tallystick.shell.operations.servicing.loading import months_up_to
from tallystick.shell.operations.servicing.recouping.on_record import answered
from tallystick.shell.operations.supervision.found.payments import late_of
from tallystick.shell.operations.supervision.found.told import PUBLISHED
from tallystick.shell.operations.supervision.found.units import registered_as_booked
from tallystick.shell.operations.supervision.public.copy import public_copy
from tallystick.supervision.publication import SCHEMA, public_acts, stated_claim, stated_month
from tallystick.units.money import Money

__all__ = ["publish"]

_PARTS: Final = (Part.ISSUER, Part.TRUSTEE)


def publish(
    desk: Desk, prepared: Prepared, reported: Mapping[str, bytes], roll: Mapping[str, Person]
) -> Outcome[dict[str, bytes]]:
    """State what the ledger does not show, put it on record, and return the public copy.

    Args:
        desk: issuer and trustee, on the filing.
        prepared: the issue as it stands on record.
        reported: the reported months; those that were closed are made public.
        roll: the keys of everybody who acted.
    """
    evidence, filing = desk.evidence, desk.filing
    refused = desk.refusal(_PARTS)
    if refused is not None:
        return Outcome(value=None, findings=(refused,))
    acted = {desk.by[0].id, desk.by[1].id, *_actors(evidence, filing)}
    unknown = tuple(sorted(acted - roll.keys()))
    if unknown:
        return Outcome(value=None, findings=(finding("supervision.actors-unknown", persons=unknown),))
    closed = closed_months(evidence, filing)
    months = months_up_to(reported, closed[-1][0]) if closed else {}
    files = {name: evidence.objects.put(content).sha256 for name, content in sorted(months.items())}
    payments = payments_of(evidence, filing)
    said = {
        "schema": SCHEMA,
        "filing": filing,
        "holders": [*_holders(prepared)],
        "months": [*_months(desk, payments)],
        "late": [stated_claim(_waiting(claim)).model_dump(mode="json") for claim in late_of(payments)],
        "files": files,
        "keys": {name: roll[name].public_key for name in sorted(acted)},
    }
    desk.put(PUBLISHED, said)
    return public_copy(evidence, filing, files)


def _actors(evidence: Evidence, filing: str) -> Iterator[str]:
    """Yield who signed anything that is made public."""
    names = lineage(evidence, filing)
    for row in evidence.journal.acts():
        draft = row.entry.draft
        if draft.kind in public_acts() and draft.subject.partition("/")[0] in names:
            yield draft.actor
            approved = body_of(evidence, row).get("approved_by")
            if isinstance(approved, str):
                yield approved


def _holders(prepared: Prepared) -> Iterator[dict[str, object]]:
    """Yield every address that was admitted, with what the registry must say of it."""
    booked: Mapping[str, Registered] = registered_as_booked(prepared.received.deal, prepared.placed)
    orders = [one.subscription for one in prepared.placed.admissions if one.admitted is Truth.TRUE]
    for wallet in sorted({each.wallet.lower() for each in orders}):
        own = [each for each in orders if each.wallet.lower() == wallet]
        until = min((each.evidence_expires for each in own if each.evidence_expires is not None), default=None)
        until = booked[wallet].until.date() if wallet in booked else until
        if until is not None:
            yield {
                "wallet": wallet,
                "admitted": sorted({each.token_class for each in own}),
                "registered": list(booked[wallet].classes) if wallet in booked else [],
                "jurisdiction": own[0].jurisdiction,
                "until": until.isoformat(),
            }


def _months(desk: Desk, payments: Sequence[Payment]) -> Iterator[dict[str, object]]:
    """Yield each month as the bank left it, with what it paid beyond a claim and what became of that."""
    for each in payments:
        reconciled, over = answered(desk.evidence, desk.filing, each.reconciled())
        yield stated_month(each.period, reconciled.settled, over).model_dump(mode="json", exclude_unset=True)


def _waiting(claim: Claim) -> SettledClaim:
    nothing = Money.zero(claim.amount.currency)
    return SettledClaim(claim=claim, paid=nothing, unpaid=claim.amount, carried=nothing)
