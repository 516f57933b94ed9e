"""The waterfall: collections in, payments out, to the minor unit; one engine for forecasts and for servicing.

`engine` does one collection period after another, in whatever lane of numbers it is given. `run` gives it whole minor
units and makes the `ledger`, everything that happened; `exact` stands between the two. `state` is what is carried
between periods, `facts` what a period reports, `dates` when is paid, `scenarios` the lane of vectors.

Public names: `run`, `pay_period`, `pay_vehicle`, `opening_state`, `DealState`, `IssuedClass`, `PoolFacts`,
`Ledger`, `DealPeriod`, `VehiclePeriod`, `ClassFlow`, `Payment`, `Reason`, `TriggerTest`, `Exchange`, `Explanation`,
`PaymentDay`, `payment_day`, `Step`, `WaterfallError`.
"""

from tallystick.cashflow.waterfall.dates import PaymentDay, payment_day
from tallystick.cashflow.waterfall.engine.plan import Step
from tallystick.cashflow.waterfall.engine.readings import WaterfallError
from tallystick.cashflow.waterfall.facts import PoolFacts
from tallystick.cashflow.waterfall.ledger import (
    ClassFlow,
    DealPeriod,
    Exchange,
    Explanation,
    Ledger,
    Payment,
    Reason,
    TriggerTest,
    VehiclePeriod,
)
from tallystick.cashflow.waterfall.run import pay_period, pay_vehicle, run
from tallystick.cashflow.waterfall.state import DealState, IssuedClass, opening_state

__all__ = [
    "ClassFlow",
    "DealPeriod",
    "DealState",
    "Exchange",
    "Explanation",
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
