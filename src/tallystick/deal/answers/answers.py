"""Answers: the determinations of a deal, read from and written to `answers.yaml`.

The file holds acts that people signed. It is only ever added to: a determination is replaced by a later one that
names it, never edited. Whether an answer counts is for `law.determinations` to say.
"""

from collections.abc import Iterator, Mapping
from typing import Final, Literal

import yaml
from pydantic import Field

from tallystick.deal.parsing import build
from tallystick.deal.partly.readable import sound_items
from tallystick.deal.reading import read_yaml
from tallystick.deal.scalars import DateText, Identifier, Record, Text
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.law.determinations import Determination, Signature
from tallystick.law.facts import Considered, Evidence, Subject
from tallystick.units.signs import unseen

__all__ = ["EMPTY_ANSWERS", "check_evidence", "check_signs", "legible_answers", "parse_answers", "with_answer"]

EMPTY_ANSWERS: Final = b"schema: tallystick/answers/v1\nanswers:\n"

_DOCUMENTS: Final = "documents/"


class _EvidenceRecord(Record):
    kind: Identifier
    reference: Text
    sha256: Text
    date: DateText


class _ConsideredRecord(Record):
    question: Text
    subject: Text


class _SignatureRecord(Record):
    person: Identifier
    signature: Text


class _Answer(Record):
    question: Text
    subject: Text
    value: Text
    person: Identifier
    second_person: Identifier | None = None
    date: DateText
    expires: DateText
    reasons: Text
    evidence: tuple[_EvidenceRecord, ...]
    considered: tuple[_ConsideredRecord, ...] = ()
    supersedes: Text | None = None
    signatures: tuple[_SignatureRecord, ...]


class _Answers(Record):
    format: Literal["tallystick/answers/v1"] = Field(alias="schema")
    answers: tuple[_Answer, ...]


def parse_answers(
    content: bytes, *, matter: str, file: str = "answers.yaml"
) -> tuple[tuple[Determination, ...], tuple[Finding, ...]]:
    """Read the determinations of a deal; none where any is not in order, since it may replace one that is.

    Args:
        content: the bytes of `answers.yaml`.
        matter: id of the deal they belong to.
        file: the name to show in findings.
    """
    answers, found = legible_answers(content, matter=matter, file=file)
    return (() if found else tuple(answers.values())), found


def legible_answers(
    content: bytes, *, matter: str, file: str = "answers.yaml"
) -> tuple[Mapping[int, Determination], tuple[Finding, ...]]:
    """Read the determinations that are in order, by their place in the file from 0, and what is wrong with the others.

    For checks, not for use: see `parse_answers`, whose arguments these are.
    """
    if content.strip() == EMPTY_ANSWERS.strip():
        return {}, ()
    document, findings = read_yaml(content, file=file)
    if document is None:
        return {}, findings
    _, more = build(_Answers, document)
    sound = {number: _determination(answer, matter) for number, answer in sound_items(_Answers, document, "answers")}
    return sound, (*findings, *more)


def _determination(answer: _Answer, matter: str) -> Determination:
    return Determination(
        matter=matter,
        question=answer.question,
        subject=Subject.parse(answer.subject),
        value=answer.value,
        person=answer.person,
        second_person=answer.second_person or "",
        date=answer.date,
        expires=answer.expires,
        reasons=answer.reasons,
        evidence=tuple(
            Evidence(kind=item.kind, reference=item.reference, sha256=item.sha256, date=item.date)
            for item in answer.evidence
        ),
        supersedes=answer.supersedes or "",
        considered=tuple(
            Considered(question=item.question, subject=Subject.parse(item.subject)) for item in answer.considered
        ),
        signatures=tuple(Signature(person=item.person, signature=item.signature) for item in answer.signatures),
    )


def check_evidence(
    determinations: Mapping[int, Determination], files: Mapping[str, bytes], *, file: str = "answers.yaml"
) -> Iterator[Finding]:
    """Yield each document that is not, or no longer, what signers referred to, once with all the questions it answers.

    Args:
        determinations: as `legible_answers` returned them.
        files: the deal folder, in which every reference is a file: what nobody can look at shows nothing.
        file: the name to show in findings.
    """
    resting: dict[tuple[str, str], tuple[str, list[str]]] = {}
    for number, answer in determinations.items():
        for place, piece in enumerate(answer.evidence):
            content = files.get(piece.reference)
            if content is None:
                signed = ""
            elif sha256_hex(content) != piece.sha256:
                signed = piece.sha256
            else:
                continue
            path = f"answers[{number}].evidence[{place}]"
            _, questions = resting.setdefault((piece.reference, signed), (path, []))
            questions.append(answer.question)
    for (name, signed), (path, questions) in resting.items():
        asked = tuple(dict.fromkeys(questions))
        if not signed:
            yield finding("deal.evidence-missing", file=file, path=path, questions=asked, name=name)
            continue
        found = sha256_hex(files[name])
        yield finding(
            "deal.evidence-differs", file=file, path=path, questions=asked, name=name, signed=signed, found=found
        )


def check_signs(determination: Determination) -> Iterator[Finding]:
    """Yield that a text holds signs nobody sees: written down, it could not be read again."""
    for path, text in (("value", determination.value), ("reasons", determination.reasons)):
        if signs := unseen(text):
            yield finding("deal.sign-unseen", path=path, signs=signs)


def with_answer(content: bytes, determination: Determination) -> bytes:
    """Return the file with one more determination at its end; what is there is not touched."""
    entry: dict[str, object] = {
        "question": determination.question,
        "subject": str(determination.subject),
        "value": determination.value,
        "person": determination.person,
        "second_person": determination.second_person,
        "date": determination.date.isoformat(),
        "expires": determination.expires.isoformat(),
        "reasons": determination.reasons,
        "evidence": [
            {"kind": item.kind, "reference": item.reference, "sha256": item.sha256, "date": item.date.isoformat()}
            for item in determination.evidence
        ],
        "considered": [{"question": item.question, "subject": str(item.subject)} for item in determination.considered]
        or "",
        "supersedes": determination.supersedes,
        "signatures": [{"person": item.person, "signature": item.signature} for item in determination.signatures],
    }
    written = {key: value for key, value in entry.items() if value != ""}
    block = yaml.safe_dump([written], allow_unicode=True, sort_keys=False, width=110)
    start = content if content.strip() else EMPTY_ANSWERS
    return start.rstrip(b"\n") + b"\n" + block.encode()
