"""`law clock`: a deadline from dated events: its ledger, a timeline, each day with its reason, and what if."""

from collections.abc import Iterator, Sequence
from datetime import date
from math import ceil
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import finding
from tallystick.filing.clocks import beijing_day
from tallystick.law.clocks import (
    ClockEvent,
    ClockReading,
    DayLine,
    Span,
    clock_lines,
    clock_record,
    day_words,
    deadline_words,
)
from tallystick.law.instruments import Deadline
from tallystick.law.telling.marks import marks_legend
from tallystick.shell.cli.prose import Prose
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Call, WrongCallError, as_day
from tallystick.shell.operations.law.clock import (
    ClockAsked,
    ClockCallError,
    ClockShown,
    clock_shown,
    clocks_listed,
    heard,
)
from tallystick.shell.operations.outcome import Outcome

__all__ = ["clock"]

_CELLS = 70


def clock(
    call: Call,
    name: Annotated[str | None, typer.Argument(metavar="CLOCK")] = None,
    event: Annotated[list[str] | None, typer.Option("--event", metavar="NAME=DATE")] = None,
    what_if: Annotated[list[str] | None, typer.Option("--what-if", metavar="NAME=DATE")] = None,
    parameter: Annotated[list[str] | None, typer.Option("--parameter", metavar="NAME=NUMBER")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE")] = None,
    known_on: Annotated[str | None, typer.Option("--known-on", metavar="DATE")] = None,
    days: Annotated[bool, typer.Option("--days")] = False,
) -> Reply:
    """Read a clock from dated events, or list the clocks."""
    if name is None:
        listed = clocks_listed()
        return Reply(
            outcome=Outcome(value=listed, findings=()),
            value={"clocks": [_deadline_value(each) for each in listed]},
            body=tuple(_listed(call, listed)),
        )
    asked = ClockAsked(
        name=name,
        happened=tuple(_event("--event", each) for each in event or ()),
        supposed=tuple(_event("--what-if", each) for each in what_if or ()),
        parameters=_parameters(parameter or ()),
        as_of=beijing_day(call.operations.now()) if as_of is None else as_day("--as-of", as_of),
        known_on=None if known_on is None else as_day("--known-on", known_on),
    )
    try:
        shown = clock_shown(asked)
    except ClockCallError as error:
        raise WrongCallError(error.finding) from error
    return Reply(
        outcome=Outcome(value=shown, findings=()),
        value=_value(shown, call, days=days or call.whole),
        body=tuple(_shown(call, shown, days=days or call.whole)),
    )


def _event(option: str, text: str) -> ClockEvent:
    """Read ``receipt=2026-09-01``, or ``distribution-fixed=2026-09-01@2026-09-18`` where it speaks of a later day.

    Raises:
        WrongCallError: it has another form.
    """
    kind, sign, days = text.partition("=")
    if not (kind and sign):
        raise WrongCallError(finding("law.clock-event-unreadable", option=option, value=text))
    day, _, about = days.partition("@")
    return ClockEvent(kind=kind, day=as_day(option, day), about=as_day(option, about) if about else None)


def _parameters(given: Sequence[str]) -> dict[str, int]:
    """Read ``P_REVIEW_WD=15``.

    Raises:
        WrongCallError: it has another form, or comes twice.
    """
    numbers: dict[str, int] = {}
    for text in given:
        name, _, number = text.partition("=")
        if not (number.isascii() and number.isdigit() and len(number) < len("10000")) or name in numbers:
            raise WrongCallError(finding("law.clock-parameter-number", parameter=name, value=number or "–"))
        numbers[name] = int(number)
    return numbers


def _listed(call: Call, listed: Sequence[Deadline]) -> Iterator[RenderableType]:
    yield heading(call.say("lawbook.clock.title"))
    heads = [call.say(f"lawbook.clock.{name}") for name in ("clock", "what", "begins")]
    yield table(heads, [(_named(each), _what(call, each), _occurrence(call, each.begins)) for each in listed])
    yield from _footing(call)


def _named(deadline: Deadline) -> str:
    return f"{deadline.id} [{deadline.mark.value}]\n{deadline.parameter}".rstrip()


def _what(call: Call, deadline: Deadline) -> str:
    return f"{call.name(deadline.title)}\n{deadline_words(deadline, call.language)}"


def _occurrence(call: Call, kind: str) -> str:
    return f"{call.say(f'law.occurrence.{kind}')}\n{kind}"


def _footing(call: Call) -> Iterator[RenderableType]:
    yield Prose(call.say("lawbook.clock.no-days"), "dim")
    yield Prose(call.name(marks_legend()), "dim")


def _shown(call: Call, shown: ClockShown, *, days: bool) -> Iterator[RenderableType]:
    deadline = shown.now.deadline
    yield heading(f"{deadline.id}  {call.name(deadline.title)}  [{deadline.mark.value}]")
    events = (f"{call.say(f'law.occurrence.{kind}')} [{kind}]" for kind in heard(deadline))
    yield facts(
        [
            (call.say("lawbook.clock.length"), deadline_words(deadline, call.language)),
            (call.say("lawbook.clock.hears"), call.say("law.clock.join").join(events)),
        ]
    )
    if deadline.note is not None:
        yield Prose(call.name(deadline.note), "dim")
    yield from _reading(call, shown.now, shown.days, "lawbook.clock.as-of", days=days)
    if shown.then is not None:
        yield from _reading(call, shown.then, shown.later, "lawbook.clock.then", days=days)
    yield from _footing(call)


def _reading(
    call: Call, reading: ClockReading, lines: Sequence[DayLine], title: str, *, days: bool
) -> Iterator[RenderableType]:
    yield heading(call.say(title, day=reading.as_of.isoformat()))
    for line in clock_lines(reading, call.language):
        yield Prose(line, indent=2)
    if reading.target_due is not None:
        yield Prose(call.say("lawbook.clock.target-due", day=reading.target_due.isoformat()), indent=2)
    if reading.spans:
        heads = [call.say(f"lawbook.clock.{name}") for name in ("from", "to", "state", "counted", "total")]
        yield table(heads, [*_ledger(call, reading, lines)], right=(3, 4))
    if lines:
        yield from _timeline(call, reading, lines)
    if days:
        yield heading(call.say("lawbook.clock.days"))
        heads = [call.say(f"lawbook.clock.{name}") for name in ("day", "why", "counted", "total")]
        yield table(heads, [_day(call, each) for each in lines], right=(2, 3))


def _ledger(call: Call, reading: ClockReading, lines: Sequence[DayLine]) -> Iterator[tuple[str, ...]]:
    total = 0
    for span in reading.spans:
        counted = sum(each.counted for each in lines if span.first <= each.day <= span.last)
        total += counted
        yield span.first.isoformat(), span.last.isoformat(), _state(call, span), str(counted), str(total)


def _state(call: Call, span: Span) -> str:
    if span.running:
        return call.say("law.clock.running")
    why = (
        call.say("law.clock.why", why=call.say(f"law.occurrence.{stop.begins}"), clause=stop.clause)
        for stop in span.stops
    )
    return f"{call.say('law.clock.stopped')}: {call.say('law.clock.join').join(why)}"


def _timeline(call: Call, reading: ClockReading, lines: Sequence[DayLine]) -> Iterator[RenderableType]:
    """Draw the days as signs, one for so many days that they fit a line; the strongest of a sign's days is drawn."""
    step = ceil(len(lines) / _CELLS)
    cells = (lines[place : place + step] for place in range(0, len(lines), step))
    drawn = "".join(max((_sign(each, reading.due) for each in cell), key=_SIGNS.index) for cell in cells)
    yield Prose(f"{lines[0].day.isoformat()}  {drawn}  {lines[-1].day.isoformat()}")
    yield Prose(call.say("lawbook.clock.signs", days=step), "dim")


_SIGNS = "·□■×▲"


def _sign(line: DayLine, due: date | None) -> str:
    if line.day == due:
        return "▲"
    if line.stops:
        return "×"
    if not line.counted:
        return "·"
    return "□" if line.expected else "■"


def _day(call: Call, line: DayLine) -> tuple[str, ...]:
    expected = call.say("lawbook.clock.expected") if line.expected else ""
    why = call.say("law.clock.join").join(filter(None, (day_words(line, call.language), expected)))
    return line.day.isoformat(), why, "+1" if line.counted else "–", str(line.total)


def _value(shown: ClockShown, call: Call, *, days: bool) -> dict[str, object]:
    value: dict[str, object] = {
        "clock": _deadline_value(shown.now.deadline),
        "reading": dict(clock_record(shown.now)),
        "what_if": None if shown.then is None else dict(clock_record(shown.then)),
    }
    return value | ({"days": [_day_value(each, call) for each in shown.later or shown.days]} if days else {})


def _day_value(line: DayLine, call: Call) -> dict[str, object]:
    return {
        "day": line.day.isoformat(),
        "counted": line.counted,
        "total": line.total,
        "expected": line.expected,
        "provisional": line.reason.provisional,
        "why": day_words(line, call.language),
        "source": line.reason.source,
    }


def _deadline_value(deadline: Deadline) -> dict[str, object]:
    return {
        "id": deadline.id,
        "book": deadline.book,
        "clause": deadline.clause,
        "mark": deadline.mark.value,
        "title": {"zh": deadline.title.zh, "en": deadline.title.en},
        "parameter": deadline.parameter,
        "number": deadline.number,
        "target": deadline.target,
        "unit": deadline.unit.value,
        "binding": deadline.binding,
        "hears": list(heard(deadline)),
    }
