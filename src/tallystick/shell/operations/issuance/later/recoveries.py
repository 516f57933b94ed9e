"""Recoveries on record: which lost account's units go to which new one of the same investor.

An order book names the address that was lost. What is on record moves the order to the new one as well, so that the
investor is paid there, may hold there, and is registered there until the same day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tallystick.issuance.subscriptions import Admission
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.issuance.issue_records import RECOVERY
from tallystick.shell.operations.ports.journal import OnRecord

__all__ = ["moved", "recoveries"]


def recoveries(evidence: OnRecord | None, filing: str) -> dict[str, str]:
    """Return the new address of each lost one, in the order in which they were put on record."""
    rows = evidence.journal.acts(subject=filing, kind=RECOVERY) if evidence is not None else ()
    bodies = [body_of(evidence, row) for row in rows] if evidence is not None else []
    return {str(each["lost"]): str(each["to"]) for each in bodies}


def moved(admissions: Iterable[Admission], recovered: Mapping[str, str]) -> tuple[Admission, ...]:
    """Return the admissions with each order of a lost address repeated at its new one."""
    found = list(admissions)
    for lost, to in recovered.items():
        found += [
            replace(each, subscription=each.subscription.model_copy(update={"wallet": to}))
            for each in found
            if each.subscription.wallet.lower() == lost.lower()
        ]
    return tuple(found)
