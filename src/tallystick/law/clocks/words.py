"""A clock in words, in Chinese and English: what it is doing, what was counted, when it is due, and on whose word.

Where the text gives no number the line says so, with the installation's own target; days are shown and not judged.
Source: DESIGN.md section 2, principles 3 and 5.
"""

from collections.abc import Iterator

from tallystick.evidence.wording import Language, say
from tallystick.law.clocks.days import DayLine
from tallystick.law.clocks.ledger import Span
from tallystick.law.clocks.readings import ClockReading, ClockState
from tallystick.law.instruments import Deadline, Unit
from tallystick.units.calendars import DayKind

__all__ = ["clock_lines", "day_words", "deadline_words"]

_BY_CALENDAR = frozenset({Unit.MONTH, Unit.YEAR})


def deadline_words(deadline: Deadline, language: Language) -> str:
    """Say how long a deadline is and how that is known: its number, its day of the year, or that there is none."""
    if deadline.by is not None:
        month, day = deadline.by
        key = "law.clock.by-binding" if deadline.binding else "law.clock.by-analogy"
        return say(key, language, month=f"{month:02}", day=f"{day:02}", clause=deadline.clause)
    unit = say(f"law.unit.{deadline.unit.value}", language)
    if deadline.number is not None and deadline.textual is not None:
        own, text = deadline.number, deadline.textual
        key = "law.clock.months-own" if deadline.unit in _BY_CALENDAR else "law.clock.number-own"
        return say(key, language, number=own, unit=unit, clause=deadline.clause, textual=text)
    if deadline.number is not None:
        analogy = "law.clock.months-analogy" if deadline.unit in _BY_CALENDAR else "law.clock.number-analogy"
        key = "law.clock.number-binding" if deadline.binding else analogy
        return say(key, language, number=deadline.number, unit=unit, clause=deadline.clause)
    if deadline.target is None:
        return say("law.clock.no-number", language)
    return say("law.clock.no-number-target", language, target=deadline.target, unit=unit)


def clock_lines(reading: ClockReading, language: Language) -> tuple[str, ...]:
    """Say what a clock comes to: its state, then its days, its stops, its last day, and how the number is known."""
    return tuple(_lines(reading, language))


def day_words(line: DayLine, language: Language) -> str:
    """Say what a day is and on whose word, and why the clock stood still on it."""
    parts = [f"{line.reason.name.zh if language is Language.ZH else line.reason.name.en}"]
    if line.reason.kind in {DayKind.HOLIDAY, DayKind.MAKE_UP}:
        parts.append(say(f"law.day.{line.reason.kind.value}", language, source=line.reason.source))
    if line.reason.provisional:
        parts.append(say("law.day.provisional", language))
    parts += [
        say("law.clock.why", language, why=say(f"law.occurrence.{stop.begins}", language), clause=stop.clause)
        for stop in line.stops
    ]
    return say("evidence.join.values", language).join(parts)


def _lines(reading: ClockReading, language: Language) -> Iterator[str]:
    deadline = reading.deadline
    yield say(f"law.clock.{reading.state.value}", language)
    if reading.started is None:
        yield deadline_words(deadline, language)
        return
    unit = say(f"law.unit.{_counted_in(deadline.unit).value}", language)
    yield say("law.clock.days", language, counted=reading.counted, stopped=reading.stopped, unit=unit)
    yield from (_stop(span, language) for span in reading.spans if not span.running)
    yield deadline_words(deadline, language)
    if reading.due is not None:
        yield say("law.clock.due", language, due=reading.due)
    elif reading.state is ClockState.STOPPED and deadline.number is not None:
        yield say("law.clock.due-unknown", language)
    if reading.late and not deadline.binding:
        yield say("law.clock.target-passed", language)
    elif reading.overdue:
        yield say("law.clock.overdue", language)
    if reading.provisional:
        yield say("law.clock.provisional", language)


def _counted_in(unit: Unit) -> Unit:
    return Unit.CALENDAR_DAY if unit in _BY_CALENDAR else unit


def _stop(span: Span, language: Language) -> str:
    why = say("evidence.join.values", language).join(
        say("law.clock.why", language, why=say(f"law.occurrence.{stop.begins}", language), clause=stop.clause)
        for stop in span.stops
    )
    return say("law.clock.stop", language, first=span.first, last=span.last, why=why)
