"""What a home has on record of a deal's life: filed, issued, months closed, powers used, what was told.

Onshore the published notice is an act on the filing; overseas it came with the edition, and the issue is on record.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.filing.clocks import beijing_day
from tallystick.filing.notices import NoticeKind
from tallystick.servicing.close import Earlier
from tallystick.servicing.restatement import Correction
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.filing.act_records import ACT_KIND, read_act
from tallystick.shell.operations.issuance.issue_records import (
    COMPLETED,
    CORRECTED,
    FROZEN,
    RECOVERY,
    RESUMED,
    SUSPENDED,
    TAKEN_BACK,
)
from tallystick.shell.operations.issuance.later.chapters import earlier_terms
from tallystick.shell.operations.issuance.later.lineage import acts_of, kept_edition, lineage
from tallystick.shell.operations.ports.journal import ActRow
from tallystick.shell.operations.servicing.bank_words import bank_words
from tallystick.shell.operations.servicing.close_records import closed_months
from tallystick.shell.operations.servicing.restating.trail import corrections_on_record
from tallystick.shell.operations.supervision.found.told import completed, told_of
from tallystick.supervision.watching.from_records import Power
from tallystick.supervision.watching.life import Told
from tallystick.units.periods import Period

__all__ = ["Lived", "lived"]

_POWERS: Final = (SUSPENDED, RESUMED, FROZEN, RECOVERY, CORRECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """What is on record.

    Attributes:
        filed: the day of the published notice.
        issued: the day on which the issue was completed.
        closed: the day on which each month was closed.
        returned: references of payments of a month that the bank returned.
        corrections: of months.
        powers: over the tokens that were used.
        told: acts of telling and deciding.
        earlier: terms of the filings before; None where they are not at hand.
    """

    filed: dt.date | None = None
    issued: dt.date | None = None
    closed: Mapping[Period, dt.date] = field(default_factory=dict)
    returned: Mapping[Period, tuple[str, ...]] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()
    powers: tuple[Power, ...] = ()
    told: tuple[Told, ...] = ()
    earlier: tuple[Earlier, ...] | None = None


def lived(evidence: Evidence, deal: Deal, filing: str = "") -> Lived:
    """Return what a home has on record of a deal.

    Args:
        evidence: of the home.
        deal: as filed.
        filing: id of the filing, where an edition names it; otherwise the home's own filing of the deal.
    """
    own = [row.id for row in evidence.journal.filings() if row.deal == deal.id]
    name = filing or (own[-1] if own else "")
    if not name:
        return Lived(told=told_of(evidence, deal.id))
    names = lineage(evidence, name)
    issued = acts_of(evidence, names, COMPLETED)
    closed = {period: _day(row) for period, row in closed_months(evidence, name)}
    back = {_moved(evidence, row): row.number for row in acts_of(evidence, names, TAKEN_BACK)}
    return Lived(
        filed=next((day for _, day in sorted(_notices(evidence, name))), None),
        issued=_day(issued[0]) if issued else None,
        closed=closed,
        returned={period: _returned(evidence, name, period) for period in closed},
        corrections=corrections_on_record(evidence, name, deal),
        powers=tuple(_power(evidence, kind, row, back) for kind in _POWERS for row in acts_of(evidence, names, kind)),
        told=(*completed(evidence, name), *told_of(evidence, deal.id)),
        earlier=_earlier(evidence, names[:-1]),
    )


def _power(evidence: Evidence, kind: str, row: ActRow, back: Mapping[tuple[object, object], int]) -> Power:
    """Return a use of a power; a recovery is withdrawn where it was taken back since."""
    withdrawn = kind == RECOVERY and row.number < back.get(_moved(evidence, row), 0)
    return Power(kind=kind, act=row.act_id, body=row.entry.draft.body_sha256, day=_day(row), withdrawn=withdrawn)


def _moved(evidence: Evidence, row: ActRow) -> tuple[object, object]:
    body = body_of(evidence, row)
    return body.get("lost"), body.get("to")


def _earlier(evidence: Evidence, names: tuple[str, ...]) -> tuple[Earlier, ...] | None:
    """Return the terms that these filings were serviced on, as the home kept them; None where it has not all."""
    found = earlier_terms(evidence, names, partial(kept_edition, evidence)) if names else ""
    return None if isinstance(found, str) else found


def _notices(evidence: Evidence, filing: str) -> Iterator[tuple[bool, dt.date]]:
    """Yield each published notice: whether it is a specimen, which counts where there is no other, and its day."""
    for row in evidence.journal.acts(subject=filing, kind=ACT_KIND):
        notice = read_act(body_of(evidence, row)).notice
        if notice is not None and notice.kind is NoticeKind.NOTICE:
            yield notice.specimen, notice.date


def _returned(evidence: Evidence, filing: str, period: Period) -> tuple[str, ...]:
    words = (each for _, said in bank_words(evidence, filing, period) for each in said)
    return tuple(dict.fromkeys(each.reference for each in words if each.status == "returned"))


def _day(row: ActRow) -> dt.date:
    return beijing_day(dt.datetime.fromisoformat(row.entry.draft.at))
