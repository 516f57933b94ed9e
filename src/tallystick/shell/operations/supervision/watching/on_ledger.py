"""What the ledger of an overseas home shows: findings of the ten obligations as events, and holdings that are large."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Side
from tallystick.evidence.wording import labels
from tallystick.filing.clocks import beijing_day
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.issuance.issue_records import RESUMED, SUSPENDED
from tallystick.shell.operations.issuance.later.lineage import tokens_of
from tallystick.shell.operations.ports.ledgers.chain import ChainError, LedgerReader
from tallystick.shell.operations.supervision.verify import verify
from tallystick.shell.operations.supervision.watching.lived import Lived
from tallystick.shell.operations.supervision.watching.sources import Sources, Subject
from tallystick.supervision.watching.events import Detected
from tallystick.supervision.watching.from_records import CONCENTRATED, concentrated, of_tally
from tallystick.supervision.watching.life import Life
from tallystick.units.rates import Share

__all__ = ["Place", "ledger_events"]

_UNPAID, _STOPPED = "servicing.claim-unsettled", "supervision.record-suspended"


class Place(Protocol):
    """What is looked at of a home: its side, its evidence, and its ledger where it has one."""

    @property
    def side(self) -> Side:
        """Onshore or overseas."""

    @property
    def evidence(self) -> Evidence:
        """What it has on record."""

    @property
    def copied_ledger(self) -> Callable[[], AbstractContextManager[LedgerReader]]:
        """Opens the ledger for reading; may raise `ChainError`."""


def ledger_events(
    subject: Subject, sources: Sources, home: Place | None, life: Life, on_record: Lived, *, at: dt.datetime
) -> tuple[tuple[Detected, ...], tuple[Finding, ...]]:
    """Return what the ledger shows, and that it was not looked at where it could not be or did not answer.

    Args:
        subject: the deal.
        sources: with edition, placement and collections.
        home: of either side; None where the call names none.
        life: of the deal.
        on_record: of it in the home; before the issue there is nothing to look at.
        at: the moment of the question.
    """
    since = on_record.issued
    if home is None or home.side is not Side.OVERSEAS or subject.pricing is None or since is None:
        return (), (_unseen(),)
    try:
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
    except ChainError as refused:
        return of_tally([refused.finding], since=since), (refused.finding, _unseen())
    unread = () if judged.value is not None else (*judged.findings, _unseen())
    new = _new(judged.findings, life, on_record, beijing_day(at))
    return of_tally(new, since=since), (*unread, *large)


def _new(findings: Iterable[Finding], life: Life, on_record: Lived, as_of: dt.date) -> Iterator[Finding]:
    """Yield what is an event: no payment whose day has not passed, and no suspension that an act on record says."""
    past = {str(period) for period, paid in life.payments(as_of) if paid < as_of}
    powers = sorted((each for each in on_record.powers if each.kind in {SUSPENDED, RESUMED}), key=lambda each: each.day)
    told = bool(powers) and powers[-1].kind == SUSPENDED
    for each in findings:
        early = each.code == _UNPAID and each.argument("period") not in past
        if not early and not (told and each.code == _STOPPED):
            yield each


def _unseen() -> Finding:
    return finding("supervision.watch-unseen", source=labels()["supervision.source.ledger"])


def _large(home: Place, ledger: LedgerReader, filing: str) -> Iterator[Finding]:
    tokens = tokens_of(home.evidence, filing)
    held = {name: {each.account: each.amount for each in ledger.holdings(at)} for name, at in tokens.items()}
    for name, wallet, share in concentrated(held):
        shown, limit = Share(value=share), Share(value=CONCENTRATED)
        yield finding("supervision.holder-concentrated", token_class=name, wallet=wallet, share=shown, limit=limit)
