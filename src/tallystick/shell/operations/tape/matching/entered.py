"""`match enter`, `match met`: tags are kept in the desk's home, and held against those of every filing before.

    tags of a filing -> signed, under the published key -> against every filing entered before -> an act that keeps them

What two filings were found to share is part of the act, so it stays on record; `met` finds all of it anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.evidence.signatures import verify
from tallystick.shell.operations.evidence.acts import Evidence, Intent, body_of, perform, sequence
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.tape.matching.published import DeskPerson, published_key
from tallystick.tape.encumbrances.matching import Met, Tags, met, parse_tags

__all__ = ["Entered", "enter", "entered_of", "standing_met"]

_ENTERED: Final = "tape.entered"
_FILE: Final = "tags.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Tags that the desk holds, or is about to: whose they are; `filer` is the organisation of who signed them."""

    tags: Tags
    filer: str


def enter(
    evidence: Evidence, content: bytes, people: Mapping[str, Person], by: DeskPerson, *, file: str
) -> Outcome[tuple[Met, ...]]:
    """Enter the tags of a filing and return what it shares with filings entered before; entering again is one act.

    Args:
        evidence: of the desk's home.
        content: the tags as handed in.
        people: who may sign them.
        by: the reviewer who enters them.
        file: their name, for findings.
    """
    # LOAD
    tags, held = parse_tags(content), tuple(_held(evidence))
    if tags is None:
        return Outcome(value=None, findings=(finding("tape.match-unreadable", file=file),))
    # DECIDE
    person = people.get(tags.person)
    wrong = [each for each in (by.refusal(), *_wrong(evidence, tags, person, held, file)) if each is not None]
    if wrong or person is None:
        return Outcome(value=None, findings=tuple(wrong))
    shared = tuple(each for each in _met([*held, Entered(tags=tags, filer="")], tags.epoch) if tags.deal in each.deals)
    # STORE
    digest = sha256_hex(content)
    if all(sha256_hex(each.tags.content()) != digest for each in held):
        evidence.objects.put(content)
        body: dict[str, object] = {
            "schema": "tallystick/tags-entered/v1",
            "deal": tags.deal,
            "epoch": tags.epoch,
            "filer": person.organisation.zh,
            "count": len(tags.tags),
            "met": [{"tag": each.tag, "deals": list(each.deals)} for each in shared],
            "files": {_FILE: digest},
        }
        perform(evidence, Intent(kind=_ENTERED, subject=f"matching/{tags.epoch}", at=by.at, body=body), by.signer)
    sequence(evidence)
    # TELL
    return Outcome(value=shared, findings=(*_told(shared), *_elsewhen(held, tags.epoch)))


def standing_met(evidence: Evidence, deal: str = "") -> Outcome[tuple[Met, ...]]:
    """Return everything that filings entered in this home share, in any epoch; of one deal where it is named."""
    held = tuple(_held(evidence))
    shared = [each for epoch in dict.fromkeys(one.tags.epoch for one in held) for each in _met(held, epoch)]
    own = tuple(each for each in shared if not deal or deal in each.deals)
    last = held[-1].tags.epoch if held else ""
    return Outcome(value=own, findings=(*_told(own), *_elsewhen(held, last)))


def entered_of(evidence: Evidence, deal: str) -> int:
    """Return how many tags of a deal were entered in this home, in every epoch together."""
    return sum(len(each.tags.tags) for each in _held(evidence) if each.tags.deal == deal)


def _held(evidence: Evidence) -> Iterator[Entered]:
    """Yield every list of tags that was entered, in its order."""
    for row in evidence.journal.acts(kind=_ENTERED):
        said = body_of(evidence, row)
        files = said["files"]
        tags = parse_tags(evidence.objects.get(str(files[_FILE]))) if isinstance(files, dict) else None
        if tags is not None:
            yield Entered(tags=tags, filer=str(said["filer"]))


def _met(held: Sequence[Entered], epoch: str) -> tuple[Met, ...]:
    return met(each.tags for each in held if each.tags.epoch == epoch)


def _told(shared: Sequence[Met]) -> Iterator[Finding]:
    return (finding("tape.match-met", deals=each.deals, tag=each.tag[:16]) for each in shared)


def _elsewhen(held: Sequence[Entered], epoch: str) -> Iterator[Finding]:
    """Say which deals have no tags of an epoch, so that nothing can be said of them."""
    here = {each.tags.deal for each in held if each.tags.epoch == epoch}
    missing = tuple(dict.fromkeys(each.tags.deal for each in held if each.tags.deal not in here))
    if missing and epoch:
        yield finding("tape.match-not-compared", epoch=epoch, deals=missing)


def _wrong(
    evidence: Evidence, tags: Tags, person: Person | None, held: Sequence[Entered], file: str
) -> Iterator[Finding]:
    if person is None or not verify(person.public_key, tags.signed_bytes(), tags.signature):
        yield finding("tape.match-unsigned", file=file, person=tags.person)
        return
    key = published_key(evidence, tags.epoch)
    if key is None:
        yield finding("tape.match-key-unpublished", file=file, epoch=tags.epoch)
    elif tags.public_key != key:
        yield finding("tape.match-key-other", file=file, epoch=tags.epoch, found=tags.public_key, expected=key)
    other = next((each.filer for each in held if each.tags.deal == tags.deal), person.organisation.zh)
    if other != person.organisation.zh:
        yield finding("tape.match-deal-taken", file=file, deal=tags.deal, filer=other)
