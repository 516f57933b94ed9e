"""Sweeps: one deal at several prepayment speeds, over a grid of speed, defaults and severity, and under shocks.

    speeds    the base case with another prepayment speed, with the clean-up call exercised or not
    grid      speed x multiple of the base defaults x severity
    exchange  the hedge's rate moved: what the issuer would receive had it to exchange at that rate
    rates     the yield at which a class is sold moved, the payments unmoved

A deal without a hedge has no exchange rate to move, and no cell. A shift of rates moves every index that assets,
classes and rate hedges follow: the case's paths, and what the structure assumes where the case has none. Prices stay.

Source: SF-17 f (BMA Standard Formulas): analyses state speed, default and severity together.

It takes the moves from the caller and judges none of them likely.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import product

from tallystick.cashflow.assumptions import Assumptions, Severities, Stress, Target
from tallystick.cashflow.classes import ClassCashFlows, project
from tallystick.cashflow.pool import Pool
from tallystick.deal.deal import Deal
from tallystick.deal.formulas.grammar import Call, Formula, Name, Operation
from tallystick.deal.structure import Structure
from tallystick.units.rates import Share

__all__ = ["GridCell", "at_speeds", "exchange_moved", "followed_rates", "grid", "keeping_severity", "keeping_speed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """One cell of a grid: what was assumed, and the run; no severity is that of the case."""

    speed: Fraction
    multiple: Fraction
    severity: Share | None
    run: ClassCashFlows
    move: Fraction = Fraction(0)
    shift: Fraction = Fraction(0)


def at_speeds(
    deal: Deal, pool: Pool, base: Assumptions, speeds: Sequence[Fraction], *, call: Share | None = None
) -> tuple[ClassCashFlows, ...]:
    """Run a deal at several prepayment speeds of the base case's convention.

    Args:
        deal: as filed.
        pool: its loans.
        base: all other assumptions.
        speeds: 13/1000 is 1.3 %.
        call: share of the opening pool at which the clean-up call is exercised; None is never.

    Raises:
        SpeedError: a speed is out of range.
    """
    return tuple(project(deal, pool, _faster(base, speed), call=call) for speed in speeds)


def grid(
    deal: Deal,
    pool: Pool,
    base: Assumptions,
    *,
    speeds: Sequence[Fraction],
    multiples: Sequence[Fraction],
    severities: Sequence[Share | None],
    moves: Sequence[Fraction] = (Fraction(0),),
    shifts: Sequence[Fraction] = (Fraction(0),),
) -> Iterator[GridCell]:
    """Yield the cells of a grid, the last parameter fastest.

    Args:
        deal: as filed.
        pool: its loans.
        base: all other assumptions.
        speeds: prepayment speeds of the base case's convention.
        multiples: of its defaults.
        severities: in place of the case's own, by month or not; None leaves that.
        moves: of the exchange rate, as `exchange_moved` takes them; a deal of one currency knows only 0.
        shifts: added to every index that is followed as a rate, a share a year.

    Raises:
        SpeedError: a speed is out of range.
        ValueError: a move leaves no rate.
    """
    for speed, multiple, severity, move, shift in product(speeds, multiples, severities, moves, shifts):
        assumed = _faster(base, speed).stressed(multiple).under(Stress(rates=shift))
        if severity is not None:
            assumed = _costlier(assumed, severity)
        shifted = _shifted(deal, shift, frozenset({*base.indices, *base.prices})) if shift else deal
        moved = _moved(shifted, move) if move else shifted
        if moved is not None:
            run = project(moved, pool, assumed)
            yield GridCell(speed=speed, multiple=multiple, severity=severity, move=move, shift=shift, run=run)


def exchange_moved(deal: Deal, pool: Pool, base: Assumptions, move: Fraction) -> ClassCashFlows | None:
    """Run a deal whose currency is exchanged at another rate, the swap's own or the day's; None where there is none.

    Args:
        deal: as filed.
        pool: its loans.
        base: the assumptions.
        move: 1/10 is a tenth more of the paid currency for one unit of the received; above -1.

    Raises:
        ValueError: the move leaves no rate.
    """
    moved = _moved(deal, move)
    return None if moved is None else project(moved, pool, base)


def _moved(deal: Deal, move: Fraction) -> Deal | None:
    if move <= -1:
        raise ValueError(f"a move of {move} leaves no exchange rate: give one above -1")
    offshore = deal.structure.offshore
    if offshore is None or offshore.hedge is None:
        return None
    hedge, times = offshore.hedge, 1 + move
    told = f"{times.numerator} / {times.denominator}"
    spot = None if hedge.spot is None else Formula.parse(f"({hedge.spot}) * {told}")
    rate = hedge.rate if hedge.kind == "spot" else hedge.rate * times
    moved = offshore.model_copy(update={"hedge": hedge.model_copy(update={"rate": rate, "spot": spot})})
    structure = deal.structure.model_copy(update={"offshore": moved})
    return deal.model_copy(update={"structure": structure})


def followed_rates(structure: Structure) -> frozenset[str]:
    """Return the indices that a class or a rate hedge follows, also by way of an amount of the deal."""
    found: set[str] = set()
    for vehicle in (each for each in (structure.onshore, structure.offshore) if each is not None):
        amounts = {each.id: each.formula.tree for each in vehicle.amounts or ()}
        hedges = vehicle.rate_hedges or ()
        read = [terms.rate for terms in vehicle.classes]
        read += [formula for hedge in hedges for formula in (hedge.pays, hedge.receives)]
        waiting = [formula.tree for formula in read if formula is not None]
        while waiting:
            tree = waiting.pop()
            if isinstance(tree, Name) and tree.name in amounts:
                waiting.append(amounts.pop(tree.name))
            elif isinstance(tree, Call) and tree.function == "index":
                found.update(tree.names())
            elif isinstance(tree, Call | Operation):
                waiting.extend(tree.arguments if isinstance(tree, Call) else tree.operands)
    return frozenset(found)


def _shifted(deal: Deal, shift: Fraction, stated: frozenset[str]) -> Deal:
    """Return a deal whose indices are assumed to stand elsewhere, but for those of which a case states a path."""
    sign, size = ("-" if shift < 0 else "+"), abs(shift)
    followed = followed_rates(deal.structure) - stated
    indices = {
        name: index
        if name not in followed
        else index.model_copy(
            update={"assumed": Formula.parse(f"({index.assumed}) {sign} {size.numerator} / {size.denominator}")}
        )
        for name, index in (deal.structure.indices or {}).items()
    }
    return deal.model_copy(update={"structure": deal.structure.model_copy(update={"indices": indices})})


def keeping_speed(base: Assumptions) -> tuple[Target, ...]:
    """Return the targets with a speed of their own, at which they stay in every run at another speed of the case."""
    return tuple(each for each in base.targets if each.assumptions.prepayments != base.prepayments)


def keeping_severity(base: Assumptions) -> tuple[Target, ...]:
    """Return the targets with a severity of their own, which they keep in every run at another severity of the case."""
    return tuple(each for each in base.targets if _severity(each.assumptions) != _severity(base))


def _severity(assumed: Assumptions) -> tuple[Share, Severities | None]:
    return assumed.severity, assumed.severities


def _costlier(base: Assumptions, severity: Share) -> Assumptions:
    """Return a case at another severity; a target that has the case's own moves with it."""
    own, moved = keeping_severity(base), partial(replace, severity=severity, severities=None)
    targets = tuple(
        each if each in own else replace(each, assumptions=moved(each.assumptions)) for each in base.targets
    )
    return moved(base, targets=targets)


def _faster(base: Assumptions, speed: Fraction) -> Assumptions:
    """Return a case at another speed; a target that has the case's own moves with it."""
    faster, own = replace(base.prepayments, rates=(speed,)), keeping_speed(base)
    targets = tuple(
        each if each in own else replace(each, assumptions=replace(each.assumptions, prepayments=faster))
        for each in base.targets
    )
    return replace(base, prepayments=faster, targets=targets)
