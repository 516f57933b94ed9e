"""A pool by hand: level-pay loans at a speed, month by month, in plain floats; nothing of it is the engine's."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    balance: float
    rate: float
    term: int
    age: int
    tag: str = ""


def lines(content: bytes) -> list[Line]:
    """The rows of a file of representative lines, in minor units and shares a month."""
    head, *rows = (row.split(",") for row in content.decode().split())
    cells = [dict(zip(head, row, strict=True)) for row in rows]
    return [
        Line(
            balance=float(row["current_principal_balance"]) * 100,
            rate=float(row["coupon"].rstrip("%")) / 1200,
            term=int(row["remaining_term_months"]),
            age=int(row["age_months"]),
            tag=row.get("tag", ""),
        )
        for row in cells
    ]


def psa(multiple: float) -> Callable[[int], float]:
    """0.2 % a year more each month of age up to 6 %, times the multiple."""
    return lambda month: 1 - (1 - min(0.002 * month, 0.06) * multiple) ** (1 / 12)


def absolute(speed: float) -> Callable[[int], float]:
    """The share of the original loans, over those still there."""
    return lambda month: min(1.0, speed / max(1 - speed * (month - 1), speed))


def balances(line: Line, smm: Callable[[int], float]) -> Iterator[float]:
    """What is owed at the end of each month: the level payment first, then the month's share of what is left."""
    owed = line.balance
    for month in range(1, line.term + 1):
        left = line.term - month + 1
        payment = owed * line.rate / (1 - (1 + line.rate) ** -left)
        owed = (owed * (1 + line.rate) - payment) * (1 - smm(line.age + month))
        yield owed if left > 1 else 0.0


def pool(all_lines: Sequence[Line], smm: Callable[[Line], Callable[[int], float]]) -> list[float]:
    """What all lines owe at the end of each month."""
    courses = [list(balances(line, smm(line))) for line in all_lines]
    longest = max(map(len, courses))
    return [sum(course[month] for course in courses if month < len(course)) for month in range(longest)]


def principal(course: Sequence[float], opening: float) -> list[float]:
    """What is paid in each month."""
    return [before - after for before, after in zip((opening, *course), course, strict=False)]


def life(payments: Sequence[float]) -> float:
    """The average life in years, of payments a month apart."""
    return sum(month * paid for month, paid in enumerate(payments, start=1)) / sum(payments) / 12
