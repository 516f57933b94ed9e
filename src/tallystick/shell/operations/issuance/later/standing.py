"""Where an issue stands, and how an act of two people on it is put on record before it reaches the ledger.

The record comes first: what an act is about to change is known before it changes, so that a process that ends in
between leaves an act that is asked for again, never a change that nobody approved.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.evidence.pairs import Pair
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.issue_records import COMPLETED
from tallystick.shell.operations.issuance.later.lineage import successor
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.units.wallets import checksummed, is_address

__all__ = ["Desk", "Stands", "stands", "unknown_account"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """The contracts of an issue; tokens by class."""

    filings: str
    eligibility: str
    mandates: str
    reports: str
    distributor: str
    tokens: Mapping[str, str]


def stands(evidence: OnRecord, filing: str) -> Stands | None:
    """Return where an issue stands; None before it was completed."""
    rows = evidence.journal.acts(subject=filing, kind=COMPLETED)
    if not rows:
        return None
    body = body_of(evidence, rows[-1])
    tokens = body["tokens"]
    return Stands(
        filings=str(body["filings"]),
        eligibility=str(body["eligibility"]),
        mandates=str(body["mandates"]),
        reports=str(body["reports"]),
        distributor=str(body["distributor"]),
        tokens={str(name): str(at) for name, at in tokens.items()} if isinstance(tokens, dict) else {},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where acts on one issue are done: the home's evidence, the filing, who acts with which keys, and when.

    `secret` is the home's, which salts commitments; empty where an act makes none.
    """

    evidence: Evidence
    filing: str
    by: tuple[Person, Person]
    signers: tuple[Signer, Signer]
    at: dt.datetime
    secret: bytes = field(default=b"", repr=False)

    def refusal(self, parts: tuple[Part, Part]) -> Finding | None:
        """Say why these two cannot act, or why there is nothing to act on; None where they can."""
        if stands(self.evidence, self.filing) is None:
            return finding("issuance.not-issued", person=self.by[0].id)
        later = successor(self.evidence, self.filing)
        if later is not None:
            return finding("issuance.migrated", filing=self.filing, successor=later)
        return Pair(by=self.by, signers=self.signers).refusal(parts)

    def put(self, kind: str, said: Mapping[str, object], *, subject: str = "") -> None:
        """Put an act of the two on record, once for what it says; the second signs it as well."""
        pair = Pair(by=self.by, signers=self.signers)
        pair.put(self.evidence, kind, subject or self.filing, said, at=self.at)


def unknown_account(ledger: LedgerReader, where: Stands, account: str) -> Finding | None:
    """Say that an account is none that the transfer agent registered; None where it is."""
    known = is_address(account) and checksummed(account) == account
    if known and ledger.standing(where.eligibility, account) is not None:
        return None
    return finding("issuance.account-unknown", account=account)
