"""Tokens of the API: made by a person for themselves, or by an owner for the organisation; shown once; ended.

    make -> a secret, shown once      recognise(secret) -> the token      revoke -> it holds no more

Source: OWASP ASVS 5.0, 9.2 and 10 (secrets of callers are random, short-lived, and revocable).
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import finding
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.tokens import Holder, Scope, Token, Tokens

__all__ = ["DAYS", "ending", "make", "mine", "recognise"]

DAYS: Final = (7, 30, 90)
"""For how many days a token may hold."""
_MOST: Final = 20
_BYTES: Final = 32
_BEGINS: Final = {Holder.PERSON: "tsp_", Holder.HOUSE: "tso_"}
"""A secret says what it is, so that one that leaked is recognised."""
_LABEL: Final = 80


def make(
    tokens: Tokens, by: Member, holder: Holder, scopes: Iterable[Scope], *, label: str, days: int, at: datetime
) -> Outcome[str]:
    """Make a token and return its secret, which is kept nowhere.

    Args:
        tokens: of the home.
        by: whose it is; one for the organisation only its owners make.
        holder: whom it stands for.
        scopes: what it may be used for.
        label: in words of their own.
        days: for how long, one of `DAYS`.
        at: when.
    """
    wanted, label = tuple(dict.fromkeys(scopes)), label.strip()[:_LABEL]
    if not wanted or not label or days not in DAYS:
        return Outcome(value=None, findings=(finding("evidence.token-incomplete", days=tuple(map(str, DAYS))),))
    if holder is Holder.HOUSE and not by.owner:
        return Outcome(value=None, findings=(finding("evidence.token-not-owner", person=by.id),))
    if len(mine(tokens, by)) >= _MOST:
        return Outcome(value=None, findings=(finding("evidence.token-many", most=_MOST),))
    secret = f"{_BEGINS[holder]}{secrets.token_urlsafe(_BYTES)}"
    token = Token(
        digest=sha256_hex(secret.encode()),
        holder=holder,
        person=by.id,
        house=by.organisation,
        scopes=wanted,
        label=label,
        at=at,
        expires=at + timedelta(days=days),
    )
    tokens.make(token)
    return Outcome(value=secret)


def mine(tokens: Tokens, member: Member) -> tuple[Token, ...]:
    """Return the tokens that a member may see and end: their own, and an owner those of the organisation."""
    return tuple(
        each
        for each in tokens.tokens(member.organisation)
        if each.person == member.id or (each.holder is Holder.HOUSE and member.owner)
    )


def ending(tokens: Tokens, by: Member, digest: str, *, at: datetime) -> bool:
    """End a token that a member may end; whether there was one."""
    found = next((each for each in mine(tokens, by) if each.digest == digest), None)
    return found is not None and tokens.revoke(found, by=by.id, at=at)


def recognise(tokens: Tokens, secret: str, holder: Holder, *, at: datetime) -> Token | None:
    """Return the token of a secret where it holds and stands for such a holder; None otherwise."""
    if not secret.startswith(_BEGINS[holder]):
        return None
    found = tokens.find(sha256_hex(secret.encode()), at=at)
    return found if found is not None and found.holder is holder else None
