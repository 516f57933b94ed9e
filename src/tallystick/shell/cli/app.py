"""The application: the verbs, registered on one typer app that is given its operations."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.metadata import version as installed
from typing import Annotated, Final

import typer

from tallystick.evidence.wording import Language
from tallystick.shell.cli.application import Application
from tallystick.shell.operations.operations import Operations

__all__ = ["build"]

_PACKAGE: Final = "tallystick.shell.cli.verbs"
_VERBS: Final[Mapping[str, tuple[str, ...]]] = {
    "check": ("check",),
    "answer": ("answer",),
    "law.group": ("law",),
    "tape.examine": ("tape",),
    "cashflow.project": ("project",),
    "cashflow.analyse": ("analyse",),
    "cashflow.tieout": ("tieout",),
    "package": ("package", "deliver"),
    "tape.disclose": ("disclose", "prove"),
    "tape.matching": ("match",),
    "filing.forms": ("forms", "reply"),
    "filing.proofread": ("proofread", "compare-report"),
    "filing.compare": ("compare",),
    "desk": ("submit", "decide", "record"),
    "filing.handover": ("handover",),
    "filing.notice": ("notice",),
    "issuance.receive": ("receive",),
    "issuance.book": ("book",),
    "issue": ("issue", "service", "confirm"),
    "issuance.closing": ("closing", "refund"),
    "issuance.later": ("suspend", "resume", "freeze", "recover", "point", "pay", "anchor", "redeem"),
    "issuance.migrate": ("migrate",),
    "issuance.orders": ("order",),
    "issuance.roles": ("role",),
    "issuance.public": ("complete", "publish"),
    "issuance.holders": ("admit", "meet", "enforce", "settle", "correct"),
    "servicing.restate": ("restate",),
    "servicing.recoup": ("recoup",),
    "servicing.reconcile": ("reconcile",),
    "servicing.report": ("report",),
    "servicing.claims": ("claims", "claim", "collect"),
    "supervision.watch": ("watch", "tell"),
    "supervision.market": ("market",),
    "supervision.exchange": ("exchange",),
    "supervision.names": ("screen", "identify"),
    "supervision.metrics": ("metrics",),
    "verify": ("verify", "fsck"),
    "evidence.witnesses": ("witness", "cosign", "timestamp", "serve-witness"),
    "evidence.pdf": ("sign-pdf",),
    "evidence.verifier": ("verifier",),
    "evidence.attack": ("attack",),
    "evidence.audit": ("audit",),
    "walk": ("walk",),
    "portal.run": ("run",),
    "portal.serve": ("serve", "work"),
    "people.portal": ("accounts", "sign"),
    "keys": ("keys", "schema", "version"),
}
"""Each module of verbs with the verbs it registers, in the order in which help lists them."""


def build(operations: Operations, arguments: Sequence[str] = ()) -> typer.Typer:
    """Build the command line.

    Args:
        operations: what verbs work with; made by `wiring`.
        arguments: what follows the program's name. Where they begin with a verb, its module alone is read in, since
            reading in all of them takes longer than most verbs do; otherwise all are.
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
    called = _called(arguments)
    for module, verbs in _VERBS.items():
        if called is None or called in verbs:
            import_module(f"{_PACKAGE}.{module}").register(app, operations)
    return app


def _called(arguments: Sequence[str]) -> str | None:
    """Return the verb that the arguments begin with; None where they begin with anything else."""
    first = arguments[0] if arguments else ""
    return next((verb for verbs in _VERBS.values() for verb in verbs if verb == first), None)


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
