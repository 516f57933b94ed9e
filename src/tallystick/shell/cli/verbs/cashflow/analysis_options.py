"""The options of `analyse`: texts of the command line, read exactly or refused with what was expected."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, TypeVar

import typer

from tallystick.cashflow.analytics.pricing.yields import Compounding
from tallystick.evidence.findings import finding
from tallystick.shell.cli.session import Call, WrongCallError, as_day
from tallystick.shell.cli.verbs.cashflow.option_reader import OptionReader
from tallystick.shell.operations.cashflow.analysis.inputs import PARTS, AnalysisInputs
from tallystick.units.daycounts import DayCount
from tallystick.units.rates import Rate, Share

__all__ = ["AnalysisOptions", "inputs_of"]

Value = TypeVar("Value")
_Text = str | None
_RATES = "RATE,RATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisOptions:
    """What an analysis may be asked; lists are separated by commas."""

    only: Annotated[_Text, typer.Option("--only", metavar="PART,PART")] = None
    case: Annotated[str, typer.Option("--case", metavar="CASE")] = "base"
    price: Annotated[_Text, typer.Option("--price", metavar="PRICE")] = None
    prices: Annotated[_Text, typer.Option("--prices", metavar="PRICE,PRICE")] = None
    speeds: Annotated[_Text, typer.Option("--speeds", metavar=_RATES)] = None
    call_at: Annotated[_Text, typer.Option("--call", metavar="SHARE")] = None
    settlement: Annotated[_Text, typer.Option("--settlement", metavar="DAY")] = None
    compounding: Annotated[_Text, typer.Option("--compounding", metavar="1|2|4|12")] = None
    daycount: Annotated[_Text, typer.Option("--daycount", metavar="DAYCOUNT")] = None
    index: Annotated[_Text, typer.Option("--index", metavar="RATE")] = None
    multiples: Annotated[_Text, typer.Option("--multiples", metavar="NUMBER,NUMBER")] = None
    severities: Annotated[_Text, typer.Option("--severities", metavar="SHARE,SHARE")] = None
    grid_moves: Annotated[_Text, typer.Option("--grid-moves", metavar=_RATES)] = None
    grid_rates: Annotated[_Text, typer.Option("--grid-rates", metavar=_RATES)] = None
    spots: Annotated[_Text, typer.Option("--spots", metavar="YEARS=RATE,YEARS=RATE")] = None
    shifts: Annotated[_Text, typer.Option("--shifts", metavar=_RATES)] = None
    moves: Annotated[_Text, typer.Option("--moves", metavar=_RATES)] = None
    correlation: Annotated[_Text, typer.Option("--correlation", metavar="SHARE")] = None
    levels: Annotated[_Text, typer.Option("--levels", metavar="SHARE,SHARE")] = None
    seed: Annotated[_Text, typer.Option("--seed", metavar="NUMBER")] = None
    scenarios: Annotated[_Text, typer.Option("--scenarios", metavar="NUMBER")] = None
    target_yield: Annotated[_Text, typer.Option("--target-yield", metavar="RATE")] = None
    size_at: Annotated[_Text, typer.Option("--size-at", metavar="NUMBER")] = None
    every: Annotated[_Text, typer.Option("--every", metavar="NUMBER")] = None


def inputs_of(call: Call, options: AnalysisOptions) -> AnalysisInputs:
    """Read the options.

    Raises:
        WrongCallError: one of them cannot be read, or is out of range.
    """
    reader = OptionReader(call)
    plain = AnalysisInputs()
    asked = AnalysisInputs(
        parts=reader.several("--only", options.only, _part, " ".join(PARTS)) or (),
        case=options.case,
        price=_or(reader.one("--price", options.price, _number, "99.50"), plain.price),
        prices=reader.several("--prices", options.prices, _number, "99,100,101") or plain.prices,
        speeds=reader.several("--speeds", options.speeds, _share, "0.50%,1.30%") or (),
        call=reader.one("--call", options.call_at, Share.parse, "10%"),
        settlement=None if options.settlement is None else as_day("--settlement", options.settlement),
        compounding=reader.one("--compounding", options.compounding, _compounding, "1, 2, 4, 12") or plain.compounding,
        daycount=reader.one("--daycount", options.daycount, DayCount, ", ".join(DayCount)),
        index=reader.one("--index", options.index, _rate, "4.30%"),
        multiples=reader.several("--multiples", options.multiples, _number, "1,2,3.5") or plain.multiples,
        severities=reader.several("--severities", options.severities, Share.parse, "40%,60%") or (),
        grid_moves=reader.several("--grid-moves", options.grid_moves, _move, "-5%,0%,5%") or (),
        grid_rates=reader.several("--grid-rates", options.grid_rates, _rate, "-1%,0%,1%") or (),
        spots=reader.several("--spots", options.spots, _spot, "1=2.10%,3=2.40%,10=2.90%") or (),
        shifts=reader.several("--shifts", options.shifts, _rate, "-1%,1%") or plain.shifts,
        moves=reader.several("--moves", options.moves, _move, "-5%,5%") or plain.moves,
        correlation=_or(reader.one("--correlation", options.correlation, _rate, "15%"), plain.correlation),
        levels=reader.several("--levels", options.levels, _rate, "99%,99.9%") or plain.levels,
        seed=_or(reader.one("--seed", options.seed, _whole, "1"), plain.seed),
        scenarios=_or(reader.one("--scenarios", options.scenarios, _whole, "10000"), plain.scenarios),
        target=reader.one("--target-yield", options.target_yield, _rate, "5%"),
        stands=reader.one("--size-at", options.size_at, _number, "3"),
        every=reader.one("--every", options.every, _from_one, "12") or plain.every,
    )
    wrong = next((price for price in (asked.price, *asked.prices) if price <= 0), None)
    if wrong is not None:
        raise WrongCallError(finding("cashflow.price-zero", value=str(wrong)))
    return asked


def _or(value: Value | None, otherwise: Value) -> Value:
    return otherwise if value is None else value


def _number(text: str) -> Fraction:
    if not text.replace(".", "", 1).lstrip("-").isdecimal() or not text.isascii():
        raise ValueError(text)
    return Fraction(text)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 20):
        raise ValueError(text)
    return int(text)


def _from_one(text: str) -> int:
    if _whole(text) < 1:
        raise ValueError(text)
    return _whole(text)


def _compounding(text: str) -> Compounding:
    return Compounding(_whole(text))


def _rate(text: str) -> Fraction:
    return Rate.parse(text).per_annum


def _share(text: str) -> Fraction:
    rate = _rate(text)
    if rate < 0:
        raise ValueError(text)
    return rate


def _move(text: str) -> Fraction:
    move = _rate(text)
    if move <= -1:
        raise ValueError(text)
    return move


def _spot(text: str) -> tuple[Fraction, Fraction]:
    years, _, rate = text.partition("=")
    found = (_number(years), _rate(rate))
    if found[0] <= 0 or found[1] <= -1:
        raise ValueError(text)
    return found


def _part(text: str) -> str:
    if text not in PARTS:
        raise ValueError(text)
    return text
