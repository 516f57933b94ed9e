"""`sign-pdf`, and what `verify` says of a signed PDF."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Acting, Call, WrongCallError
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.documents import PdfReading
from tallystick.shell.operations.ports.evidence import Device

__all__ = ["register", "verify_pdf"]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("sign-pdf", cls=Verb)(command(operations, _sign_pdf))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Key:
    """Where the key is: in an encrypted file, or in a device."""

    certificate: Annotated[str, typer.Option("--certificate", metavar="FILE")]
    key: Annotated[str | None, typer.Option("--key", metavar="FILE")] = None
    pkcs11: Annotated[str | None, typer.Option("--pkcs11", metavar="LIBRARY")] = None
    token: Annotated[str, typer.Option("--token", metavar="LABEL")] = ""
    label: Annotated[str, typer.Option("--label", metavar="LABEL")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stamped:
    """The authority that timestamps the signature, and the roots with which it is checked at once and kept."""

    tsa: Annotated[str, typer.Option("--tsa", metavar="URL")] = ""
    roots: Annotated[str | None, typer.Option("--roots", metavar="FILE")] = None


def _sign_pdf(
    call: Call,
    paper: Annotated[str, typer.Argument(metavar="PDF")],
    out: Annotated[str, typer.Option("--out", metavar="DIR")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT")],
    key: _Key,
    stamped: _Stamped,
) -> Reply:
    name = paper.rpartition("/")[2]
    call.destination(out)
    if Path(out, name).exists():
        raise WrongCallError(finding("cli.file-taken", file=f"{out}/{name}"))
    content, chain = call.file(paper), call.file(key.certificate)
    source = Device(module=key.pkcs11, token=key.token, label=key.label) if key.pkcs11 else _key_file(call, key)
    roots = call.file(stamped.roots) if stamped.roots is not None else b""
    signing = call.operations.pdf_signing(roots)
    with call.operations.certified(chain, source, call.passphrase(key.token or key.certificate)) as signer:
        signed = signing.sign(content, signer, reason=reason, authority=stamped.tsa)
        person = signer.person
    if isinstance(signed, Finding):
        return Reply(outcome=Outcome(value=None, findings=(signed,)))
    written = call.write(out, {name: signed})
    body = (Prose(call.say("cli.sign-pdf.signed", signer=shown(person, call.language))),)
    return Reply(outcome=Outcome(value=None, written=written), value={"signer": person, "file": name}, body=body)


def _key_file(call: Call, key: _Key) -> bytes:
    if key.key is None:
        raise WrongCallError(finding("cli.usage-missing", name="--key"))
    return call.file(key.key)


def verify_pdf(call: Call, paper: str, roots: str | None, acting: Acting) -> Reply:
    """Say of each signature on a PDF whose it is, when it was made, and whether it holds."""
    signing = call.operations.pdf_signing(call.file(roots) if roots is not None else b"")
    reading = signing.read(call.file(paper), at=call.at(acting), file=paper)
    outcome = Outcome(value=reading, findings=reading.findings)
    return Reply(outcome=outcome, value=_value(reading), body=tuple(_body(call, paper, reading)))


def _body(call: Call, paper: str, reading: PdfReading) -> Iterator[RenderableType]:
    yield heading(call.say("cli.verify.title", subject=shown(paper, call.language)))
    if reading.sealed:
        yield facts([(call.say("cli.verify.sealed"), reading.sealed)])
    for each in reading.signatures:
        yield facts(
            [
                (call.say("cli.verify.signers"), shown(each.signer, call.language)),
                (call.say("cli.verify.at"), each.at.isoformat() if each.at is not None else ""),
                (call.say("cli.verify.time-by"), call.say(f"cli.verify.time-{'stamp' if each.stamped else 'own'}")),
            ]
        )


def _value(reading: PdfReading) -> dict[str, object]:
    return {
        "kind": "pdf",
        "sealed_sha256": reading.sealed,
        "signatures": [
            {
                "field": each.field,
                "signer": each.signer,
                "at": each.at.isoformat() if each.at is not None else None,
                "stamped": each.stamped,
                "intact": each.intact,
                "whole": each.whole,
                "trusted": each.trusted,
            }
            for each in reading.signatures
        ],
    }
