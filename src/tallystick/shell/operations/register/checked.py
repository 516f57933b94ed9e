"""What became of dropped files: numbered lines, each with what it was judged on."""

from dataclasses import dataclass
from enum import StrEnum

from tallystick.evidence.findings import Finding
from tallystick.shell.operations.supervision.examined import Kind

__all__ = ["Checked", "Line", "Result"]


class Result(StrEnum):
    """What became of one check."""

    HOLDS = "holds"
    BROKEN = "broken"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One check: the key of the label that names it, what became of it, and its evidence."""

    check: str
    result: Result
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was dropped, line by line; `kind` is None where it is nothing that can be checked."""

    kind: Kind | None
    name: str
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was found broken or open."""
        return self.kind is not None and all(line.result is Result.HOLDS for line in self.lines)
