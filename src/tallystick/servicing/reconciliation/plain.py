"""A bank statement as CSV: one row an entry, between a row that opens the account and one that closes it.

    kind,booked_on,amount,currency,account,reference
    opening,2026-09-01,0.00,CNY,6222-01,-
    entry,2026-09-03,1250.50,CNY,6222-01,R-1
    reversal,2026-09-04,-10.00,CNY,6222-01,R-2
    closing,2026-09-30,1240.50,CNY,6222-01,-

A column ``counterparty`` may name the account at the other end of an entry.

Laws: one opening, first; one closing, last; one account and one currency.
"""

from collections.abc import Iterator
from typing import Literal

from tallystick.deal.scalars import CurrencyText, DateText, Record, Text
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.reconciliation.camt import SIZE, read_camt
from tallystick.servicing.reconciliation.statement import Entry, Statement
from tallystick.tape.reading.files.markup import begins_like_xml
from tallystick.tape.reading.records import read_records
from tallystick.units.money import Money, MoneyError

__all__ = ["read_statement"]


class _Row(Record):
    kind: Literal["opening", "entry", "reversal", "closing"]
    booked_on: DateText
    amount: Text
    currency: CurrencyText
    account: Text
    reference: Text
    counterparty: str = ""


def read_statement(content: bytes, *, file: str) -> tuple[tuple[Statement, ...], tuple[Finding, ...]]:
    """Read a bank's statement: camt.053 where it begins like XML, else CSV.

    Args:
        content: the bytes of the file.
        file: its name, for findings.
    """
    if len(content) > SIZE:
        return (), (finding("servicing.statement-too-large", file=file, limit=SIZE, count=len(content)),)
    if begins_like_xml(content):
        return read_camt(content, file=file)
    rows, findings = read_records(_Row, content, file=file)
    amounts: dict[int, Money] = {}
    found = list(findings)
    for number, row in rows:
        try:
            amounts[number] = Money.parse_amount(row.amount, row.currency)
        except MoneyError:
            found.append(
                finding("servicing.amount-unreadable", file=file, row=number, column="amount", value=row.amount)
            )
    if not findings:
        found.extend(_unframed(rows, file))
        if rows and rows[0][1].booked_on > rows[-1][1].booked_on:
            value = f"{rows[0][1].booked_on} > {rows[-1][1].booked_on}"
            found.append(finding("servicing.statement-unreadable", file=file, element="booked_on", value=value))
    found.extend(_mixed(rows, file))
    if found:
        return (), tuple(found)
    first, last = rows[0], rows[-1]
    entries = tuple(
        Entry(
            row=number,
            booked=row.booked_on,
            amount=amounts[number],
            reversal=row.kind == "reversal",
            reference=row.reference,
            counterparty=row.counterparty,
        )
        for number, row in rows[1:-1]
    )
    statement = Statement(
        file=file,
        account=first[1].account,
        first=first[1].booked_on,
        last=last[1].booked_on,
        opening=amounts[first[0]],
        closing=amounts[last[0]],
        entries=entries,
    )
    return (statement,), ()


def _unframed(rows: tuple[tuple[int, _Row], ...], file: str) -> Iterator[Finding]:
    """Say that rows do not stand between one opening and one closing."""
    kinds = [row.kind for _, row in rows]
    whole = len(kinds) >= 2 and (kinds[0], kinds[-1]) == ("opening", "closing")
    if not whole or {"opening", "closing"} & set(kinds[1:-1]):
        yield finding("servicing.statement-unreadable", file=file, element="kind", value=", ".join(kinds[:3]) or "-")


def _mixed(rows: tuple[tuple[int, _Row], ...], file: str) -> Iterator[Finding]:
    """Name the rows that are of another account or currency than the first."""
    for number, row in rows:
        one = rows[0][1]
        if (row.account, row.currency) != (one.account, one.currency):
            value = f"{row.account} {row.currency}"
            yield finding("servicing.statement-mixed", file=file, row=number, column="account", value=value)
