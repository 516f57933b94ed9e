"""Representative lines: a pool written as a handful of rows, each standing for one loan or many alike.

A comma-separated file in UTF-8 with one heading row; the order of columns is free. Four columns are always there:

    current_principal_balance   an amount in the currency of the deal's assets, such as 24151090.50
    coupon                      a rate a year with its sign, such as 3.591%; from 0% to 100%
    remaining_term_months       a whole number, at least 1
    age_months                  a whole number, 0 or above

Others say what kind of loan it is, and may be left out, or left empty in a row:

    repayment_type              level-pay (unless said), equal-principal, bullet, listed
    interest_only_months        months from now without scheduled principal
    balloon                     what is left for the last payment: a balloon, or the purchase price of a lease
    payment_interval_months     1 unless said, 3 for quarterly
    payment_due                 in-arrears (unless said); in-advance: the first at once, then each interval
    fee_per_payment             the borrower's fee with each payment
    dilution                    share of a receivable that is never paid, 2%
    listed_principal            scheduled principal month by month, together the balance; with `listed`
    index, margin               the index whose path the assumptions give, and what is added to it
    cap, floor, largest_step    bounds of the coupon, and of its change at a reset
    next_reset_month            the month of the projection in which the next reset takes effect
    reset_interval_months       12 unless said
    payer, tag                  by what assumptions may be aimed
    loan_count                  how many loans alike the row stands for, at least 1; unknown unless said

Every cell is read exactly or becomes a finding; all findings come in one pass.

Source: the collateral tables of offering documents, which print replines in the first four columns.

It does not check that lines add up to a filed total; the deal room compares totals.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fractions import Fraction
from typing import Any, Final

from tallystick.cashflow.kernels.loans import Amortisation
from tallystick.cashflow.kernels.rounding import EXACT_BELOW
from tallystick.evidence.findings import Finding, Place, finding
from tallystick.units.money import BOUND, Currency, Money
from tallystick.units.rates import Rate, Share
from tallystick.units.refusals import UnitError

__all__ = ["COLUMNS", "OPTIONAL_COLUMNS", "RepLine", "RepLines", "read_replines"]

_LONGEST_MONTHS = 1200
_ALL = Share(value=Fraction(1))
_NONE = Share(value=Fraction(0))
_NO_RATE = Rate(per_annum=Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class RepLine:
    """One line that stands for one loan, or many alike.

    Attributes:
        balance: principal outstanding of them all, above zero.
        coupon: their rate a year, 0 to 1; where an index is followed, until the next reset.
        remaining_term: whole months left, 1 to 1200.
        age: whole months since origination, 0 to 1200.
        repayment: how principal repays.
        interest_only: months from now without scheduled principal.
        balloon: left for the last payment; at most the balance.
        interval: months between payments.
        in_advance: whether payments fall due at the beginning of their month or interval.
        fee: paid by the borrowers with each payment.
        dilution: the share that is never paid.
        listed: scheduled principal by month; of `Amortisation.LISTED`.
        index: the name of the index that the coupon follows; None where it is fixed.
        margin: added to the index.
        cap: highest coupon.
        floor: lowest coupon.
        step: largest change of the coupon at a reset.
        next_reset: month of the projection in which the next reset takes effect.
        reset_every: months between resets.
        payer: who pays.
        tag: any word.
        count: how many loans it stands for, at least 1; None where nobody told.
    """

    balance: Money
    coupon: Rate
    remaining_term: int
    age: int
    repayment: Amortisation = Amortisation.LEVEL_PAY
    interest_only: int = 0
    balloon: Money | None = None
    interval: int = 1
    in_advance: bool = False
    fee: Money | None = None
    dilution: Share = _NONE
    listed: tuple[Money, ...] = ()
    index: str | None = None
    margin: Rate = _NO_RATE
    cap: Share = _ALL
    floor: Share = _NONE
    step: Share = _ALL
    next_reset: int = 1
    reset_every: int = 12
    payer: str | None = None
    tag: str | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepLines:
    """What a file of replines says, and what is wrong with it. Law: with a finding, no line.

    Attributes:
        lines: in the order of the file; empty when anything was found.
        findings: all that is wrong, in the order of the file.
    """

    lines: tuple[RepLine, ...]
    findings: tuple[Finding, ...]


_Read = Callable[[str, Currency], Any]


def _above_zero(text: str, currency: Currency) -> Money | None:
    amount = Money.parse_amount(text, currency)
    return amount if amount.is_positive() else None


def _amount(text: str, currency: Currency) -> Money | None:
    amount = Money.parse_amount(text, currency)
    return None if amount.is_negative() else amount


def _amounts(text: str, currency: Currency) -> tuple[Money, ...] | None:
    amounts = tuple(Money.parse_amount(word, currency) for word in text.split())
    return None if any(amount.is_negative() for amount in amounts) else amounts


def _coupon(text: str, _: Currency) -> Rate | None:
    coupon = Rate.parse(text)
    return coupon if 0 <= coupon.per_annum <= 1 else None


def _months(least: int) -> _Read:
    def read(text: str, _: Currency) -> int | None:
        whole = re.fullmatch(r"[0-9]{1,4}", text, re.ASCII) is not None
        return int(text) if whole and least <= int(text) <= _LONGEST_MONTHS else None

    return read


def _count(text: str, _: Currency) -> int | None:
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,8}", text, re.ASCII) else None


def _word(text: str, _: Currency) -> str | None:
    return text if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", text, re.ASCII) else None


def _repayment(text: str, _: Currency) -> Amortisation | None:
    return Amortisation(text) if text in set(Amortisation) else None


def _due(text: str, _: Currency) -> bool | None:
    return {"in-arrears": False, "in-advance": True}.get(text)


_NEEDED: Final[Mapping[str, tuple[str, _Read, str]]] = {
    "current_principal_balance": ("balance", _above_zero, "cashflow.replines-current"),
    "coupon": ("coupon", _coupon, "cashflow.replines-coupon"),
    "remaining_term_months": ("remaining_term", _months(1), "cashflow.replines-remaining"),
    "age_months": ("age", _months(0), "cashflow.replines-age"),
}
_OTHERS: Final[Mapping[str, tuple[str, _Read, str]]] = {
    "repayment_type": ("repayment", _repayment, "cashflow.replines-repayment"),
    "interest_only_months": ("interest_only", _months(0), "cashflow.replines-months"),
    "balloon": ("balloon", _amount, "cashflow.replines-amount"),
    "payment_interval_months": ("interval", _months(1), "cashflow.replines-interval"),
    "payment_due": ("in_advance", _due, "cashflow.replines-due"),
    "fee_per_payment": ("fee", _amount, "cashflow.replines-amount"),
    "dilution": ("dilution", lambda text, _: Share.parse(text), "cashflow.replines-share"),
    "listed_principal": ("listed", _amounts, "cashflow.replines-amount"),
    "index": ("index", _word, "cashflow.replines-word"),
    "margin": ("margin", lambda text, _: Rate.parse(text), "cashflow.replines-share"),
    "cap": ("cap", lambda text, _: Share.parse(text), "cashflow.replines-share"),
    "floor": ("floor", lambda text, _: Share.parse(text), "cashflow.replines-share"),
    "largest_step": ("step", lambda text, _: Share.parse(text), "cashflow.replines-share"),
    "next_reset_month": ("next_reset", _months(1), "cashflow.replines-interval"),
    "reset_interval_months": ("reset_every", _months(1), "cashflow.replines-interval"),
    "payer": ("payer", _word, "cashflow.replines-word"),
    "tag": ("tag", _word, "cashflow.replines-word"),
    "loan_count": ("count", _count, "cashflow.replines-count"),
}
COLUMNS: Final = tuple(_NEEDED)
OPTIONAL_COLUMNS: Final = tuple(_OTHERS)


def read_replines(content: bytes, *, currency: Currency, file: str = "replines.csv") -> RepLines:
    """Read a file of replines.

    Args:
        content: the whole file.
        currency: what its balances are amounts of.
        file: its name, for findings.
    """
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return _nothing(finding("cashflow.replines-unreadable", file=file))
    heading = rows[0] if rows else []
    missing = [column for column in COLUMNS if column not in heading]
    known = {**_NEEDED, **_OTHERS}
    unknown = [column for column in heading if column not in known or heading.count(column) > 1]
    if missing or unknown:
        return _nothing(
            *(finding("cashflow.replines-column-missing", file=file, column=name) for name in missing),
            *(_unknown(name, heading.count(name), tuple(known), file) for name in dict.fromkeys(unknown)),
        )
    lines: list[RepLine] = []
    findings: list[Finding] = []
    for number, cells in enumerate(rows[1:], start=1):
        if len(cells) == len(heading):
            line, wrong = _read_line(dict(zip(heading, cells, strict=True)), currency, Place(file=file, row=number))
            lines.extend(line)
            findings.extend(wrong)
        else:
            findings.append(
                finding("cashflow.replines-row-cells", file=file, row=number, found=len(cells), expected=len(heading))
            )
    if not rows[1:]:
        findings.append(finding("cashflow.replines-empty", file=file))
    if not findings and sum(line.balance.minor for line in lines) >= EXACT_BELOW:
        most = max(range(len(lines)), key=lambda number: lines[number].balance)
        findings.append(finding("cashflow.replines-sum", file=file, row=most + 1, column=COLUMNS[0], rows=len(lines)))
    return RepLines(lines=() if findings else tuple(lines), findings=tuple(findings))


def _unknown(name: str, count: int, known: tuple[str, ...], file: str) -> Finding:
    """Say that a column stands twice, or is none that is read; then with the names most like it."""
    if name in known:
        return finding("cashflow.replines-column-twice", file=file, column=name, name=name, count=count)
    near = tuple(get_close_matches(name.casefold(), known, n=3)) or known
    return finding("cashflow.replines-column-unknown", file=file, column=name, name=name, near=near)


def _read_line(
    cells: Mapping[str, str], currency: Currency, place: Place
) -> tuple[tuple[RepLine, ...], tuple[Finding, ...]]:
    """Return the line, or what is wrong with each of its cells."""
    values: dict[str, Any] = {}
    wrong: list[Finding] = []
    for column, (name, read, code) in {**_NEEDED, **_OTHERS}.items():
        text = cells.get(column, "").strip()
        if column in _OTHERS and not text:
            continue
        value, problem = _read_cell(read, text, currency)
        if value is None:
            told = {"value": cells[column], "currency": currency.value, "decimals": str(currency.exponent)}
            reason = _REASONS.get(problem, code)
            at = Place(file=place.file, row=place.row, column=column)
            wrong.append(Finding(code=reason, place=at, arguments=tuple(sorted(told.items()))))
        values[name] = value
    if wrong:
        return (), tuple(wrong)
    line = RepLine(**values)
    return ((), misfits) if (misfits := tuple(_misfits(line, place))) else ((line,), ())


_REASONS: Final = {
    "money.bound": "cashflow.replines-large",
    "money.decimals": "cashflow.replines-decimals",
    "share.bound": "cashflow.replines-share-range",
}
"""What can be read and cannot be meant has a reason of its own."""


def _read_cell(read: _Read, text: str, currency: Currency) -> tuple[object | None, str]:
    """Return the value of one cell, or None where it is out of range, and which rule of units it broke."""
    try:
        value: object = read(text, currency)
    except UnitError as error:
        return None, error.problem
    if isinstance(value, Money) and value.minor >= EXACT_BELOW:
        return None, "money.bound"
    return value, ""


def _misfits(line: RepLine, place: Place) -> Iterator[Finding]:
    """Say where the cells of a line, each readable, do not fit each other."""
    # Counted in minor units: a list may come to more than Money can be, and is then told by its largest part.
    summed = sum(amount.minor for amount in line.listed)
    listed = replace(line.balance, minor=min(summed, BOUND - 1))
    if (line.repayment is Amortisation.LISTED) != bool(line.listed):
        yield finding("cashflow.replines-listed", file=place.file, row=place.row, column="listed_principal")
    if line.listed and 0 < summed < line.balance.minor and line.repayment is Amortisation.LISTED:
        yield finding(
            "cashflow.replines-listed-short",
            file=place.file,
            row=place.row,
            column="listed_principal",
            amount=listed,
            balance=line.balance,
            left=line.balance - listed,
        )
    for column, amount in (("listed_principal", listed), ("balloon", line.balloon)):
        if amount is not None and amount > line.balance:
            yield finding(
                "cashflow.replines-above-balance",
                file=place.file,
                row=place.row,
                column=column,
                amount=amount,
                balance=line.balance,
            )
    if line.interest_only > line.remaining_term:
        yield finding(
            "cashflow.replines-interest-only",
            file=place.file,
            row=place.row,
            column="interest_only_months",
            months=line.interest_only,
            term=line.remaining_term,
        )
    if line.floor > line.cap:
        yield finding(
            "cashflow.replines-floor", file=place.file, row=place.row, column="floor", floor=line.floor, cap=line.cap
        )


def _nothing(*findings: Finding) -> RepLines:
    return RepLines(lines=(), findings=findings)
