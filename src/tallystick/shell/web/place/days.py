"""The day as of which something is asked for: written YYYY-MM-DD and in no other way, on pages and in calls alike."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

__all__ = ["Day", "read_day"]


def read_day(given: object) -> date:
    """Return the day that a text names.

    Raises:
        ValueError: it is none, or is written in another way.
    """
    day = date.fromisoformat(str(given))
    if day.isoformat() != str(given):
        raise ValueError
    return day


Day = Annotated[date, BeforeValidator(read_day)]
