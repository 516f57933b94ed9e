"""`service --through`: months closed in turn, each with the bank's word on the one before recorded first.

    close -> the bank's word on it, where it is at hand -> close the next -> ...

It stops at the first month that cannot be closed and tells how far it came; what was closed stays closed, and asking
again goes on where it stopped. A month is never closed on a guess of what the bank will say.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Person
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.servicing.confirm import BankFile, confirm
from tallystick.shell.operations.servicing.foresee import Serviced
from tallystick.shell.operations.servicing.service import service
from tallystick.units.periods import Period

__all__ = ["Words", "service_months"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the bank said of each month, by ``confirmations-2026-09.csv``; specimens where no bank sent them."""

    files: Mapping[str, bytes]
    specimen: bool = False

    def on(self, serviced: Serviced) -> BankFile | None:
        """Return the bank's word on a month; None where there is none."""
        name = f"confirmations-{serviced.closed.period}.csv"
        if name not in self.files:
            return None
        day = serviced.closed.flows()[0].day.paid
        return BankFile(content=self.files[name], value_date=day, specimen=self.specimen, name=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """Who closes, with which keys, where and when."""

    evidence: Evidence
    reader: LedgerReader
    prepared: Prepared
    by: tuple[Person, Person]
    signers: tuple[Signer, Signer]
    at: dt.datetime

    def close(self, collections: Mapping[str, bytes], period: Period) -> Outcome[Serviced]:
        """Close one month."""
        return service(
            self.evidence,
            self.reader,
            self.prepared,
            collections,
            period,
            by=self.by,
            signers=self.signers,
            at=self.at,
        )

    def hear(self, serviced: Serviced, words: Words) -> tuple[Finding, ...]:
        """Record the bank's word on a month, where it is at hand."""
        sent = words.on(serviced)
        if sent is None:
            return ()
        filing, period = self.prepared.received.edition.head.filing, serviced.closed.period
        agent, key = self.by[0], self.signers[0]
        told = confirm(self.evidence, filing, period, serviced.claims, sent, by=agent, signer=key, at=self.at)
        return told.findings


def service_months(
    evidence: Evidence,
    reader: LedgerReader,
    prepared: Prepared,
    collections: Mapping[str, bytes],
    months: tuple[Period, Period],
    words: Words,
    *,
    acting: tuple[tuple[Person, Person], tuple[Signer, Signer]],
    at: dt.datetime,
) -> Outcome[tuple[Serviced, ...]]:
    """Close months in turn.

    Args:
        evidence: of the overseas home.
        reader: the ledger, whose registers of the record dates count.
        prepared: the issue: terms, pricing and order book.
        collections: the reported months.
        months: the first and the last month to close.
        words: what the bank said of each.
        acting: paying agent and trustee, and their keys in the same order.
        at: when.

    Returns:
        What was closed, as far as it went; None where not even the first month was.
    """
    desk = _Desk(evidence=evidence, reader=reader, prepared=prepared, by=acting[0], signers=acting[1], at=at)
    closed: list[Serviced] = []
    found: list[Finding] = []
    for period in _from_to(*months):
        outcome = desk.close(collections, period)
        found.extend(outcome.findings)
        if outcome.value is None:
            break
        closed.append(outcome.value)
        said = desk.hear(outcome.value, words)
        found.extend(said)
        if has_errors(said):
            break
    return Outcome(value=tuple(closed) or None, findings=tuple(dict.fromkeys(found)))


def _from_to(first: Period, last: Period) -> Iterator[Period]:
    while first <= last:
        yield first
        first = first.next()
