"""`answer`: determine one question about one subject, by one or two people, and add it to `answers.yaml`.

    open the folder -> draft -> hold it against the law -> sign -> hold it against the law again -> the new file

A draft that would not count (a value that does not read, a person without the role, no second person for a bar) is
refused before anybody signs. An earlier answer to the same question is superseded by its digest, never changed.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tallystick.deal.answers.answers import EMPTY_ANSWERS, check_signs, with_answer
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.law.determinations import (
    Determination,
    Signature,
    check_determinations,
    determination_digest,
    signing_bytes,
)
from tallystick.law.facts import Considered, Evidence, FactDeclaration, Subject
from tallystick.law.reading import standing_books
from tallystick.shell.operations.deal.opened import OpenedDeal
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.evidence import Signer

__all__ = ["ANSWERS_FILE", "Answer", "EvidencePaper", "declarations", "draft_answer", "sign_answer"]

ANSWERS_FILE = "answers.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePaper:
    """A piece of evidence: its kind, its file within the deal folder, and the day it speaks of."""

    kind: str
    file: str
    date: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one or two people determine, and the indications they weighed; `second` is empty where one is enough."""

    question: str
    subject: Subject
    value: str
    reasons: str
    evidence: tuple[EvidencePaper, ...]
    person: str
    second: str
    date: dt.date
    expires: dt.date
    considered: tuple[Considered, ...] = ()


def declarations() -> Mapping[str, FactDeclaration]:
    """Return every fact that the released books ask for, by id."""
    return {fact: each for book in standing_books() for fact, each in book.vocabulary.declarations.items()}


def draft_answer(opened: OpenedDeal, answer: Answer) -> Outcome[Determination]:
    """Write an answer down, unsigned; None where it would not count once it is signed.

    Args:
        opened: the deal, its people and the answers given so far.
        answer: what is determined.
    """
    evidence, missing = _evidence(opened.files, answer.evidence)
    replaced = _superseded(opened.determinations, answer)
    drafted = Determination(
        matter=opened.deal.id,
        question=answer.question,
        subject=answer.subject,
        value=answer.value,
        person=answer.person,
        second_person=answer.second,
        date=answer.date,
        expires=answer.expires,
        reasons=answer.reasons,
        evidence=evidence,
        supersedes="" if replaced is None else determination_digest(replaced),
        considered=answer.considered,
    )
    findings = (*missing, *_misdated(answer, replaced), *check_signs(drafted), *_weighed(opened, drafted, signed=False))
    return Outcome(value=None if has_errors(findings) else drafted, findings=findings)


def sign_answer(opened: OpenedDeal, drafted: Determination, signers: Sequence[Signer]) -> Outcome[bytes]:
    """Sign a drafted answer and return the new `answers.yaml`; None where a signature does not bind its person.

    Args:
        opened: the deal the draft was made for.
        drafted: by `draft_answer`.
        signers: the opened keys of the person and, where there is one, of the second person.
    """
    message = signing_bytes(drafted)
    signatures = tuple(Signature(person=each.person, signature=each.sign(message)) for each in signers)
    signed = replace(drafted, signatures=signatures)
    findings = _weighed(opened, signed, signed=True)
    if has_errors(findings):
        return Outcome(value=None, findings=findings)
    present = opened.files.get(ANSWERS_FILE, EMPTY_ANSWERS)
    return Outcome(value=with_answer(present, signed), findings=findings)


def _evidence(
    files: Mapping[str, bytes], papers: Sequence[EvidencePaper]
) -> tuple[tuple[Evidence, ...], tuple[Finding, ...]]:
    missing = tuple(finding("deal.answer-evidence-file", name=each.file) for each in papers if each.file not in files)
    found = tuple(
        Evidence(kind=each.kind, reference=each.file, sha256=sha256_hex(files[each.file]), date=each.date)
        for each in papers
        if each.file in files
    )
    return found, missing


def _superseded(given: Sequence[Determination], answer: Answer) -> Determination | None:
    """Return the answer that is replaced: the last that stands and says otherwise, else the last that stands.

    So of two that contradict each other, the one the new answer speaks against goes.
    """
    earlier = [each for each in given if (each.question, each.subject) == (answer.question, answer.subject)]
    gone = {each.supersedes for each in earlier}
    standing = [each for each in earlier if determination_digest(each) not in gone]
    other = [each for each in standing if each.value != answer.value]
    return next(reversed(other or standing), None)


def _misdated(answer: Answer, replaced: Determination | None) -> Iterator[Finding]:
    if answer.expires < answer.date:
        yield finding("deal.answer-expired-before", expires=answer.expires, date=answer.date)
    if replaced is not None and answer.date < replaced.date:
        yield finding("deal.answer-backdated", date=answer.date, standing=replaced.date)


def _weighed(opened: OpenedDeal, determination: Determination, *, signed: bool) -> tuple[Finding, ...]:
    """Hold one determination against the books on its own day; of a draft nobody asks for signatures yet."""
    return check_determinations(
        [determination],
        standing_books(),
        matter=opened.deal.id,
        persons=opened.people,
        as_of=determination.date,
        file=ANSWERS_FILE,
        signed=signed,
    ).findings
