"""The form in which a run over a market is kept: canonical JSON, every figure as a text that reads back exactly."""

from typing import Literal

from pydantic import ValidationError

from tallystick.deal.scalars import Record
from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.supervision.market.alerts import Alert, Kind
from tallystick.supervision.market.sharing import Concentration
from tallystick.supervision.market.watching import MarketWatched
from tallystick.units.periods import Period

__all__ = ["RunForm", "parse_run", "written"]

_SCHEMA = "tallystick/market-run/v1"


class _Alert(Record):
    kind: Kind
    deals: tuple[str, ...]
    about: str
    since: str
    period: str
    measured: str
    against: str
    values: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]


class _Concentration(Record):
    dimension: str
    value: str
    currency: str
    minor: str
    share: str
    deals: tuple[str, ...]


class RunForm(Record):
    """A run as it is kept; `alerts_told` and `hanging` give its parts as values."""

    format: Literal["tallystick/market-run/v1"]
    as_of: str
    period: str
    deals: str
    sha256: str
    alerts: tuple[_Alert, ...]
    concentrations: tuple[_Concentration, ...]

    def alerts_told(self) -> tuple[Alert, ...]:
        """Return the alerts."""
        return tuple(
            Alert(**each.model_dump() | {"since": Period.parse(each.since), "period": Period.parse(each.period)})
            for each in self.alerts
        )

    def hanging(self) -> tuple[Concentration, ...]:
        """Return what hangs on whom."""
        return tuple(
            Concentration(**each.model_dump() | {"minor": int(each.minor), "share": int(each.share)})
            for each in self.concentrations
        )


def parse_run(content: bytes) -> RunForm | None:
    """Read a run; None where it is none."""
    try:
        return RunForm.model_validate(parse_canonical(content))
    except (CanonicalError, ValidationError):
        return None


def written(watched: MarketWatched, *, as_of: str, period: str) -> bytes:
    """Return a run as it is kept.

    Args:
        watched: what was found.
        as_of: the day of the question, ISO 8601.
        period: the month looked at.
    """
    body = {
        "format": _SCHEMA,
        "as_of": as_of,
        "period": period,
        "deals": str(watched.deals),
        "sha256": watched.digest,
        "alerts": [_plain(each) for each in watched.alerts],
        "concentrations": [
            {
                "dimension": each.dimension,
                "value": each.value,
                "currency": each.currency,
                "minor": str(each.minor),
                "share": str(each.share),
                "deals": list(each.deals),
            }
            for each in watched.concentrations
        ],
    }
    return canonical(body)


def _plain(each: Alert) -> dict[str, object]:
    return {
        "kind": each.kind.value,
        "deals": list(each.deals),
        "about": each.about,
        "since": str(each.since),
        "period": str(each.period),
        "measured": each.measured,
        "against": each.against,
        "values": [list(pair) for pair in each.values],
        "sources": list(each.sources),
    }
