"""The group of all verbs: its own options, and what becomes of a call that typer refuses or somebody breaks off.

    a wrong call -> its finding on standard error, exit 2      broken off (Ctrl-C) -> said so, exit 130
    an answer that cannot be written -> said so, exit 1        a reader that has read enough -> silence, exit 1

Anything else that is raised is a fault of this program and keeps its traceback.
"""

import os
import re
import sys
from collections.abc import Sequence
from typing import Any

import typer

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.parsers import parser_problem
from tallystick.evidence.wording import Language, say
from tallystick.shell.cli.command import WRONG_CALL, Verbs
from tallystick.shell.cli.help import metavar
from tallystick.shell.cli.language import spoken
from tallystick.shell.cli.render import Screen
from tallystick.shell.cli.session import WrongCallError
from tallystick.shell.cli.streams import forgiving, give_up, reader_left

__all__ = ["Application"]

_INTERRUPTED = 130
_UNWRITTEN = 1
_USAGE: type[Exception] = typer.BadParameter.__mro__[1]


class Application(Verbs):
    """The group of all verbs: words its help in the language of the call, and a wrong call like a finding."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,  # noqa: ANN401 - as typer declares it
    ) -> Any:  # noqa: ANN401 - as typer declares it
        """Run a command line; typer's own refusals become findings and exit 2."""
        forgiving()
        arguments = list(sys.argv[1:] if args is None else args)
        language = spoken(arguments)
        screen = Screen(language=language, json="--json" in arguments)
        verb = next((argument for argument in arguments if argument in self.commands), "")
        try:
            extra["obj"] = language
            status = super().main(arguments, prog_name, complete_var, False, windows_expand_args, **extra)
            sys.stdout.flush()
        except WrongCallError as error:
            status = screen.refusal(verb, error.finding, WRONG_CALL)
        except _USAGE as error:
            status = screen.refusal(verb, _misused(error, arguments, language), WRONG_CALL)
        except typer.Abort:
            status = _INTERRUPTED
        except OSError as error:
            status = _unwritten(error, language)
        if status == _INTERRUPTED:
            screen.refusal(verb, finding("cli.interrupted"), _INTERRUPTED)
        if standalone_mode:
            sys.exit(status if isinstance(status, int) else 0)
        return status


def _unwritten(error: OSError, language: Language) -> int:
    """Say on the error stream that the answer could not be written, if that can still be said."""
    give_up(sys.stdout)
    if reader_left(error):
        return _UNWRITTEN
    try:
        Screen(language=language).refusal(
            "", finding("cli.answer-unwritten", detail=parser_problem(str(error))), _UNWRITTEN
        )
        sys.stderr.flush()
    except OSError:
        give_up(sys.stderr)
    return _UNWRITTEN


def _misused(error: Exception, arguments: Sequence[str], language: Language) -> Finding:
    """Word one of typer's refusals; its own sentence is kept as the detail where there is no better one."""
    parameter: Any = getattr(error, "param", None)
    said = str(getattr(error, "message", error))
    option = str(getattr(error, "option_name", ""))
    match type(error).__name__:
        case "MissingParameter" if parameter is not None:
            argument = parameter.param_type_name == "argument"
            return finding(
                "cli.usage-missing", name=metavar(parameter.metavar, language) if argument else parameter.opts[0]
            )
        case "NoSuchOption":
            return finding("cli.usage-unknown", name=option)
        case "BadOptionUsage" if "does not take" in said:
            return finding("cli.usage-no-value", name=option)
        case "BadOptionUsage":
            return finding("cli.usage-value-missing", name=option)
        case "BadParameter" if parameter is not None:
            expected = say("cli.usage.or", language).join(metavar(parameter.metavar, language).split("|"))
            value = _given(parameter, arguments)
            return finding("cli.usage-value", name=parameter.opts[0], value=value, expected=expected)
    extra = re.search(r"unexpected extra argument\(?s?\)? \((.*)\)", said)
    if extra is not None:
        return finding("cli.usage-extra", extra=extra[1])
    return finding("cli.usage-wrong", detail=said)


def _given(parameter: Any, arguments: Sequence[str]) -> str:  # noqa: ANN401 - typer's parameters have no public type
    """Return what an option was given: on the command line, else by its variable."""
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=False):
        name, equals, value = argument.partition("=")
        if name in parameter.opts:
            return value if equals else following
    return os.environ.get(str(parameter.envvar), "")
