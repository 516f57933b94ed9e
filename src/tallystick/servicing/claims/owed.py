"""Every claim that a month owes, as a file: what is anchored, whoever may be paid now and whatever the bank is told.

    entitlements of the record date + what came back and is claimed again -> one list, in one order -> one file a month

Who is frozen, whose evidence is over or whose payee is unknown stands in it like anybody else. What the bank is told of
it and pays is reconciled against it and changes nothing here.
Law: `parse_claims(claims_file(c)) == in_order(c)`.
Source: DESIGN.md section 6, obligation 8; TOKEN.md section 5 (entitlements of the record date, anchored once).
"""

import csv
import io
from collections.abc import Iterable
from typing import Final, Literal

from tallystick.deal.scalars import Identifier, PeriodText, Record, Text
from tallystick.servicing.entitlements import Claim, in_order
from tallystick.tape.reading.records import read_records
from tallystick.units.money import Money, MoneyError
from tallystick.units.periods import Period

__all__ = ["claims_file", "claims_name", "parse_claims"]

_COLUMNS: Final = ("reference", "period", "token_class", "wallet", "kind", "amount")


class _Row(Record):
    reference: Identifier
    period: PeriodText
    token_class: Identifier
    wallet: Identifier
    kind: Literal["interest", "principal"]
    amount: Text


def claims_name(period: Period) -> str:
    """Return the name under which a month's claims are kept."""
    return f"claims-{period}.csv"


def claims_file(owed: Iterable[Claim]) -> bytes:
    """Return claims as CSV, UTF-8, one row each below the head; the amount with its currency."""
    rows = ([str(getattr(each, column)) for column in _COLUMNS] for each in in_order(owed))
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([_COLUMNS, *rows])
    return text.getvalue().encode()


def parse_claims(content: bytes) -> tuple[Claim, ...]:
    """Read the claims of a file; a row that cannot be read is left out, and what is owed then differs from the list."""
    read = []
    for _, row in read_records(_Row, content, file="claims")[0]:
        try:
            amount = Money.parse(row.amount)
        except MoneyError:
            continue
        read.append(
            Claim(
                reference=row.reference,
                period=row.period,
                token_class=row.token_class,
                wallet=row.wallet,
                kind=row.kind,
                amount=amount,
            )
        )
    return tuple(read)
