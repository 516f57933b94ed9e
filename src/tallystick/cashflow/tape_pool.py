"""The pool of a tape: its loans as arrays, one set for each way of repaying; its rights to income month by month.

    lends            balance, rate, remaining term, age, way of repaying; interval, interest-only months, balloon
    follows an index margin, cap, floor, next reset, reset interval
    receivable       no coupon, all of it on its due day, less what is diluted
    right to income  generation or rent, as the deal's own incomes are

A loan that owes nothing needs no projection. A loan that owes something but lacks its rate or its remaining term
cannot be projected: it is left out of the arrays and said to be, with its balance, so that nothing goes silently.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

import polars as pl

from tallystick.cashflow.income import month_too_large, pool_of_income
from tallystick.cashflow.kernels.door import FloatingColumns, LoanColumns, loan_arrays
from tallystick.cashflow.kernels.loans import Amortisation
from tallystick.cashflow.kernels.rounding import EXACT_BELOW
from tallystick.cashflow.pool import Pool, PoolRows, labelled
from tallystick.deal.assets import Criterion, Income
from tallystick.evidence.findings import TOLD_ROWS, Finding, finding
from tallystick.tape.reading.derivation import months_between
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import QUANTITY_SCALE, RATE_SCALE
from tallystick.tape.selection import select
from tallystick.units.money import Money
from tallystick.units.periods import Period
from tallystick.units.rates import Rate, Share

__all__ = ["check_bought_assets", "pool_of_tape"]

_LABEL: Final = "label of "
_NEEDED: Final = ("interest_rate", "remaining_term_months")
_RECEIVABLE: Final = "trade-receivable"
_NO_CAP: Final = RATE_SCALE
_YEAR: Final = 12
_AMOUNTS_OF: Final = {"rent": ("monthly_rent",), "generation": ("monthly_quantity", "unit_price")}


def pool_of_tape(
    tape: Tape, *, fields: Sequence[str] = (), first: Period | None = None, file: str = "tape.csv"
) -> tuple[Pool, tuple[Finding, ...]]:
    """Return the loans of a tape, ready to be projected, and a finding about those that cannot be.

    Args:
        tape: the loans that are in the pool; select them first.
        fields: columns by whose values assumptions are aimed, or results grouped.
        first: the first projected month; the month after the cut-off unless said.
        file: the tape's name for people.

    Raises:
        RoundingError: an income is too large to be projected exactly.
    """
    large = tuple(_large(tape, file))
    if large:
        return Pool(balance=Money.zero(tape.currency), rows=()), large
    if tape.schema.income:
        return _income(tape, first or Period.of(tape.cutoff).add(1), file=file)
    owing = _filled(tape).filter(pl.col("current_balance") > 0)
    projectable = pl.all_horizontal(pl.col(name).is_not_null() for name in _NEEDED) & (
        pl.col("remaining_term_months") > 0
    )
    usable, unusable = owing.filter(projectable), owing.filter(~projectable)
    months = months_between(pl.col("origination_date"), pl.lit(tape.cutoff)).fill_null(0).clip(lower_bound=0)
    rows = usable.with_columns(
        months.alias("age"),
        pl.col("repayment_type").fill_null(Amortisation.LEVEL_PAY.value).alias("repayment"),
        _index(tape).alias("follows"),
        *(pl.col(name).cast(pl.String).alias(f"{_LABEL}{name}") for name in fields if name in usable.columns),
    )
    groups = rows.group_by("repayment", "follows", maintain_order=True)
    pool_rows = tuple(
        _rows(part, Amortisation(str(kind)), str(index), tape)
        for (kind, index), part in sorted(groups, key=lambda pair: tuple(map(str, pair[0])))
    )
    pool = Pool(balance=_balance(usable, tape), rows=pool_rows)
    return pool, _left_out(unusable, tape, _NEEDED, file=file)


def _large(tape: Tape, file: str) -> Iterator[Finding]:
    """Tell the first loans whose balance is beyond what is projected to the unit, or the largest of a pool that is."""
    balance = pl.col("current_balance").fill_null(0)
    places = tape.frame.select("source_row", "asset_id", balance)
    told = places.filter(balance >= EXACT_BELOW).head(TOLD_ROWS)
    code = "cashflow.balance-large"
    if told.is_empty() and int(places["current_balance"].cast(pl.Int128).sum()) >= EXACT_BELOW:
        code, told = "cashflow.balances-large", places.sort("current_balance", descending=True).head(1)
    for row, asset, minor in told.iter_rows():
        amount = Money(minor=minor, currency=tape.currency)
        column = tape.sources.get("current_balance", "current_balance")
        yield finding(code, file=file, row=row, column=column, asset=asset, amount=amount, rows=tape.frame.height)


def _filled(tape: Tape) -> pl.DataFrame:
    """Fill what the class itself says: a receivable has no coupon and is due at once, on its day, in a month or later.

    `remaining_term_months` counts calendar months, so what falls due in the month of the cut-off is due in the first.
    """
    if tape.schema.asset_class != _RECEIVABLE:
        return tape.frame
    due = months_between(pl.lit(tape.cutoff), pl.col("maturity_date")).clip(lower_bound=1)
    return tape.frame.with_columns(
        pl.col("interest_rate").fill_null(0),
        pl.when(pl.col("remaining_term_months") > 0)
        .then(pl.col("remaining_term_months"))
        .otherwise(due)
        .alias("remaining_term_months"),
        pl.col("repayment_type").fill_null(Amortisation.BULLET.value),
    )


def _index(tape: Tape) -> pl.Expr:
    """Return the index a coupon follows, empty where it is fixed; without a margin and a reset it cannot follow one."""
    if tape.schema.column("index") is None:
        return pl.lit("")
    follows = pl.col("index_margin").is_not_null() & pl.col("next_reset_date").is_not_null()
    return pl.when(follows).then(pl.col("index")).fill_null("")


def _left_out(rows: pl.DataFrame, tape: Tape, columns: Sequence[str], *, file: str) -> tuple[Finding, ...]:
    if rows.is_empty():
        return ()
    balance = _balance(rows, tape)
    return (finding("cashflow.loans-left-out", file=file, count=rows.height, balance=balance, columns=tuple(columns)),)


def check_bought_assets(tape: Tape, criteria: Sequence[Criterion], *, reported: Money, file: str) -> Iterator[Finding]:
    """Hold what was bought in a revolving period against the eligibility criteria and the principal reported for it.

    Args:
        tape: the assets bought, as a tape of its own.
        criteria: of the deal; whatever is bought must satisfy every one.
        reported: the principal that the month reports as bought.
        file: the tape's name for people.

    Raises:
        CurrencyMismatchError: the tape is in another currency.
    """
    chosen = select(tape, criteria)
    yield from chosen.findings
    failed = tuple(f"{name}: {count}" for name, count in chosen.counts if count)
    if not chosen.refused.is_empty():
        count, balance = chosen.refused.height, chosen.refused_balance
        yield finding("cashflow.bought-ineligible", file=file, count=count, balance=balance, failed=failed)
    whole = _balance(tape.frame, tape)
    if (whole - reported).minor:
        yield finding("cashflow.bought-sum", file=file, found=whole, reported=reported)


def _balance(frame: pl.DataFrame, tape: Tape) -> Money:
    return Money(minor=int(frame["current_balance"].cast(pl.Int128).sum()), currency=tape.currency)


def _rows(rows: pl.DataFrame, kind: Amortisation, index: str, tape: Tape) -> PoolRows:
    terms = rows["remaining_term_months"].to_list()
    columns = LoanColumns(
        balances=_amounts(rows["current_balance"], tape),
        annual_rates=_fractions(rows["interest_rate"]),
        remaining_terms=terms,
        ages=rows["age"].to_list(),
        amortisation=kind,
        interest_only=_whole(rows, "interest_only_months", 0, below=terms),
        balloons=_balloons(rows, tape),
        intervals=_whole(rows, "payment_interval_months", 1, below=None),
        dilutions=_dilutions(rows),
        floating=_floating(rows, tape) if index else None,
    )
    labels = {name.removeprefix(_LABEL): rows[name].to_list() for name in rows.columns if name.startswith(_LABEL)}
    return PoolRows(loans=loan_arrays(columns), labels=labelled(labels), index=index or None)


def _amounts(minor: pl.Series, tape: Tape) -> list[Money]:
    return [Money(minor=each, currency=tape.currency) for each in minor]


def _fractions(units: pl.Series) -> list[Fraction]:
    return [Fraction(each, RATE_SCALE) for each in units]


def _whole(rows: pl.DataFrame, name: str, unused: int, *, below: Sequence[int] | None) -> list[int] | None:
    """Return a column of whole months, None where no loan has one; never as long as the loan itself lasts."""
    if name not in rows.columns:
        return None
    values = rows[name].fill_null(unused).to_list()
    if below is not None:
        values = [min(value, most - 1) for value, most in zip(values, below, strict=True)]
    return None if all(value == unused for value in values) else values


def _balloons(rows: pl.DataFrame, tape: Tape) -> list[Money] | None:
    """Return what is left for the last payment: a balloon, or the price at which a lease passes to the lessee."""
    names = [name for name in ("balloon_balance", "residual_value") if name in rows.columns]
    if not names:
        return None
    left = rows.select(pl.min_horizontal(pl.coalesce(*names, pl.lit(0)), "current_balance")).to_series()
    return _amounts(left, tape) if (left > 0).any() else None


def _dilutions(rows: pl.DataFrame) -> list[Fraction] | None:
    if "dilution_share" not in rows.columns or rows["dilution_share"].null_count() == rows.height:
        return None
    return _fractions(rows["dilution_share"].fill_null(0))


def _floating(rows: pl.DataFrame, tape: Tape) -> FloatingColumns:
    resets = months_between(pl.lit(tape.cutoff), pl.col("next_reset_date")).clip(lower_bound=1)
    floor = pl.col("rate_floor").fill_null(0)
    return FloatingColumns(
        margins=_fractions(rows["index_margin"]),
        caps=_fractions(rows.select(pl.max_horizontal(pl.col("rate_cap").fill_null(_NO_CAP), floor)).to_series()),
        floors=_fractions(rows.select(floor).to_series()),
        steps=[Fraction(1)] * rows.height,
        next_resets=rows.select(resets).to_series().to_list(),
        resets_every=rows["reset_interval_months"].fill_null(_YEAR).to_list(),
    )


def _income(tape: Tape, first: Period, *, file: str) -> tuple[Pool, tuple[Finding, ...]]:
    """Return rights to income as a pool; one without its first month, its months or its amount cannot be projected."""
    needed = ("first_month", "income_months", *_AMOUNTS_OF[tape.schema.income])
    whole = pl.all_horizontal(pl.col(name).is_not_null() for name in needed)
    usable, unusable = tape.frame.filter(whole), tape.frame.filter(~whole)
    rights = tuple(_right(row, tape) for row in usable.iter_rows(named=True))
    places = zip(usable["source_row"], rights, (month_too_large(each, tape.currency) for each in rights), strict=True)
    large = tuple(
        finding("cashflow.income-large", file=file, row=row, asset=right.id, month=str(month))
        for row, right, month in places
        if month is not None
    )
    if large:
        return Pool(balance=Money.zero(tape.currency), rows=()), large[:TOLD_ROWS]
    if not rights:
        return Pool(balance=Money.zero(tape.currency), rows=()), _left_out(unusable, tape, needed, file=file)
    return pool_of_income(rights, tape.currency, first=first), _left_out(unusable, tape, needed, file=file)


def _right(row: dict[str, Any], tape: Tape) -> Income:
    """Return one row as a right to income; the types of its cells are those of the schema, so nothing is read anew."""
    terms: dict[str, Any] = {
        "id": row["asset_id"],
        "kind": tape.schema.income,
        "first": Period.of(row["first_month"]),
        "months": row["income_months"],
        "payer": row["obligor_id"],
    }
    if tape.schema.income == "rent":
        raised = row["rent_escalation"]
        return Income.model_construct(
            **terms,
            amount=Money(minor=row["monthly_rent"], currency=tape.currency),
            vacancy=_share(row["vacancy_share"]),
            escalation=None if raised is None else Rate(per_annum=Fraction(raised, RATE_SCALE)),
            escalation_months=row["escalation_months"] or _YEAR,
        )
    return Income.model_construct(
        **terms,
        quantity=Fraction(row["monthly_quantity"], QUANTITY_SCALE),
        price=Fraction(row["unit_price"], QUANTITY_SCALE),
        availability=_share(row["availability_share"]),
        degradation=_share(row["degradation_share"]),
    )


def _share(units: int | None) -> Share | None:
    return None if units is None else Share(value=Fraction(units, RATE_SCALE))
