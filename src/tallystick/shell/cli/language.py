"""The language a command line is answered in, and its help in that language.

``--lang`` counts first, then `TALLYSTICK_LANG`, then the locale, then English. Help texts are labels of the catalogue
(``cli.help.VERB``, ``cli.option.NAME``) and are put in place when the call is known, not when it is declared.
"""

import os
from collections.abc import Mapping, Sequence
from typing import Any

import typer

from tallystick.evidence.wording import Language, labels, say

__all__ = ["spoken", "word_help"]

_LOCALES = ("TALLYSTICK_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
_OPTION = "--lang"


def spoken(arguments: Sequence[str] = (), environment: Mapping[str, str] | None = None) -> Language:
    """Return the language asked for by the arguments, else by the environment, else English."""
    surroundings = os.environ if environment is None else environment
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=False):
        name, equals, value = argument.partition("=")
        if name == _OPTION:
            return Language.parse(value if equals else following, otherwise=Language.EN)
    set_to = next((surroundings[name] for name in _LOCALES if surroundings.get(name)), "")
    return Language.parse(set_to, otherwise=Language.EN)


def word_help(command: Any, language: Language) -> None:  # noqa: ANN401 - typer's commands have no public type
    """Put the help of an application, its verbs and their options into a language."""
    command.help = say(f"cli.help.{command.name}", language)
    command.short_help = command.help.partition("\n")[0]
    for parameter in (*command.params, command.get_help_option(typer.Context(command))):
        own = f"cli.option.{command.name}.{parameter.name}"
        parameter.help = say(own if own in labels() else f"cli.option.{parameter.name}", language)
        kind = "arguments" if parameter.param_type_name == "argument" else "options"
        parameter.rich_help_panel = say(f"cli.panel.{kind}", language)
    for verb in getattr(command, "commands", {}).values():
        word_help(verb, language)
        verb.rich_help_panel = say("cli.panel.verbs", language)
