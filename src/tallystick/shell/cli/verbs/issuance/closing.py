"""`closing` and `refund`: the money of an issue, before it is minted and where it is not minted at all."""

from collections.abc import Mapping
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.issuance.closing.funds_flow import FlowLine
from tallystick.law.values import Truth
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.operations.issuance.closing import Closing
from tallystick.shell.operations.issuance.closing_files import ClosingFiles, closing_files, refund_table
from tallystick.shell.operations.issuance.prepare import prepare
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.issuance.refund import Refunded, refund
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome, has_errors

__all__ = ["register"]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    app.command("closing", cls=Verb)(command(operations, _closing))
    app.command("refund", cls=Verb)(command(operations, _refund))


def _closing(
    call: Call,
    export: Annotated[str, typer.Argument(metavar="EXPORT")],
    placement: Annotated[str, typer.Option("--placement", metavar="DIR")],
    choice: HomeChoice,
    acting: Acting,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
) -> Reply:
    crossed, _ = call.folder(export)
    placed, _ = call.folder(placement)
    with call.installation(choice, side=Side.OVERSEAS) as home:
        prepared = prepare(crossed, placed, at=call.at(acting), evidence=home.evidence)
        if prepared.value is None:
            return Reply(outcome=Outcome(value=None, findings=prepared.findings))
        outcome = prepared.value.closing
        findings = (*prepared.findings, *outcome.findings)
        if outcome.value is None:
            return Reply(outcome=Outcome(value=None, findings=findings))
        made = closing_files(call.operations.documents, home.evidence, prepared.value, outcome.value)
    written = call.write(out, made.files) if out is not None else ()
    return Reply(
        outcome=Outcome(value=outcome.value, findings=findings, written=written),
        value=_value(outcome.value, made),
        body=_body(call, outcome.value, made),
    )


def _refund(
    call: Call,
    export: Annotated[str, typer.Argument(metavar="EXPORT")],
    placement: Annotated[str, typer.Option("--placement", metavar="DIR")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT")],
    choice: HomeChoice,
    acting: Acting,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
) -> Reply:
    call.destination(out)
    crossed, _ = call.folder(export)
    placed, _ = call.folder(placement)
    received = open_received(crossed)
    if received.value is None or has_errors(received.findings):
        return Reply(outcome=Outcome(value=None, findings=received.findings))
    with call.installation(choice, side=Side.OVERSEAS) as home:
        people = call.actors(acting, placed)
        if len(people) != 2:
            raise WrongCallError(finding("cli.persons-two", given=len(people)))
        first, second = call.signers(home, people)
        told = refund(
            home.evidence,
            received.value.edition.head.filing,
            placed,
            reason=reason,
            by=(people[0], people[1]),
            signers=(first, second),
            at=call.at(acting),
        )
    findings = (*received.findings, *told.findings)
    if told.value is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    files = {
        f"refunds{f'-{number}' if number > 1 else ''}.csv": refund_table(call.operations.documents, each)
        for number, each in enumerate(told.value.lists, start=1)
    }
    written = call.write(out, files) if out is not None else ()
    heads = [call.say(f"cli.refund.{name}") for name in ("reference", "subscriber", "amount")]
    rows = [(each.reference, each.subscriber, str(each.amount)) for each in told.value.refunds]
    return Reply(
        outcome=Outcome(value=told.value, findings=findings, written=written),
        value=_refunded(told.value),
        body=(
            heading(call.say("cli.refund.title", deal=received.value.deal.id)),
            table(heads, rows, right=(2,)),
            facts([(call.say("cli.refund.before"), str(told.value.before))]),
        ),
    )


def _refunded(told: Refunded) -> dict[str, object]:
    rows = [
        {"reference": each.reference, "subscriber": each.subscriber, "amount": str(each.amount)}
        for each in told.refunds
    ]
    return {"refunds": rows, "before": told.before}


def _body(call: Call, closing: Closing, made: ClosingFiles) -> tuple[RenderableType, ...]:
    heads = [call.say(f"cli.closing.{name}") for name in ("movement", "who", "amount")]
    flow = made.flow
    rows = [_row(call, each) for each in (*flow.paid_in, *flow.paid_out, *flow.repatriated)]
    sums = [flow.sums(currency) for currency in flow.currencies()]
    paid = sum(each.funded is Truth.TRUE for each in closing.standing)
    about = [
        (call.say("cli.closing.conditions"), _of(_met(closing), len(closing.papers.conditions))),
        (call.say("cli.closing.funded"), _of(paid, len(closing.standing))),
        *((call.say("cli.closing.in"), str(into)) for into, _ in sums),
        *((call.say("cli.closing.out"), str(out)) for _, out in sums),
        *((call.say("cli.closing.to-repatriate"), str(each)) for each in flow.to_repatriate),
    ]
    about.append((call.say("cli.closing.report"), call.say(f"cli.closing.report-{_reported(made)}")))
    return heading(call.say("cli.closing.title", deal=flow.deal)), table(heads, rows, right=(2,)), facts(about)


def _row(call: Call, line: FlowLine) -> tuple[str, str, str]:
    return call.say(f"issuance.flow.{line.kind}"), call.name(line.who), str(line.amount)


def _of(some: int, whole: int) -> str:
    return f"{some} / {whole}"


def _reported(made: ClosingFiles) -> str:
    return "later" if made.report is None else "drawn"


def _met(closing: Closing) -> int:
    return sum(each.standing(closing.as_of) is Truth.TRUE for each in closing.papers.conditions)


def _value(closing: Closing, made: ClosingFiles) -> Mapping[str, object]:
    return {
        "ready": closing.ready,
        "subscribers": [
            {
                "subscriber": each.subscriber,
                "owed": str(each.owed),
                "cleared": str(each.cleared),
                "waiting": str(each.waiting),
                "funded": each.funded.value,
            }
            for each in closing.standing
        ],
        "funds_flow": made.flow.as_canonical(),
        "completion_report": made.report,
    }
