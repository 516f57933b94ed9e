"""What a month owes, what the bank was told of it, and what it said, read as each was recorded."""

import datetime as dt
from collections.abc import Mapping

from tallystick.servicing.bank_file import Instruction, instructed_in, month_instructed
from tallystick.servicing.claims.excess import SetOff, parse_set_offs, set_off_name
from tallystick.servicing.claims.owed import claims_name, parse_claims
from tallystick.servicing.confirmations import Confirmation, parse_confirmations
from tallystick.servicing.entitlements import Claim
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.issuance.later.chapters import CONFIRMED
from tallystick.shell.operations.issuance.later.lineage import acts_of, lineage
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.units.periods import Period

__all__ = ["bank_words", "instructed", "listed_claims", "set_offs_in", "told_so_far"]


def bank_words(evidence: Evidence, filing: str, period: Period) -> tuple[tuple[int, tuple[Confirmation, ...]], ...]:
    """Return each of the bank's files on a payment, under whichever filing it came, with the number of its act.

    Args:
        evidence: of the overseas home.
        filing: id of the filing.
        period: the month that was paid.
    """
    said = []
    for row in acts_of(evidence, (f"{name}/{period}" for name in lineage(evidence, filing)), CONFIRMED):
        content = evidence.objects.get(str(body_of(evidence, row)["file"]))
        received = dt.datetime.fromisoformat(row.entry.draft.at)
        said.append((row.number, parse_confirmations(content, received=received)[0]))
    return tuple(said)


def instructed(evidence: OnRecord, files: Mapping[str, object], period: Period) -> tuple[Instruction, ...]:
    """Return a month's instructions from all its files, for a bank, or for nobody where it is paid on the ledger."""
    named = {name: str(digest) for name, digest in files.items() if month_instructed(name) == period}
    return instructed_in({name: evidence.objects.get(digest) for name, digest in named.items()}, period)


def listed_claims(evidence: OnRecord, files: Mapping[str, object], period: Period) -> tuple[Claim, ...] | None:
    """Return every claim of a month as its closing listed them; None where it was closed before they were listed."""
    digest = files.get(claims_name(period))
    return None if digest is None else parse_claims(evidence.objects.get(str(digest)))


def set_offs_in(evidence: OnRecord, files: Mapping[str, object], period: Period) -> tuple[SetOff, ...]:
    """Return what a month sets off, as its closing listed it."""
    digest = files.get(set_off_name(period))
    return () if digest is None else parse_set_offs(evidence.objects.get(str(digest)), period)


def told_so_far(evidence: OnRecord, files: Mapping[str, object], period: Period) -> tuple[tuple[Claim, ...], ...]:
    """Return what the bank had been told after each file of a month, the first first."""
    names = sorted((name for name in files if month_instructed(name) == period), key=lambda name: (len(name), name))
    counts = range(1, len(names) + 1)
    after = (instructed(evidence, {name: files[name] for name in names[:count]}, period) for count in counts)
    return tuple(tuple(each.claim for each in made) for made in after)
