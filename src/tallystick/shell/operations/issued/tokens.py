"""What a reader asks of a token by its address: under which filing it was made, and the ten obligations.

Nothing of a token that this home did not make is asked of the ledger, so that a stranger can have nothing computed but
what is known; and of one token nothing twice within a minute.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime

from tallystick.evidence.findings import Finding
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.issuance.issue_records import COMPLETED
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.refusals import RefusedError
from tallystick.shell.operations.register.editions import crossed_files
from tallystick.shell.operations.supervision.public.by_token import verify_token
from tallystick.supervision.tally import Tally
from tallystick.units.wallets import checksummed, is_address

__all__ = ["TokenDesk"]


@dataclass(slots=True, kw_only=True)
class TokenDesk:
    """Answers for the tokens of one home.

    Attributes:
        evidence: of the home; `trusted` the witnesses and logs that readers trust.
        ledger: opens it for reading.
    """

    evidence: Evidence
    trusted: Trusted
    ledger: Callable[[], AbstractContextManager[LedgerReader]]
    _told: dict[str, tuple[str, Outcome[Tally]]] = field(default_factory=dict)

    def filing(self, address: str) -> str:
        """Return the filing under which a token was made; empty where this home made none at the address."""
        wanted = address.strip().lower()
        for row in self.evidence.journal.acts(kind=COMPLETED):
            tokens = body_of(self.evidence, row).get("tokens")
            if isinstance(tokens, dict) and wanted in {str(each).lower() for each in tokens.values()}:
                return row.entry.draft.subject
        return ""

    def verify(self, address: str, filing: str, *, at: datetime) -> Outcome[Tally] | Finding:
        """Verify a token that this home made; the finding where the ledger does not answer.

        Args:
            address: of the token.
            filing: under which it was made.
            at: the moment of the question; within one minute the answer is the same.
        """
        key = address.strip().lower()
        minute = f"{at:%Y-%m-%dT%H:%M}"
        known = self._told.get(key)
        if known is not None and known[0] == minute:
            return known[1]
        shown = checksummed(key) if is_address(key) else key
        try:
            with self.ledger() as reader:
                crossed = crossed_files(self.evidence, filing)
                told = verify_token(reader, shown, crossed, trusted=self.trusted, roll={}, at=at)
        except RefusedError as error:
            return error.finding
        self._told[key] = (minute, told)
        return told
