"""What operations ask of the ledger after an issue: acts of transfer agent, paying agent, trustee and holders.

Each act asks first whether the ledger stands so already, and then sends nothing. Amounts of units are whole; cash is in
minor units. Periods are the months of collections. Forms of values as in `ledger`.
Source: contracts/src/interfaces.
Implementation: `shell.chain`, overseas only.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from tallystick.shell.operations.ports.ledgers.cash import ToDivide
from tallystick.shell.operations.ports.ledgers.chain import Ledger
from tallystick.shell.operations.ports.ledgers.ledger import Act, Deployment
from tallystick.shell.operations.ports.ledgers.reports import Entitled, Report
from tallystick.units.periods import Period

__all__ = ["AgentLedger"]


class AgentLedger(Ledger, Protocol):
    """The acts. Any may raise `ChainRefusedError`, `ChainConflictError` or `ChainUnavailableError`."""

    def freeze(self, registry: str, account: str, *, frozen: bool, paper: str, at: datetime) -> Act | None:
        """Freeze an account in all classes, or lift it, as the transfer agent; None where it stands so already."""

    def unbar(self, token: str, account: str, *, at: datetime) -> Act | None:
        """Lift the bar of an account from one class, as the transfer agent; None where it is not barred."""

    def order(self, mandates: str, token: str, lost: str, to: str, *, paper: str, at: datetime) -> Act | None:
        """Order, as the trustee, that all a lost account has goes to another; None where the order stands."""

    def recover(self, token: str, lost: str, to: str, *, at: datetime) -> Act:
        """Carry out a recovery that was ordered and that nobody withdrew, as the transfer agent."""

    def report(self, reports: str, what: Report, *, at: datetime) -> Act:
        """Anchor a period, as the paying agent; its factors become those of the tokens."""

    def entitle(self, distributor: str, what: Entitled, *, at: datetime) -> Act:
        """Anchor entitlements that are paid by bank, as the paying agent."""

    def confirm(self, distributor: str, token: str, period: Period, *, file: str, paid: int, at: datetime) -> Act:
        """Anchor a bank's file that confirms payments, as the paying agent; one file once."""

    def order_division(self, mandates: str, what: ToDivide, *, paper: str, at: datetime) -> Act | None:
        """Order, as the trustee, by which units a month is divided; None where the order stands."""

    def withdraw_divisions(self, mandates: str, what: ToDivide, *, at: datetime) -> None:
        """Withdraw, as the trustee, every order of a division of this class but that of this one."""

    def divide(self, what: ToDivide, *, at: datetime) -> Act:
        """Divide cash over the units of the record date, as the paying agent: the rail on the ledger."""

    def pause(self, token: str, levels: int, *, at: datetime) -> Act | None:
        """Set what is paused, as the trustee; None where it stands so already."""

    def fund(self, distributor: str, token: str, *, declared: int, at: datetime) -> Act | None:
        """Bring what is missing of what was declared, as the paying agent; None where nothing is."""

    def claim(self, distributor: str, token: str, holder: str, *, at: datetime) -> Act:
        """Claim, as one of the local holders, everything that it is owed."""

    def owed(self, token: str, account: str) -> int:
        """Return what an account is owed on the ledger, in minor units."""

    def deploy_threshold(
        self, label: str, members: Sequence[str], threshold: int, *, delay: int, at: datetime
    ) -> Deployment:
        """Deploy a role held by several: so many of these accounts act together; `delay` in seconds guards a change."""
