"""What operations ask of whoever keeps accounts: members of organisations, their invitations and their history.

An account stands for one person of the home, by the same id as in `people.yaml` and in every signature. It holds no
private key: what a member approves in the portal is signed by another process.
Implementation: `shell.store`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Name, Person, Side, check_person
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = ["AccountTakenError", "Accounts", "Happening", "Invitation", "Member"]


class AccountTakenError(RefusedError):
    """There is an account of this id already."""

    def __init__(self, person: str) -> None:
        """Say whose."""
        super().__init__(finding("evidence.account-taken", person=person))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody with an account.

    Attributes:
        id: of the person, as on every roll.
        roles: in the words of `people.yaml`.
        owner: whether they may invite others into their organisation.
        public_key: of the key they sign with, in hexadecimal; empty until this home has it.

    Raises:
        PersonError: the id, a name or the roles are malformed.
    """

    id: str
    name: Name
    organisation: Name
    roles: tuple[str, ...]
    side: Side
    public_key: str = ""
    owner: bool = False
    active: bool = True

    def __post_init__(self) -> None:
        """Refuse somebody who could not be entered on a roll."""
        check_person(self.id, name=self.name, organisation=self.organisation, roles=self.roles)

    def has_role(self, *roles: str) -> bool:
        """Tell whether the member may act in one of these roles."""
        return not set(roles).isdisjoint(self.roles)

    def same_house(self, organisation: Name) -> bool:
        """Tell whether the member belongs to an organisation."""
        return self.organisation.zh == organisation.zh or self.organisation.en == organisation.en

    def person(self) -> Person:
        """Return the person who signs.

        Raises:
            PersonError: no key of theirs is known yet.
        """
        return Person(
            id=self.id,
            name=self.name,
            organisation=self.organisation,
            roles=self.roles,
            public_key=self.public_key,
            side=self.side,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An account that waits for its person; `digest` is the SHA-256 of the link's secret, which is kept nowhere."""

    digest: str
    member: Member
    by: str
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of a person's security history: what happened (key of a label), when, about what, from where."""

    person: str
    what: str
    at: datetime
    subject: str = ""
    address: str = ""


class Accounts(Protocol):
    """The accounts of one home."""

    def members(self) -> tuple[Member, ...]:
        """Return everybody with an account, by id."""

    def member(self, person: str) -> Member | None:
        """Return one of them, or None."""

    def enrol(self, member: Member, *, password: str, totp: str = "", at: datetime) -> None:
        """Make an account; `totp` is a second factor in base32 that it starts with.

        Raises:
            AccountTakenError: there is one of this id.
        """

    def set_key(self, person: str, public_key: str, *, at: datetime) -> None:
        """Note the key of a member who has none yet; one that is there stays."""

    def set_active(self, person: str, *, active: bool, at: datetime) -> bool:
        """Close an account, whose sessions then end, or open it again; return whether there is one."""
        ...

    def invite(self, invitation: Invitation, *, at: datetime) -> None:
        """Keep an invitation.

        Raises:
            AccountTakenError: the person has an account.
        """

    def invitations(self) -> tuple[Invitation, ...]:
        """Return the invitations that nobody accepted, the youngest first."""

    def accept(self, digest: str, *, password: str, at: datetime) -> Member | None:
        """Turn an invitation into an account, once; None where there is none that holds."""

    def tell(self, happening: Happening) -> None:
        """Add a line to somebody's history."""

    def history(self, person: str, *, most: int) -> tuple[Happening, ...]:
        """Return the youngest lines of somebody's history."""
        ...
