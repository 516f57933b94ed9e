"""The application: every verb, registered on one typer app that is given its operations."""

import typer

from tallystick.shell.cli.command import Application
from tallystick.shell.cli.verbs import answer, check, desk, issue, keys, package, project, tape, verify, walk
from tallystick.shell.cli.verbs.law import group as law
from tallystick.shell.operations.operations import Operations

__all__ = ["build"]

_VERBS = (check, answer, law, tape, project, package, desk, issue, verify, walk, keys)


def build(operations: Operations) -> typer.Typer:
    """Build the command line.

    Args:
        operations: what verbs work with; made by `wiring`.
    """
    app = typer.Typer(
        name="tallystick",
        cls=Application,
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    app.callback()(_root)
    for verb in _VERBS:
        verb.register(app, operations)
    return app


def _root() -> None:
    """Hold the verbs together; typer needs it so that one verb alone is still a verb."""
