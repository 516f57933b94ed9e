"""The plan: the priorities of a vehicle as steps that can be carried out one after another.

A step takes from one account and pays one target, or several in proportion to what each is owed. `cover`
limits a principal step to what brings the named classes down to the pool less an overcollateral amount: the
parity payments of North American auto deals, where interest of junior classes stands between principal
payments of senior ones. Because the classes' balances are read when the step is reached, what earlier steps
paid is taken into account.

    covered principal = max(0, sum(balances of the classes) - (pool at the end of the period - overcollateral))

Source: the priorities of the deal file; CarMax Auto Owner Trust 2025-2, Form 10-D Exhibit 99.1, for `cover`.

It does not carry anything out (`steps`).
"""

from dataclasses import dataclass

from tallystick.deal.structure import Condition, Vehicle
from tallystick.units.money import Money

__all__ = ["Cover", "Step", "steps_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """How far a principal step brings classes down.

    Attributes:
        classes: the classes whose balances are added up.
        overcollateral: how far below the pool they are brought; zero is parity.
    """

    classes: tuple[str, ...]
    overcollateral: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One numbered step of a waterfall.

    Attributes:
        id: its id in the deal file.
        clause: the clause of the legal document it carries out.
        source: the account it takes from.
        to: the fee, class, account or party it pays; several classes or fees share in proportion to what is
            owed.
        pay: due, interest, principal, target, losses or remainder.
        when: the condition under which it applies; None is always.
        cover: limit of a principal step; None is the outstanding balance.
    """

    id: str
    clause: str
    source: str
    to: tuple[str, ...]
    pay: str
    when: Condition | None = None
    cover: Cover | None = None


def steps_of(vehicle: Vehicle) -> tuple[Step, ...]:
    """Return the steps of a vehicle in the order of its deal file."""
    return tuple(
        Step(
            id=priority.id,
            clause=priority.clause,
            source=priority.source,
            to=(priority.to,),
            pay=priority.pay,
            when=priority.when,
        )
        for priority in vehicle.priorities
    )
