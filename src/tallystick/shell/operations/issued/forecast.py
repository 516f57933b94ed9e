"""What was filed of each month of an issue, by the filing that it was closed under where the issue was filed anew."""

from collections.abc import Mapping

from tallystick.servicing.close import FORECAST
from tallystick.servicing.performance.variance import FiledMonth, in_force, parse_filed_months
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
    filing, earlier = received.edition.head.filing, list[tuple[Period, Mapping[Period, FiledMonth]]]()
    closed = closed_months(evidence, filing)
    for name in lineage(evidence, filing)[:-1]:
        months, edition = [month for month, row in closed if _under(row) == name], kept_edition(evidence, name)
        if months and edition is not None:
            earlier.append((max(months), _filed(edition)))
    return in_force(_filed(received), earlier)


def _filed(edition: Received) -> Mapping[Period, FiledMonth]:
    content = edition.edition.contents.get(FORECAST)
    return {} if content is None else parse_filed_months(content)[0]


def _under(row: ActRow) -> str:
    return row.entry.draft.subject.rpartition("/")[0]
