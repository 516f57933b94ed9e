"""Options of the command line, read exactly or refused with what was expected."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tallystick.evidence.findings import finding
from tallystick.shell.cli.session import Call, WrongCallError

__all__ = ["OptionReader"]

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class OptionReader:
    """Reads options of one call.

    Attributes:
        call: the call, for the language of what is refused.
    """

    call: Call

    def one(self, option: str, text: str | None, read: Callable[[str], Value], example: str) -> Value | None:
        """Read one value; None where the option is absent.

        Raises:
            WrongCallError: it cannot be read.
        """
        if text is None:
            return None
        try:
            return read(text.strip())
        except (ValueError, ZeroDivisionError) as error:
            raise WrongCallError(finding("cli.usage-value", name=option, value=text, expected=example)) from error

    def several(
        self, option: str, text: str | None, read: Callable[[str], Value], example: str
    ) -> tuple[Value, ...] | None:
        """Read values separated by commas; None where the option is absent.

        Raises:
            WrongCallError: one of them cannot be read, or is given twice.
        """
        if text is None:
            return None
        found: dict[Value, str] = {}
        for part in text.split(","):
            value = self.one(option, part, read, example)
            if value is not None and found.setdefault(value, part) is not part:
                told = finding("cli.usage-twice", name=option, value=part.strip(), first=found[value].strip())
                raise WrongCallError(told)
        return tuple(found)
