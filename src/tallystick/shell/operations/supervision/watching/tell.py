"""`tell`: put on record that a duty or an event was told, with what was sent, or why an event is not.

A person of those who owe it or of the filer decides and signs; the act is in the log like every other, and asking
twice records it once. Nothing is told of what has not happened yet.
"""

import datetime as dt
from dataclasses import dataclass

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.shell.operations.evidence.acts import Intent, key_differs, other_side, perform
from tallystick.shell.operations.evidence.roles import ROLES, Part
from tallystick.shell.operations.filing.act_records import write_person
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.journal import ActRow
from tallystick.shell.operations.supervision.found.told import TOLD
from tallystick.shell.operations.supervision.watching.sources import Sources
from tallystick.shell.operations.supervision.watching.watch import watch
from tallystick.supervision.watching.watch import Watched

__all__ = ["Word", "tell", "tell_filing"]

_SCHEMA = "tallystick/told/v1"
_PARTS = (Part.FILER, Part.ISSUER, Part.TRUSTEE, Part.PAYING_AGENT, Part.TRANSFER_AGENT)
_TELLERS = tuple(role for part in _PARTS for role in ROLES[part])


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What was told, of which duty or event; or the reasons why an event is not.

    Attributes:
        of: id of the duty or event, as `watch` lists it.
        report: what was sent; None where it is not reported.
        reasons: why not; empty where it was.
    """

    of: str
    report: bytes | None = None
    reasons: str = ""


def tell(
    home: Installation, watched: Watched, word: Word, *, by: Person, signer: Signer, at: dt.datetime
) -> Outcome[ActRow]:
    """Record it.

    Args:
        home: of the side on which the person works.
        watched: how the deal stands; only what it lists can be told of.
        word: what was told, or why not.
        by: who decided.
        signer: their key.
        at: when.
    """
    refused = _refused(watched, word) or other_side((by,), home.side) or _unfit(by) or key_differs((by,), (signer,))
    if refused is not None:
        return Outcome(value=None, findings=(refused,))
    event = next((each.event for each in watched.events if each.event.id == word.of), None)
    kept = home.evidence.objects.put(word.report).sha256 if word.report is not None else ""
    body: dict[str, object] = {
        "schema": _SCHEMA,
        "deal": watched.life.deal,
        "of": word.of,
        "event_sha256": "" if event is None else event.digest,
        "report": kept,
        "reasons": word.reasons,
        "by": [write_person(by)],
    }
    if event is not None:
        body["fact"] = {"zh": event.told.zh, "en": event.told.en}
    intent = Intent(kind=TOLD, subject=watched.life.deal, at=at, body=body)
    return Outcome(value=perform(home.evidence, intent, signer))


def tell_filing(
    home: Installation, sources: Sources, word: Word, *, by: Person, signer: Signer, at: dt.datetime
) -> Outcome[ActRow]:
    """Record it of a filing in this home, as the list stands when it is signed.

    Args:
        home: of the side on which the person works.
        sources: where to look of the filing.
        word: what was told.
        by: who decided.
        signer: their key.
        at: when.
    """
    watching = watch(sources, home, at=at)
    if watching.value is None:
        return Outcome(value=None, findings=watching.findings)
    return tell(home, watching.value.watched, word, by=by, signer=signer, at=at)


def _unfit(person: Person) -> Finding | None:
    """Say that somebody acts in none of the parts that owe a report; None where they do."""
    if any(map(person.has_role, _TELLERS)):
        return None
    return finding("evidence.role-missing", person=person.id, held=person.roles, roles=_TELLERS)


def _refused(watched: Watched, word: Word) -> Finding | None:
    """Say why this cannot be put on record; None where it can."""
    duties = {each.expected.id: each.expected for each in watched.duties}
    if word.of not in {*duties, *(each.event.id for each in watched.events)}:
        return finding("supervision.tell-unknown", of=word.of)
    if word.of in duties and duties[word.of].deadline is None:
        return finding("supervision.tell-expires", of=word.of)
    if word.of in duties and watched.as_of < duties[word.of].arose:
        return finding("supervision.tell-early", of=word.of, arose=duties[word.of].arose, day=watched.as_of)
    if (word.report is None) is (not word.reasons.strip()):
        return finding("supervision.tell-one-way", of=word.of)
    if word.of in duties and word.report is None:
        return finding("supervision.tell-duty-refused", of=word.of)
    return None
