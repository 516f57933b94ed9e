"""Files that a reader drops on the page of verification: a receipt with what lies beside it, a package, an edition.

Each check that was made becomes a numbered line with its evidence; what a line rests on and cannot show is said. The
files are a stranger's: a page has this done in a process of its own, with little memory and little time.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from tallystick.evidence.findings import Finding, Severity, finding
from tallystick.evidence.log import Policy, VerifierKey
from tallystick.evidence.wording import severity
from tallystick.filing.manifest import EXPORT_PATH, MANIFEST_PATH
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.ports.folders import MissingFolderError
from tallystick.shell.operations.register.checked import Checked, Line, Result
from tallystick.shell.operations.supervision.beside import RECEIPT_SUFFIX
from tallystick.shell.operations.supervision.examined import Kind, Logged, examine_filed
from tallystick.shell.operations.supervision.receipts import examine_receipt

__all__ = ["Unzip", "check_dropped", "from_the_top"]


Unzip: TypeAlias = Callable[[bytes], tuple[dict[str, bytes], tuple[Finding, ...]]]
"""Reads an archive: its files by name, and what was refused of it."""


def check_dropped(files: Mapping[str, bytes], trusted: Trusted, own: VerifierKey, unzip: Unzip) -> Checked:
    """Check what was dropped.

    Args:
        files: by name, as a browser names them; one archive stands for the files in it.
        trusted: the witnesses and logs that this register trusts.
        own: the key of this register's own log.
        unzip: reads an archive; within limits, since it is a stranger's.
    """
    (name, content), *others = files.items()
    if not others and name.lower().endswith(".zip"):
        files, refused = unzip(content)
        if refused:
            return Checked(kind=None, name=name, lines=(), findings=refused)
    files = from_the_top(files)
    receipt = next((name for name in sorted(files) if name.endswith(RECEIPT_SUFFIX)), None)
    if EXPORT_PATH in files or MANIFEST_PATH in files:
        return _filed(files)
    if receipt is not None:
        return _receipt(receipt, files, trusted, own)
    name = next(iter(sorted(files)), "")
    nothing = finding("supervision.nothing-to-verify", file=name, names=(MANIFEST_PATH, EXPORT_PATH, RECEIPT_SUFFIX))
    return Checked(kind=None, name=name, lines=(), findings=(nothing,))


def from_the_top(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Take away the folder that every file lies in, as an archive of a folder has it."""
    tops = {name.partition("/")[0] for name in files}
    nested = len(tops) == 1 and all("/" in name for name in files)
    return {name.partition("/")[2] if nested else name: content for name, content in files.items()}


def _filed(files: Mapping[str, bytes]) -> Checked:
    outcome = examine_filed(files)
    if outcome is None or outcome.value is None:
        return Checked(kind=None, name="", lines=(), findings=outcome.findings if outcome is not None else ())
    kind, root, found = outcome.value.kind, outcome.value.known_by, outcome.findings
    about_proofs = tuple(each for each in found if (each.place.file or "").rpartition(".")[2] in _PROOF_PARTS)
    about_files = tuple(each for each in found if each not in about_proofs)
    lines = [_line("portal.check.files", about_files, str(len(files))), _line("portal.check.root", about_files, root)]
    received = open_received(files).value if kind is Kind.EDITION else None
    if received is not None:
        lines.append(_line("portal.check.terms", about_files, received.terms_hash))
        for name, proof in (("submitted", received.submitted), ("notice", received.notice)):
            at = (proof.entry.draft.at,) if proof is not None else ()
            lines.append(
                Line(
                    check=f"portal.check.{name}",
                    result=Result.OPEN if proof is None else _line("", proof.findings).result,
                    evidence=at,
                )
            )
    return Checked(kind=kind, name=root, lines=tuple(lines), findings=found)


def _receipt(name: str, files: Mapping[str, bytes], trusted: Trusted, own: VerifierKey) -> Checked:
    def read(path: str) -> bytes:
        if path not in files:
            raise MissingFolderError(finding("cli.file-missing", name=path))
        return files[path]

    people = {each.id: each for each in trusted.logs}
    outcome = examine_receipt(read, name, people, Policy.of(trusted.policy.keys))
    logged = outcome.value.logged if outcome.value is not None else None
    if logged is None:
        unread = Line(check="portal.check.receipt-read", result=Result.BROKEN)
        return Checked(kind=Kind.RECEIPT, name=name, lines=(unread,), findings=outcome.findings)
    lines = tuple(_about_receipt(logged, outcome.findings, own))
    return Checked(kind=Kind.RECEIPT, name=name, lines=lines, findings=outcome.findings)


_PROOF_PARTS = frozenset({"entry", "tlog-proof", "vkey"})
_SIGNED = frozenset({"evidence.entry-signature", "evidence.countersignature", "supervision.signer-other-key"})
_BODY = frozenset({"supervision.receipt-without-body", "evidence.entry-body"})
_LOG = frozenset({"supervision.log-unknown"})
_CAPTURE = frozenset({"supervision.receipt-without-capture", "issuance.capture-differs"})


def _about_receipt(logged: Logged, found: tuple[Finding, ...], own: VerifierKey) -> Iterator[Line]:
    def about(*codes: frozenset[str]) -> tuple[Finding, ...]:
        return tuple(each for each in found if any(each.code in group for group in codes))

    named = _SIGNED | _BODY | _LOG | _CAPTURE
    rest = tuple(each for each in found if each.code not in named and severity(each) is Severity.ERROR)
    yield Line(check="portal.check.receipt-read", result=Result.HOLDS, evidence=(logged.subject, logged.at))
    yield _line("portal.check.included", rest, f"{logged.index} / {logged.size}", logged.root)
    key = _line("portal.check.log-key", about(_LOG), str(logged.log))
    known = logged.log_by_roll or logged.log == own
    yield key if known else Line(check=key.check, result=Result.OPEN, evidence=key.evidence)
    seen = [f"{each.name} {datetime.fromtimestamp(each.at, UTC).isoformat()}" for each in logged.cosigners if each.at]
    yield Line(check="portal.check.witnessed", result=Result.HOLDS if seen else Result.OPEN, evidence=tuple(seen))
    yield _line("portal.check.signed", about(_SIGNED), *(person for person, _ in logged.signers))
    body = _line("portal.check.body", about(_BODY), logged.body)
    yield body if logged.body_here else Line(check=body.check, result=Result.OPEN, evidence=body.evidence)
    if logged.capture:
        yield _line("portal.check.capture", about(_CAPTURE), logged.capture)


def _line(check: str, found: tuple[Finding, ...], *evidence: str) -> Line:
    """Return the line of a check that these findings are about: broken with an error, open with anything but a hint."""
    weights = {severity(each) for each in found}
    broken, waits = Severity.ERROR in weights, bool(weights & {Severity.OPEN, Severity.WARNING})
    result = Result.BROKEN if broken else Result.OPEN if waits else Result.HOLDS
    return Line(check=check, result=result, evidence=evidence)
