"""A pool ready to be projected: its exact balance, and its loans as arrays.

The exact balance is kept beside the arrays so that what comes out of a projection adds up to what went in,
to the unit. A pool in which loans repay in different ways has one set of rows for each way.

It does not select loans: what it is given is the pool.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import groupby
from typing import Self, TypeVar

from tallystick.cashflow.kernels.door import (
    FloatingColumns,
    LoanColumns,
    balance_of,
    found_in,
    loan_arrays,
    partitioned,
    places,
)
from tallystick.cashflow.kernels.loans import LoanArrays, MonthArray
from tallystick.cashflow.replines import RepLine
from tallystick.units.money import Currency, Money, total

__all__ = ["Labels", "Pool", "PoolRows", "labelled"]


_Item = TypeVar("_Item")

Labels = Mapping[str, Mapping[str, MonthArray]]
"""Field, then value, then the rows that have it: `payer`, then `luzhou-bus`, then rows 0 and 4."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PoolRows:
    """Loans that repay in one way.

    Attributes:
        loans: the arrays.
        labels: what rows can be told apart by.
        index: the name of the index that their coupons follow; None where they are fixed.
        counts: how many loans alike each row stands for, 0 where nobody told; None where each row is one loan.
    """

    loans: LoanArrays
    labels: Labels = field(default_factory=dict)
    index: str | None = None
    counts: MonthArray | None = None

    @property
    def of_many(self) -> bool:
        """Whether rows stand for many loans, of which nobody told how many."""
        return self.counts is not None and not bool(self.counts.all())

    @property
    def loan_count(self) -> int | None:
        """How many loans these are; None where nobody told."""
        if self.counts is None:
            return self.loans.balance.size
        return None if self.of_many else int(self.counts.sum())

    def having(self, name: str, values: Iterable[str]) -> tuple[MonthArray, ...]:
        """Return the rows whose field `name` has one of the values."""
        rows = self.labels.get(name, {})
        return tuple(rows[value] for value in values if value in rows)

    def rows_at(self, those: MonthArray) -> Self:
        """Return some of the rows, in the order of `those`, told apart by what told them apart before."""
        labels = {
            name: {value: kept for value, rows in by_value.items() if (kept := found_in(those, rows)).size}
            for name, by_value in self.labels.items()
        }
        counts = None if self.counts is None else self.counts[those]
        return replace(self, loans=self.loans.rows(those), labels=labels, counts=counts)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pool:
    """Loans to be projected. Law: `balance` is the sum of the balances in `rows`.

    Attributes:
        balance: principal outstanding, exact; zero of a pool of rights to income alone.
        rows: one for each way of repaying.
    """

    balance: Money
    rows: tuple[PoolRows, ...]

    @classmethod
    def of_lines(cls, lines: Sequence[RepLine], currency: Currency) -> Self:
        """Return the pool of representative lines.

        Args:
            lines: the lines; none is an empty pool.
            currency: of their balances.

        Raises:
            CurrencyMismatchError: a line is in another currency.
            RoundingError: a balance is too large to be projected exactly.
        """
        balance = total((line.balance for line in lines), currency)
        rows = tuple(_rows(list(group)) for _, group in groupby(sorted(lines, key=_way), key=_way))
        return cls(balance=balance, rows=rows)

    def beside(self, other: Self) -> Self:
        """Return both pools as one.

        Raises:
            CurrencyMismatchError: they are of two currencies.
        """
        return type(self)(balance=self.balance + other.balance, rows=(*self.rows, *other.rows))

    @property
    def loan_count(self) -> int | None:
        """How many loans, or rights, it holds; None where a representative line does not tell."""
        counts = [rows.loan_count for rows in self.rows]
        return sum(count for count in counts if count is not None) if None not in counts else None

    @property
    def loans(self) -> tuple[LoanArrays, ...]:
        """The arrays of all rows."""
        return tuple(rows.loans for rows in self.rows)

    @property
    def months(self) -> int:
        """The longest life of a loan, from origination to its last payment; 0 for an empty pool."""
        lives = [int((rows.age + rows.remaining_term).max()) for rows in self.loans if rows.balance.size]
        return max(lives, default=0)

    def part(self, name: str, value: str) -> Self:
        """Return the assets whose field `name` has the value, as a pool."""
        kept = [rows.rows_at(those) for rows in self.rows for those in rows.having(name, (value,))]
        return type(self)(balance=self._owed(kept), rows=tuple(kept))

    def divided(self, claims: Sequence[tuple[str, Sequence[str]]]) -> tuple[Self, ...]:
        """Return the assets of each claim as a pool, and last all others; the first that names an asset has it.

        Law: together they are this pool.

        Args:
            claims: of each, a field and its values.
        """
        owned: list[list[PoolRows]] = [[] for _ in (*claims, None)]
        for rows in self.rows:
            claimed = [rows.having(name, values) for name, values in claims]
            for mine, those in zip(owned, partitioned(rows.loans.balance.size, claimed), strict=True):
                if those.size:
                    mine.append(rows.rows_at(those))
        return tuple(type(self)(balance=self._owed(kept), rows=tuple(kept)) for kept in owned)

    def _owed(self, kept: Iterable[PoolRows]) -> Money:
        return total((balance_of(rows.loans, self.balance.currency) for rows in kept), self.balance.currency)

    def values(self, name: str) -> tuple[str, ...]:
        """Return every value that the field `name` has in the pool, sorted."""
        return tuple(sorted({value for rows in self.rows for value in rows.labels.get(name, {})}))

    def loans_by(self, name: str | None) -> dict[str, int | None]:
        """Return how many loans have each value of a field; None where a representative line does not tell."""
        return {} if name is None else {value: self.part(name, value).loan_count for value in self.values(name)}


def labelled(columns: Mapping[str, Sequence[str | None]]) -> Labels:
    """Return labels from columns of texts, one entry a row; None says nothing of its row."""
    return {name: _by_value(texts) for name, texts in columns.items() if any(text is not None for text in texts)}


def _by_value(texts: Sequence[str | None]) -> dict[str, MonthArray]:
    rows: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        if text is not None:
            rows.setdefault(text, []).append(number)
    return {value: places(numbers) for value, numbers in rows.items()}


def _way(line: RepLine) -> tuple[str, str]:
    return line.repayment.value, line.index or ""


def _rows(lines: Sequence[RepLine]) -> PoolRows:
    """Return lines that repay alike as rows; a column that no line uses stays out."""
    first = lines[0]
    zero = Money.zero(first.balance.currency)
    columns = LoanColumns(
        balances=[line.balance for line in lines],
        annual_rates=[line.coupon.per_annum for line in lines],
        remaining_terms=[line.remaining_term for line in lines],
        ages=[line.age for line in lines],
        amortisation=first.repayment,
        interest_only=_used([line.interest_only for line in lines], 0),
        balloons=_used([line.balloon or zero for line in lines], zero),
        intervals=_used([line.interval for line in lines], 1),
        in_advance=_used([int(line.in_advance) for line in lines], 0),
        fees=_used([line.fee or zero for line in lines], zero),
        dilutions=_used([line.dilution.value for line in lines], Fraction(0)),
        floating=None if first.index is None else _floating(lines),
        listed=[line.listed for line in lines] if first.listed else None,
    )
    labels = labelled({"payer": [line.payer for line in lines], "tag": [line.tag for line in lines]})
    counts = places([line.count or 0 for line in lines])
    return PoolRows(loans=loan_arrays(columns), labels=labels, index=first.index, counts=counts)


def _floating(lines: Sequence[RepLine]) -> FloatingColumns:
    return FloatingColumns(
        margins=[line.margin.per_annum for line in lines],
        caps=[line.cap.value for line in lines],
        floors=[line.floor.value for line in lines],
        steps=[line.step.value for line in lines],
        next_resets=[line.next_reset for line in lines],
        resets_every=[line.reset_every for line in lines],
    )


def _used(column: list[_Item], unused: _Item) -> list[_Item] | None:
    return None if all(each == unused for each in column) else column
