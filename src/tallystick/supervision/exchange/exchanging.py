"""The rules of an exchange: what may be asked, what may be answered, and what the other side proves of an answer.

    request    agreement in force, signed by a person of the asking authority, every file within the whitelist
    answer     the same, both consents and the screening on record for just this request, two different persons of the
               answering authority, every field of every file within the whitelist, the rest of the package as hashes
    received   signatures, request, files and the root of the filed package all hold, or what does not is named

A refusal is a list of findings and nothing is answered in part. Both sides run the same rules.
Source: as in `messages`; DESIGN.md section 2, principle 4 (the export edition).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import Algorithm, sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.merkle import leaf_hash
from tallystick.evidence.persons import Person, same_person
from tallystick.evidence.signatures import PublicKeyError, verify
from tallystick.evidence.wording import labels
from tallystick.filing.export import ExportEdition, Withheld, fields_of, open_export
from tallystick.filing.handover.consents import ConsentKind
from tallystick.filing.manifest import EXPORT_PATH, FileEntry
from tallystick.supervision.exchange.messages import (
    EVERY_FIELD,
    Agreement,
    Answer,
    Consent,
    Message,
    Receipt,
    Request,
    Terms,
)

__all__ = [
    "ANSWER_PATH",
    "AskedFile",
    "Exchange",
    "answer_to",
    "approval_findings",
    "consent_findings",
    "days_of",
    "held_against",
    "paper_findings",
    "prove_answer",
    "prove_receipt",
    "request_findings",
    "scope_findings",
    "terms_findings",
]

ANSWER_PATH: Final = "answer.json"
_APPROVERS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request under an agreement, and whom either side knows, by id."""

    agreement: Agreement
    request: Request
    people: Mapping[str, Person]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFile:
    """A file that a request names, held against the agreement.

    Attributes:
        path: of the file in the filed package.
        leaves: whether it stands in the export edition; where it does not, its fields are not looked at.
        fields: each of its fields, and whether that may pass.
    """

    path: str
    leaves: bool
    fields: tuple[tuple[str, bool], ...]

    @property
    def outside(self) -> tuple[str, ...]:
        """The fields that may not pass, each of which keeps the whole file back."""
        return tuple(field for field, passes in self.fields if not passes)

    @property
    def passes(self) -> bool:
        """Whether the file may be given, as far as the agreement goes."""
        return self.leaves and not self.outside


def terms_findings(terms: Terms, people: Mapping[str, Person], house: str) -> tuple[Finding, ...]:
    """Return what is wrong with the adoption of an agreement: two different persons of the own authority sign it."""
    return tuple(_signed(terms, people, house, _APPROVERS, code_for="agreement"))


def request_findings(exchange: Exchange, *, as_of: date) -> tuple[Finding, ...]:
    """Return why a request cannot be dealt with; none where it can."""
    signed = _signed(exchange.request, exchange.people, exchange.agreement.abroad, 1, code_for="request")
    return (*scope_findings(exchange.agreement, exchange.request, as_of=as_of), *signed)


def scope_findings(agreement: Agreement, request: Request, *, as_of: date) -> tuple[Finding, ...]:
    """Return why the agreement does not bear a request, whoever signed it; none where it does."""
    found: list[Finding] = []
    if request.agreement != agreement.id or not agreement.since <= as_of <= agreement.until:
        found.append(finding("supervision.exchange-no-agreement", agreement=request.agreement, day=as_of))
    elif not agreement.since <= request.day <= as_of:
        found.append(finding("supervision.exchange-day", request=request.id, asked=request.day, day=as_of))
    found += (
        finding("supervision.exchange-outside", path=path, field=EVERY_FIELD)
        for path in request.files
        if path not in agreement.fields
    )
    return tuple(found)


def held_against(exchange: Exchange, edition: ExportEdition) -> tuple[AskedFile, ...]:
    """Return each file that a request names with every field of it, held against the agreement."""
    shown = {leaf.path: leaf for leaf in edition.leaves if isinstance(leaf, FileEntry)}
    return tuple(
        AskedFile(
            path=path,
            leaves=path in shown,
            fields=tuple(_passing(exchange.agreement, shown[path], edition.contents[path])) if path in shown else (),
        )
        for path in exchange.request.files
    )


def answer_to(
    exchange: Exchange, edition: ExportEdition, consents: Sequence[Consent], *, day: date
) -> tuple[tuple[Answer, dict[str, bytes]] | None, tuple[Finding, ...]]:
    """Make the answer to a request, for two persons to sign, and the files that go with it.

    Args:
        exchange: the request.
        edition: the export edition of the filed package; what the request does not name is withheld.
        consents: on record.
        day: of the answer.

    Returns:
        The unsigned answer and the files of the narrowed edition; or None and every reason against it.
    """
    request = exchange.request
    found = [*request_findings(exchange, as_of=day), *consent_findings(exchange, consents, day=day)]
    if edition.root != request.package_root:
        found.append(finding("supervision.exchange-other-package", asked=request.package_root, held=edition.root))
    if edition.head.deal != request.deal:
        found.append(finding("supervision.exchange-other-deal", asked=request.deal, held=edition.head.deal))
    for each in held_against(exchange, edition):
        if not each.leaves:
            found.append(finding("supervision.exchange-stays", path=each.path))
        found += (finding("supervision.exchange-outside", path=each.path, field=field) for field in each.outside)
    if found:
        return None, tuple(found)
    narrowed = _narrowed(edition, frozenset(request.files))
    files = narrowed.files()
    answer = Answer.model_validate(
        {
            "schema": "tallystick/exchange-answer/v1",
            "request": request.sha256,
            "agreement": request.agreement,
            "consents": [each.sha256 for each in consents],
            "package_root": edition.root,
            "files": list(request.files),
            "edition": sha256_hex(files[EXPORT_PATH]),
            "day": day.isoformat(),
        }
    )
    return (answer, files), ()


def consent_findings(exchange: Exchange, consents: Sequence[Consent], *, day: date) -> tuple[Finding, ...]:
    """Return what keeps a request from being answered: each paper holds, and there is one of every kind."""
    found = [each for paper in consents for each in paper_findings(exchange, paper, day=day)]
    there = {each.kind for each in consents if not paper_findings(exchange, each, day=day)}
    for kind in ConsentKind:
        if kind not in there:
            name, request = labels()[f"supervision.consent.{kind}"], exchange.request.id
            found.append(finding("supervision.exchange-no-consent", request=request, day=day, kind=name))
    return tuple(dict.fromkeys(found))


def paper_findings(exchange: Exchange, paper: Consent, *, day: date) -> tuple[Finding, ...]:
    """Return why one paper lets nothing pass: it is about another request, does not stand on the day, or lacks two."""
    if refused := days_of(exchange.request, paper, day=day):
        return refused
    return tuple(_signed(paper, exchange.people, exchange.agreement.home, _APPROVERS, code_for="consent"))


def days_of(request: Request, paper: Consent, *, day: date) -> tuple[Finding, ...]:
    """Return that a paper is about another request or does not stand on a day, whoever signed it; or nothing."""
    if paper.request == request.sha256 and paper.day <= day <= paper.until:
        return ()
    name = labels()[f"supervision.consent.{paper.kind}"]
    return (finding("supervision.exchange-no-consent", request=request.id, day=day, kind=name),)


def approval_findings(exchange: Exchange, answer: Answer) -> tuple[Finding, ...]:
    """Return what is wrong with the approvals of an answer: two different persons of the answering authority."""
    return tuple(_signed(answer, exchange.people, exchange.agreement.home, _APPROVERS, code_for="answer"))


def prove_answer(exchange: Exchange, files: Mapping[str, bytes]) -> tuple[Answer | None, tuple[Finding, ...]]:
    """Hold what arrived against the request it answers.

    Args:
        exchange: the request that was made.
        files: ``answer.json`` with its signatures, and the narrowed edition.

    Returns:
        The answer and no findings; or None and everything that does not hold.
    """
    answer = Answer.parse(files.get(ANSWER_PATH, b""))
    if answer is None:
        return None, (finding("supervision.exchange-unreadable", file=ANSWER_PATH),)
    request = exchange.request
    found = list(approval_findings(exchange, answer))
    rest = {path: content for path, content in files.items() if path != ANSWER_PATH}
    edition, about = open_export(rest, root=request.package_root)
    found += about
    asked = (request.sha256, request.agreement, request.package_root, request.files)
    told = (answer.request, answer.agreement, answer.package_root, answer.files)
    if asked != told or answer.edition != sha256_hex(rest.get(EXPORT_PATH, b"")) or not answer.consents:
        found.append(finding("supervision.exchange-answers-other", request=request.id))
    if edition is not None:
        if set(edition.contents) != set(request.files):
            found.append(finding("supervision.exchange-answers-other", request=request.id))
        shown = [leaf for leaf in edition.leaves if isinstance(leaf, FileEntry)]
        found += (
            finding("supervision.exchange-outside", path=leaf.path, field=field)
            for leaf in shown
            for field, passes in _passing(exchange.agreement, leaf, edition.contents[leaf.path])
            if not passes
        )
    return (None if found else answer), tuple(found)


def prove_receipt(receipt: Receipt, of: Message, people: Mapping[str, Person], house: str) -> tuple[Finding, ...]:
    """Return what is wrong with a receipt of a message by somebody of an organisation; nothing where it holds."""
    found = list(_signed(receipt, people, house, 1, code_for="receipt"))
    if receipt.of != of.sha256:
        found.append(finding("supervision.exchange-answers-other", request=receipt.of))
    return tuple(found)


def _signed(
    message: Message, people: Mapping[str, Person], house: str, count: int, *, code_for: str
) -> Iterator[Finding]:
    """Yield what is wrong with the signatures: each must hold, be of the house, and of so many different people."""
    valid: list[Person] = []
    for name, signature in message.signatures.items():
        person = people.get(name)
        if person is None or person.organisation.en != house or not _holds(person, message, signature):
            yield finding("supervision.exchange-signature-false", message=code_for, person=name, house=house)
        elif not any(same_person(person, each) for each in valid):
            valid.append(person)
    if len(valid) < count:
        yield finding("supervision.exchange-signatures-missing", message=code_for, count=count, house=house)


def _holds(person: Person, message: Message, signature: str) -> bool:
    try:
        return verify(person.public_key, message.unsigned(), signature)
    except PublicKeyError:
        return False


def _passing(agreement: Agreement, leaf: FileEntry, content: bytes) -> Iterator[tuple[str, bool]]:
    """Yield each field of a file, and whether the agreement lets it pass."""
    allowed = agreement.fields.get(leaf.path, ())
    for field in fields_of(leaf.media_type, content):
        yield field, EVERY_FIELD in allowed or field in allowed


def _narrowed(edition: ExportEdition, paths: frozenset[str]) -> ExportEdition:
    """Return the edition with only some files shown, under the same roots."""
    leaves = tuple(
        _bare(leaf) if isinstance(leaf, FileEntry) and leaf.path not in paths else leaf for leaf in edition.leaves
    )
    return replace(
        edition,
        leaves=leaves,
        items=tuple(each for each in edition.items if each.path in paths),
        contents=MappingProxyType({path: edition.contents[path] for path in edition.contents if path in paths}),
    )


def _bare(leaf: FileEntry) -> Withheld:
    content = canonical(leaf.as_canonical())
    return Withheld(sha256=leaf_hash(content, Algorithm.SHA256).hex(), sm3=leaf_hash(content, Algorithm.SM3).hex())
