"""`serve` and `work`: show a home as pages in a browser, on this machine alone unless said; and do its jobs."""

import ipaddress
import socket
from pathlib import Path
from typing import Annotated

import typer

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply
from tallystick.shell.cli.session import Call, HomeChoice, WrongCallError
from tallystick.shell.cli.verbs.people.portal import LOGINS
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.folders import HomeMissingError, HomeSideError
from tallystick.shell.operations.ports.refusals import RefusedError
from tallystick.shell.operations.ports.services.jobs import LEASE_SECONDS
from tallystick.shell.operations.ports.services.serving import Serving, Working

__all__ = ["check_place", "register", "url"]

_PORT = 8000
_PORTS = range(1, 65_536)


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    app.command("serve", cls=Verb)(command(operations, _serve, detail=False))
    app.command("work", cls=Verb)(command(operations, _work, detail=False))


def _serve(
    call: Call,
    choice: HomeChoice,
    address: Annotated[str, typer.Option("--address", metavar="ADDRESS")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="PORT")] = _PORT,
    host: Annotated[list[str] | None, typer.Option("--host", metavar="NAME")] = None,
    people: Annotated[str | None, typer.Option("--people", metavar="FILE")] = None,
    workers: Annotated[int, typer.Option("--workers", metavar="NUMBER")] = 1,
) -> Reply:
    check_place(address, port, tuple(host or ()))
    folder, side = _home(call, choice)
    if host or not ipaddress.ip_address(address).is_loopback:
        _see_that_nobody_was_printed(call, folder)
    if people is not None:
        call.file(people)
    if not call.quiet:
        typer.echo(call.say("cli.serve.at", side=call.say(f"cli.side.{side.value}"), address=url(address, port)))
    call.operations.serve(
        Serving(
            home=folder,
            side=side,
            address=address,
            port=port,
            hosts=tuple(host or ()),
            people=people or "",
            workers=max(1, workers),
        )
    )
    told = {"home": folder, "side": side.value, "address": address, "port": port}
    return Reply(outcome=Outcome(value=None), value=told, body=(Prose(call.say("cli.serve.stopped")),))


def _work(
    call: Call,
    choice: HomeChoice,
    lease: Annotated[int, typer.Option("--lease", metavar="SECONDS", min=1)] = int(LEASE_SECONDS),
    until_empty: Annotated[bool, typer.Option("--until-empty")] = False,
) -> Reply:
    folder, side = _home(call, choice)
    if not call.quiet and not until_empty:
        typer.echo(call.say("cli.work.at", side=call.say(f"cli.side.{side.value}"), home=shown(folder, call.language)))
    done = call.operations.work(Working(home=folder, side=side, lease=float(lease), until_empty=until_empty))
    told = {"home": folder, "side": side.value, "done": done}
    return Reply(outcome=Outcome(value=None), value=told, body=(Prose(call.say("cli.work.done", count=done)),))


def _home(call: Call, choice: HomeChoice) -> tuple[str, Side]:
    """Return the home that the call names, and on which side it is.

    Raises:
        HomeMissingError, HomeSideError: there is no home, or it is on the other side.
    """
    folder = choice.home or str(Path.home() / ".tallystick")
    side = call.operations.side_of(folder)
    if side is None:
        raise HomeMissingError(finding("cli.home-missing", home=folder, side=(choice.side or Side.ONSHORE).value))
    if choice.side not in {None, side}:
        raise HomeSideError(finding("cli.home-other", home=folder, side=choice.side.value if choice.side else ""))
    return folder, side


def _see_that_nobody_was_printed(call: Call, folder: str) -> None:
    """See that no password and second factor of a home was printed and kept for a rehearsal on this machine.

    Raises:
        WrongCallError: they were.
    """
    try:
        call.operations.folders.read_file(f"{folder}/{LOGINS}")
    except RefusedError:
        return
    raise WrongCallError(finding("cli.serve-printed", home=folder, file=LOGINS))


def check_place(address: str, port: int, hosts: tuple[str, ...]) -> None:
    """See that pages can be served there, and that strangers reach them only where that was said.

    Raises:
        WrongCallError: otherwise.
    """
    try:
        place = ipaddress.ip_address(address)
    except ValueError as error:
        raise WrongCallError(finding("cli.serve-address", address=address, port=port)) from error
    if port not in _PORTS:
        raise WrongCallError(finding("cli.serve-address", address=address, port=port))
    if not place.is_loopback and not hosts:
        raise WrongCallError(finding("cli.serve-open", address=address))
    family = socket.AF_INET6 if place.version == 6 else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((address, port))
        except OSError as error:
            detail = error.strerror or str(error)
            raise WrongCallError(finding("cli.serve-taken", address=address, port=port, detail=detail)) from error


def url(address: str, port: int) -> str:
    """Return where pages are, for people and browsers."""
    return f"http://[{address}]:{port}/" if ":" in address else f"http://{address}:{port}/"
