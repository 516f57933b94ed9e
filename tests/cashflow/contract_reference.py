"""What one loan owes month by month, one term of its contract after the other, as a lawyer would read it.

Slow and obvious on purpose; `contracts.months` unrolls the same terms in whole columns.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Index:
    """An index that coupons follow, and how."""

    path: tuple[float, ...]
    margin: float = 0.0
    cap: float = 1.0
    floor: float = 0.0
    step: float = 1.0
    next_reset: int = 1
    reset_every: int = 12


@dataclass(frozen=True, kw_only=True)
class Terms:
    balance: float
    annual_rate: float
    remaining_term: int
    amortisation: str = "level-pay"
    payment: float | None = None
    interest_only: int = 0
    balloon: float = 0.0
    interval: int = 1
    in_advance: bool = False
    fee: float = 0.0
    dilution: float = 0.0
    index: Index | None = None
    listed: tuple[float, ...] = ()
    income: tuple[float, ...] = ()
    age: int = 0
    severity: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Month:
    begin: float
    end: float
    interest: float
    accrued: float
    fee: float
    annual_rate: float


def payment_months(terms: Terms) -> list[int]:
    """The last month, the month an interval before it, and so on; from 1."""
    return sorted(range(terms.remaining_term, 0, -terms.interval))


def level(owed: float, balloon: float, rate: float, payments: int, *, now: bool = False) -> float:
    """The payment whose present value, with that of the balloon, is what is owed; the first may fall due now."""
    times = [number - now for number in range(1, payments + 1)]
    worth = sum((1 + rate) ** -time for time in times)
    return (owed - balloon / (1 + rate) ** times[-1]) / worth


def unroll(terms: Terms, first_period: float = 1.0) -> list[Month]:
    paying = payment_months(terms)
    repaying = [month for month in paying if month > terms.interest_only] or paying[-1:]
    owed, annual, unpaid, months = terms.balance, terms.annual_rate, 0.0, []
    due_now = terms.in_advance and paying[0] == 1
    payment = terms.payment
    if payment is None:
        payment = level(owed, terms.balloon, annual / 12 * terms.interval, len(repaying), now=due_now and 1 in repaying)
    for month in range(1, terms.remaining_term + 1):
        if terms.index is not None and _resets(terms.index, month):
            annual = _reset(terms.index, month, annual)
            left = [each for each in repaying if each >= month]
            first = due_now and month == 1 in repaying
            payment = level(owed, terms.balloon, annual / 12 * terms.interval, len(left), now=first)
        bears = 0.0 if due_now and month == 1 else annual
        begin, interest = owed, owed * bears / 12 * (first_period if month == 1 else 1.0)
        unpaid += interest + (terms.income[month - 1] if terms.income else 0.0)
        if month == terms.remaining_term:
            owed = 0.0
        elif terms.amortisation == "listed":
            owed -= 0.0 if month <= terms.interest_only else min(terms.listed[month - 1], owed)
        elif month in repaying and terms.amortisation == "equal-principal":
            owed -= min((terms.balance - terms.balloon) / len(repaying), owed)
        elif month in repaying and terms.amortisation == "level-pay":
            owed -= min(max(payment - begin * bears / 12 * terms.interval, 0.0), owed)
        due = month in paying
        months.append(
            Month(
                begin=begin,
                end=owed,
                interest=unpaid if due else 0.0,
                accrued=0.0 if due else unpaid,
                fee=terms.fee if due else 0.0,
                annual_rate=bears,
            )
        )
        unpaid = 0.0 if due else unpaid
    return months


def _resets(index: Index, month: int) -> bool:
    return month >= index.next_reset and (month - index.next_reset) % index.reset_every == 0


def _reset(index: Index, month: int, before: float) -> float:
    aimed = index.path[min(month, len(index.path)) - 1] + index.margin
    held = min(max(aimed, before - index.step), before + index.step)
    return min(max(held, index.floor), index.cap)
