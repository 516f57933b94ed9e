"""What obligations 3 and 6 to 10 are judged by where there is a public copy and no store: its acts and statement.

6  accounts that the approved plan names       8  claims and outcomes as stated, divided anew on the register
7  certificates as issued, replayed            9  addresses that were admitted, as stated    10  the report's day
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.evidence.canonical import canonical
from tallystick.evidence.findings import Finding
from tallystick.filing.clocks import beijing_day
from tallystick.issuance.pricing import Pricing, parse_pricing, priced
from tallystick.issuance.proofs import Eligibility, MintedToken, Registered
from tallystick.servicing.collections import Collection
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.issuance.holders.register import corrections_told
from tallystick.shell.operations.issuance.issue_records import PLANNED
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.issuance.registrations import midnight
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.servicing.loading import read_collections
from tallystick.shell.operations.supervision.found import filing as filing_side
from tallystick.shell.operations.supervision.found import ledger as ledger_side
from tallystick.shell.operations.supervision.found import units as units_side
from tallystick.shell.operations.supervision.found.anchors import anchored_otherwise
from tallystick.shell.operations.supervision.found.duties import completion_duty
from tallystick.shell.operations.supervision.found.ledger import Addresses
from tallystick.shell.operations.supervision.found.replays import ReplayedMonth, replayed_months
from tallystick.shell.operations.supervision.public.opened import Public
from tallystick.supervision.publication import late_claims, payment_records
from tallystick.units.money import Money

__all__ = ["Known", "known_of"]


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
    minted: tuple[MintedToken, ...],
    *,
    balance: Money,
    at: dt.datetime,
) -> Known:
    """Gather what a public copy shows.

    Args:
        public: the copy, checked.
        reader: a node of the ledger.
        received: the edition.
        where: the contracts, as the public acts name them.
        minted: of every class.
        balance: of the pool that was filed.
        at: the moment of the question.
    """
    deal, filing = received.deal, received.edition.head.filing
    plan = body_of(public, public.journal.acts(subject=filing, kind=PLANNED)[-1])
    pricing, outside = parse_pricing(canonical(plan["pricing"]), deal)
    contents = {name: public.objects.get(sha256) for name, sha256 in public.statement.files.items()}
    collections, unread = read_collections(contents, deal)
    months = _months(public, reader, received, where, plan, pricing, collections)
    replayed = [each.again for each in months if each.again is not None]
    records = payment_records(public.statement, {each.period: each.owed for each in months})
    told = units_side.standings_found(reader, where)
    first = min((each.first for each in minted if each.first is not None), default=None)
    beside = [*unread, *units_side.redeemed_early(reader, where, replayed)]
    beside += [*anchored_otherwise(reader, where, deal, replayed, records), *corrections_told(public, filing)]
    inputs: dict[str, object] = {
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
        "eligible": _eligible(public, received),
        "duties": () if first is None else (completion_duty(public, deal.id, filing, beijing_day(first), at),),
    }
    return Known(inputs=inputs, beside=tuple(beside))


def _months(
    public: Public,
    reader: LedgerReader,
    received: Received,
    where: Addresses,
    plan: Mapping[str, object],
    pricing: Pricing | None,
    collections: tuple[Collection, ...],
) -> list[ReplayedMonth]:
    if pricing is None:
        return []
    return [
        *replayed_months(
            public,
            reader,
            priced(received.deal, pricing),
            received.edition.head.filing,
            issued=_issued(plan),
            tokens=where.tokens,
            collections=collections,
        )
    ]


def _issued(plan: Mapping[str, object]) -> dict[str, int]:
    """Return how many units of each class the approved plan mints."""
    said = plan.get("plan")
    orders = said.get("orders") if isinstance(said, dict) else None
    units: dict[str, int] = {}
    for each in orders if isinstance(orders, list) else []:
        units[str(each["class"])] = units.get(str(each["class"]), 0) + int(str(each["units"]))
    return units


def _eligible(public: Public, received: Received) -> Eligibility:
    tokens, lines = received.deal.tokens, public.statement.holders
    return Eligibility(
        admitted=frozenset((name, each.wallet.lower()) for each in lines for name in each.admitted),
        jurisdictions=frozenset(tokens.eligible.jurisdictions) if tokens is not None else frozenset(),
        registered={
            each.wallet.lower(): Registered(
                until=midnight(each.until), classes=each.registered, jurisdiction=each.jurisdiction
            )
            for each in lines
            if each.registered
        },
        largest_number=tokens.eligible.largest_number if tokens is not None else None,
    )
