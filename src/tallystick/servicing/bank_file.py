"""The bank file: each claim as an instruction to a payee, as CSV that a bank takes and a spreadsheet cannot run.

    claims + payees + value date -> instructions -> rows, and apart from them totals

Rows are sorted by class, wallet and kind, and quoted one way, so that the same claims give the same bytes. A cell that
a spreadsheet would take for a formula is written after an apostrophe, which reading takes away again.
A payee who becomes known after the month was closed is instructed in a further file, ``bank-2026-09-2.csv``, of those
rows alone: what was instructed once is never instructed again.
Laws: `parse_bank_file(bank_file(i)) == i`; the totals add up to the rows; an unknown payee is paid nothing and named; a
reference stands in one of the files of a month.
Source: DESIGN.md section 6, obligation 8; OWASP "CSV injection" for the leading characters.

Account numbers are not ours to keep: an account is named by the paying agent's own reference for its client.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from tallystick.deal.scalars import DateText, Identifier, PeriodText, Record, Text
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.subscriptions import Subscription
from tallystick.servicing.entitlements import Claim, in_order, place_of
from tallystick.tape.reading.records import read_records
from tallystick.units.money import Currency, Money, MoneyError
from tallystick.units.periods import Period

__all__ = [
    "Instruction",
    "Payee",
    "bank_file",
    "bank_files",
    "bank_totals",
    "instructed_in",
    "instructions",
    "month_instructed",
    "parse_bank_file",
    "payees",
]

_NAME: Final = re.compile(r"(?:bank|ledger)-(\d{4}-(?:0[1-9]|1[0-2]))(?:-(?:[2-9]|[1-9][0-9]))?\.csv")

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
_COLUMNS: Final = (
    *("reference", "payee", "account", "amount", "currency", "value_date"),
    *("period", "token_class", "kind", "wallet"),
)


class _Row(Record):
    reference: Identifier
    payee: Text
    account: Text
    amount: Text
    currency: Text
    value_date: DateText
    period: PeriodText
    token_class: Identifier
    kind: Identifier
    wallet: Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """Whom the paying agent pays for an address: a name, and the agent's own reference for the account."""

    name: str
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """One row for the bank: pay this claim to this payee on this day."""

    claim: Claim
    payee: Payee
    value_date: date


def payees(subscriptions: Iterable[Subscription]) -> dict[str, Payee]:
    """Return whom to pay for each address, as the subscribers named themselves.

    Args:
        subscriptions: admitted orders; where two share an address, it is paid to none of them, because the address
            does not say whose the units are.
    """
    named: dict[str, set[Payee]] = {}
    for order in subscriptions:
        payee = Payee(name=order.name, account=order.subscriber)
        named.setdefault(order.wallet.lower(), set()).add(payee)
    return {wallet: next(iter(several)) for wallet, several in named.items() if len(several) == 1}


def instructions(
    claims: Iterable[Claim], known: Mapping[str, Payee], *, value_date: date
) -> tuple[tuple[Instruction, ...], tuple[Finding, ...]]:
    """Make the instructions of one payment.

    Args:
        claims: of the period, and what earlier ones carried.
        known: payees by address, in lower case.
        value_date: the day on which holders are to have the money.

    Returns:
        An instruction for each claim whose payee is known, sorted; and a finding for each that stays unpaid.
    """
    ordered = in_order(claims)
    made = tuple(
        Instruction(claim=claim, payee=known[claim.wallet], value_date=value_date)
        for claim in ordered
        if claim.wallet in known
    )
    unknown = tuple(
        finding("servicing.payee-unknown", wallet=claim.wallet, reference=claim.reference, amount=claim.amount)
        for claim in ordered
        if claim.wallet not in known
    )
    return made, unknown


def bank_files(
    made: Sequence[Instruction], kept: Mapping[str, bytes], *, period: Period, rail: str
) -> tuple[dict[str, bytes], tuple[Instruction, ...]]:
    """Return the files of a month, those kept as they are and one more of what is new, and all that is instructed.

    Args:
        made: what is to be instructed in all.
        kept: files of the month as they were made before, totals too; none the first time.
        period: the month.
        rail: ``bank`` or ``ledger``.
    """
    before = instructed_in(kept, period)
    known = {each.claim.reference for each in before}
    new = tuple(each for each in made if each.claim.reference not in known)
    if kept and not new:
        return dict(kept), before
    number = 1 + sum(month_instructed(name) == period for name in kept)
    stem = f"{rail}-{period}" if number == 1 else f"{rail}-{period}-{number}"
    files = {f"{stem}.csv": bank_file(new), f"{stem}-totals.csv": bank_totals(new)}
    return {**kept, **files}, tuple(sorted((*before, *new), key=lambda each: place_of(each.claim)))


def instructed_in(files: Mapping[str, bytes], period: Period) -> tuple[Instruction, ...]:
    """Return the instructions of a month among files by name, sorted as one file of them would be."""
    read = (parse_bank_file(files[name])[0] for name in files if month_instructed(name) == period)
    return tuple(sorted((each for made in read for each in made), key=lambda each: place_of(each.claim)))


def month_instructed(name: str) -> Period | None:
    """Return the month whose instructions a file of this name holds; None where it holds none."""
    month = _NAME.fullmatch(name)
    return None if month is None else Period.parse(month[1])


def bank_file(made: Sequence[Instruction]) -> bytes:
    """Return the instructions as CSV, UTF-8, one row each below the head and nothing else."""
    rows = (
        (
            each.claim.reference,
            each.payee.name,
            each.payee.account,
            str(each.claim.amount).partition(" ")[0],
            each.claim.amount.currency.value,
            each.value_date.isoformat(),
            str(each.claim.period),
            each.claim.token_class,
            each.claim.kind,
            each.claim.wallet,
        )
        for each in made
    )
    return _written([_COLUMNS, *rows])


def bank_totals(made: Sequence[Instruction]) -> bytes:
    """Return number and sum of the instructions by currency, as CSV beside the bank file."""
    sums: dict[Currency, tuple[int, Money]] = {}
    for each in made:
        amount = each.claim.amount
        count, whole = sums.get(amount.currency, (0, Money.zero(amount.currency)))
        sums[amount.currency] = (count + 1, whole + amount)
    rows = ((each.value, str(count), str(whole).partition(" ")[0]) for each, (count, whole) in sorted(sums.items()))
    return _written([("currency", "count", "amount"), *rows])


def parse_bank_file(
    content: bytes, *, file: str = "bank-file.csv"
) -> tuple[tuple[Instruction, ...], tuple[Finding, ...]]:
    """Read a bank file back: the instructions that can be read, and every finding."""
    rows, findings = read_records(_Row, content, file=file)
    found, made = list(findings), []
    for number, row in rows:
        instruction = _instruction(row)
        if instruction is None:
            value = f"{row.amount} {row.currency}"
            found.append(finding("servicing.amount-unreadable", file=file, row=number, column="amount", value=value))
        else:
            made.append(instruction)
    return tuple(made), tuple(found)


def _instruction(row: _Row) -> Instruction | None:
    try:
        amount = Money.parse(f"{row.amount} {row.currency}")
    except MoneyError:
        return None
    claim = Claim(
        reference=row.reference,
        period=row.period,
        token_class=row.token_class,
        wallet=row.wallet,
        kind=row.kind,
        amount=amount,
    )
    payee = Payee(name=row.payee.removeprefix("'"), account=row.account.removeprefix("'"))
    return Instruction(claim=claim, payee=payee, value_date=row.value_date)


def _written(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
