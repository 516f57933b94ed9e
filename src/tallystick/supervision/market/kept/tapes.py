"""What is wrong with a month's loans of one deal by themselves, and beside the month before: which, and how many.

    asset-twice        one asset in two rows                      payer-missing      nobody is named who owes
    balance-missing    a loan without a balance                   balance-negative   below nothing
    balance-risen      owes more than it did the month before, beyond a hundredth of it

What is found depends on the loans of both months alone, so that it is kept by their digests. An asset that was not
there the month before has not risen, nor has one that stands twice, since nobody can say which of its rows is it; one
that is repaid, or does not move, is no fault. Interest that is added to a
balance is within a hundredth of it.
"""

from typing import Final

import polars as pl

from tallystick.supervision.market.records import LOAN_FAULTS

__all__ = ["faults_of"]

_RISEN: Final = 100
"""A balance may rise by one part in so many."""
_WRONG: Final = {
    "asset-twice": pl.col("asset").is_duplicated(),
    "balance-missing": pl.col("balance").is_null(),
    "balance-negative": pl.col("balance") < 0,
    "payer-missing": pl.col("payer").fill_null("") == "",
}


def faults_of(loans: pl.DataFrame, before: pl.DataFrame | None) -> pl.DataFrame:
    """Return what is wrong with a month's loans, one row a fault, with how many loans have it and the first of them.

    Args:
        loans: of the schema `summaries.LOANS`.
        before: those of the month before; None where they are not there, and then nothing is held against them.

    Returns:
        A frame of `LOAN_FAULTS` without its deal.
    """
    wrong = {name: loans.filter(is_so)["asset"] for name, is_so in _WRONG.items()}
    if before is not None:
        owed = before.group_by("asset").agg(pl.col("balance").max().alias("owed"))
        both = loans.filter(~_WRONG["asset-twice"]).join(owed, on="asset")
        wrong["balance-risen"] = both.filter(pl.col("balance") > pl.col("owed") + pl.col("owed") // _RISEN)["asset"]
    rows = [(name, len(found), str(found.sort()[0])) for name, found in sorted(wrong.items()) if len(found)]
    return pl.DataFrame(rows, schema={name: kind for name, kind in LOAN_FAULTS.items() if name != "deal"}, orient="row")
