"""`service`: one month through both waterfalls, divided among the holders of the record date, ready for the bank.

    foreseen (`foresee`) -> approved by the trustee's officer -> an act of the paying agent's

The month is replayed from closing each time, so a second run gives the same files and the same act.
"""

import datetime as dt
from collections.abc import Mapping

from tallystick.evidence.persons import Person
from tallystick.shell.operations.evidence.acts import Evidence, sequence
from tallystick.shell.operations.evidence.pairs import Pair
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.later.chapters import CLOSED
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.servicing.close_records import closed_before, closed_body
from tallystick.shell.operations.servicing.foresee import Serviced, foresee
from tallystick.units.periods import Period

__all__ = ["service"]


def service(
    evidence: Evidence,
    reader: LedgerReader,
    prepared: Prepared,
    collections: Mapping[str, bytes],
    period: Period,
    *,
    by: tuple[Person, Person],
    signers: tuple[Signer, Signer],
    at: dt.datetime,
) -> Outcome[Serviced]:
    """Close a month.

    Args:
        evidence: of the overseas home.
        reader: the ledger, whose register of the record date counts.
        prepared: the issue: terms, pricing and order book.
        collections: the reported months, ``collections/2026-09.csv`` and so on.
        period: the month to close.
        by: who prepares the payment for the paying agent, and who approves it for the trustee.
        signers: their keys, in the same order.
        at: when.
    """
    # LOAD
    pair = Pair(by=by, signers=signers)
    refused = pair.refusal((Part.PAYING_AGENT, Part.TRUSTEE))
    if refused is not None:
        return Outcome(value=None, findings=(refused,))
    # DECIDE
    foreseen = foresee(evidence, reader, prepared, collections, period, at=at)
    if foreseen.value is None:
        return foreseen
    # STORE
    month, filing = foreseen.value, prepared.received.edition.head.filing
    body = closed_body(evidence, month.certificate, month.files, month.registers)
    body |= {"record_ends": month.until.isoformat()}
    if closed_before(evidence, filing, period, body):  # by these two or by others: a month is paid once
        sequence(evidence)
    else:
        pair.put(evidence, CLOSED, f"{filing}/{period}", body, at=at)
    # TELL
    return foreseen
