"""What operations ask of the ledger: the acts of the issuer's side, each done once, and reading by anyone.

Every act asks first whether it stands there already; sent twice, or again after a crash, it happens once and the second
answer is marked `repeated`. A refused act leaves nothing behind. `at` is its moment: never before the last block's.
Implementation: `shell.chain`, overseas only; operations see no key. Source: DESIGN.md sections 5 and 6.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from tallystick.shell.operations.ports.ledgers.adapters import AdapterLedger, AdapterReader
from tallystick.shell.operations.ports.ledgers.cash import CashReader
from tallystick.shell.operations.ports.ledgers.ledger import (
    Act,
    Approver,
    Code,
    Deployment,
    FeeReader,
    FilingRecord,
    FilingRoles,
    FilingState,
    Head,
)
from tallystick.shell.operations.ports.ledgers.migrations import ConductReader, MigrationReader
from tallystick.shell.operations.ports.ledgers.reports import ReportReader
from tallystick.shell.operations.ports.ledgers.tokens import (
    Holding,
    Ineligibility,
    Movement,
    Order,
    Registration,
    Standing,
    Token,
    TokenTerms,
)
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = ["ChainConflictError", "ChainError", "ChainRefusedError", "ChainUnavailableError", "Ledger", "LedgerReader"]


class ChainError(RefusedError):
    """The ledger did not do or say what was asked."""


class ChainRefusedError(ChainError):
    """A contract refused the act; the finding's code names its error and its arguments are the error's fields."""


class ChainConflictError(ChainError):
    """The ledger already holds something else under this id, key or address; a person must look."""


class ChainUnavailableError(ChainError):
    """The chain's program is missing, or does not start or answer; trying again later may help."""


class LedgerReader(ReportReader, AdapterReader, CashReader, MigrationReader, ConductReader, Protocol):
    """Reading, for which an address of a node is enough. Any method may raise `ChainUnavailableError`."""

    def chain_id(self) -> int:
        """Return the chain's number."""

    def head(self) -> Head:
        """Return the last block."""

    def block_at(self, moment: datetime) -> Head:
        """Return the last block not after the moment: the record block of a record date."""

    def filing(self, registry: str, filing_id: str) -> FilingState | None:
        """Return a record and where it stands, or None where nobody proposed it."""

    def role(self, contract: str, address: str, role: str) -> str:
        """Return the account that a contract of this name holds for a role, by the contract's own word for it."""

    def standing(self, registry: str, account: str) -> Standing | None:
        """Return what was set for an account, or None where nothing was."""

    def registered(self, registry: str) -> Mapping[str, Standing | None]:
        """Return what is set for every account that anything was ever set for; None where it was taken back."""

    def eligibility(self, registry: str, who: Sequence[str], mask: int, *, at: datetime) -> tuple[Ineligibility, ...]:
        """Return why each account may not hold such a class at a moment from the last block on."""

    def token(self, address: str) -> Token:
        """Return a token's terms, supply and cumulative minted amount."""

    def performance(self, token: str) -> tuple[int, int]:
        """Return the last month reported (202609; 0 before the first) and the factor after it, in 10**18."""

    def mints(self, token: str) -> tuple[Movement, ...]:
        """Return every mint, oldest first."""

    def redemptions(self, token: str) -> tuple[Movement, ...]:
        """Return every redemption, oldest first."""

    def holdings(self, token: str, *, block: int | None = None) -> tuple[Holding, ...]:
        """Return who held how much after a block (the last by default), by account, from the token's transfers."""

    def runtime(self, address: str) -> bytes:
        """Return the code at an address; empty where there is none."""

    def code(self, address: str, contract: str) -> Code:
        """Compare the code at an address with the build of `contract` that this package ships."""


class Ledger(LedgerReader, FeeReader, AdapterLedger, Protocol):
    """The acts. Any may raise `ChainRefusedError`, `ChainConflictError` or `ChainUnavailableError`."""

    def account(self, name: str) -> str:
        """Return the account of a role (issuer, trustee, agent, guardian, transfer-agent, paying-agent) or holder-N."""

    def finalise(self) -> bool:
        """Wait for the last act sent from here to be final; whether there was anything to wait for."""

    def deploy_filings(self, label: str, roles: FilingRoles, *, at: datetime) -> Deployment:
        """Deploy a registry of filings; one label gives one contract."""

    def deploy_eligibility(self, label: str, transfer_agent: str, *, at: datetime) -> Deployment:
        """Deploy a registry of investors; one label gives one contract."""

    def deploy_beside(self, label: str, contract: str, *terms: str, at: datetime) -> Deployment:
        """Deploy what all classes share beside the registries: Mandates, ReportAnchor or Distributor, on its terms."""

    def deploy_token(self, label: str, terms: TokenTerms, *, at: datetime) -> Deployment:
        """Deploy a token; one label gives one contract."""

    def propose(self, registry: str, record: FilingRecord, *, at: datetime) -> Act:
        """Put a record forward as the issuer's agent."""

    def approve(self, registry: str, filing_id: str, approver: Approver, *, digest: str, at: datetime) -> Act:
        """Approve the record with this digest; the second approver activates it."""

    def bind(self, registry: str, filing_id: str, class_id: str, token: str, *, at: datetime) -> Act:
        """Say, as the issuer's agent, as which token a class is issued; once, and as no other."""

    def suspend(self, registry: str, filing_id: str, *, reason: str, at: datetime) -> Act:
        """Stop issuance as the guardian; `reason` is the digest of the document that says why."""

    def resume(self, registry: str, filing_id: str, approver: Approver, *, suspension: int, at: datetime) -> Act:
        """Agree to end a suspension, by its number; the second approver resumes issuance."""

    def register(self, registry: str, registrations: Sequence[Registration], *, at: datetime) -> tuple[Act, ...]:
        """Set standings as the transfer agent; one act for each, in the order given."""

    def mint(self, token: str, orders: Sequence[Order], *, at: datetime) -> tuple[Movement, ...]:
        """Mint what is not minted yet, as the agent; one movement for each order, in the order given."""

    def redeem(self, token: str, orders: Sequence[Order], *, at: datetime) -> tuple[Movement, ...]:
        """Redeem what is not redeemed yet, as the agent; one movement for each order, in the order given."""
