"""`package` and `deliver`: the sealed filing set, and what of it crosses to the other side."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.evidence.wording import labels
from tallystick.filing.manifest import Circulation
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Call, HomeChoice, WrongCallError
from tallystick.shell.operations.filing.deliver import deliver
from tallystick.shell.operations.filing.handing.delivered import log_delivery
from tallystick.shell.operations.filing.making.destination import EXPORT, PACKAGE, foreign
from tallystick.shell.operations.filing.making.pages import FIRST, Version
from tallystick.shell.operations.filing.package import Packaged, make_package
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome

__all__ = ["register"]

_ROOT = re.compile(r"[0-9a-f]{64}")


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    app.command("package", cls=Verb)(command(operations, _package))
    app.command("deliver", cls=Verb)(command(operations, _deliver))


def _package(
    call: Call,
    deal: Annotated[str, typer.Argument(metavar="DEAL")],
    out: Annotated[str, typer.Option("--out", metavar="DIR")],
    choice: HomeChoice,
    number: Annotated[int, typer.Option("--number", metavar="1|2|3…", min=1)] = 1,
    previous: Annotated[str | None, typer.Option("--previous", metavar="ROOT")] = None,
) -> Reply:
    if (number == 1) != (previous is None):
        # Versions are counted from one, and each after it names the root of the one before.
        raise WrongCallError(finding("cli.usage-missing", name="--number" if number == 1 else "--previous"))
    if previous is not None and not _ROOT.fullmatch(previous):
        raise WrongCallError(finding("cli.previous-unreadable", value=previous))
    version = FIRST if number == 1 and previous is None else Version(number=number, previous=previous)
    _free(call, out)
    files, refused = call.folder(deal)

    def secret() -> bytes:
        with call.installation(choice, side=Side.ONSHORE, new=True) as installation:
            return installation.secret

    with call.progress() as progress:
        outcome = make_package(
            files,
            call.operations.documents,
            secret=secret,
            version=version,
            scanner=call.operations.scanner,
            progress=progress,
        )
    findings = (*refused, *outcome.findings)
    packaged = outcome.value
    if packaged is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    contents = {f"{PACKAGE}/{name}": content for name, content in packaged.package.files().items()}
    contents |= {f"{EXPORT}/{name}": content for name, content in packaged.edition.files().items()}
    written = _write(call, out, contents)
    return Reply(
        outcome=Outcome(value=packaged, findings=findings, written=written),
        value=_value(packaged, out),
        body=tuple(_body(call, packaged, out)),
    )


def _deliver(
    call: Call,
    filing: Annotated[str, typer.Argument(metavar="FILING")],
    out: Annotated[str, typer.Option("--out", metavar="DIR")],
    choice: HomeChoice,
) -> Reply:
    call.destination(out)
    with call.installation(choice, side=Side.ONSHORE) as installation:
        if installation.evidence.journal.filing(filing) is None:
            return Reply(outcome=Outcome(value=None, findings=(finding("filing.unknown", filing=filing),)))
        outcome = deliver(installation.evidence, filing)
        if outcome.value is None:
            return Reply(outcome=outcome)
        written = _write(call, out, outcome.value)
        log_delivery(installation, filing, outcome.value, at=call.operations.now())
    told = [Prose(call.say("cli.deliver.crosses", count=len(outcome.value), folder=shown(out, call.language)))]
    return Reply(
        outcome=Outcome(value=outcome.value, findings=outcome.findings, written=written),
        value={"filing": filing, "files": sorted(outcome.value)},
        body=(heading(call.say("cli.deliver.title", filing=shown(filing, call.language))), *told),
    )


def _free(call: Call, out: str) -> None:
    """See, before the work, that a set can be written to a folder and nothing else lies where it goes.

    Raises:
        DestinationError, WrongCallError: it cannot, or something does.
    """
    call.destination(out)
    strangers = foreign(call.present(out, PACKAGE, EXPORT))
    if strangers:
        raise WrongCallError(finding("cli.folder-taken", folder=out, files=strangers[:3]))


def _write(call: Call, out: str, contents: Mapping[str, bytes]) -> tuple[str, ...]:
    """Write a set of files that is to be complete by itself.

    Raises:
        WrongCallError: other files lie there already, which would be taken for part of it.
    """
    if Path(out).is_dir():
        folders = {name.partition("/")[0] for name in contents}
        present = [name for name in call.folder(out)[0] if name.partition("/")[0] in folders]
        foreign = tuple(sorted(set(present) - set(contents)))
        if foreign:
            raise WrongCallError(finding("cli.folder-taken", folder=out, files=foreign[:3]))
    return call.write(out, contents)


def _body(call: Call, packaged: Packaged, out: str) -> Iterator[RenderableType]:
    manifest, edition = packaged.package.manifest, packaged.edition
    crossing = sum(entry.side is Circulation.BOTH for entry in manifest.files)
    yield heading(call.say("cli.package.title", filing=shown(manifest.head.filing, call.language)))
    yield facts(
        [
            (call.say("cli.package.version"), str(manifest.head.version)),
            (call.say("cli.package.root"), manifest.package_root),
            (call.say("cli.package.root-sm3"), manifest.package_root_sm3),
            (call.say("cli.package.export-root"), edition.root),
            (call.say("cli.package.files"), f"{len(manifest.files)} ({crossing})"),
            (call.say("cli.package.where"), shown(f"{out}/{PACKAGE}  {out}/{EXPORT}", call.language)),
        ]
    )
    roles = Counter((entry.role, entry.side) for entry in manifest.files)
    rows = [
        (
            _role(call, role),
            str(count),
            call.say("cli.package.crosses" if side is Circulation.BOTH else "cli.package.stays"),
        )
        for (role, side), count in sorted(roles.items())
    ]
    yield Prose("")
    yield table(("", call.say("cli.package.count"), call.say("cli.package.side")), rows, right=(1,))


def _role(call: Call, role: str) -> str:
    key = f"filing.role.{role}"
    return call.say(key) if key in labels() else shown(role, call.language)


def _value(packaged: Packaged, out: str) -> dict[str, object]:
    manifest, edition = packaged.package.manifest, packaged.edition
    return {
        "filing": manifest.head.filing,
        "version": manifest.head.version,
        "package": f"{out}/{PACKAGE}",
        "export": f"{out}/{EXPORT}",
        "root": manifest.package_root,
        "root_sm3": manifest.package_root_sm3,
        "export_root": edition.root,
        "files": [
            {"path": entry.path, "role": entry.role, "sha256": entry.sha256, "side": entry.side.value}
            for entry in manifest.files
        ],
        "screening": packaged.conclusion.verdict.value,
    }
