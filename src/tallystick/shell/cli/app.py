"""The application: every verb, registered on one typer app that is given its operations."""

from importlib.metadata import version as installed
from typing import Annotated

import typer

from tallystick.evidence.wording import Language
from tallystick.shell.cli.application import Application
from tallystick.shell.cli.verbs import answer, check, desk, issue, keys, package, serve, verify, walk
from tallystick.shell.cli.verbs.cashflow import analyse, project, tieout
from tallystick.shell.cli.verbs.evidence import attack, audit, pdf, verifier, witnesses
from tallystick.shell.cli.verbs.filing import compare, forms, handover, notice, proofread
from tallystick.shell.cli.verbs.issuance import closing, holders, later, public, receive
from tallystick.shell.cli.verbs.law import group as law
from tallystick.shell.cli.verbs.servicing import reconcile, report, restate
from tallystick.shell.cli.verbs.supervision import watch
from tallystick.shell.cli.verbs.tape import disclose, matching
from tallystick.shell.cli.verbs.tape import examine as tape
from tallystick.shell.operations.operations import Operations

__all__ = ["build"]

_VERBS = (
    check,
    answer,
    law,
    tape,
    project,
    analyse,
    tieout,
    package,
    disclose,
    matching,
    forms,
    proofread,
    compare,
    desk,
    handover,
    notice,
    receive,
    issue,
    closing,
    later,
    public,
    holders,
    restate,
    reconcile,
    report,
    watch,
    verify,
    witnesses,
    pdf,
    verifier,
    attack,
    audit,
    walk,
    serve,
    keys,
)


def build(operations: Operations) -> typer.Typer:
    """Build the command line.

    Args:
        operations: what verbs work with; made by `wiring`.
    """
    app = typer.Typer(
        name="tallystick",
        cls=Application,
        add_completion=False,
        invoke_without_command=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_root)
    for verb in _VERBS:
        verb.register(app, operations)
    return app


def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version")] = False,
    lang: Annotated[Language | None, typer.Option("--lang", metavar="zh|en")] = None,  # noqa: ARG001 - see `spoken`
) -> None:
    """Answer a call that names no verb: with the version where it is asked for, else with the list of verbs."""
    if version:
        typer.echo(f"tallystick {installed('tallystick')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        context.get_help()
