"""Checks of who and what: the same id twice, the same loan under two ids, a payer in two groups, a name in disguise."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from tallystick.tape.checks.tolerances import Tolerances, faults_at, has
from tallystick.tape.faults import FORMULA, faults_in
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import Kind

__all__ = ["identities"]

_IDENTITY = r"^[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]$"
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS: Final = "10X98765432"
_ALIKE: Final = ("obligor_id", "origination_date", "maturity_date", "original_balance", "interest_rate")
"""What two rows of one loan have in common, whatever their ids."""


def identities(tape: Tape, _: Tolerances) -> Iterator[pl.DataFrame]:
    """Yield faults of ids, payers and currencies."""
    first = pl.col("source_row").first().over("asset_id")
    yield faults_in(
        tape.frame.with_columns(first.alias("first_row")),
        "tape.asset-twice",
        where=pl.col("asset_id").is_not_null() & (pl.col("source_row") != pl.col("first_row")),
        column="asset_id",
        value=pl.col("asset_id"),
        expected=pl.col("first_row").cast(pl.String),
    )
    groups = pl.col("obligor_group_id").n_unique().over("obligor_id")
    several = pl.col("obligor_id").is_not_null() & (groups > 1)
    yield faults_at(tape, "tape.group-differs", "obligor_group_id", several, pl.col("obligor_id"))
    other = pl.col("currency") != str(tape.currency)
    yield faults_at(tape, "tape.currency-mixed", "currency", other, str(tape.currency))
    yield from _alike(tape)
    yield from _sellers(tape)
    for column in tape.schema.columns:
        if column.kind in {Kind.IDENTIFIER, Kind.TEXT} and column.name != "currency":
            found = faults_in(
                tape.frame,
                "tape.identity-number",
                where=_is_identity_number(pl.col(column.name)),
                column=column.name,
                value=pl.col(column.name).str.head(6) + pl.lit("************"),
                expected="",
            )
            yield found
        if column.kind is Kind.IDENTIFIER:
            computes = pl.col(column.name).str.contains(FORMULA)
            yield faults_at(tape, "tape.identifier-formula", column.name, computes)


def _is_identity_number(text: pl.Expr) -> pl.Expr:
    """Whether a text is a citizen identity number with a right check digit. Source: GB 11643-1999, MOD 11-2."""
    number = text.str.to_uppercase()
    shaped = number.str.contains(_IDENTITY)
    digits = (number.str.slice(place, 1).cast(pl.Int64, strict=False) for place in range(len(_WEIGHTS)))
    weighed = (digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    rest = pl.sum_horizontal(*weighed) % len(_CHECK_DIGITS)
    expected = rest.cast(pl.String).replace({str(place): digit for place, digit in enumerate(_CHECK_DIGITS)})
    return shaped & (number.str.tail(1) == expected)


def _alike(tape: Tape) -> Iterator[pl.DataFrame]:
    """Yield loans that equal another in everything but their id: the same loan twice, or several drawn on one day."""
    if not has(tape, *_ALIKE):
        return
    whole = pl.all_horizontal(pl.col(name).is_not_null() for name in _ALIKE)
    key = pl.struct(_ALIKE).hash()
    alike = key.is_duplicated() & whole
    rows = tape.frame.filter(alike)
    if rows.is_empty():
        return
    first = rows.with_columns(
        pl.col("asset_id").first().over(_ALIKE).alias("first_id"),
        pl.col("source_row").first().over(_ALIKE).alias("first_row"),
    )
    again = (pl.col("source_row") != pl.col("first_row")) & (pl.col("asset_id") != pl.col("first_id"))
    yield faults_at(tape, "tape.asset-alike", "asset_id", again, pl.col("first_id"), frame=first)


def _sellers(tape: Tape) -> Iterator[pl.DataFrame]:
    if has(tape, "seller_id"):
        itself = pl.col("seller_id") == pl.col("obligor_id")
        yield faults_at(tape, "tape.seller-is-payer", "seller_id", itself, pl.col("obligor_id"))
