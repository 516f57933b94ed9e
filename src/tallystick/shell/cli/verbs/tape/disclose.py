"""`disclose` and `prove`: single rows of a filed tape, opened onshore on a recorded basis, proven overseas."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import shown
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.tape.disclose import Asked, Discloser, disclose_rows
from tallystick.shell.operations.tape.prove import prove_rows
from tallystick.tape.disclosures import DisclosedRows, Sample

__all__ = ["register"]

_ROWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _RowOptions:
    """Which rows and columns are opened, as the command line says it."""

    asset: Annotated[list[str] | None, typer.Option("--asset", metavar="ID")] = None
    sample: Annotated[int | None, typer.Option("--sample", metavar="NUMBER", min=1)] = None
    seed: Annotated[str | None, typer.Option("--seed", metavar="WORDS")] = None
    column: Annotated[list[str] | None, typer.Option("--column", metavar="NAME")] = None

    def asked(self) -> Asked:
        """Return what is asked for.

        Raises:
            WrongCallError: neither assets nor a sample with its seed, or both.
        """
        if bool(self.asset) is (self.sample is not None) or (self.sample is None) is bool(self.seed):
            raise WrongCallError(finding("cli.disclose-asks"))
        drawn = Sample(count=self.sample, seed=self.seed) if self.sample is not None and self.seed else None
        return Asked(assets=tuple(self.asset or ()), sample=drawn, columns=tuple(self.column or ()))


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    app.command("disclose", cls=Verb)(command(operations, _disclose))
    app.command("prove", cls=Verb)(command(operations, _prove))


def _disclose(
    call: Call,
    deal: Annotated[str, typer.Argument(metavar="DEAL")],
    out: Annotated[str, typer.Option("--out", metavar="FILE")],
    rows: _RowOptions,
    choice: HomeChoice,
    acting: Acting,
) -> Reply:
    asked, path = rows.asked(), Path(out)
    call.destination(str(path.parent))
    if path.exists():
        raise WrongCallError(finding("cli.file-taken", file=out))
    files, refused = call.folder(deal)

    @contextmanager
    def discloser() -> Iterator[Discloser]:
        person = call.actors(acting, files)[0]
        with call.installation(choice, side=Side.ONSHORE) as home:
            (signer,) = call.signers(home, (person,))
            yield Discloser(home=home, person=person, signer=signer, at=call.at(acting))

    outcome = disclose_rows(files, asked, discloser=discloser)
    findings = (*refused, *outcome.findings)
    if outcome.value is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    written = call.write(str(path.parent), {path.name: outcome.value.content()})
    return Reply(
        outcome=Outcome(value=outcome.value, findings=findings, written=written),
        value=_value(outcome.value),
        body=tuple(_body(call, outcome.value, call.say("cli.disclose.title"))),
    )


def _prove(
    call: Call,
    disclosure: Annotated[str, typer.Argument(metavar="FILE")],
    export: Annotated[str, typer.Argument(metavar="EXPORT")],
) -> Reply:
    content = call.file(disclosure)
    files, refused = call.folder(export)
    outcome = prove_rows(content, files, file=disclosure)
    findings, proven = (*refused, *outcome.findings), outcome.value
    if proven is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    title = call.say("cli.prove.holds" if proven.holds else "cli.prove.fails")
    return Reply(
        outcome=Outcome(value=proven, findings=findings),
        value={**_value(proven.disclosed), "package_root": proven.package_root, "holds": proven.holds},
        body=tuple(_body(call, proven.disclosed, title)),
    )


def _body(call: Call, disclosed: DisclosedRows, title: str) -> Iterator[RenderableType]:
    yield heading(title)
    basis, inventory = disclosed.basis, disclosed.inventory
    rows = [
        (call.say("cli.disclose.deal"), shown(disclosed.deal, call.language)),
        (call.say("cli.disclose.rows"), f"{len(disclosed.rows):,} / {disclosed.commitment.rows:,}"),
        (call.say("cli.disclose.root"), shown(disclosed.commitment.sha256, call.language)),
        (call.say("cli.disclose.basis"), shown(f"{basis.reference}, {basis.date} ({basis.clause})", call.language)),
        (call.say("cli.disclose.leaves"), shown(", ".join(inventory), call.language)),
    ]
    if disclosed.sample is not None:
        rows.append((call.say("cli.disclose.seed"), shown(disclosed.sample.seed, call.language)))
    yield facts(rows)
    names = [name for name in ("current_balance", "interest_rate", "remaining_term_months") if name in inventory]
    told = [
        (f"{row.index + 1:,}", *(shown(row.cells.get(name, "–"), call.language) for name in names))
        for row in disclosed.rows[:_ROWS]
    ]
    heads = (call.say("cli.disclose.row"), *(call.say(f"tape.column.{name}") for name in names))
    yield table(heads, told, right=range(len(heads)))


def _value(disclosed: DisclosedRows) -> dict[str, object]:
    return {
        "deal": disclosed.deal,
        "rows": [{"index": row.index, "cells": dict(row.cells)} for row in disclosed.rows],
        "of": disclosed.commitment.rows,
        "commitment": disclosed.commitment.sha256,
        "basis": {
            "reference": disclosed.basis.reference,
            "date": disclosed.basis.date,
            "clause": disclosed.basis.clause,
        },
        "inventory": dict(disclosed.inventory),
    }
