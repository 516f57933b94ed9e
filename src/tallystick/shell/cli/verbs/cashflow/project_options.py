"""The options of `project`: which cases, under which calls, events and rates; what is kept of groups and loans."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import PurePath
from typing import Annotated

import typer

from tallystick.cashflow.classes import Outlook
from tallystick.shell.cli.session import Call, WrongCallError
from tallystick.shell.cli.verbs.cashflow.option_reader import OptionReader
from tallystick.shell.operations.cashflow.asked import ProjectionInputs, read_rate_paths
from tallystick.units.periods import Period
from tallystick.units.rates import Rate, Share

__all__ = ["ProjectOptions", "projection_inputs"]

_Text = str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectOptions:
    """What a projection may be asked; lists are separated by commas."""

    cases: Annotated[_Text, typer.Option("--cases", metavar="CASE,CASE")] = None
    call_at: Annotated[_Text, typer.Option("--call", metavar="SHARE")] = None
    calls: Annotated[_Text, typer.Option("--calls", metavar="CALL,CALL")] = None
    events: Annotated[_Text, typer.Option("--events", metavar="EVENT@MONTH,EVENT@MONTH")] = None
    rates: Annotated[_Text, typer.Option("--rates", metavar="NAME=RATE,NAME=RATE|FILE")] = None
    groups: Annotated[_Text, typer.Option("--groups", metavar="FIELD")] = None
    per_loan: Annotated[_Text, typer.Option("--per-loan", metavar="csv|parquet")] = None
    break_even: Annotated[bool, typer.Option("--break-even/--no-break-even")] = True


def projection_inputs(call: Call, options: ProjectOptions, *, explains: bool) -> ProjectionInputs:
    """Read the options.

    Args:
        call: the call.
        options: as written.
        explains: whether one payment is explained, which needs no break-even.

    Raises:
        WrongCallError: one of them cannot be read.
    """
    reader = OptionReader(call)
    events = dict(reader.several("--events", options.events, _event, "downgrade@2027-03") or ())
    outlook = Outlook(
        indices=_rates(call, reader, options.rates),
        events=events,
        calls=frozenset(reader.several("--calls", options.calls, _named, "clean-up") or ()),
    )
    return ProjectionInputs(
        cases=reader.several("--cases", options.cases, _named, "base,stress") or (),
        call=reader.one("--call", options.call_at, Share.parse, "10%"),
        outlook=outlook,
        by=reader.one("--groups", options.groups, _named, "region"),
        per_loan=reader.one("--per-loan", options.per_loan, _kind, "csv, parquet") is not None,
        break_even=options.break_even and not explains,
    )


def _rates(call: Call, reader: OptionReader, text: _Text) -> dict[str, tuple[Fraction, ...]]:
    if text is None or PurePath(text).suffix.lower() != ".csv":
        return dict(reader.several("--rates", text, _rate, "LPR=3.45%") or ())
    paths, findings = read_rate_paths(call.file(text), file=text)
    if findings:
        raise WrongCallError(findings[0])
    return paths


def _rate(text: str) -> tuple[str, tuple[Fraction, ...]]:
    name, _, rate = text.partition("=")
    return _named(name), (Rate.parse(rate).per_annum,)


def _event(text: str) -> tuple[str, Period]:
    name, _, month = text.partition("@")
    return _named(name), Period.parse(month)


def _named(text: str) -> str:
    if not text:
        raise ValueError(text)
    return text


def _kind(text: str) -> str:
    if text not in {"csv", "parquet"}:
        raise ValueError(text)
    return text
