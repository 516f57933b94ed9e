"""Static pools as a table: what each vintage defaulted, month of age by month of age.

A comma-separated file in UTF-8 with one heading row; the order of columns and of rows is free:

    vintage            the origination period, such as 2023-Q1
    original_balance   principal at origination, in the currency of the deal's assets; the same in each of its rows
    month              month of age, a whole number from 1; every month up to the vintage's age stands once
    defaulted          principal that defaulted in that month, 0 or above

Every cell is read exactly or becomes a finding; all findings come in one pass.

Source: the NAFMII disclosure guides for auto and housing loans ask for static pools of at least five and ten years
(CASHFLOW.md section 4).

It does not complete anything (`analytics.losses.vintages`).
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tallystick.cashflow.analytics.losses.vintages import Vintage
from tallystick.evidence.findings import Finding, finding
from tallystick.units.money import Currency, Money
from tallystick.units.refusals import UnitError

__all__ = ["HISTORY_COLUMNS", "read_history"]

HISTORY_COLUMNS = ("vintage", "original_balance", "month", "defaulted")
_MONTH = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    number: int
    vintage: str
    original: Money
    month: int
    defaulted: Money


def read_history(
    content: bytes, *, currency: Currency, file: str = "vintages.csv"
) -> tuple[tuple[Vintage, ...], tuple[Finding, ...]]:
    """Read static pools, in the order of their names; none where anything is wrong.

    Args:
        content: the whole file.
        currency: what its amounts are amounts of.
        file: its name, for findings.
    """
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return (), (finding("cashflow.history-unreadable", file=file),)
    heading = rows[0] if rows else []
    if sorted(heading) != sorted(HISTORY_COLUMNS):
        return (), (finding("cashflow.history-columns", file=file, columns=HISTORY_COLUMNS),)
    read = [
        _read(dict(zip(heading, cells, strict=False)), currency, number) for number, cells in enumerate(rows[1:], 1)
    ]
    wrong = tuple(
        finding("cashflow.history-cell", file=file, row=number, column=each)
        for number, each in enumerate(read, 1)
        if isinstance(each, str)
    )
    if wrong:
        return (), wrong
    if not read:
        return (), (finding("cashflow.history-none", file=file),)
    grouped: dict[str, list[_Row]] = {}
    for each in read:
        if isinstance(each, _Row):
            grouped.setdefault(each.vintage, []).append(each)
    found = tuple(fault for name in sorted(grouped) for fault in _faults(grouped[name], file))
    if found:
        return (), found
    return tuple(_vintage(name, grouped[name]) for name in sorted(grouped)), ()


def _read(cells: dict[str, str], currency: Currency, number: int) -> _Row | str:
    """Return a row, or the column that cannot be read."""
    if len(cells) != len(HISTORY_COLUMNS) or not cells["vintage"].strip():
        return "vintage"
    amounts: dict[str, Money] = {}
    for column in ("original_balance", "defaulted"):
        try:
            amounts[column] = Money.parse_amount(cells[column].strip(), currency)
        except UnitError:
            return column
        if amounts[column].minor < (column == "original_balance"):
            return column
    month = cells["month"].strip()
    if not _MONTH.fullmatch(month):
        return "month"
    return _Row(
        number=number,
        vintage=cells["vintage"].strip(),
        original=amounts["original_balance"],
        month=int(month),
        defaulted=amounts["defaulted"],
    )


def _faults(rows: list[_Row], file: str) -> Iterator[Finding]:
    name, months = rows[0].vintage, sorted(row.month for row in rows)
    if months != list(range(1, len(rows) + 1)):
        yield finding("cashflow.history-months", file=file, row=rows[0].number, vintage=name)
    if len({row.original for row in rows}) > 1:
        yield finding("cashflow.history-original", file=file, row=rows[0].number, vintage=name)
    elif sum(row.defaulted.minor for row in rows) > rows[0].original.minor:
        yield finding("cashflow.history-beyond", file=file, row=rows[0].number, vintage=name)


def _vintage(name: str, rows: list[_Row]) -> Vintage:
    ordered = sorted(rows, key=lambda row: row.month)
    return Vintage(id=name, original=ordered[0].original, defaulted=tuple(row.defaulted for row in ordered))
