"""What a closed month needs beside the terms: where the tokens stand, who held them, what was collected."""

import datetime as dt
from collections.abc import Mapping

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.collections import Collection, Declared, parse_collection
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.issuance.issue_records import COMPLETED
from tallystick.shell.operations.issuance.registrations import midnight
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.units.periods import Period, PeriodError

__all__ = ["COLLECTIONS_FOLDER", "holders_at", "months_up_to", "read_collections", "token_addresses"]

COLLECTIONS_FOLDER = "collections/"


def token_addresses(evidence: Evidence, filing: str) -> dict[str, str]:
    """Return where each class's token stands, from the completed issue; empty where nothing was issued."""
    completed = evidence.journal.acts(subject=filing, kind=COMPLETED)
    tokens = body_of(evidence, completed[-1])["tokens"] if completed else {}
    return {str(name): str(address) for name, address in tokens.items()} if isinstance(tokens, dict) else {}


def holders_at(reader: LedgerReader, addresses: Mapping[str, str], day: dt.date) -> dict[str, dict[str, int]]:
    """Return units by holder of each class at the end of a day."""
    block = reader.block_at(midnight(day + dt.timedelta(days=1)) - dt.timedelta(seconds=1)).number
    return {
        name: {holding.account: holding.amount for holding in reader.holdings(address, block=block)}
        for name, address in addresses.items()
    }


def months_up_to(files: Mapping[str, bytes], period: Period) -> dict[str, bytes]:
    """Return the reported months up to one: when that one is closed, later ones have not happened yet."""
    last = f"{COLLECTIONS_FOLDER}{period}.csv"
    return {name: each for name, each in files.items() if name.startswith(COLLECTIONS_FOLDER) and name <= last}


def read_collections(files: Mapping[str, bytes], deal: Deal) -> tuple[tuple[Collection, ...], tuple[Finding, ...]]:
    """Read every reported month of a folder, and all findings."""
    read: list[Collection] = []
    found: list[Finding] = []
    for name in sorted(name for name in files if name.startswith(COLLECTIONS_FOLDER) and name.endswith(".csv")):
        month = name.removeprefix(COLLECTIONS_FOLDER).removesuffix(".csv")
        try:
            period = Period.parse(month)
        except PeriodError:
            found.append(finding("deal.period-unreadable", file=name, value=month))
            continue
        collection, wrong = parse_collection(
            files[name], period=period, currency=deal.assets.currency, file=name, declared=Declared.of(deal.structure)
        )
        found.extend(wrong)
        if collection is not None:
            read.append(collection)
    return tuple(read), tuple(found)
