"""What an analysis is asked: which parts, and every assumption that the deal folder does not make itself."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tallystick.cashflow.analytics.pricing.yields import Compounding
from tallystick.units.daycounts import DayCount
from tallystick.units.rates import Share

__all__ = ["PARTS", "AnalysisInputs"]

PARTS = (
    "classes",
    "spreads",
    "yields",
    "decrement",
    "coverage",
    "break-even",
    "grid",
    "shocks",
    "losses",
    "vintages",
    "funding",
    "solve",
)
"""In the order in which they are told."""

_ONE = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisInputs:
    """What is asked. A field that is empty or None has a default that is told beside the figures.

    Attributes:
        parts: some of `PARTS`; empty is all that the folder has inputs for.
        case: of the deal's assumptions.
        price: clean, per hundred of balance, above zero.
        prices: of the table of yields.
        speeds: in the convention of the case; empty is 0, 1/2, 1, 3/2 and 2 times its own.
        call: share of the opening pool at which the clean-up call is exercised.
        settlement: None is closing.
        compounding: of every yield.
        daycount: None is each class's own.
        index: of a floater, flat; None leaves discount margins out.
        multiples: of the base defaults, for the grid.
        severities: for the grid; empty is the case's own.
        grid_moves: of the exchange rate, for the grid; empty leaves it.
        grid_rates: added to every index followed as a rate, for the grid; empty leaves them.
        spots: years and spot rates, compounding as yields do; empty leaves spreads out.
        shifts: of yields; 1/100 is a hundred basis points.
        moves: of the hedge's exchange rate; 1/10 is a tenth more.
        correlation: of the one-factor model.
        levels: of its quantiles.
        seed: of its draws.
        scenarios: how many.
        target: yield for which a coupon is sought; None seeks none.
        stands: multiple of defaults at which a size is sought; None seeks none.
        every: payment dates from one row of a decrement table to the next.
    """

    parts: tuple[str, ...] = ()
    case: str = "base"
    price: Fraction = Fraction(100)
    prices: tuple[Fraction, ...] = tuple(Fraction(price) for price in (99, 100, 101))
    speeds: tuple[Fraction, ...] = ()
    call: Share | None = None
    settlement: date | None = None
    compounding: Compounding = Compounding.SEMI_ANNUAL
    daycount: DayCount | None = None
    index: Fraction | None = None
    multiples: tuple[Fraction, ...] = (_ONE, _ONE * 3, _ONE * 6)
    severities: tuple[Share, ...] = ()
    grid_moves: tuple[Fraction, ...] = ()
    grid_rates: tuple[Fraction, ...] = ()
    spots: tuple[tuple[Fraction, Fraction], ...] = ()
    shifts: tuple[Fraction, ...] = tuple(Fraction(points, 10_000) for points in (-200, -100, 0, 100, 200))
    moves: tuple[Fraction, ...] = tuple(Fraction(part, 100) for part in (-10, -5, 0, 5, 10))
    correlation: Fraction = Fraction(15, 100)
    levels: tuple[Fraction, ...] = tuple(Fraction(part, 10_000) for part in (5000, 9000, 9900, 9990))
    seed: int = 1
    scenarios: int = 10_000
    target: Fraction | None = None
    stands: Fraction | None = None
    every: int = 1
