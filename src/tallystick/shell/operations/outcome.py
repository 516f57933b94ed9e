"""What an act comes to: a value, what was found on the way, and what was written.

Every verb and every page gets one. The exit codes are those of the command line everywhere: 0 clean, 1 an error, 3 an
unknown that waits for a person; a wrong call is an exception and exits 2.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from tallystick.evidence.findings import Finding, Severity
from tallystick.evidence.wording import severity

__all__ = ["Outcome", "has_errors"]

Value_co = TypeVar("Value_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Generic[Value_co]):
    """The result of an act. `value` is None exactly where the act could not be done; `written` are paths."""

    value: Value_co | None
    findings: tuple[Finding, ...] = ()
    written: tuple[str, ...] = ()

    def exit_code(self, *, allow_open: bool = False) -> int:
        """Return 0 clean, 1 an error finding, 3 open unknowns (0 where these are allowed)."""
        if has_errors(self.findings):
            return 1
        waiting = any(severity(item) is Severity.OPEN for item in self.findings)
        return 3 if waiting and not allow_open else 0


def has_errors(findings: Iterable[Finding]) -> bool:
    """Return whether any finding is an error, which stops what depends on the document."""
    return any(severity(item) is Severity.ERROR for item in findings)
