"""What operations ask of a virus scanner: whether anything known to be harmful is in the bytes that came in.

Implementation: `shell.documents.reading.clamd`; `UNSCANNED` where an installation has none, which is then said.
"""

from collections.abc import Iterator, Mapping
from typing import Protocol

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = ["UNSCANNED", "Scanner", "ScannerError", "infected"]


class ScannerError(RefusedError):
    """A scanner was named and does not answer, or does not say whether the bytes are clean."""


class Scanner(Protocol):
    """Looks through bytes for what it knows to be harmful."""

    @property
    def name(self) -> str:
        """Return what it is called in the record of an intake; ``none`` where nothing is looked through."""

    def scan(self, file: str, content: bytes) -> str:
        """Return the name of what was found in a file; empty where nothing was.

        Raises:
            ScannerError: it cannot be asked, or gives no answer.
        """


class _Unscanned:
    """Looks through nothing."""

    name = "none"

    def scan(self, file: str, content: bytes) -> str:  # noqa: ARG002 - the port's
        """Return that nothing was found, since nothing was looked for."""
        return ""


UNSCANNED: Scanner = _Unscanned()


def infected(files: Mapping[str, bytes], scanner: Scanner) -> Iterator[Finding]:
    """Yield each file in which something harmful was found."""
    for name, content in files.items():
        signature = scanner.scan(name, content)
        if signature:
            yield finding("filing.intake-infected", file=name, signature=signature, scanner=scanner.name)
