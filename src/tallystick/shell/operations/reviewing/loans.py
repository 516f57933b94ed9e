"""The loans of one payer, and one loan's row, from the tape of a package: for a process of its own; nothing crosses."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import polars as pl

from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.outcome import Outcome
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import RATE_SCALE, Kind
from tallystick.units.money import Money
from tallystick.units.rates import Rate

__all__ = ["Loan", "Loans", "loan_of", "loans_of"]

_MOST: Final = 200
_COLUMNS: Final = (
    "asset_id",
    "obligor_id",
    "current_balance",
    "interest_rate",
    "remaining_term_months",
    "days_past_due",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loans:
    """The loans of a payer, the largest first, some columns of each; `count` is of all of them."""

    payer: str
    count: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """One loan: the row of the file it stands in, and every column that is filled, with the file's own name for it."""

    id: str
    row: int
    file: str
    cells: tuple[tuple[str, str, str], ...]


def loans_of(files: Mapping[str, bytes], payer: str) -> Outcome[Loans]:
    """Return the loans of a payer or of a group; None where there is none of that name."""
    tape = _tape(files)
    if tape is None:
        return Outcome(value=None)
    frame = tape.frame.filter((pl.col("obligor_id") == payer) | (pl.col("obligor_group_id") == payer))
    if not frame.height:
        return Outcome(value=None)
    columns = tuple(name for name in _COLUMNS if name in frame.columns)
    listed = frame.sort("current_balance", descending=True).head(_MOST).select(columns)
    rows = tuple(tuple(_told(tape, name, value) for name, value in row.items()) for row in listed.iter_rows(named=True))
    return Outcome(value=Loans(payer=payer, count=frame.height, columns=columns, rows=rows))


def loan_of(files: Mapping[str, bytes], asset: str) -> Outcome[Loan]:
    """Return one loan; None where there is none of that id."""
    tape = _tape(files)
    frame = None if tape is None else tape.frame.filter(pl.col("asset_id") == asset)
    if tape is None or frame is None or not frame.height:
        return Outcome(value=None)
    row = frame.row(0, named=True)
    filled = [(name, value) for name, value in row.items() if value is not None and name != "source_row"]
    cells = tuple((name, tape.sources.get(name, ""), _told(tape, name, value)) for name, value in filled)
    return Outcome(value=Loan(id=asset, row=int(row["source_row"]), file=tape.file, cells=cells))


def _tape(files: Mapping[str, bytes]) -> Tape | None:
    opened = open_deal(files).value
    return None if opened is None else opened.tape


def _told(tape: Tape, name: str, value: object) -> str:
    kind = next((each.kind for each in tape.schema.columns if each.name == name), None)
    if kind is Kind.MONEY and isinstance(value, int):
        return str(Money(minor=value, currency=tape.currency))
    if kind is Kind.RATE and isinstance(value, int):
        return str(Rate(per_annum=Fraction(value, RATE_SCALE)))
    return "–" if value is None else str(value)
