"""Selection: which loans are in the pool, by the criteria the deal states, and why each other one is not.

    eligible(row) = for every criterion: row[field] operator value

A row with an empty cell does not satisfy a criterion about it: unknown is not yes. A criterion that cannot be read is
a finding and is satisfied by nothing.
Law: eligible plus refused is the tape, row for row and to the minor unit.
Source: B8 and B9 for what criteria ask; DESIGN.md section 2, principle 2.
It says nothing about whether the criteria are good ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import polars as pl

from tallystick.deal.assets import Criterion
from tallystick.evidence.findings import Finding, finding
from tallystick.tape.reading.cells import FORMS, STORED, read_cells
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import Column, Kind
from tallystick.units.money import Currency, Money, Rounding

__all__ = ["REASONS", "Selection", "select"]

REASONS = "refused_by"
"""The column of a refused row that lists the ids of every criterion it does not satisfy."""

_ORDERED = frozenset({Kind.MONEY, Kind.RATE, Kind.QUANTITY, Kind.INTEGER, Kind.DATE})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Selection:
    """A tape divided.

    Attributes:
        eligible: the tape of the loans that satisfy every criterion.
        refused: the other rows, with the ids of the criteria they fail in `REASONS`.
        counts: how many rows fail each criterion, by its id, in the order of the criteria.
        findings: criteria that could not be read.
    """

    eligible: Tape
    refused: pl.DataFrame
    counts: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]

    @property
    def refused_balance(self) -> Money:
        """The current balance of the refused rows."""
        minor = self.refused.select(pl.col("current_balance").cast(pl.Int128).sum()).item()
        return Money(minor=int(minor), currency=self.eligible.currency)


def select(tape: Tape, criteria: Sequence[Criterion], *, file: str = "deal.yaml") -> Selection:
    """Divide a tape by eligibility criteria.

    Args:
        tape: what was read.
        criteria: all of which a loan must satisfy; none means that every loan is eligible.
        file: where the criteria stand, for people.
    """
    found: list[Finding] = []
    tests: list[tuple[str, pl.Expr]] = []
    for position, criterion in enumerate(criteria):
        test = _test(tape, criterion)
        if isinstance(test, str):
            found.append(_unreadable(tape, criterion, test, file=file, path=f"assets.criteria[{position}]"))
            test = pl.lit(value=False)
        tests.append((criterion.id, test.fill_null(value=False)))
    marked = tape.frame.with_columns(_reasons(tests).alias(REASONS))
    fits = pl.col(REASONS).list.len() == 0
    refused = marked.filter(~fits)
    each = refused.select(pl.col(REASONS).explode()).to_series()
    return Selection(
        eligible=replace(tape, frame=marked.filter(fits).drop(REASONS)),
        refused=refused,
        counts=tuple((name, int((each == name).sum())) for name, _ in tests),
        findings=tuple(found),
    )


def _reasons(tests: Sequence[tuple[str, pl.Expr]]) -> pl.Expr:
    if not tests:
        return pl.lit([], dtype=pl.List(pl.String))
    failed = (pl.when(~test).then(pl.lit(name)) for name, test in tests)
    return pl.concat_list(list(failed)).list.drop_nulls()


def _test(tape: Tape, criterion: Criterion) -> pl.Expr | str:
    """Return the test of a row, or the code of what is wrong with the criterion."""
    column = tape.schema.column(criterion.field)
    if column is None:
        return "tape.criterion-field-unknown"
    texts = (
        [part.strip() for part in criterion.value.split(",")] if criterion.operator == "one-of" else [criterion.value]
    )
    values = [_value(text, column, tape.currency) for text in texts]
    if None in values:
        return "tape.criterion-value-unreadable"
    if criterion.operator not in {"equal", "one-of"} and column.kind not in _ORDERED:
        return "tape.criterion-operator-unfit"
    cell, bound = pl.col(column.name), pl.lit(values[0], dtype=STORED[column.kind])
    match criterion.operator:
        case "equal":
            return cell == bound
        case "one-of":
            return cell.is_in(pl.Series(values, dtype=STORED[column.kind]).implode())
        case "at-least":
            return cell >= bound
        case "at-most":
            return cell <= bound
        case "greater-than":
            return cell > bound
        case _:
            return cell < bound


@lru_cache(maxsize=256)  # a deal's criteria are read whenever its pool is selected, each by a query of its own
def _value(text: str, column: Column, currency: Currency) -> object:
    """Read a criterion's value as a cell of its column; money may name its currency, which must be the tape's."""
    if column.kind is Kind.MONEY:
        text = text.removesuffix(f" {currency}")
    return pl.select(read_cells(pl.lit(text), column, currency, form=FORMS[column.kind][0])).item()


def _unreadable(tape: Tape, criterion: Criterion, code: str, *, file: str, path: str) -> Finding:
    column = tape.schema.column(criterion.field)
    return finding(
        code,
        file=file,
        path=path,
        criterion=criterion.id,
        field=criterion.field,
        value=criterion.value,
        operator=criterion.operator,
        known=tape.schema.names if column is None else (str(column.kind), *column.choices),
        amount=str(Money.rounded(Fraction(800_000), tape.currency, rounding=Rounding.DOWN)),
    )
