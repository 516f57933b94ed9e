"""`submit --out`: the files of a package as the authority's own system takes them."""

from tallystick.evidence.findings import finding
from tallystick.filing.materials import MaterialState
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Call, WrongCallError
from tallystick.shell.operations.filing.making.authority_set import make_set
from tallystick.shell.operations.outcome import Outcome

__all__ = ["write_set"]


def write_set(call: Call, package: str, out: str, parameters: str | None) -> Reply:
    """Write the set of a package to a folder of its own.

    Raises:
        WrongCallError: other files lie in the folder, which would be taken for part of the set.
    """
    call.destination(out)
    replaced = None if parameters is None else call.file(parameters)
    files, refused = call.folder(package)
    outcome = make_set(files, call.operations.documents, replaced=replaced)
    findings = (*refused, *outcome.findings)
    made = outcome.value
    if made is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    strangers = sorted(set(call.present(out, ".")) - {f"./{name}" for name in made.files})
    if strangers:
        raise WrongCallError(finding("cli.folder-taken", folder=out, files=tuple(strangers[:3])))
    written = call.write(out, made.files)
    size = sum(len(content) for content in made.files.values())
    rows = [
        (call.say("cli.package.root"), made.root),
        (call.say("cli.package.count"), str(len(made.files))),
        (call.say("cli.set.size"), f"{size:,}"),
        *((call.say(f"filing.materials.{state.value}"), str(made.states[state])) for state in MaterialState),
        (call.say("cli.package.where"), shown(out, call.language)),
    ]
    return Reply(
        outcome=Outcome(value=made, findings=findings, written=written),
        value={
            "filing": made.filing,
            "root": made.root,
            "folder": out,
            "files": sorted(made.files),
            "size": size,
            "states": {state.value: count for state, count in made.states.items()},
        },
        body=(heading(call.say("cli.set.title", filing=shown(made.filing, call.language))), facts(rows)),
        closing=(Prose(call.say("filing.materials.reconstruction"), "dim"), Prose(call.say("cli.set.note"), "dim")),
    )
