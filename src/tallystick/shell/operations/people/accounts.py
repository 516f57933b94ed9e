"""Accounts: enrolled from a roll on the machine of a home, or by an invitation into one's own organisation.

    invite -> a link whose secret only the invited person gets -> accept: their password, then their second factor

Source: OWASP ASVS 5.0, 6.2 (passwords) and 6.4 (initial passwords are random and expire).
"""

import base64
import hmac
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Person, Side
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.people.accounts import Accounts, Invitation, Member

__all__ = ["LEAST_PASSWORD", "ROLES", "Credentials", "accept", "enrol", "invite", "roles_of", "totp_code"]

LEAST_PASSWORD: Final = 12
"""Letters of a password, at least."""
_VALID: Final = timedelta(days=7)
_SECRET_BYTES: Final = 24
_TOTP_BYTES: Final = 20
_STEP: Final = 30

ROLES: Final = {
    Side.ONSHORE: (
        *(
            "filing-preparer",
            "filing-approver",
            "legal-representative",
            "counsel",
            "arranger",
            "accountant",
            "servicer",
        ),
        *("desk-reviewer", "desk-senior-reviewer", "registrar", "observer"),
    ),
    Side.OVERSEAS: (
        *("issuer-director", "trustee-officer", "paying-agent-officer", "transfer-agent-officer", "counsel"),
        *("auditor", "witness", "observer", "overseas-authority-officer", "investor"),
    ),
}
"""The roles that an account may have, by side."""
_DESK: Final = frozenset({"desk-reviewer", "desk-senior-reviewer", "registrar"})
_APART: Final = (_DESK, frozenset({"investor"}), frozenset({"overseas-authority-officer"}))
"""Roles of houses that have no others: a desk decides on filers, an investor is paid by agents, an authority asks."""
_OBSERVER: Final = "observer"
"""Who reads every filing at the desk and decides nothing; overseas, nothing that is not public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What somebody enters with the first time; told once and kept nowhere. `totp` is base32, empty without one."""

    person: str
    password: str
    totp: str


def roles_of(member: Member) -> tuple[str, ...]:
    """Return the roles into which a member may invite: those of the own kind of house.

    A filer's house has none of the desk's and the desk none else; nor has an investor's house an agent's. An onshore
    observer reads the filings of all houses: only the desk invites one, and whoever observes already.
    """
    own = next((kind for kind in _APART if kind & {*member.roles}), frozenset())
    fit = own or {*ROLES[member.side]} - frozenset().union(*_APART)
    observes = member.side is Side.OVERSEAS or _OBSERVER in member.roles or own == _DESK
    return tuple(each for each in ROLES[member.side] if (observes if each == _OBSERVER else each in fit))


def enrol(accounts: Accounts, roll: Iterable[Person], side: Side, *, at: datetime, totp: bool) -> Iterator[Credentials]:
    """Make an account for everybody on a roll who works on this side and has none yet, and yield how they enter.

    The first of each organisation may invite others.

    Args:
        accounts: of the home.
        roll: people with their keys.
        side: of the home.
        at: when.
        totp: whether each starts with a second factor; otherwise they set one up when they first enter.
    """
    present = accounts.members()
    owned = {each.organisation.en for each in present if each.owner}
    for person in roll:
        if person.side is not side or accounts.member(person.id) is not None:
            continue
        made = Credentials(person=person.id, password=secrets.token_urlsafe(12), totp=_totp() if totp else "")
        owner = person.organisation.en not in owned
        owned.add(person.organisation.en)
        member = Member(
            id=person.id,
            name=person.name,
            organisation=person.organisation,
            roles=person.roles,
            side=side,
            public_key=person.public_key,
            owner=owner,
        )
        accounts.enrol(member, password=made.password, totp=made.totp, at=at)
        yield made


def invite(accounts: Accounts, by: Member, who: Member, *, at: datetime) -> Outcome[str]:
    """Invite somebody into one's own organisation, and return the secret of the link.

    Args:
        accounts: of the home.
        by: an owner.
        who: as they will be; organisation and side are those of `by`.
        at: when; the invitation holds for seven days.
    """
    strange = tuple(each for each in who.roles if each not in roles_of(by))
    if not by.owner or strange or not who.roles:
        refused = finding("evidence.invitation-roles", person=by.id, roles=strange or ("–",))
        return Outcome(value=None, findings=(refused,))
    if not who.same_house(by.organisation) or who.side is not by.side:
        elsewhere = finding("evidence.invitation-elsewhere", person=who.id)
        return Outcome(value=None, findings=(elsewhere,))
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    invitation = Invitation(digest=sha256_hex(secret.encode()), member=who, by=by.id, expires=at + _VALID)
    accounts.invite(invitation, at=at)
    return Outcome(value=secret)


def accept(accounts: Accounts, secret: str, *, password: str, at: datetime) -> Member | None:
    """Turn the invitation behind a link into an account; None where it is used, expired or was never made."""
    return accounts.accept(sha256_hex(secret.encode()), password=password, at=at)


def totp_code(secret: str, at: datetime) -> str:
    """Return the six digits that an authenticator with this secret, in base32, shows at a moment, for 30 seconds.

    Source: RFC 6238; RFC 4226, 5.3.
    """
    digest = hmac.digest(base64.b32decode(secret), (int(at.timestamp()) // _STEP).to_bytes(8, "big"), "sha1")
    place = digest[-1] & 0xF
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def _totp() -> str:
    return base64.b32encode(secrets.token_bytes(_TOTP_BYTES)).decode()
