"""The language a command line is answered in.

``--lang`` counts first, before the verb or after it, then `TALLYSTICK_LANG`, then the locale, then English.
"""

import os
from collections.abc import Mapping, Sequence

from tallystick.evidence.wording import Language

__all__ = ["spoken"]

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
