"""`verify`: establish the ten obligations of an issue, each with its evidence, and name what does not match.

    crossed + placement + reported collections + the overseas home's own log and objects + the ledger -> the tally

It runs overseas, with no tape and no onshore home. What cannot be looked at is never said to hold.
"""

import datetime as dt
from collections.abc import Mapping

from tallystick.evidence.findings import Finding
from tallystick.filing.clocks import beijing_day
from tallystick.issuance.code_proof import is_other_program
from tallystick.issuance.proofs import Eligibility
from tallystick.law.values import Truth
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.issuance.issue_records import COMPLETED, PLANNED
from tallystick.shell.operations.issuance.later.lineage import issued_at, tokens_before
from tallystick.shell.operations.issuance.prepare import Prepared, prepare
from tallystick.shell.operations.issuance.receiving.order import older
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.servicing.loading import read_collections
from tallystick.shell.operations.supervision.found import filing as filing_side
from tallystick.shell.operations.supervision.found import ledger as ledger_side
from tallystick.shell.operations.supervision.found import units as units_side
from tallystick.shell.operations.supervision.found.anchors import found_beside
from tallystick.shell.operations.supervision.found.existing import by_its_word
from tallystick.shell.operations.supervision.found.ledger import ASKED, Addresses
from tallystick.shell.operations.supervision.found.payments import payments_found
from tallystick.shell.operations.supervision.found.replays import filed_balance
from tallystick.shell.operations.supervision.found.told import completion_duty
from tallystick.shell.operations.vouching.logged import package_in_log
from tallystick.supervision.tally import Tally, TallyInputs, tally

__all__ = ["addresses_of", "verify"]


def verify(
    evidence: Evidence,
    reader: LedgerReader,
    crossed: Mapping[str, bytes],
    placement: Mapping[str, bytes],
    collections: Mapping[str, bytes],
    *,
    trusted: Trusted,
    at: dt.datetime,
) -> Outcome[Tally]:
    """Verify an issue.

    Args:
        evidence: of the overseas home.
        reader: a node of the ledger.
        crossed: the export edition with its proofs.
        placement: pricing supplement and order book.
        collections: the reported months.
        trusted: the witnesses and logs the reader trusts.
        at: the moment of the question.
    """
    prepared = prepare(crossed, placement, at=at, evidence=evidence)
    if prepared.value is None:
        return Outcome(value=None, findings=prepared.findings)
    received = prepared.value.received
    read, about_collections = read_collections(collections, received.deal)
    filing = received.edition.head.filing
    where = addresses_of(evidence, filing)
    inputs = TallyInputs(
        as_of=beijing_day(at),
        package=package_in_log(received, crossed, trusted),
        notice=filing_side.notice_on_record(received, crossed, trusted, as_of=beijing_day(at)),
        filed=filing_side.filed_record(received),
        priced=filing_side.pricing_findings(received, placement),
        closing_pool=filing_side.closing_pool(received, read, filed_balance(received)),
    )
    beside: list[Finding] = []
    closing = (issued_at(evidence, filing) or at).date()
    codes = () if where is None else ledger_side.contract_codes(reader, where, received, closing=closing)
    if any(map(is_other_program, codes)):
        inputs = _with(inputs, contracts=codes, unreachable=ASKED)
    elif where is not None:
        agreed, plan, earlier = prepared.value.pricing, prepared.value.placed.plan, prepared.value.earlier
        payments = payments_found(evidence, reader, received, agreed, plan, where.tokens, read, earlier=earlier)
        minted, told = units_side.minted_tokens(reader, where), units_side.standings_found(reader, where)
        beside += found_beside(evidence, reader, where, received, payments.replayed, payments.records)
        first = units_side.first_issued(reader, where)
        inputs = _with(
            inputs,
            record=filing_side.ledger_record(reader, where.filings, received),
            tokens=minted,
            by_word=by_its_word(reader, where),
            contracts=codes,
            beside=beside,
            roles=ledger_side.roles_found(reader, where),
            filed_roles=ledger_side.filed_roles(where),
            reported=payments.reported,
            replayed=payments.replayed,
            payments=payments.records,
            late=payments.late,
            holders=units_side.holder_standings(reader, where, received.deal, told, at=max(at, reader.head().at)),
            registry=units_side.registered_found(received.deal, told),
            eligible=_eligible(prepared.value),
            duties=()
            if first is None
            else (completion_duty(evidence, received.deal.id, filing, beijing_day(first), at),),
        )
    judged = tally(inputs)
    outdated = older(evidence, received)
    found = (*about_collections, *judged.findings(), *judged.apart(beside), *(() if outdated is None else (outdated,)))
    return Outcome(value=judged, findings=found)


def addresses_of(evidence: OnRecord, filing: str) -> Addresses | None:
    """Return where the contracts of an issue stand and who was named for each role; None before it was completed."""
    completed = evidence.journal.acts(subject=filing, kind=COMPLETED)
    planned = evidence.journal.acts(subject=filing, kind=PLANNED)
    if not completed or not planned:
        return None
    stands, named = body_of(evidence, completed[-1]), body_of(evidence, planned[-1])
    tokens, accounts, existing = stands["tokens"], named["accounts"], named.get("existing")
    return Addresses(
        filings=str(stands["filings"]),
        eligibility=str(stands["eligibility"]),
        beside={name: str(stands[name]) for name in ledger_side.BESIDE if name in stands},
        tokens={str(key): str(value) for key, value in tokens.items()} if isinstance(tokens, dict) else {},
        accounts={str(key): str(value) for key, value in accounts.items()} if isinstance(accounts, dict) else {},
        existing={str(key): str(value) for key, value in existing.items()} if isinstance(existing, dict) else {},
        before=tokens_before(evidence, filing),
    )


def _with(inputs: TallyInputs, **more: object) -> TallyInputs:
    return TallyInputs(**({name: getattr(inputs, name) for name in TallyInputs.__slots__} | more))


def _eligible(prepared: Prepared) -> Eligibility:
    tokens = prepared.received.deal.tokens
    admitted = (one.subscription for one in prepared.placed.admissions if one.admitted is Truth.TRUE)
    largest = tokens.eligible.largest_number if tokens is not None else None
    return Eligibility(
        admitted=frozenset((each.token_class, each.wallet.lower()) for each in admitted),
        jurisdictions=frozenset(tokens.eligible.jurisdictions) if tokens is not None else frozenset(),
        registered=units_side.registered_as_booked(prepared.received.deal, prepared.placed),
        largest_number=largest,
    )
