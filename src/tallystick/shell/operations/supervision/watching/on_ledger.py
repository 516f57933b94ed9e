"""What the ledger of an overseas home shows: findings of the ten obligations as events, and holdings that are large."""

import datetime as dt
from collections.abc import Iterator

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Side
from tallystick.evidence.wording import labels
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.issuance.later.lineage import tokens_of
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.supervision.verify import verify
from tallystick.shell.operations.supervision.watching.sources import Sources, Subject
from tallystick.supervision.watching.events import Detected
from tallystick.supervision.watching.from_records import CONCENTRATED, concentrated, of_tally
from tallystick.units.rates import Share

__all__ = ["ledger_events"]


def ledger_events(
    subject: Subject, sources: Sources, home: Installation | None, *, since: dt.date | None, at: dt.datetime
) -> tuple[tuple[Detected, ...], tuple[Finding, ...]]:
    """Return what the ledger shows, and that it was not looked at where it could not be.

    Args:
        subject: the deal.
        sources: with edition, placement and collections.
        home: of either side; None where the call names none.
        since: the day of the issue; None before it, and then there is nothing to look at.
        at: the moment of the question.
    """
    if home is None or home.side is not Side.OVERSEAS or subject.pricing is None or since is None:
        return (), (finding("supervision.watch-unseen", source=labels()["supervision.source.ledger"]),)
    with home.copied_ledger() as ledger:
        judged = verify(
            home.evidence,
            ledger,
            sources.crossed,
            sources.placement,
            sources.reported,
            trusted=Trusted.of({}, ()),
            at=at,
        )
        large = tuple(_large(home, ledger, subject.filing))
    return of_tally(judged.findings, since=since), large


def _large(home: Installation, ledger: LedgerReader, filing: str) -> Iterator[Finding]:
    tokens = tokens_of(home.evidence, filing)
    held = {name: {each.account: each.amount for each in ledger.holdings(at)} for name, at in tokens.items()}
    for name, wallet, share in concentrated(held):
        shown, limit = Share(value=share), Share(value=CONCENTRATED)
        yield finding("supervision.holder-concentrated", token_class=name, wallet=wallet, share=shown, limit=limit)
