"""What the totals of a tape count: every row of the file is read, left out or blank, and rows with errors are named.

    rows in the file = read + left out + blank + totals
    read, of which   without a balance    an asset in every count, nothing in every sum
                     with an error        in counts and sums like the others, as the error says nothing of the balance

A row that does not have the columns of the head is left out whole: which of its cells is the balance nobody knows. One
that adds up others is left out where the mapping says so, and is read, with an error, where it does not.
Source: CASHFLOW.md section 4 (a validator reports, it does not repair).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from tallystick.evidence.findings import Finding, finding
from tallystick.tape.faults import TIERS, Tier
from tallystick.tape.reading.tapes import Tape
from tallystick.units.money import Money

__all__ = ["Counted", "Part", "counted"]

_LEFT_OUT: Final = ("tape.row-ragged", "tape.delimiter-mixed")
_BLANK: Final = "tape.row-blank"
_TOTALS: Final = "tape.totals-left-out"
_ERRORS: Final = tuple(code for code, tier in TIERS.items() if tier is not Tier.SOFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Of some rows, how many have no balance, and how many are counted although they have an error, and at what.

    Attributes:
        unvalued: rows without a balance that could be read.
        at_fault: rows with a balance and a schema or hard fault.
        balance: of the rows at fault.
    """

    unvalued: int
    at_fault: int
    balance: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How the rows of a file are counted. Law: rows == read + left_out + blank + totals.

    Attributes:
        rows: of the file.
        read: of which a tape was made.
        left_out: that could not be divided into the columns of the head.
        blank: with nothing in them.
        totals: that add up others, and are left out as the mapping says.
        whole: of all that was read.
        pool: of the eligible rows.
    """

    rows: int
    read: int
    left_out: int
    blank: int
    totals: int
    whole: Part
    pool: Part

    def told(self, file: str) -> Iterator[Finding]:
        """Yield what is in no total, or in totals with an error."""
        if self.left_out:
            yield finding("tape.rows-left-out", file=file, count=self.left_out, rows=self.rows)
        if self.whole.unvalued:
            of_pool, count = self.pool.unvalued, self.whole.unvalued
            yield finding("tape.rows-unvalued", file=file, count=count, pool=of_pool)
        if self.whole.at_fault:
            yield finding(
                "tape.rows-at-fault",
                file=file,
                count=self.whole.at_fault,
                balance=self.whole.balance,
                pool=self.pool.at_fault,
                pool_balance=self.pool.balance,
            )


def counted(tape: Tape, pool: Tape, faults: pl.DataFrame) -> Counted:
    """Say how the rows of a file are counted.

    Args:
        tape: as read.
        pool: its eligible rows.
        faults: of the file and of its rows.
    """
    wrong = faults.filter(pl.col("code").is_in(_ERRORS))["row"].unique().implode()
    return Counted(
        rows=tape.rows_in_file,
        read=tape.frame.height,
        left_out=faults.filter(pl.col("code").is_in(_LEFT_OUT))["row"].n_unique(),
        blank=faults.filter(pl.col("code") == _BLANK)["row"].n_unique(),
        totals=faults.filter(pl.col("code") == _TOTALS)["row"].n_unique(),
        whole=_part(tape, wrong),
        pool=_part(pool, wrong),
    )


def _part(tape: Tape, wrong: pl.Series) -> Part:
    balance = pl.col("current_balance")
    at_fault = pl.col("source_row").cast(pl.Int64).is_in(wrong) & balance.is_not_null()
    unvalued, count, minor = tape.frame.select(
        balance.is_null().sum(),
        at_fault.sum().alias("count"),
        balance.filter(at_fault).cast(pl.Int128).sum().alias("minor"),
    ).row(0)
    return Part(unvalued=int(unvalued), at_fault=int(count), balance=Money(minor=int(minor), currency=tape.currency))
