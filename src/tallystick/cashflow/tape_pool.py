"""The pool of a tape: its loans as arrays, one set for each way of repaying.

A loan that owes nothing needs no projection. A loan that owes something but lacks its rate or its remaining term
cannot be projected: it is left out of the arrays and said to be, with its balance, so that nothing goes silently.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import polars as pl

from tallystick.cashflow.kernels.door import LoanColumns, loan_arrays
from tallystick.cashflow.kernels.loans import Amortisation
from tallystick.cashflow.pool import Pool, PoolRows, labelled
from tallystick.evidence.findings import Finding, finding
from tallystick.tape.reading.derivation import months_between
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import RATE_SCALE
from tallystick.units.money import Money

__all__ = ["pool_of_tape"]

_LABEL: Final = "label of "
_NEEDED: Final = ("interest_rate", "remaining_term_months")


def pool_of_tape(tape: Tape, *, fields: Sequence[str] = (), file: str = "tape.csv") -> tuple[Pool, tuple[Finding, ...]]:
    """Return the loans of a tape, ready to be projected, and a finding about those that cannot be.

    Args:
        tape: the loans that are in the pool; select them first.
        fields: columns by whose values assumptions are aimed, or results grouped.
        file: the tape's name for people.

    Raises:
        RoundingError: a balance is too large to be projected exactly.
    """
    owing = tape.frame.filter(pl.col("current_balance") > 0)
    projectable = pl.all_horizontal(pl.col(name).is_not_null() for name in _NEEDED) & (
        pl.col("remaining_term_months") > 0
    )
    usable, unusable = owing.filter(projectable), owing.filter(~projectable)
    months = months_between(pl.col("origination_date"), pl.lit(tape.cutoff)).fill_null(0).clip(lower_bound=0)
    rows = usable.select(
        pl.col("current_balance"),
        pl.col("interest_rate"),
        pl.col("remaining_term_months"),
        months.alias("age"),
        pl.col("repayment_type").fill_null(Amortisation.LEVEL_PAY.value).alias("repayment"),
        *(pl.col(name).cast(pl.String).alias(f"{_LABEL}{name}") for name in fields if name in usable.columns),
    )
    pool_rows = tuple(
        _rows(part, Amortisation(str(kind)), tape)
        for (kind,), part in sorted(rows.group_by("repayment", maintain_order=True), key=lambda pair: str(pair[0]))
    )
    pool = Pool(balance=_balance(usable, tape), rows=pool_rows)
    if unusable.is_empty():
        return pool, ()
    left_out = finding(
        "cashflow.loans-left-out", file=file, count=unusable.height, balance=_balance(unusable, tape), columns=_NEEDED
    )
    return pool, (left_out,)


def _balance(frame: pl.DataFrame, tape: Tape) -> Money:
    return Money(minor=int(frame["current_balance"].cast(pl.Int128).sum()), currency=tape.currency)


def _rows(rows: pl.DataFrame, kind: Amortisation, tape: Tape) -> PoolRows:
    columns = LoanColumns(
        balances=[Money(minor=minor, currency=tape.currency) for minor in rows["current_balance"]],
        annual_rates=[Fraction(rate, RATE_SCALE) for rate in rows["interest_rate"]],
        remaining_terms=rows["remaining_term_months"].to_list(),
        ages=rows["age"].to_list(),
        amortisation=kind,
    )
    labels = {name.removeprefix(_LABEL): rows[name].to_list() for name in rows.columns if name.startswith(_LABEL)}
    return PoolRows(loans=loan_arrays(columns), labels=labelled(labels))
