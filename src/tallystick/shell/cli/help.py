"""The help of the application and of each verb, in the language of the call.

    Usage: tallystick VERB ARGUMENT [options]      what it does      its arguments, its options, or the verbs

Every word comes from the catalogue: ``cli.help.VERB``, ``cli.option.NAME`` (``cli.option.VERB.NAME`` where a verb means
it in its own way) and ``cli.metavar.NAME``. typer's own pages are not used: their words are English, and their lines
break only where there is a space, which cuts Chinese off.
"""

from collections.abc import Iterator
from typing import Any

import typer
from rich.console import RenderableType
from rich.table import Table

from tallystick.evidence.wording import Language, labels, say
from tallystick.shell.cli.prose import Prose
from tallystick.shell.cli.render import heading

__all__ = ["help_page", "metavar"]

_NAMES = 34


def help_page(command: Any, context: typer.Context, language: Language) -> Iterator[RenderableType]:  # noqa: ANN401
    """Yield the help of a command; typer's commands have no public type."""
    parameters = [*command.params, command.get_help_option(context)]
    arguments = [each for each in parameters if each.param_type_name == "argument"]
    options = [each for each in parameters if each.param_type_name != "argument"]
    verbs = getattr(command, "commands", {})
    parts = [metavar(each.metavar, language) for each in arguments]
    parts += [_written(each, language) for each in options if each.required]
    parts += [say("cli.metavar.VERB", language)] if verbs else []
    usage = " ".join([context.command_path, *parts, say("cli.help-page.options", language)])
    yield heading(say("cli.help-page.usage", language, usage=usage))
    yield Prose("")
    yield Prose(say(f"cli.help.{command.name}", language))
    if verbs:
        rows = [(name, say(f"cli.help.{name}", language)) for name in verbs]
        yield from _section("verbs", rows, language)
    if arguments:
        rows = [(metavar(each.metavar, language), _explained(command, each, language)) for each in arguments]
        yield from _section("arguments", rows, language)
    rows = [(_written(each, language), _explained(command, each, language)) for each in options]
    yield from _section("options", rows, language)


def metavar(name: str | None, language: Language) -> str:
    """Return what stands for a value (``DEAL``) in a language; words that are typed as they are stay."""
    key = f"cli.metavar.{name}"
    return say(key, language) if key in labels() else name or ""


def _section(name: str, rows: list[tuple[str, str]], language: Language) -> Iterator[RenderableType]:
    yield heading(say(f"cli.panel.{name}", language))
    drawn = Table.grid(padding=(0, 2))
    drawn.add_column(max_width=_NAMES)
    for left, right in rows:
        drawn.add_row(Prose(left, indent=2), Prose(right))
    yield drawn


def _written(option: Any, language: Language) -> str:  # noqa: ANN401 - typer's parameters have no public type
    names = ", ".join((*option.opts, *option.secondary_opts))
    return f"{names} {metavar(option.metavar, language)}".rstrip()


def _explained(command: Any, parameter: Any, language: Language) -> str:  # noqa: ANN401 - likewise
    own = f"cli.option.{command.name}.{parameter.name}"
    said = [say(own if own in labels() else f"cli.option.{parameter.name}", language)]
    if parameter.required and parameter.param_type_name != "argument":
        said.append(say("cli.help-page.required", language))
    if parameter.envvar:
        said.append(say("cli.help-page.variable", language, name=str(parameter.envvar)))
    return "".join(said)
