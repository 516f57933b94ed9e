"""From a verb to a typer command: its options, its exit code, and what becomes of a refusal.

    verb(call, ...) -> Reply -> printed, exit 0, 1 or 3
    a refusal of the call, or of keys, home, log, objects, store or chain -> its finding printed, exit 2

A parameter whose type is a frozen dataclass stands for the options that are its fields, so that verbs share options
without repeating them. The group they form is `Application`.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Annotated, Any, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup

from tallystick.evidence.findings import Severity, finding
from tallystick.evidence.parsers import parser_problem
from tallystick.evidence.wording import Language, severity
from tallystick.shell.cli.help import help_page
from tallystick.shell.cli.render import Reply, Screen
from tallystick.shell.cli.session import Call, Detail, Manner, WrongCallError
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = ["WRONG_CALL", "Verb", "Verbs", "command", "verbs"]

WRONG_CALL = 2
_WAITS = 3


class Verb(TyperCommand):
    """One verb as typer sees it; its help is ours."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - as typer declares it
        """Show the help in the language of the call."""
        language = ctx.find_root().obj
        Screen(language=language).page([*help_page(self, ctx, language)])


class Verbs(TyperGroup):
    """Some verbs under one name, such as `law`; their help is ours."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - as typer declares it
        """Show the verbs in the language of the call."""
        language = ctx.find_root().obj
        Screen(language=language).page([*help_page(self, ctx, language)])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - as typer declares it
        """Find the verb; one that is not there is refused with those that are."""
        if args[0] not in self.commands and not args[0].startswith("-"):
            raise WrongCallError(finding("cli.verb-unknown", verb=args[0], known=tuple(self.commands)))
        return super().resolve_command(ctx, args)


def verbs(name: str) -> typer.Typer:
    """Begin some verbs under one name; called without any of them it lists them, in the language that is asked for."""
    group = typer.Typer(name=name, cls=Verbs, invoke_without_command=True)
    group.callback()(_listed)
    return group


def _listed(
    context: typer.Context,
    lang: Annotated[Language | None, typer.Option("--lang", metavar="zh|en")] = None,  # noqa: ARG001 - see `spoken`
) -> None:
    if context.invoked_subcommand is None:
        context.get_help()


def command(operations: Operations, verb: Callable[..., Reply], *, detail: bool = True) -> Callable[..., None]:
    """Turn a verb into a function whose signature typer can read.

    Args:
        operations: what the verb works with.
        verb: takes a `Call` first, then arguments, options and groups of options.
        detail: whether the verb has findings to be told in more or less detail.
    """
    title = verb.__name__.strip("_").replace("_", "-")
    groups: dict[str, Any] = {"manner": Manner} | ({"detail": Detail} if detail else {})
    hints = get_type_hints(verb, include_extras=True)
    own = {each.name: (each, hints[each.name]) for each in list(inspect.signature(verb).parameters.values())[1:]}
    gathered: dict[str, Any] = {name: hint for name, (_, hint) in own.items() if is_dataclass(hint)} | groups

    def run(context: typer.Context, **given: Any) -> None:  # noqa: ANN401 - typer has converted them
        kept = {name: _taken(given, group) for name, group in gathered.items()}
        manner, told = kept.pop("manner"), kept.pop("detail", Detail())
        language = manner.lang or context.find_root().obj
        screen = Screen(language=language, json=manner.json, detail=told)
        call = Call(verb=title, operations=operations, language=language, quiet=manner.json, whole=told.all)
        raise typer.Exit(_exit(screen, call, lambda: verb(call, **given, **kept)))

    optional = sorted(_parameters(own, groups), key=lambda each: each.default is not inspect.Parameter.empty)
    asked = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    parameters = [asked, *optional]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    run.__name__ = title
    return run


def _exit(screen: Screen, call: Call, act: Callable[[], Reply]) -> int:
    try:
        reply = act()
    except RefusedError as error:
        waits = severity(error.finding) is Severity.OPEN
        return screen.refusal(call.verb, error.finding, _WAITS if waits else WRONG_CALL)
    except OSError as error:
        detail, name = parser_problem(str(error)), error.filename
        refused = finding("cli.system-refused-at", detail=detail, name=str(name)) if name is not None else None
        return screen.refusal(call.verb, refused or finding("cli.system-refused", detail=detail), WRONG_CALL)
    return screen.reply(call.verb, reply)


def _taken(given: dict[str, Any], group: Any) -> Any:  # noqa: ANN401 - a dataclass and its value
    """Take the fields of a group out of what typer gave and make the group of them."""
    return group(**{each.name: given.pop(each.name) for each in fields(group)})


def _parameters(
    own: Mapping[str, tuple[inspect.Parameter, Any]], groups: Mapping[str, type]
) -> Iterator[inspect.Parameter]:
    """Yield the verb's own parameters with every group replaced by its fields."""
    for each, hint in own.values():
        if is_dataclass(hint):
            yield from _fields(hint)
        else:
            yield each.replace(annotation=hint, kind=inspect.Parameter.KEYWORD_ONLY)
    for group in groups.values():
        yield from _fields(group)


def _fields(group: Any) -> Iterator[inspect.Parameter]:  # noqa: ANN401 - a dataclass
    hints = get_type_hints(group, include_extras=True)
    for each in fields(group):
        default = inspect.Parameter.empty if each.default is MISSING else each.default
        yield inspect.Parameter(each.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hints[each.name])
