"""What obligations 3 and 6 to 10 are judged by where there is a public copy and no store: its acts and statement.

6  accounts that the approved plan names       8  claims and outcomes as stated, divided anew on the register
7  certificates as issued, replayed            9  addresses that were admitted, as stated    10  the report's day
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tallystick.evidence.canonical import canonical
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.clocks import beijing_day
from tallystick.issuance.pricing import Pricing, parse_pricing, priced
from tallystick.servicing.close import Earlier
from tallystick.servicing.collections import Collection
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.issuance.issue_records import PLANNED
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.servicing.bank_words import listed_claims
from tallystick.shell.operations.servicing.loading import read_collections
from tallystick.shell.operations.supervision.found import filing as filing_side
from tallystick.shell.operations.supervision.found import ledger as ledger_side
from tallystick.shell.operations.supervision.found import units as units_side
from tallystick.shell.operations.supervision.found.anchors import found_beside
from tallystick.shell.operations.supervision.found.ledger import Addresses
from tallystick.shell.operations.supervision.found.replays import ReplayedMonth, replayed_months
from tallystick.shell.operations.supervision.found.told import completion_duty
from tallystick.shell.operations.supervision.public.before import terms_before
from tallystick.shell.operations.supervision.public.opened import Public
from tallystick.shell.operations.supervision.public.stated import eligible_as_stated, issued_units
from tallystick.supervision.publication import late_claims, payment_records
from tallystick.units.money import Money

__all__ = ["Known", "known_of"]

_REPLAYED = frozenset({7, 8})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a public copy adds to the inputs of the tally, by their names, and what differs beside them."""

    inputs: Mapping[str, object]
    beside: tuple[Finding, ...]


def known_of(
    public: Public,
    reader: LedgerReader,
    received: Received,
    where: Addresses,
    *,
    before: Mapping[str, Received],
    balance: Money,
    at: dt.datetime,
) -> Known:
    """Gather what a public copy shows.

    Args:
        public: the copy, checked.
        reader: a node of the ledger.
        received: the edition.
        where: the contracts, as the public acts name them.
        before: the editions of earlier filings that are at hand, by filing.
        balance: of the pool that was filed.
        at: the moment of the question.
    """
    deal, filing = received.deal, received.edition.head.filing
    plan = body_of(public, public.journal.acts(subject=filing, kind=PLANNED)[-1])
    pricing, outside = parse_pricing(canonical(plan["pricing"]), deal)
    contents = {name: public.objects.get(sha256) for name, sha256 in public.statement.files.items()}
    collections, unread = read_collections(contents, deal)
    earlier, outdated = terms_before(public, reader, received, where.filings, before)
    if isinstance(earlier, str):
        outdated = (*outdated, finding("supervision.predecessor-missing", filing=earlier))
    history = (received, where, plan, collections)
    months = [] if isinstance(earlier, str) else _months(public, reader, *history, pricing=pricing, earlier=earlier)
    replayed = [each.again for each in months if each.again is not None]
    listed = {each.period: listed_claims(public, each.files, each.period) for each in months}
    records = payment_records(public.statement, {each.period: each.owed for each in months}, listed)
    told = units_side.standings_found(reader, where)
    first = units_side.first_issued(reader, where)
    beside = [*unread, *outdated, *found_beside(public, reader, where, received, replayed, records)]
    inputs: dict[str, object] = {
        "unreachable": _REPLAYED if isinstance(earlier, str) else frozenset(),
        "priced": outside,
        "closing_pool": filing_side.closing_pool(received, collections, balance),
        "roles": ledger_side.roles_found(reader, where),
        "filed_roles": ledger_side.filed_roles(where),
        "reported": [each.reported for each in months if each.reported is not None],
        "replayed": replayed,
        "payments": records,
        "late": late_claims(public.statement),
        "holders": units_side.holder_standings(reader, where, deal, told, at=max(at, reader.head().at)),
        "registry": units_side.registered_found(deal, told),
        "eligible": eligible_as_stated(public, received),
        "duties": () if first is None else (completion_duty(public, deal.id, filing, beijing_day(first), at),),
    }
    if isinstance(earlier, str):
        inputs |= {"reported": (), "replayed": (), "payments": (), "late": ()}
    return Known(inputs=inputs, beside=tuple(beside))


def _months(
    public: Public,
    reader: LedgerReader,
    received: Received,
    where: Addresses,
    plan: Mapping[str, object],
    collections: tuple[Collection, ...],
    *,
    pricing: Pricing | None,
    earlier: Sequence[Earlier],
) -> list[ReplayedMonth]:
    if pricing is None:
        return []
    return [
        *replayed_months(
            public,
            reader,
            priced(received.deal, pricing),
            received.edition.head.filing,
            issued=issued_units(plan),
            tokens=where.tokens,
            collections=collections,
            earlier=earlier,
        )
    ]
