"""What an analysis is asked: which parts, and every assumption that the deal folder does not make itself."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import partial

from tallystick.cashflow.analytics.losses.one_factor import OneFactor, check_draws
from tallystick.cashflow.analytics.pricing.spreads import SpotCurve
from tallystick.cashflow.analytics.pricing.yields import Compounding
from tallystick.cashflow.analytics.refusals import AnalyticsError
from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.kernels.speeds import SpeedError
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.projection import check_placed
from tallystick.evidence.findings import Finding, finding
from tallystick.units.daycounts import DayCount
from tallystick.units.rates import Share

__all__ = ["FUNDING_FILE", "HISTORY_FILE", "PARTS", "AnalysisInputs", "check_asked", "check_speeds", "parts_of"]

PARTS = (
    *("classes", "standing", "spreads", "yields", "decrement", "coverage"),
    *("break-even", "grid", "shocks", "losses", "vintages", "funding", "solve"),
)
"""In the order in which they are told."""
HISTORY_FILE = "vintages.csv"
FUNDING_FILE = "funding.yaml"

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


def parts_of(asked: AnalysisInputs, base: Assumptions, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the parts that are asked for; where none is, those for which folder and case have what is needed."""
    possible = {
        "spreads": bool(asked.spots),
        "losses": base.may_default,
        "vintages": HISTORY_FILE in files,
        "funding": FUNDING_FILE in files,
        "solve": asked.target is not None or asked.stands is not None,
    }
    return tuple(part for part in PARTS if (part in asked.parts if asked.parts else possible.get(part, True)))


def check_asked(asked: AnalysisInputs, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Say what was asked that no deal can be analysed with, before any of the work; `files` are those of the folder."""
    if "spreads" in asked.parts and not asked.spots:
        yield finding("cashflow.curve-none")
    if "vintages" in asked.parts and HISTORY_FILE not in files:
        yield finding("cashflow.history-none", file=HISTORY_FILE)
    if "funding" in asked.parts and FUNDING_FILE not in files:
        yield finding("deal.file-missing", file=FUNDING_FILE, name=FUNDING_FILE)
    if "solve" in asked.parts and asked.target is None and asked.stands is None:
        yield finding("cashflow.solve-nothing")
    yield from (finding("cashflow.multiple-negative", value=f"{float(one):g}") for one in asked.multiples if one < 0)
    even = Fraction(1, 2)
    tries: list[Callable[[], object]] = [
        partial(OneFactor, probability=even, correlation=asked.correlation),
        partial(check_draws, seed=asked.seed, scenarios=asked.scenarios),
    ]
    tries += [partial(OneFactor(probability=even, correlation=even).quantile, level) for level in asked.levels]
    if asked.spots:
        times, rates = zip(*asked.spots, strict=True)
        tries.append(partial(SpotCurve, times=times, rates=rates, compounding=asked.compounding))
    for attempt in tries:
        try:
            attempt()
        except AnalyticsError as error:
            yield error.finding


def check_speeds(asked: AnalysisInputs, base: Assumptions, pool: Pool) -> Iterator[Finding]:
    """Say which speed is beyond what its convention allows, and which multiple of defaults finds too little left."""
    for multiple in asked.multiples if not asked.parts or "grid" in asked.parts else ():
        if multiple > 1:
            named = f"{asked.case} × {float(multiple):g}"
            yield from check_placed(pool, asked.case, base.stressed(multiple), named=named)
    for speed in asked.speeds:
        try:
            replace(base.prepayments, rates=(speed,)).curve(1)
        except SpeedError as error:
            yield finding("cashflow.speed-asked", reason=str(error))
