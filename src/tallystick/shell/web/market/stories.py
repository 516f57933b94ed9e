"""The alerts of a run as a reader meets them: kind by kind, the gravest first, each with what else its deals have."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tallystick.evidence.wording import Language
from tallystick.shell.operations.market.drilling import currencies_of
from tallystick.shell.operations.market.runs import KeptRun
from tallystick.shell.operations.market.telling import Told, tell
from tallystick.shell.operations.ports.partitions import Partitions
from tallystick.shell.web.market.named import names_of
from tallystick.supervision.market.alerts import Alert, Kind

__all__ = ["KindTold", "Story", "told_by_kind"]

_GRAVEST: Final = (
    Kind.PLEDGED_TWICE,
    Kind.ISSUED_ABOVE_FILED,
    Kind.ISSUED_UNREPORTED,
    Kind.SUPPLY_OTHER,
    Kind.PAYER_HIDDEN,
    Kind.SERVICER_DRIFT,
    Kind.PAID_OTHER,
    Kind.VINTAGE_WORSE,
    Kind.COVERAGE_FALLING,
    Kind.TRIGGER_NEAR,
)
"""What is told first; what remains follows in the order of its kinds."""
_FIRST: Final = 12
"""Alerts of one kind that are told before the others have had their turn."""
_ALSO: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Story:
    """One alert told; `also` are alerts of other kinds of the same deals, one a kind, by their keys."""

    key: str
    alert: Alert
    new: bool
    told: Told
    also: tuple[tuple[str, Kind], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KindTold:
    """The alerts of one kind: what is shown of them, and how many there are."""

    kind: Kind
    shown: tuple[Story, ...]
    count: int


def told_by_kind(
    run: KeptRun, store: Partitions, keys: Iterable[str], language: Language, *, most: int = _FIRST
) -> tuple[KindTold, ...]:
    """Return alerts told, kind by kind; within a kind what is new first, then what lies between most deals.

    Args:
        run: of which they are.
        store: of the market.
        keys: which alerts.
        language: of the reader.
        most: alerts of one kind.
    """
    found: dict[Kind, list[str]] = defaultdict(list)
    for key in keys:
        found[run.alerts[key].kind].append(key)
    beside: dict[str, list[str]] = defaultdict(list)
    for key, alert in run.alerts.items():
        for deal in alert.deals:
            beside[deal].append(key)
    currencies, names = currencies_of(store), names_of(run)

    def story(key: str) -> Story:
        alert = run.alerts[key]
        others = dict.fromkeys(other for deal in alert.deals for other in beside[deal])
        kinds = {
            run.alerts[other].kind: other for other in reversed(others) if run.alerts[other].kind is not alert.kind
        }
        told = tell(alert, language, currencies, names)
        return Story(
            key=key,
            alert=alert,
            new=key in run.new,
            told=told,
            also=tuple((kinds[kind], kind) for kind in Kind if kind in kinds)[:_ALSO],
        )

    def place(key: str) -> tuple[bool, int, str]:
        alert = run.alerts[key]
        return key not in run.new, -len(alert.deals), alert.id

    order = [*_GRAVEST, *(kind for kind in Kind if kind not in _GRAVEST)]
    return tuple(
        KindTold(kind=kind, count=len(found[kind]), shown=tuple(map(story, sorted(found[kind], key=place)[:most])))
        for kind in order
        if found[kind]
    )
