"""A clock as a ribbon of days: those it ran, those it stood still and why, and the day of the reading."""

from dataclasses import dataclass
from typing import Final

from tallystick.law.clocks import ClockReading

__all__ = ["Stretch", "ribbon"]

_WIDTH: Final = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days on end, drawn from `x` over `width` of 240 units; `first` and `last` are its days."""

    x: int
    width: int
    running: bool
    first: str
    last: str


def ribbon(clock: ClockReading) -> tuple[Stretch, ...]:
    """Return the stretches of a clock, to scale from its first day to the day of the reading."""
    if not clock.spans:
        return ()
    start, end = clock.spans[0].first, clock.spans[-1].last
    days = (end - start).days + 1
    return tuple(
        Stretch(
            x=(span.first - start).days * _WIDTH // days,
            width=max(1, ((span.last - span.first).days + 1) * _WIDTH // days),
            running=span.running,
            first=span.first.isoformat(),
            last=span.last.isoformat(),
        )
        for span in clock.spans
    )
