# ruff: noqa: INP001 - a script beside the files it makes
"""Make `collections/2026-09.csv` to `2027-08.csv`: what the leases of `tape.csv` paid in their first twelve months.

    python examples/auto-leases/make_collections.py

Lease by lease and month by month, from one seed, in whole fen. A lease that defaults pays nothing more; what is
recovered of it comes six months later. One that is prepaid pays its rent and then the rest, with a fee of one per cent.
All others pay interest on their balance and the rest of the rent as principal, in the last month all of it.

    prepaid     8 % of the living leases a year
    defaulted   1.2 % a year; three times that in March 2027, a bad month in which half as many prepay
    recovered   35 % to 55 % of the balance at default
    fees        1 % of what is prepaid, and 50 yuan from one lease in eighty that pays late

Law of each file: opening-balance - scheduled-principal - prepaid-principal - defaulted-principal = closing-balance, and
the next month opens with it. Balances and defaulted principal are no cash. `count` is how many leases stand behind an
item.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from make_tape import HERE, Draw, Lease, interest, leases, yuan

__all__ = ["ITEMS", "Month", "months", "written"]

SEED = 20260901
FIRST_YEAR, FIRST_MONTH, COUNT = 2026, 9, 12
LAG = 6
BAD_MONTH = 7

MILLION = 1_000_000
PREPAID, DEFAULTED = 6_924, 1_006
"""Of a million leases in a month: 1 - 0.92^(1/12) and 1 - 0.988^(1/12)."""

ITEMS = (
    "opening-balance",
    "scheduled-principal",
    "prepaid-principal",
    "interest",
    "recoveries",
    "fees",
    "defaulted-principal",
    "closing-balance",
)


@dataclass
class Month:
    """One month: fen and leases behind each item, and the leases that still live at its end with what they owe."""

    name: str
    amounts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ITEMS, 0))
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ITEMS, 0))

    def add(self, item: str, fen: int) -> None:
        """Add what one lease brings to an item; nothing counts as nobody."""
        if fen:
            self.amounts[item] += fen
            self.counts[item] += 1


def months() -> Iterator[Month]:
    """Run the pool through its first twelve months."""
    draw = Draw(SEED)
    living = [(lease, lease.current_balance) for lease in leases()]
    recoveries: dict[int, list[int]] = {}
    for number in range(1, COUNT + 1):
        year, month = divmod(FIRST_YEAR * 12 + FIRST_MONTH - 1 + number - 1, 12)
        this = Month(name=f"{year}-{month + 1:02d}")
        for _, balance in living:
            this.add("opening-balance", balance)
        left = []
        for lease, balance in living:
            balance_left = _lease_month(draw, this, lease, balance, number, recoveries)
            if balance_left:
                left.append((lease, balance_left))
                this.add("closing-balance", balance_left)
        for recovered in recoveries.pop(number, []):
            this.add("recoveries", recovered)
        living = left
        yield this


def _lease_month(
    draw: Draw, this: Month, lease: Lease, balance: int, number: int, recoveries: dict[int, list[int]]
) -> int:
    """Let one lease do what it does in a month; return what it owes afterwards."""
    fate, detail = draw.below(MILLION), draw.below(MILLION)
    defaulted = DEFAULTED * 3 if number == BAD_MONTH else DEFAULTED
    prepaid = PREPAID // 2 if number == BAD_MONTH else PREPAID
    if fate < defaulted:
        this.add("defaulted-principal", balance)
        recoveries.setdefault(number + LAG, []).append(balance * (350_000 + detail // 5) // MILLION)
        return 0
    accrued = interest(balance, lease.interest_rate)
    last = number >= lease.remaining_term_months
    scheduled = balance if last else min(lease.monthly_payment - accrued, balance)
    this.add("interest", accrued)
    this.add("scheduled-principal", scheduled)
    balance -= scheduled
    if balance and fate < defaulted + prepaid:
        this.add("prepaid-principal", balance)
        this.add("fees", balance // 100)
        return 0
    if detail < MILLION // 80:
        this.add("fees", 5_000)
    return balance


def written(month: Month) -> bytes:
    """Return a month's file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("item", "amount", "currency", "count"))
    for item in ITEMS:
        writer.writerow((item, yuan(month.amounts[item]), "CNY", month.counts[item]))
    return text.getvalue().encode()


if __name__ == "__main__":
    folder = HERE / "collections"
    folder.mkdir(exist_ok=True)
    for each in months():
        Path(folder / f"{each.name}.csv").write_bytes(written(each))
