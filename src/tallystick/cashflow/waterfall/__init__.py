"""The waterfall: collections in, payments out, to the minor unit; one engine for forecasts and for servicing.

`dues` says what is owed, `triggers` what is breached, `steps` moves cash in the order of `plan`, `swap`
carries it from the onshore vehicle to the offshore one, and `run` does a period after another. `state` is
what is carried between periods, `ledger` everything that happened.

Public names: `run`, `pay_period`, `pay_vehicle`, `opening_state`, `DealState`, `IssuedClass`, `PoolFacts`,
`Ledger`, `DealPeriod`, `VehiclePeriod`, `ClassFlow`, `Payment`, `Reason`, `TriggerTest`, `Exchange`,
`PaymentDay`, `payment_day`, `Step`, `Cover`, `WaterfallError`.
"""

from tallystick.cashflow.waterfall.dates import PaymentDay, payment_day
from tallystick.cashflow.waterfall.dues import PoolFacts, WaterfallError
from tallystick.cashflow.waterfall.ledger import ClassFlow, DealPeriod, Ledger, VehiclePeriod
from tallystick.cashflow.waterfall.plan import Cover, Step
from tallystick.cashflow.waterfall.run import pay_period, pay_vehicle, run
from tallystick.cashflow.waterfall.state import DealState, IssuedClass, opening_state
from tallystick.cashflow.waterfall.steps import Payment, Reason
from tallystick.cashflow.waterfall.swap import Exchange
from tallystick.cashflow.waterfall.triggers import TriggerTest

__all__ = [
    "ClassFlow",
    "Cover",
    "DealPeriod",
    "DealState",
    "Exchange",
    "IssuedClass",
    "Ledger",
    "Payment",
    "PaymentDay",
    "PoolFacts",
    "Reason",
    "Step",
    "TriggerTest",
    "VehiclePeriod",
    "WaterfallError",
    "opening_state",
    "pay_period",
    "pay_vehicle",
    "payment_day",
    "run",
]
