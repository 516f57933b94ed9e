"""What a month needs beside the terms: where the tokens stand, who held them, what came in, what the bank says."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.collections import Collection, Declared, parse_collection
from tallystick.servicing.reconciliation.accounts import check_accounts, each_once, moved_between
from tallystick.servicing.reconciliation.plain import read_statement
from tallystick.servicing.reconciliation.statement import Statement
from tallystick.shell.operations.outcome import has_errors
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.units.calendars.places import prc_working_days
from tallystick.units.money import Currency
from tallystick.units.periods import Period, PeriodError

__all__ = ["COLLECTIONS_FOLDER", "holders_at", "months_up_to", "read_collections", "read_statements"]

COLLECTIONS_FOLDER: Final = "collections/"
_FORMS: Final = frozenset({"csv", "json"})


def holders_at(
    reader: LedgerReader, addresses: Mapping[str, str], until: dt.datetime, *, before: Sequence[Mapping[str, str]] = ()
) -> dict[str, dict[str, int]]:
    """Return units by holder of each class in the last block before a moment.

    Once every unit of a class is redeemed, each counts with the holder from whom it was: what comes in later is theirs.

    Args:
        reader: a node of the ledger.
        addresses: where each class's token stands.
        until: when the record date is over.
        before: tokens of earlier filings, whose units go over to these and count with them: one register.
    """
    block = reader.block_at(until - dt.timedelta(seconds=1)).number
    found: dict[str, dict[str, int]] = {}
    for name, address in addresses.items():
        held = found.setdefault(name, {})
        for token in (*(each[name] for each in before if name in each), address):
            for holding in reader.holdings(token, block=block):
                held[holding.account] = held.get(holding.account, 0) + holding.amount
        for each in reader.redemptions(address) if not held else ():
            if each.act.block <= block:
                held[each.order.holder] = held.get(each.order.holder, 0) + each.order.amount
    return found


def months_up_to(files: Mapping[str, bytes], period: Period) -> dict[str, bytes]:
    """Return the reported months up to one: when that one is closed, later ones have not happened yet."""
    return {name: files[name] for name in files if _month_of(name) and _month_of(name) <= str(period)}


def _month_of(name: str) -> str:
    """Return the month that a file of collections is named for; empty for any other file."""
    month, point, form = name.removeprefix(COLLECTIONS_FOLDER).rpartition(".")
    return month if name.startswith(COLLECTIONS_FOLDER) and point and form in _FORMS else ""


def read_collections(files: Mapping[str, bytes], deal: Deal) -> tuple[tuple[Collection, ...], tuple[Finding, ...]]:
    """Read every reported month of a folder, a table or JSON, and all findings."""
    read: list[Collection] = []
    found: list[Finding] = []
    named: dict[str, str] = {}
    for name in sorted(filter(_month_of, files)):
        month = _month_of(name)
        if month in named:
            found.append(finding("servicing.month-twice", file=name, other=named[month]))
            continue
        named[month] = name
        try:
            period = Period.parse(month)
        except PeriodError:
            found.append(finding("deal.period-unreadable", file=name, value=month))
            continue
        collection, wrong = parse_collection(
            files[name],
            period=period,
            currency=deal.assets.currency,
            file=name,
            declared=Declared.of(deal.structure),
            deal=deal.id,
        )
        found.extend(wrong)
        if collection is not None:
            read.append(collection)
    return tuple(read), tuple(found)


def read_statements(
    files: Mapping[str, bytes], currency: Currency
) -> tuple[tuple[Statement, ...], int, tuple[Finding, ...]]:
    """Read what the bank sent of the collection account: statements, each once; how many are unusable; all findings.

    Args:
        files: camt.053 or CSV, by name.
        currency: of the account that collects.
    """
    own: list[Statement] = []
    found: list[Finding] = []
    refused = 0
    for name in sorted(files):
        read, wrong = read_statement(files[name], file=name)
        wrong = (*wrong, *_elsewhere(read, currency))
        own += [each for each in read if each.currency is currency]
        found, refused = [*found, *wrong], refused + has_errors(wrong)
    once, twice = each_once(own)
    own_accounts, moved = moved_between(once)
    about = (*twice, *check_accounts(once, prc_working_days()), *moved)
    return own_accounts, refused + has_errors(about), (*found, *about)


def _elsewhere(statements: tuple[Statement, ...], currency: Currency) -> Iterator[Finding]:
    """Say which statements are of an account in another currency and so of none that collects."""
    for each in statements:
        if each.currency is not currency:
            account = f"{each.account} {each.currency}"
            yield finding("servicing.statement-elsewhere", file=each.file, account=account, currency=str(currency))
