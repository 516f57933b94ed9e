"""Representative lines: a pool written as a handful of rows, each standing for many loans alike.

A comma-separated file in UTF-8 with one heading row; the order of columns is free:

    current_principal_balance   an amount in the currency of the deal's assets, such as 24151090.50
    coupon                      a rate a year with its sign, such as 3.591%
    remaining_term_months       a whole number, at least 1
    age_months                  a whole number, 0 or above

Every cell is read exactly or becomes a finding; all findings come in one pass.

Source: the collateral tables of offering documents, which print replines in these four columns.

It does not check that lines add up to a filed total; the deal room compares totals.
"""

import csv
import io
import re
from dataclasses import dataclass

from tallystick.evidence.findings import Finding, Place, finding
from tallystick.units.money import Currency, Money
from tallystick.units.rates import Rate
from tallystick.units.refusals import UnitError

__all__ = ["COLUMNS", "RepLine", "RepLines", "read_replines"]

COLUMNS = ("current_principal_balance", "coupon", "remaining_term_months", "age_months")
_LONGEST_MONTHS = 1200
_UNREADABLE = {
    "current_principal_balance": "cashflow.replines-current",
    "coupon": "cashflow.replines-coupon",
    "remaining_term_months": "cashflow.replines-remaining",
    "age_months": "cashflow.replines-age",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RepLine:
    """One line that stands for many loans alike.

    Attributes:
        balance: principal outstanding of them all, above zero.
        coupon: their rate a year, 0 or above.
        remaining_term: whole months left, 1 to 1200.
        age: whole months since origination, 0 to 1200.
    """

    balance: Money
    coupon: Rate
    remaining_term: int
    age: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RepLines:
    """What a file of replines says, and what is wrong with it. Law: with a finding, no line.

    Attributes:
        lines: in the order of the file; empty when anything was found.
        findings: all that is wrong, in the order of the file.
    """

    lines: tuple[RepLine, ...]
    findings: tuple[Finding, ...]


def read_replines(content: bytes, *, currency: Currency, file: str = "replines.csv") -> RepLines:
    """Read a file of replines.

    Args:
        content: the whole file.
        currency: what its balances are amounts of.
        file: its name, for findings.
    """
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return _nothing(finding("cashflow.replines-unreadable", file=file))
    heading = rows[0] if rows else []
    missing = [column for column in COLUMNS if column not in heading]
    unknown = [column for column in heading if column not in COLUMNS or heading.count(column) > 1]
    if missing or unknown:
        return _nothing(
            *(finding("cashflow.replines-column-missing", file=file, column=name) for name in missing),
            *(finding("cashflow.replines-column-unknown", file=file, column=name) for name in dict.fromkeys(unknown)),
        )
    lines: list[RepLine] = []
    findings: list[Finding] = []
    for number, cells in enumerate(rows[1:], start=1):
        if len(cells) == len(heading):
            line, wrong = _read_line(dict(zip(heading, cells, strict=True)), currency, Place(file=file, row=number))
            lines.extend(line)
            findings.extend(wrong)
        else:
            findings.append(
                finding("cashflow.replines-row-cells", file=file, row=number, found=len(cells), expected=len(heading))
            )
    if not rows[1:]:
        findings.append(finding("cashflow.replines-empty", file=file))
    return RepLines(lines=() if findings else tuple(lines), findings=tuple(findings))


def _read_line(
    cells: dict[str, str], currency: Currency, place: Place
) -> tuple[tuple[RepLine, ...], tuple[Finding, ...]]:
    """Return the line, or what is wrong with each of its cells."""
    balance, coupon, term, age = (_read_cell(name, cells[name].strip(), currency) for name in COLUMNS)
    if isinstance(balance, Money) and isinstance(coupon, Rate) and isinstance(term, int) and isinstance(age, int):
        return (RepLine(balance=balance, coupon=coupon, remaining_term=term, age=age),), ()
    wrong = tuple(
        finding(_UNREADABLE[name], file=place.file, row=place.row, column=name, value=cells[name])
        for name, value in zip(COLUMNS, (balance, coupon, term, age), strict=True)
        if value is None
    )
    return (), wrong


def _read_cell(name: str, text: str, currency: Currency) -> Money | Rate | int | None:
    """Return the value of one cell, or None where it is unreadable or out of range."""
    try:
        match name:
            case "current_principal_balance":
                balance = Money.parse_amount(text, currency)
                return balance if balance.is_positive() else None
            case "coupon":
                coupon = Rate.parse(text)
                return coupon if coupon.per_annum >= 0 else None
            case _:
                least = 1 if name == "remaining_term_months" else 0
                return (
                    int(text) if re.fullmatch(r"[0-9]{1,4}", text) and least <= int(text) <= _LONGEST_MONTHS else None
                )
    except UnitError:
        return None


def _nothing(*findings: Finding) -> RepLines:
    return RepLines(lines=(), findings=findings)
