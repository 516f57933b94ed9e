"""What was filed of each month of an issue, by the filing that it was closed under where the issue was filed anew."""

from tallystick.servicing.performance.variance import FiledMonth, parse_filed_months
from tallystick.shell.operations.issuance.later.chapters import FORECAST
from tallystick.shell.operations.issuance.later.lineage import kept_edition, lineage
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.ports.journal import ActRow, OnRecord
from tallystick.shell.operations.servicing.close_records import closed_months
from tallystick.units.periods import Period

__all__ = ["filed_months"]


def filed_months(evidence: OnRecord, received: Received) -> dict[Period, FiledMonth]:
    """Return what was filed of each month: by the filing that it was closed under, later ones by the one that stands.

    Args:
        evidence: of the overseas home.
        received: the edition of the filing that stands.
    """
    filing, found, names = received.edition.head.filing, dict[Period, FiledMonth](), set[str]()
    for name in lineage(evidence, filing):
        closed = (month for month, row in closed_months(evidence, filing) if _under(row) in names)
        last = max(closed, default=None)
        edition = received if name == filing else kept_edition(evidence, name)
        content = edition.edition.contents.get(FORECAST) if edition is not None else None
        own = parse_filed_months(content, file=FORECAST)[0] if content is not None else {}
        before = {period: each for period, each in found.items() if last is not None and period <= last}
        found = before | {period: each for period, each in own.items() if last is None or period > last}
        names.add(name)
    return found


def _under(row: ActRow) -> str:
    return row.entry.draft.subject.rpartition("/")[0]
