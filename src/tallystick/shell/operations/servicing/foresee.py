"""What closing a month comes to, before anybody signs it: decided alone, nothing kept.

    filed terms as priced + reported collections -> replay -> certificate, triggers as tested among it
    register of record on the record date -> entitlements -> claims, with what earlier ones carried -> list, bank file

`service` stores exactly what is foreseen here; so whoever is asked to sign can see it first.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.pricing import priced
from tallystick.servicing.bank_file import Instruction, bank_files, payees
from tallystick.servicing.certificate import Certificate, certify
from tallystick.servicing.claims.excess import less_set_off
from tallystick.servicing.claims.owed import claims_file, claims_name
from tallystick.servicing.close import ClosedPeriod, close_period
from tallystick.servicing.entitlements import Claim, Entitlement, claims, entitlements
from tallystick.servicing.restatement import carry
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.issuance.later.lineage import tokens_before, tokens_of
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.servicing.close_records import (
    as_closed,
    closed_otherwise,
    handed_on,
    kept_files,
    out_of_turn,
)
from tallystick.shell.operations.servicing.loading import months_up_to, read_collections
from tallystick.shell.operations.servicing.on_ledger.held_back import held_back, instructed_now, rail_of, unpaid_still
from tallystick.shell.operations.servicing.recouping.set_off import set_off_files, set_off_with, told_set_off
from tallystick.shell.operations.servicing.replaying.record_dates import register_end, still_ahead, units_redeemed
from tallystick.shell.operations.servicing.replaying.registers import register_on
from tallystick.shell.operations.servicing.restating.trail import corrections_on_record, overwritten
from tallystick.units.periods import Period

__all__ = ["Serviced", "foresee"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Serviced:
    """A month: what is paid, to whom, and the files for the bank and the reader.

    Attributes:
        closed: the month through both waterfalls.
        certificate: what it came to, with every trigger as tested.
        entitled: what each holder is owed of this month.
        claims: that, and what earlier payments carried.
        instructions: to the bank.
        files: certificate, list of claims and bank files, by name.
        registers: units by holder of each class on the record date.
        until: when that day is over.
    """

    closed: ClosedPeriod
    certificate: Certificate
    entitled: tuple[Entitlement, ...]
    claims: tuple[Claim, ...]
    instructions: tuple[Instruction, ...]
    files: Mapping[str, bytes]
    registers: Mapping[str, Mapping[str, int]]
    until: dt.datetime


def foresee(
    evidence: Evidence,
    reader: LedgerReader,
    prepared: Prepared,
    collections: Mapping[str, bytes],
    period: Period,
    *,
    at: dt.datetime,
) -> Outcome[Serviced]:
    """Say what closing a month comes to; None, and why, where it cannot be closed. Nothing is stored.

    Args:
        evidence: of the overseas home.
        reader: the ledger, whose register of the record date counts.
        prepared: the issue: terms, pricing and order book.
        collections: the reported months, ``collections/2026-09.csv`` and so on.
        period: the month.
        at: when it would be closed.
    """
    # LOAD
    filing = prepared.received.edition.head.filing
    addresses, before = tokens_of(evidence, filing), tokens_before(evidence, filing)
    if not addresses:
        return Outcome(value=None, findings=(finding("issuance.not-issued"),))
    reported = months_up_to(collections, period)
    read, found = read_collections(reported, prepared.received.deal)
    if has_errors(found):
        return Outcome(value=None, findings=found)
    # DECIDE
    deal = priced(prepared.received.deal, prepared.pricing)
    corrections = corrections_on_record(evidence, filing, deal)
    closed, gaps = close_period(deal, carry(read, corrections), period=period, earlier=prepared.earlier)
    gaps = (*gaps, *overwritten(evidence, filing, reported, before=period), *still_ahead(evidence, filing, closed, at))
    gaps = gaps or out_of_turn(evidence, filing, first=deal.structure.first_period, period=period)
    if closed is None or gaps:
        return Outcome(value=None, findings=(*found, *gaps))
    day = closed.flows()[0].day
    until = register_end(evidence, filing, period, day.record, closed.deal)
    register = register_on(reader, closed.deal, collections, addresses, day.record, until=until, before=before)
    if isinstance(register, tuple):
        return Outcome(value=None, findings=(*found, *register))
    entitled, wrong = entitlements(closed.flows(), register.units, issued=_issued(prepared, addresses))
    carried = handed_on(evidence, filing, period)
    if isinstance(carried, Finding):
        return Outcome(value=None, findings=(*found, *wrong, carried))
    owed = (*claims(deal.id, period, entitled), *carried)
    rail = rail_of(evidence, filing, period, closed.deal)
    inputs = {name: sha256_hex(content) for name, content in reported.items()}
    held = held_back(evidence, reader, prepared, owed, at=at) if rail == "bank" else {}
    off = set_off_with(evidence, filing, period, owed) if rail == "bank" else ()
    made, unknown = instructed_now(less_set_off(owed, off), payees(prepared.placed.latest), held, value_date=day.paid)
    certificate = as_closed(evidence, filing, certify(closed, entitled, inputs=inputs, corrections=corrections))
    kept = kept_files(evidence, filing, period)
    sent, made = bank_files(made, kept, period=period, rail=rail)
    sent |= {**_listed(owed, kept, period), **set_off_files(period, off), **register.files(period)}
    files = {f"certificate-{period}.json": certificate.content(), **sent}
    wrong = (*wrong, *closed_otherwise(evidence, filing, certificate), *register.overwritten(kept, period))
    about = (*units_redeemed(evidence, filing, closed, addresses), *unpaid_still(unknown, made))
    findings = (*found, *wrong, *about, *told_set_off(off), *register.breaks)
    foreseen = Serviced(
        closed=closed,
        certificate=certificate,
        entitled=entitled,
        claims=owed,
        instructions=made,
        files=files,
        registers=register.units,
        until=until,
    )
    return Outcome(value=None if has_errors(wrong) else foreseen, findings=findings)


def _issued(prepared: Prepared, names: Iterable[str]) -> dict[str, int]:
    return {name: prepared.placed.plan.units(name) for name in names}


def _listed(owed: Sequence[Claim], kept: Mapping[str, bytes], period: Period) -> dict[str, bytes]:
    """Return the list of a month's claims, once: one that is kept is sent already."""
    return {} if kept else {claims_name(period): claims_file(owed)}
