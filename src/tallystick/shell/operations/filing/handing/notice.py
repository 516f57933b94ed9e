"""The notice of a filing for machines: what was filed, published and corrected, signed, with its receipt.

    {"schema", "notice": {...}, "signature": Ed25519 over JCS(notice), "entry", "receipt": tlog-proof, "log"}

It repeats what is on record and adds nothing: a specimen is one, and no notice says anything of value or truth.
Source: 证监会公告〔2026〕1号 (CSRC1-5a, CSRC1-7a, mark S); SUPTECH.md section 8, item 18; RFC 8785; RFC 8032.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.entries import leaf, read_entry, verify_entry
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import VerifierKey, verify_receipt
from tallystick.evidence.persons import Person
from tallystick.evidence.signatures import PublicKeyError, verify
from tallystick.evidence.wording import Language, say
from tallystick.shell.operations.evidence.acts import Evidence, Intent, perform
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.filing.review import review_of
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer

__all__ = ["ReadNotice", "read_filing_notice", "write_filing_notice"]

_KIND: Final = "filing.notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNotice:
    """What a notice says; it holds where there was no finding."""

    said: Mapping[str, object]


def write_filing_notice(evidence: Evidence, filing: str, *, by: Person, signer: Signer, at: datetime) -> Outcome[bytes]:
    """Write the notice of a filing whose publication is on record, as an act of whoever records such papers.

    Args:
        evidence: of the onshore home.
        filing: its id.
        by: a recorder.
        signer: the recorder's key.
        at: when.
    """
    row = evidence.journal.filing(filing)
    if row is None:
        return Outcome(value=None, findings=(finding("filing.unknown", filing=filing),))
    review, refused = review_of(evidence, filing), unfit((by,), (Part.RECORDER,), (signer,))
    published = review.published
    if refused is not None or published is None:
        return Outcome(value=None, findings=(refused or finding("filing.nothing-published", filing=filing),))
    standing = review.standing
    told = [
        {name: member for name, member in each.as_canonical().items() if name != "recorded_by"}
        for each in (published, *review.corrections)
    ]
    notice = {
        "filing": filing,
        "deal": row.deal,
        "version": row.version,
        "package_root": row.package_sha256,
        "package_root_sm3": row.package_sm3,
        "phase": review.phase.value,
        "standing": "" if standing is None else standing.value,
        "published": told[0],
        **({"corrections": told[1:]} if told[1:] else {}),
        "statement": {each.value: say("cli.filing.statement", each) for each in Language},
        "issued_at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "issued_by": {"id": by.id, "public_key": by.public_key, "organisation": by.organisation.en},
    }
    done = perform(evidence, Intent(kind=_KIND, subject=filing, at=at, body=notice), signer)
    receipt = b"" if done.position is None else evidence.log.receipt(done.position)
    document = {
        "schema": "tallystick/filing-notice/v1",
        "notice": notice,
        "signature": signer.sign(canonical(notice)),
        "entry": parse_canonical(leaf(done.entry)),
        "receipt": receipt.decode(),
        "log": str(evidence.log.key),
    }
    return Outcome(value=canonical(document))


def read_filing_notice(content: bytes, key: VerifierKey, *, file: str) -> Outcome[ReadNotice]:
    """Check a notice by the key of the log that the reader trusts; None where the bytes are none.

    Args:
        content: the bytes of the notice.
        key: of the onshore register; its name is the origin.
        file: name to give as the findings' place.
    """
    try:
        plain = parse_canonical(content)
    except CanonicalError:
        plain = None
    match plain:
        case {
            "schema": "tallystick/filing-notice/v1",
            "notice": dict(notice),
            "signature": str(signature),
            "entry": dict(entry),
            "receipt": str(receipt),
            "log": str(log),
            **rest,
        } if not rest:
            person, public_key = _issuer(notice)
            body, line = canonical(notice), canonical(entry)
            other = () if log == str(key) else (finding("filing.notice-other-log", file=file, named=log, log=str(key)),)
            found = (
                *other,
                *_signed(public_key, body, signature, person),
                *_logged(line, public_key, body, receipt.encode(), key, file),
            )
            return Outcome(value=ReadNotice(said=notice), findings=found)
    return Outcome(value=None, findings=(finding("filing.notice-unreadable", file=file),))


def _issuer(notice: Mapping[str, object]) -> tuple[str, str]:
    """Return who the notice says issued it, and their key; empty texts, under which nothing holds, if nobody."""
    match notice.get("issued_by"):
        case {"id": str(person), "public_key": str(public_key)}:
            return person, public_key
    return "", ""


def _signed(public_key: str, body: bytes, signature: str, person: str) -> Iterator[Finding]:
    try:
        held = verify(public_key, body, signature)
    except PublicKeyError:
        held = False
    if not held:
        yield finding("evidence.entry-signature", actor=person, kind=_KIND)


def _logged(
    line: bytes, public_key: str, body: bytes, receipt: bytes, key: VerifierKey, file: str
) -> tuple[Finding, ...]:
    entry = read_entry(line, file=file)
    if isinstance(entry, Finding):
        return (entry,)
    try:
        signed = verify_entry(entry, public_key, body)
    except PublicKeyError:
        signed = ()  # said already of the signature beside it
    other = () if entry.draft.kind == _KIND else (finding("filing.notice-unreadable", file=file),)
    return (*signed, *other, *verify_receipt(receipt, leaf(entry), key, file=file))
