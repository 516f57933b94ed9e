"""Set a file of ACTUS contracts beside the events it says must come out."""

from dataclasses import dataclass

from tallystick.cashflow.actus.conformance import ActusTie, tie_actus
from tallystick.cashflow.actus.contracts import read_actus
from tallystick.cashflow.actus.layout import read_layout
from tallystick.shell.operations.outcome import Outcome

__all__ = ["TiedActus", "tie_out_actus"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TiedActus:
    """The contracts of one file, each beside what was published of it."""

    file: str
    ties: tuple[ActusTie, ...]


def tie_out_actus(content: bytes, *, file: str) -> Outcome[TiedActus]:
    """Run every contract of a file; None where the file holds none that can be named.

    Args:
        content: JSON in the form of the public test vectors.
        file: its name, for findings.
    """
    cases, findings = read_actus(content, file=file)
    ties, more = tie_actus(cases)
    document, _ = read_layout(content, file=file)
    placed = more if document is None else tuple(document.placed(each) for each in more)
    return Outcome(value=TiedActus(file=file, ties=ties) if ties else None, findings=(*findings, *placed))
