"""`recoup`: two people put on record how what the bank paid beyond a claim is made good.

    an excess on record + a paper -> returned by its holder, or to be set off against the holder's next claims,
       or no longer to be set off: what was agreed is taken back as far as no month used it
    -> an act of the paying agent's, approved for the trustee

Nothing is done to any claim here: the next month that is closed sets off what was agreed, and says so.
"""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.claims.excess import MadeGood, Way
from tallystick.shell.operations.evidence.acts import Evidence, body_of, sequence
from tallystick.shell.operations.evidence.pairs import Pair
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.later.lineage import successor
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.servicing.close_records import payments_of
from tallystick.shell.operations.servicing.recouping.on_record import RECOUPED, answered
from tallystick.units.money import Money
from tallystick.units.periods import Period

__all__ = ["Asked", "beyond", "recoup"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be put on record: of which month and claim, how much, in which way, and the paper that says so."""

    period: Period
    reference: str
    amount: Money
    way: Way
    paper: bytes


def recoup(evidence: Evidence, filing: str, asked: Asked, *, pair: Pair, at: dt.datetime) -> Outcome[MadeGood]:
    """Put on record how an excess is made good.

    Args:
        evidence: of the overseas home.
        filing: id of the filing.
        asked: which excess, how much of it, and how.
        pair: who prepares it for the paying agent, and who approves it for the trustee.
        at: when.

    Returns:
        The excess as it stands now; None, and why, where nothing was put on record.
    """
    refused = pair.refusal((Part.PAYING_AGENT, Part.TRUSTEE))
    later = successor(evidence, filing)
    if later is not None:
        refused = refused or finding("issuance.migrated", filing=filing, successor=later)
    before = _excess(evidence, filing, asked)
    if before is None:
        refused = refused or finding("servicing.excess-none", period=str(asked.period), reference=asked.reference)
    if refused is not None or before is None:
        return Outcome(value=None, findings=(refused,) if refused is not None else ())
    subject = f"{filing}/{asked.period}"
    said: dict[str, object] = {
        "period": str(asked.period),
        "reference": asked.reference,
        "wallet": before.wallet,
        "way": asked.way.value,
        "amount": str(asked.amount),
        "paper": evidence.objects.put(asked.paper).sha256,
    }
    if turns := _turns(evidence, subject, asked):
        said["turn"] = str(turns)
    rows = evidence.journal.acts(subject=subject, kind=RECOUPED)
    if any(said.items() <= body_of(evidence, row).items() for row in rows):  # by these two or by others: once
        sequence(evidence)
    elif (wrong := beyond(before, asked)) is not None:
        return Outcome(value=None, findings=(wrong,))
    else:
        pair.put(evidence, RECOUPED, subject, said, at=at)
    now = _excess(evidence, filing, asked)
    return Outcome(value=now, findings=tuple(now.findings()) if now is not None else ())


def _excess(evidence: Evidence, filing: str, asked: Asked) -> MadeGood | None:
    """Return an excess as it stands; None where nothing was paid beyond that claim."""
    payments = [each for each in payments_of(evidence, filing) if each.period == asked.period]
    lines = (line for each in payments for line in answered(evidence, filing, each.reconciled())[1])
    return next((line for line in lines if line.reference == asked.reference), None)


def _turns(evidence: Evidence, subject: str, asked: Asked) -> int:
    """Return how often it went the other way with a set-off by this act: agreed, that taken back, agreed again."""
    if asked.way is Way.RETURNED:
        return 0
    bodies = [body_of(evidence, row) for row in evidence.journal.acts(subject=subject, kind=RECOUPED)]
    ways = [Way(str(each["way"])) for each in bodies if each["reference"] == asked.reference]
    agreed = [each.agrees for each in (*ways, asked.way) if each is not Way.RETURNED]
    return sum(one is not other for one, other in pairwise(agreed))


def beyond(before: MadeGood, asked: Asked) -> Finding | None:
    """Say that more is to be made good than stands of the excess, or more taken back than is still agreed."""
    free = {Way.RETURNED: before.left, Way.TAKEN_BACK: before.agreed}
    stands = free.get(asked.way, before.left - before.agreed)
    if asked.amount.currency is stands.currency and asked.amount.is_positive() and asked.amount <= stands:
        return None
    return finding("servicing.excess-beyond", reference=asked.reference, amount=asked.amount, left=stands)
