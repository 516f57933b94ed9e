"""`match evaluate`: the desk evaluates what a filer blinded.

request -> signed by a person of the filer -> within the allowance -> evaluated under the key of the epoch
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Person
from tallystick.evidence.signatures import verify
from tallystick.shell.operations.deal.checked import Progress
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.services.matching import Allowances, BlindingError, EpochKey
from tallystick.tape.encumbrances.matching import BATCH, Answer, parse_request

__all__ = ["ALLOWANCE", "Allowance", "evaluate"]

ALLOWANCE = 100_000
"""How many identifiers a filer may ask for in a period, unless the desk says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What the desk lets a filer ask for: the book in which it is kept, the period it counts in, and how much."""

    book: Allowances
    period: str
    limit: int = ALLOWANCE


def evaluate(
    content: bytes,
    people: Mapping[str, Person],
    key: EpochKey,
    *,
    epoch: str,
    allowance: Allowance,
    file: str,
    progress: Progress | None = None,
) -> Outcome[Answer]:
    """Evaluate a request; a filer is the organisation of the person who signed.

    `progress` is told before each batch how many identifiers are done.

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
            if progress is not None:
                progress("evaluate", start, len(request.elements))
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
