"""Triggers: tested at a point of the period, with the tested value kept.

A test is strict: exactly at the bound is no breach. A measure that is a condition is a breach where it holds. A breach
stays unless the trigger is curable. Where nothing is left to measure against (a ratio to nothing), the value is the one
the trigger states `otherwise`; where it states none there is no value, and the trigger keeps its state.

Source: the triggers of the deal file; CASHFLOW.md section 7 item 4.

It does not act: steps ask whether a trigger stands breached.
"""

from dataclasses import dataclass
from typing import TypeAlias

from tallystick.cashflow.waterfall.engine.arithmetic import NothingToMeasureError, Number
from tallystick.cashflow.waterfall.engine.readings import Readings
from tallystick.deal.formulas.grammar import Formula
from tallystick.deal.structure import Trigger
from tallystick.units.rates import Share

__all__ = ["Standing", "Tested", "tested"]

Standing: TypeAlias = tuple[Number, Number, Number]
"""Whether a trigger stands breached, and how many tests in a row it failed and passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """One trigger tested once.

    Attributes:
        trigger: that was tested.
        value: what was measured, or stated; None, or no number, where there is nothing to measure against.
        measured: whether there was something to measure against.
        bound: what it was compared with.
        fails: whether this test is a breach.
        standing: of the trigger afterwards.
    """

    trigger: Trigger
    value: Number | None
    measured: Number
    bound: Number
    fails: Number
    standing: Standing


def tested(trigger: Trigger, readings: Readings, before: Standing) -> Tested:
    """Test a trigger.

    Args:
        trigger: of the deal.
        readings: of the vehicle whose figures it reads.
        before: how it stood.
    """
    lane = readings.lane
    stood, failed, passed = before
    bound = _bound(trigger, readings)
    value, measured = _measured(trigger, readings)
    if value is None:
        return Tested(trigger=trigger, value=None, measured=False, bound=bound, fails=False, standing=before)
    counts = lane.is_number(value)
    fails = value < bound if trigger.below is not None else value > bound
    again = lane.pick(fails, failed + 1, 0)
    sound = lane.pick(fails, 0, passed + 1)
    breached = again >= (trigger.breaches_after or 1)
    uncured = lane.both(stood, lambda: sound < (trigger.cures_after or 1))
    stands = lane.either(breached, lambda: uncured if trigger.curable == "yes" else stood)
    standing = (
        lane.pick(counts, stands, stood),
        lane.pick(counts, again, failed),
        lane.pick(counts, sound, passed),
    )
    return Tested(trigger=trigger, value=value, measured=measured, bound=bound, fails=fails, standing=standing)


def _measured(trigger: Trigger, readings: Readings) -> tuple[Number | None, Number]:
    """Return what a trigger measures, or states where there is nothing to measure against, and whether there was."""
    lane = readings.lane
    try:
        value: Number | None = readings.value(trigger.measure)
        measured = lane.is_number(value)
    except NothingToMeasureError:
        value, measured = None, False
    if trigger.otherwise is None:
        return value, measured
    return lane.pick(measured, value, _written(trigger, trigger.otherwise, readings)), measured


def _bound(trigger: Trigger, readings: Readings) -> Number:
    bound = trigger.above or trigger.below
    return 0 if bound is None else _written(trigger, bound, readings)


def _written(trigger: Trigger, bound: Share | Formula, readings: Readings) -> Number:
    if not isinstance(bound, Formula):
        return readings.lane.constant(bound.value)
    try:
        return readings.value(bound)
    except NothingToMeasureError as error:
        error.asked_by = trigger.id
        raise
