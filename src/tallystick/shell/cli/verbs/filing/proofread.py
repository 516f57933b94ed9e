"""`proofread` and `compare-report`: documents held against the deal, an edited report against the sealed one."""

from typing import Annotated

import typer

from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Call
from tallystick.shell.operations.filing.proofing.compare_report import compare_report
from tallystick.shell.operations.filing.proofing.proofread import proofread
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.services.scanning import UNSCANNED

__all__ = ["register"]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    app.command("proofread", cls=Verb)(command(operations, _proofread))
    app.command("compare-report", cls=Verb)(command(operations, _compare_report))


def _proofread(call: Call, deal: Annotated[str, typer.Argument(metavar="DEAL")]) -> Reply:
    files, refused = call.folder(deal)
    outcome = proofread(files, call.operations.documents, scanner=call.operations.scanner)
    findings = (*refused, *outcome.findings)
    done = outcome.value
    if done is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    count = sum(number for _, _, number in done.documents)
    rows = [
        (shown(name, call.language), kind.value, str(number))
        for name, kind, number in done.documents
        if not name.startswith("evidence/")
    ]
    heads = [call.say(f"cli.proofread.{name}") for name in ("document", "kind", "contradictions")]
    closing = call.say("cli.proofread.result", count=count, documents=len(done.documents))
    return Reply(
        outcome=Outcome(value=done, findings=findings),
        value={
            "deal": done.deal.id,
            "contradictions": count,
            "scanner": call.operations.scanner.name,
            "documents": [
                {"file": name, "kind": kind.value, "contradictions": number} for name, kind, number in done.documents
            ],
        },
        body=(
            heading(call.say("cli.proofread.title", name=call.name(done.deal.name))),
            table(heads, rows, right=(2,)),
        ),
        closing=(Prose(closing), *_scanned(call), Prose(call.say("cli.proofread.note"), "dim")),
        failed=bool(count),
    )


def _scanned(call: Call) -> tuple[Prose, ...]:
    """Say whether the documents were looked through for viruses, and by what."""
    name = call.operations.scanner.name
    if name == UNSCANNED.name:
        return (Prose(call.say("cli.proofread.unscanned"), "dim"),)
    return (Prose(call.say("cli.proofread.scanned", scanner=name), "dim"),)


def _compare_report(
    call: Call,
    package: Annotated[str, typer.Argument(metavar="PACKAGE")],
    document: Annotated[str, typer.Argument(metavar="DOCUMENT")],
) -> Reply:
    files, refused = call.folder(package)
    outcome = compare_report(files, call.file(document), name=document)
    compared = outcome.value
    findings = (*refused, *outcome.findings)
    if compared is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    rows = [
        (call.say("cli.compare.filing"), shown(compared.filing, call.language)),
        (call.say("cli.compare.report"), f"report-{compared.language.value}.docx"),
        (call.say("cli.compare.lines"), str(compared.lines)),
        (call.say("cli.compare.differing"), str(compared.differing)),
    ]
    return Reply(
        outcome=Outcome(value=compared, findings=findings),
        value={
            "filing": compared.filing,
            "language": compared.language.value,
            "lines": compared.lines,
            "differing": compared.differing,
        },
        body=(heading(call.say("cli.compare.report-title", name=shown(document, call.language))), facts(rows)),
    )
