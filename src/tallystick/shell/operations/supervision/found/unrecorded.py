"""What was done on the ledger that no act on record says: units moved by an order, freezes, pauses, documents, notes.

    orders that were carried out or stand  against corrections, recoveries and trades on record, by their papers
    freezes and documents                  against what is on record of them
    pauses and notes that correct a report no act of an issue makes, so each is told

Of an act whose body is not public only its kind is known: it may be the one, so nothing is said to be unrecorded while
there are as many of its kind.
Source: DESIGN.md section 6, obligation 9; contracts/src/interfaces (IMandates, IReportAnchor).
"""

from collections.abc import Iterator, Sequence

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import both
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.issuance.holders.register import corrections_told
from tallystick.shell.operations.issuance.issue_records import (
    CORRECTED,
    FROZEN,
    POINTED,
    RECOVERY,
    TRADE,
    TRADE_SETTLED,
)
from tallystick.shell.operations.issuance.later.chapters import REGISTER_RECORDED
from tallystick.shell.operations.issuance.later.lineage import acts_of, lineage
from tallystick.shell.operations.ports.evidence import ObjectMissingError
from tallystick.shell.operations.ports.journal import ActRow, OnRecord
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.ledgers.migrations import OrderGiven
from tallystick.shell.operations.supervision.found.ledger import Addresses

__all__ = ["unrecorded"]


def unrecorded(record: OnRecord, reader: LedgerReader, where: Addresses, filing: str) -> Iterator[Finding]:
    """Yield every correction on record, and what was done on the ledger that no act on record says.

    Args:
        record: of the overseas home, or its public copy.
        reader: a node of the ledger.
        where: the contracts.
        filing: id of the filing; acts under earlier ones of the issue count.
    """
    names = lineage(record, filing)
    mandates = where.beside.get("mandates")
    orders = reader.orders(mandates) if mandates is not None else None
    yield from corrections_told(record, filing, orders)
    yield from _orders(record, orders or (), where, names)
    yield from _freezes(record, reader, where, names)
    for name, token in where.tokens.items():
        levels = reader.paused(token)
        if levels:
            yield finding("supervision.token-paused", token_class=name, levels=levels)
    if "reports" in where.beside:
        yield from _documents(record, reader, where.beside["reports"], names)
        for period, note in reader.notes(where.beside["reports"]):
            yield finding("supervision.note-unrecorded", period=str(period), note=note)


def _orders(
    record: OnRecord, orders: Sequence[OrderGiven], where: Addresses, names: Sequence[str]
) -> Iterator[Finding]:
    """Yield the orders whose papers no act on record cites; those that stand only, where nothing moved yet."""
    classes = {token: name for name, token in where.each_token()}
    bodies, _ = _read(record, names, CORRECTED, RECOVERY)
    trades, hidden = _read(record, names, TRADE)
    rows = [
        row for row in record.journal.acts(kind=REGISTER_RECORDED) if row.entry.draft.subject.split("/")[0] in names
    ]
    divided = {str(body["paper"]) for row in rows if (body := _body(record, row)) is not None}
    papers = {str(each["paper"]) for each in bodies} | {sha256_hex(canonical(each["terms"])) for each in trades}
    distributor = where.beside.get("distributor")
    for each in orders:
        if not each.done and each.token == distributor and each.giver in classes and each.paper not in divided:
            yield _told("supervision.order-unrecorded", each, classes[each.giver])
    own = [each for each in orders if each.token in classes]
    unknown = [
        each for each in own if each.giver != each.token and each.paper not in papers
    ]  # a migration gives itself
    moved, settled = [each for each in unknown if each.done], len(acts_of(record, names, TRADE_SETTLED))
    for each in moved if len(moved) > (settled if hidden else 0) else ():
        yield _told("supervision.moved-unrecorded", each, classes[each.token])
    for each in unknown:
        if not each.done:
            yield _told("supervision.order-unrecorded", each, classes[each.token])


def _told(code: str, each: OrderGiven, name: str) -> Finding:
    units = both("supervision.units.all") if each.units is None else str(each.units)
    return finding(code, token_class=name, units=units, wallet=each.giver, to=each.taker, paper=each.paper)


def _freezes(record: OnRecord, reader: LedgerReader, where: Addresses, names: Sequence[str]) -> Iterator[Finding]:
    bodies, hidden = _read(record, names, FROZEN)
    known = {(str(each["account"]), str(each.get("class", ""))) for each in bodies}
    moved, unread = _read(record, names, RECOVERY)
    recovered, came = ({str(each[side]) for each in moved} for side in ("lost", "to"))
    # Who was frozen when it was recovered is barred where it came to, by the token itself, and frozen there on record.
    barred = {account for account in came if (account, "") in known}
    found: list[tuple[str, str, str | Name]] = []
    for account, standing in reader.registered(where.eligibility).items():
        if standing is not None and standing.frozen and account not in recovered:
            found.append((account, "", both("supervision.units.all")))
    for name, token in where.tokens.items():
        accounts = [each.account for each in reader.holdings(token)]
        alone = sorted(reader.frozen_on(token, accounts) - barred)
        for account in alone if len(alone) > unread else ():
            yield finding("supervision.frozen-on-token", token_class=name, wallet=account)
        found += [(each.account, name, str(each.amount)) for each in reader.partly_frozen(token)]
    unknown = [each for each in found if each[:2] not in known]
    for account, name, units in unknown if len(unknown) > hidden else ():
        yield finding(
            "supervision.frozen-unrecorded",
            wallet=account,
            token_class=name or both("supervision.classes.all"),
            units=units,
        )


def _documents(record: OnRecord, reader: LedgerReader, reports: str, names: Sequence[str]) -> Iterator[Finding]:
    bodies, hidden = _read(record, names, POINTED)
    known = {(str(each["name"]), str(each["place"]), str(each["sha256"])) for each in bodies}
    unknown = [each for each in reader.documents(reports) if each not in known]
    for name, place, digest in unknown if len(unknown) > hidden else ():
        yield finding("supervision.document-unrecorded", name=name, place=place, digest=digest)


def _read(record: OnRecord, names: Sequence[str], *kinds: str) -> tuple[list[dict[str, object]], int]:
    """Return the bodies of the acts of some kinds, and how many of them are not public."""
    rows = [row for kind in kinds for row in acts_of(record, names, kind)]
    bodies = [body for row in rows if (body := _body(record, row)) is not None]
    return bodies, len(rows) - len(bodies)


def _body(record: OnRecord, row: ActRow) -> dict[str, object] | None:
    try:
        return body_of(record, row)
    except ObjectMissingError:
        return None
