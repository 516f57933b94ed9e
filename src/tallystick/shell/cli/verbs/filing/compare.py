"""`compare`: two versions of a package, as fields, as text and as rows of the tape, aggregated."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.wording import Language
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Call
from tallystick.shell.operations.filing.proofing.compare import Compared, compare
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.units.money import Money

__all__ = ["register"]

_LONGEST = 60


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("compare", cls=Verb)(command(operations, _compare))


def _compare(
    call: Call,
    before: Annotated[str, typer.Argument(metavar="PACKAGE")],
    after: Annotated[str, typer.Argument(metavar="PACKAGE")],
    out: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
) -> Reply:
    call.destination(out)
    old, refused = call.folder(before)
    new, also_refused = call.folder(after)
    outcome = compare(old, new, call.operations.documents)
    findings = (*refused, *also_refused, *outcome.findings)
    compared = outcome.value
    if compared is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    written = () if out is None else call.write(out, compared.redlines)
    return Reply(
        outcome=Outcome(value=compared, findings=findings, written=written),
        value=_value(compared),
        body=tuple(_body(call, compared)),
    )


def _body(call: Call, compared: Compared) -> Iterator[RenderableType]:
    title = call.say(
        "cli.compare.title",
        before=shown(compared.before, call.language),
        after=shown(compared.after, call.language),
    )
    yield heading(title)
    rows = [
        (call.say("cli.compare.fields"), str(len(compared.fields))),
        (call.say("cli.compare.files"), str(len(compared.files))),
        *(
            (call.say(f"cli.compare.lines-{language.value}"), str(compared.lines[language]))
            for language in Language
            if language in compared.lines
        ),
    ]
    if compared.tape is not None:
        tape = compared.tape
        rows += [(call.say(f"cli.compare.tape-{name}"), f"{getattr(tape, name):,}") for name in _COUNTED]
    yield facts(rows)
    if compared.tape is not None:
        yield heading(call.say("cli.compare.owed"))
        yield facts([(call.say(f"cli.compare.owed-{name}"), _owed(call, each)) for name, each in tape.owed.items()])
    if compared.fields:
        heads = [call.say(f"cli.compare.{name}") for name in ("field", "before", "after")]
        yield table(
            heads,
            [
                tuple(shown(_short(text), call.language) for text in (each.path, each.before, each.after))
                for each in compared.fields
            ],
        )
    if compared.tape is not None and compared.tape.columns:
        yield heading(call.say("cli.compare.columns"))
        yield facts([(shown(name, call.language), f"{count:,}") for name, count in compared.tape.columns])
    yield Prose(call.say("cli.compare.note"), "dim")


_COUNTED = ("before", "after", "added", "removed", "changed")


def _owed(call: Call, money: Money | None) -> str:
    return call.say("cli.compare.owed-untold") if money is None else money.text(call.language.value)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _value(compared: Compared) -> dict[str, object]:
    tape = compared.tape
    return {
        "before": compared.before,
        "after": compared.after,
        "fields": [{"path": each.path, "before": each.before, "after": each.after} for each in compared.fields],
        "files": list(compared.files),
        "lines": {language.value: count for language, count in compared.lines.items()},
        "tape": None
        if tape is None
        else {name: getattr(tape, name) for name in _COUNTED}
        | {"columns": dict(tape.columns), "owed": {k: None if v is None else str(v) for k, v in tape.owed.items()}},
    }
