"""One issue under one filing after another: which came before, and what was done under any of them.

    filing v1 -> its tokens go over to those of v2 (`migrate`) -> filing v2 ...

The later one names the earlier as its predecessor in its filed terms and in its approved plan. Months that were closed,
corrections, recoveries and admissions go on: what was done under an earlier name counts under the later.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.holders.recoveries import Recovery
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.issuance.issue_records import COMPLETED, PLANNED, RECOVERY, TAKEN_BACK
from tallystick.shell.operations.issuance.receiving.received import RECEIVED, Received, open_received
from tallystick.shell.operations.ports.journal import ActRow, OnRecord

__all__ = [
    "acts_of",
    "issued_at",
    "kept_deal",
    "kept_edition",
    "lineage",
    "planned_at",
    "predecessor_of",
    "recoveries",
    "successor",
    "tokens_before",
    "tokens_of",
    "without_earlier",
]


def lineage(record: OnRecord, filing: str) -> tuple[str, ...]:
    """Return the filings under which an issue stood, oldest first, this one last."""
    found = [filing]
    while (before := _predecessor(record, found[0])) and before not in found:
        found.insert(0, before)
    return tuple(found)


def acts_of(record: OnRecord, names: Iterable[str], kind: str) -> tuple[ActRow, ...]:
    """Return the acts of a kind under any of these names, in the order of the names and of the acts."""
    return tuple(row for name in names for row in record.journal.acts(subject=name, kind=kind))


def predecessor_of(deal: Deal) -> str | None:
    """Return the filing whose tokens go over to those of these terms, as they were filed; None where there is none."""
    return deal.tokens.predecessor if deal.tokens is not None else None


def successor(record: OnRecord, filing: str) -> str | None:
    """Return the filing whose tokens took over from those of this one; None where none did."""
    for row in record.journal.acts(kind=COMPLETED):
        if body_of(record, row).get("predecessor") == filing:
            return row.entry.draft.subject
    return None


def tokens_of(record: OnRecord, filing: str) -> dict[str, str]:
    """Return where each class's token of a filing stands, from its completed issue; empty where nothing was issued."""
    completed = record.journal.acts(subject=filing, kind=COMPLETED)
    tokens = body_of(record, completed[-1])["tokens"] if completed else {}
    return {str(name): str(address) for name, address in tokens.items()} if isinstance(tokens, dict) else {}


def planned_at(record: OnRecord | None, filing: str) -> datetime | None:
    """Return when the plan of a filing was approved: of an issue, the day of allotment; None where none was."""
    rows = record.journal.acts(subject=filing, kind=PLANNED) if record is not None else ()
    return datetime.fromisoformat(rows[0].entry.draft.at) if rows else None


def issued_at(record: OnRecord | None, filing: str) -> datetime | None:
    """Return when the plan of the first filing of an issue was approved: from that day a lock-up runs."""
    return planned_at(record, lineage(record, filing)[0]) if record is not None else None


def tokens_before(record: OnRecord, filing: str) -> tuple[dict[str, str], ...]:
    """Return the tokens of every filing before this one, oldest first."""
    return tuple(tokens_of(record, each) for each in lineage(record, filing)[:-1])


def recoveries(record: OnRecord | None, names: Iterable[str]) -> tuple[Recovery, ...]:
    """Return every recovery on record under any of these filings, in the order in which they were put there."""
    if record is None:
        return ()
    filings = tuple(names)
    back = [(row.number, body_of(record, row)) for row in acts_of(record, filings, TAKEN_BACK)]
    void = {(str(each["lost"]), str(each["to"])): at for at, each in back if each.get("carried") == "no"}
    found = list[Recovery]()
    for row in acts_of(record, filings, RECOVERY):
        lost, to, paper = (str(body_of(record, row)[name]) for name in ("lost", "to", "paper"))
        found.append(Recovery(lost=lost, to=to, paper=paper, stands=row.number > void.get((lost, to), -1)))
    return tuple(found)


def kept_deal(record: OnRecord, filing: str) -> Deal | None:
    """Return the terms of a filing from its edition as it was kept on arrival; None where none was."""
    kept = kept_edition(record, filing)
    return kept.deal if kept is not None else None


def kept_edition(record: OnRecord, filing: str) -> Received | None:
    """Return the edition of a filing as it was kept on arrival; None where none was."""
    rows = record.journal.acts(subject=filing, kind=RECEIVED)
    files = body_of(record, rows[-1])["files"] if rows else None
    if not isinstance(files, dict):
        return None
    return open_received({str(name): record.objects.get(str(digest)) for name, digest in files.items()}).value


def without_earlier(deal: Deal, earlier: Sequence[object] | None) -> Iterator[Finding]:
    """Say why no month may be run on these terms alone: others came before, and they are not at hand (None)."""
    named = predecessor_of(deal)
    if named is not None and earlier is None:
        yield finding("servicing.earlier-missing", filing=named)


def _predecessor(record: OnRecord, filing: str) -> str | None:
    rows = record.journal.acts(subject=filing, kind=PLANNED)
    named = body_of(record, rows[0]).get("predecessor") if rows else None
    return str(named) if named else None
