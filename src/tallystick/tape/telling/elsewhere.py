"""Elsewhere: assets of a tape that an unrelated tape holds too, so that one of them is pledged or sold twice.

    the same asset    one id, origination day and original balance on both
    alike             other ids, but one payer, one contract: days, original balance and rate are the same

Two tapes of one pool hold the same assets anyway; they are for `comparison`. Payers are compared by their pseudonym, so
an asset under two ids is found only where both tapes were made with the same pseudonyms.
It does not ask who owns an asset: the registry of movable-asset financing says whose interest came first.
"""

from typing import Final

import polars as pl

from tallystick.tape.faults import faults_in, gathered
from tallystick.tape.reading.tapes import Tape

__all__ = ["held_elsewhere"]

_SAME: Final = ("asset_id", "origination_date", "original_balance")
_ALIKE: Final = ("obligor_id", "origination_date", "maturity_date", "original_balance", "interest_rate")
_OTHER: Final = "other_id"


def held_elsewhere(tape: Tape, other: Tape) -> pl.DataFrame:
    """Return a fault for each asset that the other tape holds too, shown at its id; an empty cell equals nothing.

    Args:
        tape: whose assets are asked about.
        other: of another pool, in the same currency.

    Raises:
        ValueError: their currencies differ, so that no amounts can be compared.
    """
    if tape.currency is not other.currency:
        message = f"tapes in {tape.currency} and {other.currency} hold no amounts in common"
        raise ValueError(message)
    same = _met(tape.frame, other, _SAME)
    alike = _met(tape.frame.join(same.select("source_row"), on="source_row", how="anti"), other, _ALIKE)
    found = [
        faults_in(
            rows,
            code,
            where=pl.lit(value=True),
            column=tape.source_of("asset_id"),
            value=pl.col("asset_id"),
            expected=pl.lit(f"{other.file}: ") + pl.col(_OTHER),
        )
        for code, rows in (("tape.asset-elsewhere", same), ("tape.asset-alike-elsewhere", alike))
    ]
    return gathered(found)


def _met(frame: pl.DataFrame, other: Tape, key: tuple[str, ...]) -> pl.DataFrame:
    """Return the rows whose key the other tape has, each once, with the id of the first row there that has it."""
    there = other.frame.select(pl.col("asset_id").alias(_OTHER), *key).unique(subset=key, keep="first")
    met = frame.join(there, on=key, how="inner", maintain_order="left")
    return met.filter(pl.col(_OTHER).is_not_null())
