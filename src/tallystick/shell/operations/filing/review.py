"""Where a filing stands, rebuilt from its acts: the acts are the truth and the stored state only a convenience.

Every act on a filing is an entry whose body names the event, the people, and, for two people, the second one's own
signature over the same intent. Replaying them through the table of states gives the filing as it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tallystick.evidence.canonical import canonical
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.states import Act, Review, apply
from tallystick.shell.operations.evidence.acts import Evidence, Intent, body_of, perform
from tallystick.shell.operations.filing.act_records import read_act, write_act
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.journal import ActRow, FilingChange, FilingRow

__all__ = ["ACT_KIND", "Moved", "move", "review_of"]

ACT_KIND = "filing.act"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A filing after an act, and the act's place in the journal."""

    review: Review
    row: ActRow


def review_of(evidence: Evidence, filing: str) -> Review:
    """Replay the acts of a filing.

    Raises:
        RuntimeError: a stored act does not fit the one before it, which only a damaged store can show.
    """
    review = Review(filing=filing)
    for row in evidence.journal.acts(subject=filing, kind=ACT_KIND):
        after = apply(review, read_act(body_of(evidence, row)))
        if not isinstance(after, Review):
            message = f"act {row.number} of {filing} does not follow from the acts before it: {after.code}"
            raise RuntimeError(message)  # noqa: TRY004 - the store is damaged, not the type
        review = after
    return review


def move(
    evidence: Evidence,
    row: FilingRow,
    act: Act,
    signers: tuple[Signer, ...],
    *,
    at: datetime,
    note: Mapping[str, str] | None = None,
) -> Moved | Finding:
    """Carry out an act on a filing, once; the second of two people countersigns the same intent.

    Args:
        evidence: where it is kept.
        row: the filing and the package it is about.
        act: what is done; its people in the order of `signers`.
        signers: the opened keys of those people.
        at: when.
        note: words that belong to the act, such as the reason of a decision.
    """
    review = review_of(evidence, row.id)
    body = write_act(act, row, note or {})
    intent = Intent(kind=ACT_KIND, subject=row.id, at=at, body=_signed(body, signers))
    done = evidence.journal.find(intent.act_id)
    if done is not None:
        return Moved(review=review, row=perform(evidence, intent, signers[0]))
    after = apply(review, act)
    if isinstance(after, Finding):
        return after
    for person, signer in zip(act.by, signers, strict=True):
        if person.public_key != signer.public_key:
            return finding("filing.key-differs", person=person.id)
    changed = FilingRow(
        id=row.id,
        deal=row.deal,
        version=row.version,
        state=after.phase.value,
        package_sha256=row.package_sha256,
        package_sm3=row.package_sm3,
    )
    present = evidence.journal.filing(row.id)
    change = FilingChange(row=changed, expected=present.state if present is not None else "")
    return Moved(review=after, row=perform(evidence, intent, signers[0], change))


def _signed(body: dict[str, object], signers: tuple[Signer, ...]) -> dict[str, object]:
    """Add the signatures of everyone but the actor, who signs the entry itself."""
    content = canonical(body)
    return body | {"countersigned": [{"person": each.person, "signature": each.sign(content)} for each in signers[1:]]}
