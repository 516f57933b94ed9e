"""A pool of fewer loans that is worth as much: what makes a test quick and leaves the classes their assets."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

__all__ = ["with_rows"]

_MONEY = ("original_balance", "current_balance", "monthly_payment")
_CENT = Decimal("0.01")


def with_rows(tape: bytes, taken: slice, *, longest: int = 60) -> bytes:
    """The tape of vehicle leases with some of its rows, whose money is scaled so that the balance stays the same.

    Args:
        tape: as CSV.
        taken: which of the rows.
        longest: only leases with at most so many months left: the waterfalls of a short pool are soon over.
    """
    return _with_rows(tape, taken.start, taken.stop, taken.step, longest)


@cache
def _with_rows(tape: bytes, start: int | None, stop: int | None, step: int | None, longest: int) -> bytes:
    """Do it once for each choice of rows: hundreds of tests ask for the same one."""
    taken = slice(start, stop, step)
    head, *rows = csv.reader(io.StringIO(tape.decode()))
    balance, term = head.index("current_balance"), head.index("remaining_term_months")
    whole, kept = _sum(rows, balance), [row for row in rows if int(row[term]) <= longest][taken]
    factor = whole / _sum(kept, balance)
    for row in kept:
        for place in map(head.index, _MONEY):
            row[place] = str((Decimal(row[place]) * factor).quantize(_CENT))
    row = kept[-1]
    row[balance] = str(Decimal(row[balance]) + whole - _sum(kept, balance))
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([head, *kept])
    return written.getvalue().encode()


def _sum(rows: Sequence[Sequence[str]], place: int) -> Decimal:
    return sum((Decimal(row[place]) for row in rows), Decimal(0))
