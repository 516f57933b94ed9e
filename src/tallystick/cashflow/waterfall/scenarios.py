"""Scenarios: the same waterfall over thousands of futures at once, in the lane of vectors.

One month after another, each step once for all scenarios; nothing of a step is kept but what classes, accounts and
triggers come to. The definition is the one that pays real money (`engine`), and the lanes are held together by a test:
within one minor unit for each class and period.

Source: CASHFLOW.md section 2 item 3: two numeric lanes, and a bridge test between them.

It does not project pools: what each scenario collects comes in as arrays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tallystick.cashflow.kernels.lane import VECTORS, Vector
from tallystick.cashflow.waterfall.engine.arithmetic import Number
from tallystick.cashflow.waterfall.engine.period import (
    ClassRow,
    Facts,
    PeriodRecord,
    Position,
    VehiclePosition,
    VehicleRecord,
    compiled,
    pay,
)
from tallystick.cashflow.waterfall.engine.plan import Table
from tallystick.cashflow.waterfall.engine.readings import WaterfallError
from tallystick.cashflow.waterfall.exact import position_of
from tallystick.cashflow.waterfall.state import IssuedClass, opening_state
from tallystick.deal.structure import Structure
from tallystick.evidence.wording import both
from tallystick.units.money import Money

__all__ = ["ClassVectors", "ScenarioPools", "ScenarioRun", "run_scenarios"]

_NO_TABLES: Mapping[str, Table] = {}
_FLOWS = ("interest", "carried", "principal", "residual", "ending")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScenarioPools:
    """What pools report, month by month and scenario by scenario: arrays of months x scenarios in minor units.

    Attributes:
        beginning: performing principal at the beginning of each month.
        ending: at its end.
        defaulted: principal that stopped performing.
        collected: cash, by collection item.
        reported: further amounts, by name.
        indices: reference rates and prices, by name.
        events: whether an event stands reported, by name.
    """

    beginning: Vector
    ending: Vector
    defaulted: Vector
    collected: Mapping[str, Vector]
    reported: Mapping[str, Vector] = field(default_factory=dict)
    indices: Mapping[str, Vector] = field(default_factory=dict)
    events: Mapping[str, Vector] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClassVectors:
    """One class: arrays of months x scenarios in minor units, named as in a `ClassFlow`."""

    interest: Vector
    carried: Vector
    principal: Vector
    residual: Vector
    ending: Vector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScenarioRun:
    """What classes, accounts and triggers came to.

    Attributes:
        classes: by vehicle (``onshore``, ``offshore``) and class.
        accounts: cash at rest after each payment, by vehicle and account.
        values: what each trigger's test measured, not a number where there was nothing to measure.
        bounds: what it was compared with.
        breached: whether the trigger then stood breached.
    """

    classes: Mapping[tuple[str, str], ClassVectors]
    accounts: Mapping[tuple[str, str], Vector]
    values: Mapping[str, Vector]
    bounds: Mapping[str, Vector]
    breached: Mapping[str, Vector]


def run_scenarios(
    structure: Structure,
    pools: ScenarioPools,
    *,
    initial_pool: Money,
    issued: Mapping[str, IssuedClass] | None = None,
    schedules: Mapping[str, Table] = _NO_TABLES,
) -> ScenarioRun:
    """Run a deal from closing under every scenario.

    Args:
        structure: as filed.
        pools: from the first filed month on.
        initial_pool: principal of the pool at the beginning.
        issued: sizes and coupons set at pricing, by class.
        schedules: what schedules generated from the pool stand at, by schedule.

    Raises:
        WaterfallError: the structure names what it does not define, or an amount is a ratio to nothing.
    """
    deal = compiled(structure, VECTORS, schedules)
    months, width = pools.beginning.shape
    opening = opening_state(structure, initial_pool=initial_pool, issued=issued)
    position = _spread(position_of(structure, opening), width)
    kept = _Kept(shape=(months, width))
    for month in range(months):
        record = pay(deal, position, _facts(structure, pools, month))
        kept.keep(month, record)
        position = record.closing
    return kept.run()


def _spread(position: Position, width: int) -> Position:
    """Return an exact position as vectors, the same in every scenario."""

    def vehicle(one: VehiclePosition) -> VehiclePosition:
        figures = {name: np.full(width, VECTORS.constant(value)) for name, value in one.figures.items()}
        return VehiclePosition(paid_to=one.paid_to, figures=figures)

    return Position(
        onshore=vehicle(position.onshore),
        offshore=None if position.offshore is None else vehicle(position.offshore),
        pool={name: np.full(width, VECTORS.constant(value)) for name, value in position.pool.items()},
        standings={
            name: (np.full(width, bool(stands)), np.zeros(width), np.zeros(width))
            for name, (stands, _, _) in position.standings.items()
        },
        swap={},
    )


def _at(arrays: Mapping[str, Vector], month: int) -> dict[str, Vector]:
    return {name: array[month] for name, array in arrays.items()}


def _facts(structure: Structure, pools: ScenarioPools, month: int) -> Facts:
    pool = {"beginning": pools.beginning[month], "ending": pools.ending[month], "defaulted": pools.defaulted[month]}
    return Facts(
        month=structure.first_period.add(month),
        pool=pool,
        collected=_at(pools.collected, month),
        reported=_at(pools.reported, month),
        events=_at(pools.events, month),
        indices=_at(pools.indices, month),
        fixings={},
    )


class _Kept:
    """Arrays that are filled month by month."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self.shape = shape
        self.arrays: dict[tuple[str, ...], Vector] = {}

    def put(self, month: int, value: Number, *key: str) -> None:
        if key not in self.arrays:
            self.arrays[key] = np.zeros(self.shape)
        self.arrays[key][month] = value

    def keep(self, month: int, record: PeriodRecord) -> None:
        for side, vehicle in (("onshore", record.onshore), ("offshore", record.offshore)):
            if vehicle is not None:
                self.vehicle(month, side, vehicle)
        for one in record.tests:
            name = one.trigger.id
            self.put(month, np.nan if one.value is None else one.value, "value", name)
            self.put(month, one.bound, "bound", name)
            self.put(month, one.standing[0], "breached", name)

    def vehicle(self, month: int, side: str, record: VehicleRecord) -> None:
        for account, cash in record.closing.items():
            if np.any(np.isnan(cash)):
                raise WaterfallError.worded(both("cashflow.stopped.account", month=month + 1, account=account))
            self.put(month, cash, "cash", side, account)
        for row in record.classes:
            self.row(month, side, row)

    def row(self, month: int, side: str, row: ClassRow) -> None:
        for flow in _FLOWS:
            self.put(month, getattr(row, flow), flow, side, row.name)

    def run(self) -> ScenarioRun:
        named = [(key[1], key[2]) for key in self.arrays if key[0] == "ending"]
        return ScenarioRun(
            classes={
                (side, name): ClassVectors(**{flow: self.arrays[flow, side, name] for flow in _FLOWS})
                for side, name in named
            },
            accounts={(key[1], key[2]): array for key, array in self.arrays.items() if key[0] == "cash"},
            values=self.of("value"),
            bounds=self.of("bound"),
            breached=self.of("breached"),
        )

    def of(self, kind: str) -> dict[str, Vector]:
        return {key[1]: array for key, array in self.arrays.items() if key[0] == kind}
