"""Whether the acts of hand-overs in a home followed one another, for `fsck`; each in the log after what it rests on.

submission -> papers -> hand-over (onshore) -> receipt (overseas) -> the receipt on record (onshore)
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from tallystick.evidence.entries import Entry, read_entry
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.clocks import beijing_day
from tallystick.filing.handover.consents import check_consent, missing_consents, read_consent
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.filing.act_records import ACT_KIND
from tallystick.shell.operations.filing.handing.consent import CONSENTED, too_early
from tallystick.shell.operations.filing.handing.give import HANDED_OVER
from tallystick.shell.operations.filing.handing.receipts import CLOSED, answered_early, closed_early
from tallystick.shell.operations.filing.handing.take import TAKEN_OVER
from tallystick.shell.operations.ports.evidence import ObjectDamagedError, ObjectMissingError
from tallystick.shell.operations.ports.journal import ActRow
from tallystick.shell.operations.tape.disclosable import before_basis
from tallystick.shell.operations.tape.disclose import DISCLOSED
from tallystick.tape.disclosures import parse_disclosed

__all__ = ["out_of_order"]


def out_of_order(evidence: Evidence) -> Iterator[Finding]:
    """Yield each opening of rows, paper, hand-over and receipt dated before what it rests on, or without a paper."""
    checks: Final = {
        DISCLOSED: _opened,
        CONSENTED: _consented,
        HANDED_OVER: _handed,
        TAKEN_OVER: _taken,
        CLOSED: _closed,
    }
    for kind, check in checks.items():
        for row in evidence.journal.acts(kind=kind):
            try:
                yield from check(evidence, row, body_of(evidence, row))
            except (ObjectDamagedError, ObjectMissingError):
                continue  # told of the body or the file already
            except (ValueError, TypeError):
                yield finding("evidence.act-unreadable", kind=kind)


def _opened(evidence: Evidence, row: ActRow, body: Mapping[str, object]) -> Iterator[Finding]:
    digest = body.get("file")
    rows = parse_disclosed(evidence.objects.get(digest)) if isinstance(digest, str) else None
    if rows is None:
        message = "the act keeps no disclosed rows"
        raise ValueError(message)
    yield from before_basis(rows.basis, _at(row))


def _consented(evidence: Evidence, row: ActRow, body: Mapping[str, object]) -> Iterator[Finding]:
    paper, at = read_consent(body), _at(row)
    yield from too_early(map(_at, _before(evidence, row, ACT_KIND)[:1]), at)
    yield from check_consent(paper, as_of=beijing_day(at), rehearsal=paper.specimen)


def _handed(evidence: Evidence, row: ActRow, body: Mapping[str, object]) -> Iterator[Finding]:
    items, counterpart = body.get("items"), str(body.get("counterpart"))
    if not isinstance(items, list):
        message = "the act does not say what was handed over"
        raise TypeError(message)
    recorded = [(read_consent(body_of(evidence, each)), _at(each)) for each in _before(evidence, row, CONSENTED)]
    relied, without = missing_consents([paper for paper, _ in recorded], tuple(map(str, items)), counterpart)
    yield from without
    papers = [at for paper, at in recorded if paper in relied]
    yield from too_early((*map(_at, _before(evidence, row, ACT_KIND)[:1]), *papers), _at(row))


def _taken(evidence: Evidence, row: ActRow, body: Mapping[str, object]) -> Iterator[Finding]:
    yield from answered_early(_kept(evidence, body, "handed-over.entry"), _at(row))


def _closed(evidence: Evidence, row: ActRow, body: Mapping[str, object]) -> Iterator[Finding]:
    given, taken = body.get("handover_sha256"), _kept(evidence, body, "taken-over.entry")
    acts = _before(evidence, row, HANDED_OVER)
    handed = [each.entry for each in acts if body_of(evidence, each).get("handover_sha256") == given]
    yield from closed_early(handed[0], taken, _at(row)) if handed else answered_early(taken, _at(row))


def _before(evidence: Evidence, row: ActRow, kind: str) -> list[ActRow]:
    """Return the acts of a kind on the same filing that were recorded earlier."""
    return [
        each for each in evidence.journal.acts(subject=row.entry.draft.subject, kind=kind) if each.number < row.number
    ]


def _kept(evidence: Evidence, body: Mapping[str, object], name: str) -> Entry:
    """Return the entry of an act of the other side, as it was kept."""
    files = body.get("files")
    digest = files.get(name) if isinstance(files, dict) else None
    entry = read_entry(evidence.objects.get(digest), file=name) if isinstance(digest, str) else None
    if entry is None or isinstance(entry, Finding):
        message = f"the act keeps no {name}"
        raise ValueError(message)
    return entry


def _at(row: ActRow) -> datetime:
    return datetime.fromisoformat(row.entry.draft.at)
