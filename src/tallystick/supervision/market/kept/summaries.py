"""One month of one deal's loans in a few rows: what each payer of weight owes, the rest together, and cells left empty.

A summary depends on nothing but the loans, so that it can be kept by their digest and made once; what lies between
deals is found on summaries, whose number grows with deals and not with loans. Payers below 0.2 % of a pool are summed
up: under one control it would take more than 75 of them to be material.
"""

from typing import Final

import polars as pl

from tallystick.supervision.market.records import PPM, parts

__all__ = ["LOANS", "SUMMARY", "missing_of", "pool_of", "summary_of"]

LOANS: Final = pl.Schema(
    {
        "deal": pl.String,
        "asset": pl.UInt32,
        "tag": pl.UInt64,
        "payer": pl.String,
        "balance": pl.Int64,
        "missing": pl.UInt8,
    }
)
"""One row a loan at the end of a month: its blinded tag, who owes, how much, and how many of its cells say nothing."""
SUMMARY: Final = pl.Schema({"payer": pl.String, "amount": pl.Int64, "loans": pl.Int64, "missing": pl.Int64})
"""One row a payer of weight, and one with an empty payer for all others."""

_WEIGHT: Final = 2_000
_CELLS: Final = 40
"""Cells of a loan's row on a tape, of which `missing` counts the empty ones."""


def summary_of(loans: pl.DataFrame) -> pl.DataFrame:
    """Return the summary of a month's loans of one deal, by payer.

    Args:
        loans: of the schema `LOANS`.
    """
    whole = int(loans["balance"].sum())
    floor = whole * _WEIGHT // PPM
    by_payer = loans.group_by("payer").agg(
        pl.col("balance").sum().alias("amount"),
        pl.len().cast(pl.Int64).alias("loans"),
        pl.col("missing").cast(pl.Int64).sum().alias("missing"),
    )
    named = pl.when(pl.col("amount") > floor).then(pl.col("payer")).otherwise(pl.lit(""))
    return by_payer.group_by(named.alias("payer")).agg(pl.exclude("payer").sum()).sort("payer").cast(SUMMARY)


def pool_of(summary: pl.DataFrame) -> int:
    """Return the balance of a pool."""
    return int(summary["amount"].sum())


def missing_of(summary: pl.DataFrame) -> int:
    """Return how many cells of a pool's tape say nothing, in millionths."""
    return parts(int(summary["missing"].sum()), int(summary["loans"].sum()) * _CELLS)
