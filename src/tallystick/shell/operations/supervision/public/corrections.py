"""Corrections that were recorded overseas, as they cross: in the public copy beside the edition.

edition + public copy -> checked as `verify` checks it -> the corrections of its acts, for whoever reconciles onshore
"""

from collections.abc import Mapping

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Person
from tallystick.servicing.restatement import Correction
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.servicing.restating.trail import corrections_on_record
from tallystick.shell.operations.supervision.public.copy import PUBLIC
from tallystick.shell.operations.supervision.public.opened import open_public

__all__ = ["corrections_crossed"]


def corrections_crossed(
    crossed: Mapping[str, bytes], deal: str, roll: Mapping[str, Person]
) -> Outcome[tuple[Correction, ...]]:
    """Return every correction that a public copy shows, in its order; None, and why, where it cannot be relied on.

    Args:
        crossed: the edition with the public copy beside it, as `publish` writes them.
        deal: id of the deal that is reconciled.
        roll: the reader's own roll, by id; its keys are the ones that count.
    """
    edition = {name: content for name, content in crossed.items() if not name.startswith(PUBLIC)}
    opened = open_received(edition)
    if opened.value is None:
        return Outcome(value=None, findings=opened.findings)
    received = opened.value
    if received.deal.id != deal:
        other = finding("servicing.public-other", deal=deal, found=received.deal.id)
        return Outcome(value=None, findings=(other,))
    filing = received.edition.head.filing
    public = open_public(crossed, filing, roll=roll, trusted=Trusted.of(roll, ()))
    if public.value is None:
        return Outcome(value=None, findings=public.findings)
    found = corrections_on_record(public.value, filing, received.deal)
    return Outcome(value=found, findings=public.findings)
