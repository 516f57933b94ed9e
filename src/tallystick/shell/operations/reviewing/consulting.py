"""Consultation: which departments the desk asks, and what each answered, kept with the acts that begin and end it.

Nothing is sent from here: a letter goes its own way, and what came back is put on record with its paper. Whether the
time counts is a matter of the clocks (`filing.clocks`).
Source: CSRC1-5c (mark S); 银发〔2026〕42号 for the authorities that share the work, and the CAC, which agreed to it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tallystick.evidence.findings import finding
from tallystick.filing.states import Event
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.desk import ActDone

__all__ = ["DEPARTMENTS", "asked_now", "consulted", "opinions"]

DEPARTMENTS: Final = ("pbc", "ndrc", "miit", "mps", "samr", "nfra", "safe", "cac")
"""The departments that a form offers; any other is named in words."""

_Listed = list[dict[str, str]]


def consulted(chosen: Sequence[str], other: str) -> Outcome[_Listed]:
    """Return the departments that are asked; None where nobody is.

    Args:
        chosen: of `DEPARTMENTS`; what is not among them is left out.
        other: one more, in words.
    """
    names = [*(each for each in DEPARTMENTS if each in chosen), *filter(None, [other.strip()])]
    if not names:
        return Outcome(value=None, findings=(finding("filing.consult-nobody"),))
    return Outcome(value=[{"department": each} for each in names])


def asked_now(acts: Sequence[ActDone]) -> tuple[str, ...]:
    """Return the departments of the consultation that was begun last; none where it named none, or is over."""
    begun = [each for each in acts if each.act.event in {Event.CONSULT, Event.CONCLUDE}]
    if not begun or begun[-1].act.event is not Event.CONSULT:
        return ()
    listed: Any = begun[-1].note.get("consulted")
    return tuple(str(each["department"]) for each in listed) if isinstance(listed, list) else ()


def opinions(asked: Sequence[str], texts: Sequence[str], papers: Sequence[Mapping[str, str]]) -> _Listed:
    """Return what each department answered; an empty text says that none came.

    Args:
        asked: the departments.
        texts: of each, in their order.
        papers: of each, SHA-256 by name; empty where there is none.
    """
    told = []
    for department, text, kept in zip(asked, texts, papers, strict=True):
        name, sha256 = next(iter(kept.items()), ("", ""))
        told.append({"department": department, "text": text, "paper": name, "sha256": sha256})
    return told
