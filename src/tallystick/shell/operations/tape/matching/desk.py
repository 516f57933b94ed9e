"""`match evaluate`, `match intersect`: the desk evaluates what a filer blinded, and compares the tags of filings.

request -> signed by a person of the filer -> within the allowance -> evaluated under the key of the epoch
tags of several filings -> signed, of one epoch -> those that two of them have
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.evidence.signatures import verify
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.services.matching import Allowances, BlindingError, EpochKey
from tallystick.tape.encumbrances.matching import BATCH, Answer, Met, Tags, met, parse_request, parse_tags

__all__ = ["ALLOWANCE", "Allowance", "evaluate", "meet"]

ALLOWANCE = 100_000
"""How many identifiers a filer may ask for in a period, unless the desk says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What the desk lets a filer ask for: the book in which it is kept, the period it counts in, and how much."""

    book: Allowances
    period: str
    limit: int = ALLOWANCE


def evaluate(
    content: bytes, people: Mapping[str, Person], key: EpochKey, *, epoch: str, allowance: Allowance, file: str
) -> Outcome[Answer]:
    """Evaluate a request; a filer is the organisation of the person who signed.

    Raises:
        AllowanceSpentError: the filer has asked for too much in this period; then nothing is evaluated.
    """
    request = parse_request(content)
    if request is None:
        return Outcome(value=None, findings=(finding("tape.match-unreadable", file=file),))
    person = people.get(request.person)
    if person is None or not verify(person.public_key, request.signed_bytes(), request.signature):
        return Outcome(value=None, findings=(finding("tape.match-unsigned", file=file, person=request.person),))
    if request.epoch != epoch:
        other = finding("tape.match-epoch-other", file=file, found=request.epoch, expected=epoch)
        return Outcome(value=None, findings=(other,))
    allowance.book.spend(
        request.sha256,
        filer=person.organisation.zh,
        period=allowance.period,
        count=len(request.elements),
        limit=allowance.limit,
    )
    elements, proofs = list[str](), list[str]()
    try:
        for start in range(0, len(request.elements), BATCH):
            evaluated, proof = key.evaluate([bytes.fromhex(each) for each in request.elements[start : start + BATCH]])
            elements += (each.hex() for each in evaluated)
            proofs.append(proof.hex())
    except BlindingError:
        return Outcome(value=None, findings=(finding("tape.match-unreadable", file=file),))
    made = Answer(
        request=request.sha256,
        epoch=epoch,
        public_key=key.public_key.hex(),
        elements=tuple(elements),
        proofs=tuple(proofs),
    )
    return Outcome(value=made)


def meet(files: Mapping[str, bytes], people: Mapping[str, Person], *, key: str) -> Outcome[tuple[Met, ...]]:
    """Find the tags that filings of two deals have.

    Args:
        files: of tags, by name.
        people: who may sign them.
        key: the public key of the epoch; tags under another have nothing in common with these.
    """
    read = {name: parse_tags(content) for name, content in files.items()}
    found = tuple(each for name, tags in read.items() for each in _wrong(name, tags, people, key))
    if has_errors(found):
        return Outcome(value=None, findings=found)
    same = met(tags for tags in read.values() if tags is not None)
    told = tuple(finding("tape.match-met", deals=each.deals, tag=each.tag[:16]) for each in same)
    return Outcome(value=same, findings=(*found, *told))


def _wrong(name: str, tags: Tags | None, people: Mapping[str, Person], key: str) -> Iterator[Finding]:
    if tags is None:
        yield finding("tape.match-unreadable", file=name)
        return
    person = people.get(tags.person)
    if person is None or not verify(person.public_key, tags.signed_bytes(), tags.signature):
        yield finding("tape.match-unsigned", file=name, person=tags.person)
    if tags.public_key != key:
        yield finding("tape.match-key-other", file=name, epoch=tags.epoch, found=tags.public_key, expected=key)
