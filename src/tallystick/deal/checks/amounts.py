"""Is every amount of a vehicle counted from zero, in its currency, and not too large? What is written out is judged.

    accounts     opening, target               facilities    commitment, rate
    fees         amount, rate                  rate hedges   notional
    classes      notional, rate                schedules     initial, amounts
    steps        limit, amount

A formula that names nothing, such as `-5.00 CNY` or `1.00% - 5.00%`, is as good as written out. The rates of a rate
hedge may be below zero: they are netted.

Source: docs/waterfall.md: nothing is ever negative, so a figure below zero would have a payee pay.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final, TypeAlias

from tallystick.deal.checks.cash_paths import waterfalls_of
from tallystick.deal.deal import Deal
from tallystick.deal.formulas.grammar import Constant, Formula, Operation, Tree
from tallystick.deal.partly.unread import each, judged
from tallystick.deal.reading import Path
from tallystick.deal.structure import FiledSize, Vehicle
from tallystick.evidence.findings import Value
from tallystick.units.money import BOUND, Money
from tallystick.units.rates import Rate

__all__ = ["check_amounts"]

_Fault: TypeAlias = tuple[str, Path, dict[str, Value]]

_PARTS: Final = (
    ("accounts", ("opening", "target")),
    ("fees", ("amount", "rate")),
    ("classes", ("notional", "rate")),
    ("facilities", ("commitment", "rate")),
    ("rate_hedges", ("notional",)),
)
_OF_STEPS: Final = ("limit", "amount")


@judged
def check_amounts(deal: Deal) -> Iterator[_Fault]:
    """Yield a fault for every amount below zero, and every one in another currency than its vehicle's."""
    structure = deal.structure
    sides: list[tuple[str, Vehicle]] = [("onshore", structure.onshore)]
    if structure.offshore is not None:
        sides.append(("offshore", structure.offshore))
    for side, vehicle in sides:
        path: Path = ("structure", side)
        for part, names in _PARTS:
            yield from _of_part((*path, part), getattr(vehicle, part) or (), names, vehicle)
        for where, priorities in waterfalls_of(path, vehicle):
            yield from _of_part(where, priorities, _OF_STEPS, vehicle)
        yield from _schedules((*path, "schedules"), vehicle)
        yield from _sums(path, vehicle)


@judged
def _of_part(path: Path, items: Iterable[object], names: Iterable[str], vehicle: Vehicle) -> Iterator[_Fault]:
    for number, item in each(items):
        for name in names:
            yield from _amount((*path, number, name), getattr(item, name), vehicle)


@judged
def _schedules(path: Path, vehicle: Vehicle) -> Iterator[_Fault]:
    """Another currency is told by `provisions`."""
    for number, schedule in each(vehicle.schedules or ()):
        places: list[tuple[Path, Money]] = [((*path, number, "initial"), schedule.initial)]
        places += [((*path, number, "amounts", str(month)), one) for month, one in (schedule.amounts or {}).items()]
        for place, amount in places:
            if amount.is_negative():
                yield "deal.amount-negative", place, {"amount": amount}


@judged
def _sums(path: Path, vehicle: Vehicle) -> Iterator[_Fault]:
    """Each amount may be within the bound of Money, and their sum beyond it."""
    sizes = [terms.size.filed_max if isinstance(terms.size, FiledSize) else terms.size for terms in vehicle.classes]
    opening = [account.opening for account in vehicle.accounts if account.opening is not None]
    for part, amounts in (("classes", sizes), ("accounts", opening)):
        if sum(abs(amount.minor) for amount in amounts) >= BOUND:
            yield "deal.sum-large", (*path, part), {}


@judged
def _amount(path: Path, amount: Money | Rate | Formula | None, vehicle: Vehicle) -> Iterator[_Fault]:
    """Formulas of names are judged by `formulas` and, as they are computed, by the waterfall."""
    match amount:
        case Money():
            if amount.is_negative():
                yield "deal.amount-negative", path, {"amount": amount}
            if amount.currency is not vehicle.currency:
                yield "deal.currency-differs", path, {"amount": amount, "currency": vehicle.currency.value}
        case Rate():
            if amount.per_annum < 0:
                yield "deal.amount-negative", path, {"amount": amount}
        case Formula():
            written = _written(amount.tree)
            if written is not None and written < 0:
                yield "deal.amount-negative", path, {"amount": amount.text}
        case _:
            pass


def _written(tree: Tree) -> Fraction | None:
    """Return what a formula of written figures alone comes to; None of any other, and of what `formulas` refuses."""
    if isinstance(tree, Constant):
        return tree.value
    if not isinstance(tree, Operation):
        return None
    operands = [_written(one) for one in tree.operands]
    match tree.sign, operands:
        case "minus", [Fraction() as one]:
            return -one
        case "+", [Fraction() as one, Fraction() as other]:
            return one + other
        case "-", [Fraction() as one, Fraction() as other]:
            return one - other
        case "*", [Fraction() as one, Fraction() as other]:
            return one * other
        case "/", [Fraction() as one, Fraction() as other] if other:
            return one / other
    return None
