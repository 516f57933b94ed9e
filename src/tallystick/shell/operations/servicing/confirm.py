"""`confirm`: set what the bank confirmed against what holders are entitled to: paid, unpaid or carried, to the cent."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.servicing.bank_file import Instruction
from tallystick.servicing.confirmations import (
    AHEAD,
    Reconciliation,
    last_word,
    parse_confirmations,
    reconcile,
    words_kept,
)
from tallystick.servicing.entitlements import Claim
from tallystick.shell.operations.evidence.acts import Evidence, Intent, body_of, perform
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.issuance.later.chapters import CONFIRMED, DIVIDED
from tallystick.shell.operations.issuance.later.lineage import acts_of, lineage, successor
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.journal import ActRow
from tallystick.shell.operations.servicing.bank_words import bank_words
from tallystick.shell.operations.servicing.recouping.on_record import answered
from tallystick.shell.operations.servicing.recouping.set_off import set_off_of
from tallystick.units.periods import Period

__all__ = ["BankFile", "confirm", "specimen_confirmations"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BankFile:
    """A bank's confirmations, the day holders were to have the money, whether it is a specimen, and the file's name.

    `rail` is the ledger where the words are what the ledger itself shows.
    """

    content: bytes
    value_date: dt.date
    specimen: bool
    name: str = "confirmations.csv"
    rail: Literal["bank", "ledger"] = "bank"


def confirm(
    evidence: Evidence,
    filing: str,
    period: Period,
    owed: Sequence[Claim],
    sent: BankFile,
    *,
    by: Person,
    signer: Signer,
    at: dt.datetime,
) -> Outcome[Reconciliation]:
    """Record a bank's confirmations and reconcile them with what it said before.

    None for anybody but the paying agent, under the name of a filing whose tokens went over, and for a file that cannot
    be read, that speaks of a day to come or that is recorded before an earlier one: nothing is recorded then, so that
    the same file may count later.

    Args:
        evidence: of the overseas home.
        filing: id of the filing.
        period: the month that was paid.
        owed: its claims.
        sent: what the bank sent.
        by: the paying agent's officer.
        signer: that person's key.
        at: when it is recorded.
    """
    names = [f"{name}/{period}" for name in lineage(evidence, filing)]
    refused = unfit((by,), (Part.PAYING_AGENT,), (signer,))
    later = successor(evidence, filing)
    if later is not None:  # whose own record of the month would not be seen from here
        refused = refused or finding("issuance.migrated", filing=filing, successor=later)
    if sent.rail == "bank" and acts_of(evidence, names, DIVIDED):
        refused = refused or finding("servicing.paid-on-ledger", period=str(period))
    if refused is not None:
        return Outcome(value=None, findings=(refused,))
    confirmations, found = parse_confirmations(sent.content, received=at, file=sent.name)
    before = acts_of(evidence, names, CONFIRMED)
    ahead = any(each.code == AHEAD for each in found)
    turned = tuple(_out_of_turn(before, at, file=sent.name))
    none = () if confirmations or ahead else (finding("servicing.confirmations-none", file=sent.name),)
    if ahead or turned or none:
        return Outcome(value=None, findings=(*found, *turned, *none))
    said = [words for _, words in bank_words(evidence, filing, period)]
    off, words = set_off_of(evidence, filing, period), [*said, confirmations]
    reconciled = reconcile(owed, last_word(words, owed, off), value_date=sent.value_date, file=sent.name, set_off=off)
    reconciled, _ = answered(evidence, filing, reconciled)
    digest = evidence.objects.put(sent.content).sha256
    body = {"period": str(period), "file": digest, "specimen": sent.specimen, "count": len(confirmations)}
    body |= {"rail": "ledger"} if sent.rail == "ledger" else {}
    files = [body_of(evidence, row)["file"] for row in before]
    if digest in files[:-1] and files[-1] != digest:
        body["turn"] = len(files)  # the bank took its last word back: the same file again is another act
    perform(evidence, Intent(kind=CONFIRMED, subject=f"{filing}/{period}", at=at, body=body), signer)
    told = (*found, *reconciled.findings, *words_kept(confirmations, said, owed, off, file=sent.name))
    told = (*told, *_returned(reconciled), *_unconfirmed(reconciled))
    return Outcome(value=reconciled, findings=told)


def _out_of_turn(before: Sequence[ActRow], at: dt.datetime, *, file: str) -> Iterator[Finding]:
    """Say that the bank's earlier file was recorded at a later moment: the last word would not be the last."""
    last = max((dt.datetime.fromisoformat(row.entry.draft.at) for row in before), default=at)
    if at < last:
        yield finding("servicing.confirmed-later", file=file, at=at, last=last)


def _returned(reconciled: Reconciliation) -> Iterator[Finding]:
    """Say of each currency what the bank returned: it is owed still, and is claimed again with the next payment."""
    for currency in sorted({each.claim.amount.currency for each in reconciled.settled}):
        back = [each for each in reconciled.settled if each.carried.currency is currency and not each.carried.is_zero()]
        if back:
            references = tuple(each.claim.reference for each in back)
            amount = reconciled.sums(currency)[3]
            yield finding("servicing.returned", count=len(back), amount=amount, references=references)


def _unconfirmed(reconciled: Reconciliation) -> Iterator[Finding]:
    """Say of each currency how much the bank has not spoken of, or not so that it fits."""
    for currency in sorted({each.claim.amount.currency for each in reconciled.settled}):
        waiting = [
            each for each in reconciled.settled if each.unpaid.currency is currency and not each.unpaid.is_zero()
        ]
        if waiting:
            yield finding("servicing.unconfirmed", count=len(waiting), amount=reconciled.sums(currency)[2])


def specimen_confirmations(made: Sequence[Instruction]) -> bytes:
    """Return the file a bank would send if it paid everything, for rehearsals; a payment has the name of its claim."""
    head = "reference,status,amount,currency,value_date,bank_reference"
    lines = [
        f"{each.claim.reference},paid,{str(each.claim.amount).partition(' ')[0]},{each.claim.amount.currency.value},"
        f"{each.value_date.isoformat()},SPECIMEN-{each.claim.reference}"
        for each in made
    ]
    return "\n".join([head, *lines, ""]).encode()
