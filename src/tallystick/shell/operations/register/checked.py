"""What became of dropped files: numbered lines, each with what it was judged on; or which filing lists them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tallystick.evidence.digests import digests
from tallystick.evidence.findings import Finding
from tallystick.filing.manifest import FileEntry
from tallystick.shell.operations.register.filed import Filed
from tallystick.shell.operations.supervision.examined import Kind

__all__ = ["Checked", "Known", "Line", "Result", "known_files"]


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

    @property
    def do_it(self) -> str:
        """Key of the label with the command by which a reader makes the same check."""
        return f"portal.do.{self.check.rpartition('.')[2]}"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A file that a filing lists."""

    filed: Filed
    entry: FileEntry


def known_files(filings: Iterable[Filed], content: bytes) -> tuple[Known, ...]:
    """Return where a file is listed, by both of its digests.

    Args:
        filings: of the register.
        content: the file.
    """
    own = digests(content)
    return tuple(
        Known(filed=filed, entry=entry)
        for filed in filings
        for entry in filed.files
        if (entry.sha256, entry.sm3) == (own.sha256, own.sm3)
    )
