"""Which addresses were lost, and which took their place.

    recovered -> stands;    taken back before anything went over -> does not;    after some of it had -> stands

The new address of one that does not stand stays registered as the investor's own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tallystick.evidence.findings import Finding, finding

__all__ = ["Recovery", "now_at", "recovery_refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """The recovery of a lost address to a new one, by the digest of its paper; and whether it stands."""

    lost: str
    to: str
    paper: str
    stands: bool


def now_at(recovered: Iterable[Recovery]) -> dict[str, str]:
    """Return the address that took the place of each lost one, of the recoveries that stand."""
    return {each.lost: each.to for each in recovered if each.stands}


def recovery_refused(known: Sequence[Recovery], *, lost: str, to: str, paper: str) -> Finding | None:
    """Say why an account is not recovered to an address on a paper, by what is on record; None where it may be."""
    if any((each.lost, each.to, each.paper, each.stands) == (lost, to, paper, False) for each in known):
        return finding("issuance.recovery-withdrawn", lost=lost, to=to, paper=paper)
    if (stands := now_at(known).get(lost, to)) != to:
        return finding("issuance.recovered-otherwise", lost=lost, to=stands)
    return None
