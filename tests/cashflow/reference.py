"""The kernel's plain twin: one loan at a time, one month after another, as the formulas are printed.

Slow and obvious on purpose. Source: BMA Uniform Practices, Standard Formulas, SF-18 and SF-19.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Loan:
    balance: float
    annual_rate: float
    remaining_term: int
    age: int
    severity: float = 0.0


def schedule(loan: Loan, amortisation: str) -> list[float]:
    """Balances from today to the last payment, had nobody prepaid or defaulted."""
    balances, rate, term = [loan.balance], loan.annual_rate / 12, loan.remaining_term
    for month in range(1, term + 1):
        left = term - month + 1
        owed = balances[-1]
        if amortisation == "equal-principal":
            owed -= loan.balance / term
        elif amortisation == "level-pay":
            owed -= owed / left if rate == 0 else owed * rate / ((1 + rate) ** left - 1)
        balances.append(0.0 if month == term else owed)
    return balances


def project(
    loans: list[Loan],
    *,
    smm,
    mdr,
    lag: int = 0,
    amortisation: str = "level-pay",
    additive: bool = True,
    on_survivors: bool = True,
    advanced: bool = False,
    default_free_tail: bool = False,
) -> dict[str, list[float]]:
    """Pool vectors by name; `smm` and `mdr` are functions of (month of projection, month of loan's life)."""
    months = max(loan.remaining_term for loan in loans) + lag
    totals: dict[str, list[float]] = defaultdict(lambda: [0.0] * months)
    for loan in loans:
        contract, performing, defaults = schedule(loan, amortisation), loan.balance, [0.0]
        for month in range(1, loan.remaining_term + lag + 1):
            add = _adder(totals, month)
            new, ratio = 0.0, 0.0
            if month <= loan.remaining_term:
                ratio = contract[month] / contract[month - 1] if contract[month - 1] else 0.0
                life = loan.age + month
                in_tail = default_free_tail and month > loan.remaining_term - lag
                new = 0.0 if in_tail else performing * mdr(month, life)
                survivors = performing - new
                base = performing if additive else survivors
                prepaid = ratio * min(base * smm(month, life), survivors)
                scheduled = survivors * (1 - ratio)
                add("beginning", performing)
                add("scheduled", scheduled)
                add("prepaid", prepaid)
                add("defaulted", new)
                add("interest", (survivors if on_survivors else performing) * loan.annual_rate / 12)
                performing -= scheduled + prepaid + new
                add("ending", performing)
            defaults.append(new)
            _liquidate(add, loan, contract, defaults, month, lag, advanced=advanced)
    return dict(totals)


def _adder(totals: dict[str, list[float]], month: int) -> Callable[[str, float], None]:
    def add(name: str, amount: float) -> None:
        totals[name][month - 1] += amount

    return add


def _liquidate(add, loan, contract, defaults, month, lag, *, advanced) -> None:
    def amortised(default_month: int, at: int) -> float:
        """What a default of `default_month` still owes at the end of month `at`, its schedule kept up."""
        owed_then = contract[default_month - 1]
        return defaults[default_month] * contract[at] / owed_then if owed_then else 0.0

    origin = month - lag
    if not advanced:
        if origin >= 1:
            add("lost", defaults[origin] * loan.severity)
            add("recovered", defaults[origin] * (1 - loan.severity))
        return
    if month > loan.remaining_term:
        return
    first = max(origin, 1)
    for earlier in range(first, month + 1):
        owed = amortised(earlier, month - 1)
        add("advanced_interest", owed * loan.annual_rate / 12)
        if earlier != origin:
            add("advanced_principal", owed - amortised(earlier, month))
    if origin >= 1:
        balance = amortised(origin, month - 1)
        lost = min(defaults[origin] * loan.severity, balance)
        add("lost", lost)
        add("recovered", balance - lost)
