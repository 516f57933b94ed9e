"""Which run the desk's market page shows: over the home's own filings or over a market that was given, as of a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.http import urlencode

from tallystick.filing.clocks import beijing_day
from tallystick.shell.operations.market.runs import KeptRun, days, read_run
from tallystick.shell.operations.ports.partitions import Partitions
from tallystick.shell.web.place.days import read_day
from tallystick.shell.web.portal import Asking, Portal

__all__ = ["GIVEN", "HOME", "Asked", "asked_run", "run_of", "sources_of"]

HOME: Final = "home"
GIVEN: Final = "given"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """A run and what it looked at; `of` is its source, `every` the days of its runs, the last first."""

    of: str
    store: Partitions
    run: KeptRun
    every: tuple[date, ...]

    @property
    def context(self) -> dict[str, Any]:
        """What every page of a run says; `at` leads from one to another."""
        at = urlencode({"of": self.of, "as_of": self.run.as_of.isoformat()})
        return {"run": self.run, "of": self.of, "days": self.every, "at": at}


def asked_run(request: Asking) -> Asked | None:
    """Return the run that the address asks for, by `run_of`."""
    try:
        asked = read_day(request.GET.get("as_of", ""))
    except ValueError:
        asked = None
    return run_of(request.portal, request.GET.get("of", ""), asked)


def run_of(portal: Portal, of: str, asked: date | None) -> Asked | None:
    """Return the run of a source as of a day; its last one up to today where there is none of that day.

    A run of a day that has not come yet is shown where it is asked for, or where there is no other.
    Where no source is named it is the home's own filings; the given market where only that has a run.
    """
    stores = _stores(portal)
    wanted, today = [of] if of in stores else [*stores], beijing_day(portal.now())
    for name in wanted:
        every = days(stores[name])
        last = next((day for day in every if day <= today), next(iter(every), None))
        wanted_day = asked if asked in every else last
        run = None if wanted_day is None else read_run(stores[name], wanted_day)
        if run is not None:
            return Asked(of=name, store=stores[name], run=run, every=every)
    return None


def sources_of(request: Asking) -> dict[str, Any]:
    """Return the sources that the desk can choose among."""
    return {"sources": [*_stores(request.portal)]}


def _stores(portal: Portal) -> dict[str, Partitions]:
    stores = {HOME: portal.own_market, GIVEN: portal.market}
    return {name: store for name, store in stores.items() if store is not None}
