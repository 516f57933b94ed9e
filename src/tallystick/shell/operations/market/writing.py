"""A run over a market written down, in the form that `kept` reads."""

from dataclasses import asdict
from typing import Any, Final

from tallystick.evidence.canonical import canonical
from tallystick.shell.operations.supervision.market.market import MarketSeen

__all__ = ["written"]

_SCHEMA: Final = "tallystick/market-run/v1"
_MOST: Final = 500
"""Questions that are kept; a market of common names has more than anybody answers."""


def written(seen: MarketSeen, *, as_of: str) -> bytes:
    """Return a run as it is kept.

    Args:
        seen: what was found.
        as_of: the day of the question, ISO 8601.
    """
    watched = seen.watched
    names = {known: asdict(name) for each in seen.filed for known, name in each.names.items()}
    body = {
        "format": _SCHEMA,
        "as_of": as_of,
        "period": str(seen.period),
        "deals": str(watched.deals),
        "sha256": watched.digest,
        "alerts": [asdict(each) | {"since": str(each.since), "period": str(each.period)} for each in watched.alerts],
        "concentrations": [_figures(asdict(each)) for each in watched.concentrations],
        "ties": [_figures(asdict(each)) for each in watched.ties],
        "questions": [asdict(each) for each in watched.questions[:_MOST]],
        "matters": [asdict(each) for each in seen.matters],
        "names": names,
    }
    return canonical(body)


def _figures(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row whose figures are texts."""
    return row | {"minor": str(row["minor"]), "share": str(row["share"])}
