"""The group `law`."""

import typer

from tallystick.shell.cli.command import Verb, command, verbs
from tallystick.shell.cli.verbs.law.clock import clock
from tallystick.shell.cli.verbs.law.impact import impact
from tallystick.shell.cli.verbs.law.show import show
from tallystick.shell.operations.operations import Operations

__all__ = ["register"]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs, as a group of their own."""
    group = verbs("law")
    group.command("show", cls=Verb)(command(operations, show))
    group.command("clock", cls=Verb)(command(operations, clock))
    group.command("impact", cls=Verb)(command(operations, impact))
    app.add_typer(group)
