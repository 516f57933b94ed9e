"""Checks: does each loan make sense by itself, beside its own figures, and beside the others?

    hard   outside its range; the same id twice; a payer in two groups; more owed than was lent; another currency; days
           out of order; a term longer than the contract's; an identity number where a pseudonym belongs; an id that a
           spreadsheet would compute; a status, arrears or a default that contradict each other; a cap below its floor
    soft   nothing owed; a high rate; terms that differ from the days; owed after maturity; a payment that does not
           amortise the loan; more owed than the schedule leaves; long past due; many times or a fraction of the median;
           the same loan under two ids; a ratio that its amounts do not give

    identities    who and what               contract     what was agreed
    performance   how it is kept             securities   what stands behind it
    columns       a column as a whole        quality      the sum of it

Every check looks at every row; an empty cell satisfies all of them, since emptiness has its own fault. One pass over
the columns asks all checks at once whether any row is at fault, and only those that say so look for the rows. Nothing
is repaired and nothing is dropped: `selection` decides what is in the pool.
Source: CASHFLOW.md section 4 for the faults that real tapes have; GB 11643-1999 for identity numbers.
It does not ask whether a loan is eligible; `comparison` asks what became of it since the last tape.
"""

from collections.abc import Iterator, Sequence

import polars as pl

from tallystick.tape.checks.columns import whole_columns
from tallystick.tape.checks.contract import contract
from tallystick.tape.checks.identities import identities
from tallystick.tape.checks.performance import performance
from tallystick.tape.checks.quality import Quality, quality
from tallystick.tape.checks.securities import securities
from tallystick.tape.checks.tolerances import Check, Tolerances
from tallystick.tape.faults import gathered
from tallystick.tape.reading.tapes import Tape

__all__ = ["Quality", "Tolerances", "check", "quality", "whole_columns"]


def check(tape: Tape, tolerances: Tolerances | None = None) -> pl.DataFrame:
    """Return every fault of every loan, under the column names of the tape's own file.

    Args:
        tape: what was read.
        tolerances: where unusual begins.

    Returns:
        A table of faults as `faults` describes it; word it with `findings_of` or `findings_frame`.
    """
    bounds = tolerances or Tolerances()
    parts = (identities, contract, performance, securities)
    checks = [each for part in parts for each in part(tape, bounds)]
    names = {name: tape.source_of(name) for name in tape.schema.names}
    found = gathered(each.faults(tape.frame) for each in _hit(tape.frame, checks))
    return found.with_columns(pl.col("column").replace(names))


def _hit(frame: pl.DataFrame, checks: Sequence[Check]) -> Iterator[Check]:
    """Yield the checks that may have a fault, asked all at once."""
    beside = {each.meta.output_name(): each for check in checks if check.possible is None for each in check.beside}
    asked = (check.where if check.possible is None else check.possible for check in checks)
    hits = frame.lazy().with_columns(beside.values()).select(each.any().alias(str(n)) for n, each in enumerate(asked))
    yield from (check for check, hit in zip(checks, hits.collect().row(0), strict=True) if hit)
