"""Absences: cells that hold no value but the reason why there is none, kept as what they say.

    ND1  not-required      not collected: lending or underwriting did not require it
    ND2  not-loaded        collected, but not loaded into the originator's reporting system
    ND3  separate-system   collected, but loaded into a separate system
    ND4  later             collected, and available from a stated day
    ND5  not-applicable    the question does not arise

The stored cell is null, as an empty one is, and beside it stands a row here; so a loan that was never asked for an
income can be told from one whose income was lost. Each column and reason is said once, with a count.
Source: ESMA auth.099, NoDataAllowedJustification1Code and NoDataAllowedJustification4Code.
"""

from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Final

import polars as pl

from tallystick.evidence.findings import Finding, finding
from tallystick.tape.faults import faults_in

__all__ = ["ABSENCE_COLUMNS", "absent", "findings_of_absences", "no_absences", "unfilled"]

ABSENCE_COLUMNS: Final = MappingProxyType(
    {"row": pl.Int64(), "column": pl.String(), "code": pl.String(), "reason": pl.String(), "until": pl.String()}
)

_SAID: Final = MappingProxyType(
    {
        "not-required": "tape.no-data-not-required",
        "not-loaded": "tape.no-data-not-loaded",
        "separate-system": "tape.no-data-separate-system",
        "later": "tape.no-data-later",
        "not-applicable": "tape.no-data-not-applicable",
    }
)


def no_absences() -> pl.DataFrame:
    """Return a table of absences without rows."""
    return pl.DataFrame(schema=ABSENCE_COLUMNS)


def absent(
    numbers: pl.Series, text: pl.Series, until: pl.Series | None, *, column: str, reasons: dict[str, str]
) -> pl.DataFrame:
    """Return a row for each cell that is a reason.

    Args:
        numbers: the row in the file of each cell.
        text: the cells.
        until: the day from which each value is promised, where the file has such a column.
        column: the canonical name of theirs.
        reasons: what each code means.
    """
    rows = pl.DataFrame([numbers.alias("row"), text.alias("code")])
    rows = rows.with_columns(pl.lit("").alias("until") if until is None else until.alias("until"))
    found = rows.filter(pl.col("code").is_in(list(reasons)))
    return found.select(
        pl.col("row").cast(pl.Int64),
        pl.lit(column).alias("column"),
        "code",
        pl.col("code").replace_strict(reasons, default="", return_dtype=pl.String).alias("reason"),
        pl.col("until").fill_null(""),
    )


def unfilled(absences: pl.DataFrame, required: Iterable[str], sources: dict[str, str]) -> Iterator[pl.DataFrame]:
    """Yield faults for reasons that stand where a loan cannot be used without a value."""
    for name in required:
        rows = absences.filter(pl.col("column") == name).rename({"row": "source_row"})
        if rows.height:
            shown = sources.get(name, name)
            yield faults_in(
                rows, "tape.no-data-required", where=pl.lit(value=True), column=shown, value=pl.col("code"), expected=""
            )


def findings_of_absences(absences: pl.DataFrame, *, file: str) -> tuple[Finding, ...]:
    """Say each column and reason once, with how many loans it is given for and the first of them."""
    counted = absences.group_by("column", "code", "reason", maintain_order=True).agg(
        pl.len().alias("count"), pl.col("row").min().alias("first")
    )
    return tuple(
        finding(_SAID[reason], file=file, row=first, column=column, name=column, reason=code, count=count)
        for column, code, reason, count, first in counted.iter_rows()
    )
