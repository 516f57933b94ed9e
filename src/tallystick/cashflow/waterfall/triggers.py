"""Triggers: tested each period before cash is paid, with the tested value kept.

    cumulative-default-share   principal defaulted so far / pool at the beginning of the first period
    collateral-share           pool at the end of the period / balances of the onshore classes before payment

A test is strict: exactly at the bound is no breach. A breach stays unless the trigger is curable. Where
nothing is left to measure against, the value is None and the trigger keeps its state.

Source: the triggers of the deal file; CASHFLOW.md section 7 item 4.

It does not act: steps ask whether a trigger stands breached.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from tallystick.deal.structure import Trigger
from tallystick.units.money import Money

__all__ = ["Measures", "TriggerTest", "tested_triggers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What triggers look at. All amounts in the currency of the pool, none negative."""

    initial_pool: Money
    cumulative_defaults: Money
    pool_ending: Money
    class_balances: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerTest:
    """One trigger tested once.

    Attributes:
        trigger: its id.
        value: what was measured, exact; None where there is nothing to measure against.
        bound: what it was compared with.
        side: ``above`` or ``below``, the side on which it is a breach.
        fails: whether this test is a breach.
        breached: whether the trigger stands breached now.
    """

    trigger: str
    value: Fraction | None
    bound: Fraction
    side: str
    fails: bool
    breached: bool


def tested_triggers(
    triggers: Iterable[Trigger], measures: Measures, *, breached: frozenset[str]
) -> tuple[TriggerTest, ...]:
    """Test every trigger.

    Args:
        triggers: of the deal.
        measures: what they look at.
        breached: those that stood breached before.
    """
    return tuple(_test(trigger, measures, before=trigger.id in breached) for trigger in triggers)


def _test(trigger: Trigger, measures: Measures, *, before: bool) -> TriggerTest:
    match trigger.measure:
        case "cumulative-default-share":
            part, whole = measures.cumulative_defaults, measures.initial_pool
        case "collateral-share":
            part, whole = measures.pool_ending, measures.class_balances
    value = None if whole.is_zero() else part.ratio_to(whole)
    above = trigger.above is not None
    share = trigger.above or trigger.below
    bound = Fraction(0) if share is None else share.value
    fails = value is not None and (value > bound if above else value < bound)
    stays = before and (value is None or trigger.curable == "no")
    return TriggerTest(
        trigger=trigger.id,
        value=value,
        bound=bound,
        side="above" if above else "below",
        fails=fails,
        breached=fails or stays,
    )
