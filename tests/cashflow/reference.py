"""The kernel's plain twin: one loan at a time, one month after another, as the formulas are printed.

Slow and obvious on purpose. Source: BMA Uniform Practices, Standard Formulas, SF-18 and SF-19. Arrears are kept as
groups of a loan that have paid so many of its instalments.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.cashflow.contract_reference import Month, Terms, unroll

Rate = Callable[[int, int], float]
Add = Callable[[str, float], None]


def none(month: int, life: int) -> float:
    return 0.0


def all_of_it(month: int, life: int) -> float:
    return 1.0


@dataclass(frozen=True, kw_only=True)
class How:
    """Rates are functions of (month of projection, month of loan's life), conventions their names."""

    smm: Rate = none
    mdr: Rate = none
    cost: Rate = all_of_it
    lag: int = 0
    timing: tuple[float, ...] = (1.0,)
    entry: Rate = none
    roll: tuple[float, ...] = ()
    cure: tuple[float, ...] = ()
    prepayment_base: str = "before-defaults"
    default_base: str = "beginning"
    interest_base: str = "survivors"
    liquidation_base: str = "original"
    severity_base: str = "at-default"
    default_free_tail: bool = False
    first_period: float = 1.0


def project(loans: list[Terms], how: How) -> dict[str, list[float]]:
    """Pool vectors by name."""
    months = max(loan.remaining_term for loan in loans) + how.lag + len(how.timing) + len(how.roll)
    totals: dict[str, list[float]] = defaultdict(lambda: [0.0] * (months + 1))
    for loan in loans:
        contract = unroll(loan, how.first_period)
        defaults = _live(loan, contract, how, totals)
        for month, amount in defaults.items():
            _liquidate(loan, contract, how, totals, month, amount)
    return {name: vector[1:] for name, vector in totals.items()}


@dataclass
class _Books:
    """Of one loan: the share that is current, and the shares behind by how many instalments they have paid."""

    current: float = 1.0
    behind: dict[int, float] = field(default_factory=dict)
    defaults: dict[int, float] = field(default_factory=lambda: defaultdict(float))


def _live(loan: Terms, contract: list[Month], how: How, totals: dict[str, list[float]]) -> dict[int, float]:
    books = _Books()
    for month in range(1, loan.remaining_term + len(how.roll) + 1):

        def add(name: str, amount: float, month: int = month) -> None:
            totals[name][month] += amount

        catching_up = books.behind
        books.behind = {}
        missed = 0.0
        if month <= loan.remaining_term:
            missed = _pay(loan, contract[month - 1], how, month, books, add)
        cured = _catch_up(loan, contract, how, month, catching_up, books, add)
        if missed:
            books.behind[month - 1] = books.behind.get(month - 1, 0.0) + missed
        books.current += cured
        outstanding = sum(share * _owed(contract, paid) for paid, share in books.behind.items())
        add("delinquent", outstanding)
        add("ending", books.current * _owed(contract, month) + outstanding)
    return books.defaults


def _pay(loan: Terms, owed: Month, how: How, month: int, books: _Books, add: Add) -> float:
    """A month of the current share; return the share that misses its payment."""
    life, share = loan.age + month, books.current
    span = how.first_period if month == 1 else 1.0
    mdr, smm, entry = (1.0 - float((1 - rate(month, life)) ** span) for rate in (how.mdr, how.smm, how.entry))
    if how.default_base == "original":
        mdr = how.mdr(month, life)
    if how.default_free_tail and month > loan.remaining_term - how.lag:
        mdr = 0.0
    balance = share * owed.begin
    if how.default_base == "original" and balance > 0:
        mdr = min(mdr * loan.balance / balance, 1.0)
    entry = min(entry, 1 - mdr)
    defaulted = mdr * share * (owed.end if how.default_base == "after-scheduled" else owed.begin)
    staying = share * (1 - mdr - entry)
    base = {"before-defaults": share * smm, "after-defaults": staying * smm}.get(how.prepayment_base, 0.0)
    if how.prepayment_base == "beginning" and owed.end > 0:
        base = smm * balance / owed.end
    prepaying = min(base, staying)
    paying = share * (1 - entry) if how.default_base == "after-scheduled" else staying
    bearing = paying if how.interest_base == "survivors" else share * (1 - entry)
    kept = 1 - loan.dilution
    add("beginning", balance)
    add("defaulted", defaulted)
    add("scheduled", kept * paying * (owed.begin - owed.end))
    add("prepaid", kept * prepaying * owed.end)
    add("diluted", loan.dilution * (paying * (owed.begin - owed.end) + prepaying * owed.end))
    add("interest", bearing * owed.interest + prepaying * owed.accrued)
    add("fees", paying * owed.fee)
    books.defaults[month] += defaulted
    books.current = staying - prepaying
    return share * entry


def _catch_up(
    loan: Terms, contract: list[Month], how: How, month: int, behind: dict[int, float], books: _Books, add: Add
) -> float:
    cured, kept = 0.0, 1 - loan.dilution
    for paid, share in behind.items():
        place = month - 1 - paid - 1
        add("beginning", share * _owed(contract, paid))
        curing, rolling = share * how.cure[place], share * how.roll[place]
        staying = share - curing - rolling
        repaid = curing * (_owed(contract, paid) - _owed(contract, month))
        repaid += staying * (_owed(contract, paid) - _owed(contract, paid + 1))
        add("scheduled", kept * repaid)
        add("diluted", loan.dilution * repaid)
        add("interest", staying * _interest(contract, paid + 1))
        add("interest", curing * sum(_interest(contract, number) for number in range(paid + 1, month + 1)))
        cured += curing
        books.behind[paid + 1] = books.behind.get(paid + 1, 0.0) + staying
        if place + 1 < len(how.roll):
            books.behind[paid] = books.behind.get(paid, 0.0) + rolling
        else:
            amount = rolling * _owed(contract, paid)
            add("defaulted", amount)
            add("rolled", amount)
            books.defaults[month] += amount
    return cured


def _owed(contract: list[Month], paid: int) -> float:
    """What is owed once so many instalments are paid."""
    return contract[paid].begin if paid < len(contract) else 0.0


def _interest(contract: list[Month], number: int) -> float:
    return contract[number - 1].interest if number <= len(contract) else 0.0


def _liquidate(
    loan: Terms, contract: list[Month], how: How, totals: dict[str, list[float]], month: int, amount: float
) -> None:
    """Recover and lose one month's defaults; `amortised` is a default of `month` whose schedule is kept up."""
    severity = loan.severity * how.cost(month, loan.age + month)
    if how.liquidation_base == "original":
        for later, part in enumerate(how.timing):
            totals["lost"][month + how.lag + later] += part * amount * severity
            totals["recovered"][month + how.lag + later] += part * amount * (1 - severity)
        return

    def amortised(at: int) -> float:
        owed_then = contract[month - 1].begin
        return amount * _owed(contract, at) / owed_then if owed_then else 0.0

    for later in range(month, min(month + how.lag, loan.remaining_term) + 1):
        totals["advanced_interest"][later] += amortised(later - 1) * contract[later - 1].annual_rate / 12
        if later < month + how.lag:
            totals["advanced_principal"][later] += amortised(later - 1) - amortised(later)
    if month + how.lag <= loan.remaining_term:
        balance = amortised(month + how.lag - 1)
        lost = min(amount * severity, balance) if how.severity_base == "at-default" else balance * severity
        totals["lost"][month + how.lag] += lost
        totals["recovered"][month + how.lag] += balance - lost
