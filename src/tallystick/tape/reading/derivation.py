"""Derived columns: the few that follow from others by a named rule, where a tape does not state them.

    row-number              asset_id               row-0000001, from the row in the file
    same-as-asset           obligor_id             one payer an asset, none shared
    origination-plus-term   maturity_date          origination_date + original_term_months, clamped to the month's end
    term-less-elapsed       remaining_term_months  original_term_months - months from origination to cut-off, from 0
    months-to-maturity      remaining_term_months  months from cut-off to maturity, from 0
    origination-to-maturity original_term_months   months from origination to maturity

Months are calendar months: from any day in May to any day in July are two. What stands on an empty cell is empty.
It is no formula language: a rule that is not here belongs in the originator's export, where it can be audited.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from tallystick.tape.reading.cells import LAST_YEAR

__all__ = ["DERIVATIONS", "months_between", "with_derived"]

_ROW_DIGITS = 7
_LONGEST_TERM = 1200

DERIVATIONS: Final[Mapping[str, str]] = {
    "row-number": "asset_id",
    "same-as-asset": "obligor_id",
    "origination-plus-term": "maturity_date",
    "origination-to-maturity": "original_term_months",
    "term-less-elapsed": "remaining_term_months",
    "months-to-maturity": "remaining_term_months",
}
"""The column each derivation can fill, in an order in which none needs a later one."""


def with_derived(frame: pl.DataFrame, derived: Mapping[str, str], cutoff: date) -> pl.DataFrame:
    """Fill derived columns.

    Args:
        frame: typed columns with ``source_row``.
        derived: the derivation of each column to fill.
        cutoff: the tape's cut-off.
    """
    for derivation, name in DERIVATIONS.items():
        if derived.get(name) == derivation:
            frame = frame.with_columns(_value(derivation, cutoff).alias(name))
    return frame


def months_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Return how many calendar months `end` lies after `start`, days not counted; negative when before."""
    years = end.dt.year().cast(pl.Int64) - start.dt.year().cast(pl.Int64)
    return years * 12 + end.dt.month().cast(pl.Int64) - start.dt.month().cast(pl.Int64)


def _value(derivation: str, cutoff: date) -> pl.Expr:
    match derivation:
        case "row-number":
            return pl.lit("row-") + pl.col("source_row").cast(pl.String).str.zfill(_ROW_DIGITS)
        case "same-as-asset":
            return pl.col("asset_id")
        case "origination-plus-term":
            term = pl.col("original_term_months")
            months = pl.when(term.is_between(0, _LONGEST_TERM)).then(pl.format("{}mo", term))
            day = pl.col("origination_date").dt.offset_by(months)
            return pl.when(day.dt.year() <= LAST_YEAR).then(day)  # beyond it there is no date to show anybody
        case "origination-to-maturity":
            return months_between(pl.col("origination_date"), pl.col("maturity_date"))
        case "term-less-elapsed":
            elapsed = months_between(pl.col("origination_date"), pl.lit(cutoff))
            return (pl.col("original_term_months") - elapsed).clip(lower_bound=0)
        case _:
            return months_between(pl.lit(cutoff), pl.col("maturity_date")).clip(lower_bound=0)
