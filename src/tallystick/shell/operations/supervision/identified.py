"""`identify`: two different persons say whether an entry of a list is who was named; on record, and minded after.

Only a name and an entry that a search put beside each other can be decided of, so that nobody clears in advance.
Source: SUPTECH.md section 6 (a second person clears).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person, same_person
from tallystick.shell.operations.evidence.acts import Intent, body_of, key_differs, other_side, perform
from tallystick.shell.operations.evidence.countersignatures import countersigned
from tallystick.shell.operations.filing.act_records import write_person
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.journal import ActRow, OnRecord
from tallystick.shell.operations.supervision.screened import Searched
from tallystick.supervision.names.comparing import Party
from tallystick.supervision.names.decided import Identified

__all__ = ["IDENTIFIED", "Decision", "decisions", "identified"]

IDENTIFIED = "supervision.names.identified"
_SCHEMA = "tallystick/identified/v1"
_PERSONS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What two people say of a name and an entry of a list, both as they are written."""

    name: str
    entry: str
    list_id: str
    same: bool
    reasons: str


def identified(
    home: Installation,
    decision: Decision,
    searched: Searched,
    *,
    by: tuple[Person, ...],
    signers: tuple[Signer, ...],
    at: dt.datetime,
) -> Outcome[ActRow]:
    """Put a decision on record.

    Args:
        home: of the side on which the two work.
        decision: what they say.
        searched: the search in which the entry was found.
        by: who decides, two different persons.
        signers: their keys.
        at: when.
    """
    wanted = (decision.name, decision.entry, decision.list_id)
    pairs = [
        (one.screened, each.entry)
        for one in searched.found
        for each in one.screened.found
        if (one.screened.name.name, each.entry.name, one.screened.list_id) == wanted
    ]
    refused = _refused(home, by, signers)
    if refused is None and not pairs:
        refused = finding("supervision.name-not-found", name=decision.name, entry=decision.entry, list=decision.list_id)
    if refused is not None:
        return Outcome(value=None, findings=(refused,))
    found, _ = pairs[0]
    body = {
        "schema": _SCHEMA,
        "list": {"id": found.list_id, "version": found.version, "sha256": found.sha256},
        "pairs": [{"name": _plain(one.name), "entry": _plain(entry)} for one, entry in pairs],
        "same": decision.same,
        "reasons": decision.reasons,
        "by": [write_person(each) for each in by],
    }
    intent = Intent(kind=IDENTIFIED, subject=found.list_id, at=at, body=countersigned(body, signers))
    return Outcome(value=perform(home.evidence, intent, signers[0]))


def decisions(evidence: OnRecord) -> tuple[Identified, ...]:
    """Return every decision on record, in the order of the acts."""
    return tuple(
        each
        for row in evidence.journal.acts(kind=IDENTIFIED)
        for each in _read(body_of(evidence, row), row.entry.draft.body_sha256)
    )


def _refused(home: Installation, by: tuple[Person, ...], signers: tuple[Signer, ...]) -> Finding | None:
    if len(by) != _PERSONS or same_person(*by):
        return finding("supervision.name-two-persons", given=len({each.id for each in by}))
    return other_side(by, home.side) or key_differs(by, signers)


def _read(body: Mapping[str, object], sha256: str) -> list[Identified]:
    listed, pairs, by = body["list"], body["pairs"], body["by"]
    if not (isinstance(listed, dict) and isinstance(pairs, list) and isinstance(by, list)):
        return []
    return [
        Identified(
            name=_party(each["name"]),
            entry=_party(each["entry"]),
            list_id=str(listed["id"]),
            version=str(listed["version"]),
            same=body["same"] is True,
            reasons=str(body["reasons"]),
            persons=tuple(str(one["id"]) for one in by),
            sha256=sha256,
        )
        for each in pairs
    ]


def _plain(party: Party) -> dict[str, object]:
    return {"name": party.name, "person": party.person, "identifier": party.identifier}


def _party(plain: Mapping[str, object]) -> Party:
    return Party(name=str(plain["name"]), person=plain["person"] is True, identifier=str(plain["identifier"]))
