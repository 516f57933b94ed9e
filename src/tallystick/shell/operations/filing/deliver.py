"""`deliver`: what crosses from onshore to overseas: the export edition, and the proofs that go with it.

    export edition (same root, withheld leaves)
    +  for the submission, the decision, the recorded notice, each correction of it and its revocation: body, entry,
       receipt; of each paper its capture
    +  the key of the onshore log  +  a timestamp, where an authority gave one over the head of the receipts
    +  where receipts are under two heads, the proof that the later continues the earlier

Nothing else crosses; letters, receipts and questions of an authority stay. What a notice says is shown overseas, so
what corrects it must be there too. The overseas side checks all of it with `verify`, without asking back.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from tallystick.deal.parsing import parse_deal
from tallystick.evidence.canonical import canonical
from tallystick.evidence.entries import leaf
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import Policy
from tallystick.evidence.log.growth import GROWTH, growth_file, heads_under
from tallystick.filing.consistency.answers import DATA_PROCEDURE
from tallystick.filing.export import export
from tallystick.filing.package import Package
from tallystick.filing.states import Event
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.filing.act_records import ACT_KIND, read_act
from tallystick.shell.operations.filing.review import review_of
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.journal import ActRow

__all__ = ["PROOFS", "PROOFS_INVENTORY", "PROVED", "STAMP", "deliver", "may_cross", "proof_names", "proves"]

PROOFS = "proofs"
STAMP = "checkpoint.tsr"
"""The token over the head under which the receipts were made, where all are under one."""
PROVED: Final = {
    Event.SUBMIT.value: "submitted",
    Event.FILE.value: "decided",
    Event.RECORD_NOTICE.value: "notice",
    Event.RECORD_CORRECTION.value: "correction",
    Event.RECORD_REVOCATION.value: "revocation",
}
"""The acts that cross, by event, in their order, and the name of their files; corrections are numbered."""
_CORRECTION: Final = PROVED[Event.RECORD_CORRECTION.value]
_NUMBERED: Final = rf"{_CORRECTION}-([1-9][0-9]{{0,2}})"
_NAME: Final = rf"(?:submitted|decided|notice|{_NUMBERED}|revocation)"
_FILE: Final = re.compile(
    rf"{_NAME}\.(?:json|entry|tlog-proof)|(?!submitted|decided){_NAME}-capture|(?:inventory|growth)\.json|log\.vkey|checkpoint\.tsr"
)


PROOFS_INVENTORY = canonical(
    {
        "schema": "tallystick/proofs-inventory/v1",
        "fields": ["by.id", "by.name", "by.organisation", "by.roles", "by.public_key", "note", "notice", "shown"],
        "basis": {
            "mark": "I",
            "zh": "签署人的职务信息，仅用于证明备案行为由谁作出；签署人须事先同意其出境",
            "en": "names and offices of those who signed, to prove whose acts these are; they agree beforehand",
        },
    }
)
"""What crosses with the proofs beside the edition's own inventory; how it is lawful is inferred, and says so."""


def may_cross(file: str) -> bool:
    """Tell whether a file may lie among the proofs."""
    return _FILE.fullmatch(file) is not None


def proof_names(files: Iterable[str]) -> tuple[str, ...]:
    """Return the names under which acts cross, in their order, with each correction up to the last that is there."""
    numbers = [int(found[1]) for each in files if (found := re.match(rf"{_NUMBERED}[.-]", each))]
    corrections = tuple(f"{_CORRECTION}-{number}" for number in range(1, max(numbers, default=0) + 1))
    return tuple(name for stem in PROVED.values() for name in (corrections if stem == _CORRECTION else (stem,)))


def proves(name: str, event: str) -> bool:
    """Tell whether the act of files under this name is of this event."""
    return re.fullmatch(_NAME, name) is not None and PROVED.get(event) == name.partition("-")[0]


def deliver(evidence: Evidence, filing: str, *, policy: Policy | None = None) -> Outcome[dict[str, bytes]]:
    """Return the files that cross for a filing, by relative path.

    Args:
        evidence: of the onshore installation.
        filing: its id.
        policy: who must have cosigned for its readers; None where that is not known.
    """
    package = package_of(evidence, filing)
    edition, obstacles = export(package)
    obstacles = (*obstacles, *_undetermined(package))
    if edition is None or has_errors(obstacles):
        return Outcome(value=None, findings=obstacles)
    files = edition.files()
    review_of(evidence, filing)  # refuses acts that do not follow from one another
    for name, row in _crossing(evidence, filing).items():
        files |= dict(_proof(evidence, name, row, policy))
    files |= {f"{PROOFS}/inventory.json": PROOFS_INVENTORY, f"{PROOFS}/log.vkey": str(evidence.log.key).encode()}
    heads = heads_under(files, evidence.log.key)
    files |= {f"{PROOFS}/{GROWTH}": grown} if (grown := growth_file(heads, evidence.log.growth)) else {}
    sizes = {each.checkpoint.size for each in heads}
    files |= {f"{PROOFS}/{STAMP}": each.token for each in evidence.log.stamps() if sizes == {each.size}}
    unseen = () if all(each.cosigners for each in heads) else (finding("filing.delivered-unwitnessed"),)
    return Outcome(value=files, findings=(*obstacles, *unseen))


def _undetermined(package: Package) -> Iterator[Finding]:
    """Yield that nothing may cross while the deal itself says that the basis for it is open."""
    deal, _, _ = parse_deal(package.contents[DEAL_FILE]) if DEAL_FILE in package.contents else (None, None, ())
    stated = None if deal is None else deal.procedures.get(DATA_PROCEDURE)
    if stated is not None and stated.state == "open":
        yield finding("filing.delivery-undetermined", file=DEAL_FILE, path=f"procedures.{DATA_PROCEDURE}")


def _crossing(evidence: Evidence, filing: str) -> Mapping[str, ActRow]:
    """Return the acts that cross, by name: of notices the last, since only a specimen is followed by another.

    Corrections are of that notice; a specimen's stay with it.
    """
    named: dict[str, ActRow] = {}
    for row in evidence.journal.acts(subject=filing, kind=ACT_KIND):
        name = PROVED.get(str(body_of(evidence, row)["event"]))
        if name == PROVED[Event.RECORD_NOTICE.value]:
            named = {each: kept for each, kept in named.items() if not each.startswith(_CORRECTION)}
        elif name == _CORRECTION:
            name = f"{_CORRECTION}-{1 + sum(each.startswith(_CORRECTION) for each in named)}"
        if name is not None and row.position is not None:
            named[name] = row
    return named


def _proof(evidence: Evidence, name: str, row: ActRow, policy: Policy | None) -> Iterator[tuple[str, bytes]]:
    body = body_of(evidence, row)
    yield f"{PROOFS}/{name}.json", canonical(body)
    yield f"{PROOFS}/{name}.entry", leaf(row.entry)
    if row.position is not None:
        yield f"{PROOFS}/{name}.tlog-proof", evidence.log.receipt(row.position, policy=policy)
    paper = read_act(body).notice
    if paper is not None:
        yield f"{PROOFS}/{name}-capture", evidence.objects.get(paper.capture_sha256)
