"""Do the cases and the waterfalls meet? What a case assumes must reach a step, and what a step reads must be assumed.

A path, an event or a call of a case that the structure does not know would do nothing. Advances for arrears are money
of the servicer, which a facility of that kind draws and pays back; amounts that a month reports beside its cash are
known to a projection only where the pool itself makes them.

It does not judge whether an assumption is likely.
"""

from collections.abc import Iterator
from typing import Final

from tallystick.deal.assets import Assumptions, Target
from tallystick.deal.deal import Deal
from tallystick.deal.partly.unread import each, judged
from tallystick.deal.reading import Path
from tallystick.evidence.findings import Value

__all__ = ["PROJECTED", "check_outlooks"]

_Fault = tuple[str, Path, dict[str, Value]]

PROJECTED: Final = (
    "delinquent",
    "interest-advances",
    "principal-advances",
    "interest-advances-outstanding",
    "principal-advances-outstanding",
)
"""Amounts of `structure.reported` that a projection reports of itself; of others it reports nothing."""


@judged
def check_outlooks(deal: Deal) -> Iterator[_Fault]:
    """Yield a fault for everything a case assumes that no step reads, and the other way round."""
    for name, case in deal.assumptions.items():
        path: Path = ("assumptions", name)
        yield from _known(path, case, deal)
        yield from _advances(path, case, case, deal)
        for number, target in each(case.targets):
            yield from _advances((*path, "targets", number), target, case, deal)
    for name in deal.structure.reported or {}:
        if name not in PROJECTED:
            yield "deal.reported-not-projected", ("structure", "reported", name), {"name": name, "known": PROJECTED}


@judged
def _known(path: Path, case: Assumptions, deal: Deal) -> Iterator[_Fault]:
    structure = deal.structure
    indices, events = tuple(structure.indices or {}), tuple(structure.events or {})
    calls = tuple(call.id for call in structure.calls or ())
    for part, names, known in (("prices", case.prices, indices), ("events", case.events, events)):
        for name in names:
            if name not in known:
                yield "deal.case-unknown", (*path, part, name), {"name": name, "part": part, "known": known}
    for number, name in each(case.calls):
        if name not in calls:
            yield "deal.case-unknown", (*path, "calls", number), {"name": name, "part": "calls", "known": calls}
    for part in ("rates", "prices"):
        for name, values in getattr(case, part).items():
            if not values:
                yield "deal.list-length", (*path, part, name), {}
    if case.stress is not None and case.stress.prices != 1 and not case.prices:
        yield "deal.stress-nothing", (*path, "stress", "prices"), {"part": "prices"}
    if case.stress is not None and case.stress.rates is not None and not case.rates:
        yield "deal.stress-nothing", (*path, "stress", "rates"), {"part": "rates"}
    if case.stress is not None and case.stress.prices <= 0:
        yield "deal.stress-price", (*path, "stress", "prices"), {"value": case.stress.prices}


@judged
def _advances(path: Path, part: Assumptions | Target, case: Assumptions, deal: Deal) -> Iterator[_Fault]:
    if part.advances is None:
        return
    if part.delinquency is None and case.delinquency is None:
        yield "deal.advances-nobody", (*path, "advances"), {}
    reads = {"interest": part.advances.interest, "principal": part.advances.principal}
    wanted = {f"{kind}-advances" for kind, made in reads.items() if made}
    facilities = deal.structure.onshore.facilities or ()
    drawn = any(one.kind == "advance" for one in facilities)
    unread = sorted(wanted - set(deal.structure.reported or {}))
    if not drawn or unread:
        yield "deal.advances-undrawn", (*path, "advances"), {"names": tuple(sorted(wanted))}
