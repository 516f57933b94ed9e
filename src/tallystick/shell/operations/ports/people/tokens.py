"""What operations ask of whoever keeps tokens of the API, and remembers which call was answered how.

A token stands for a person or for their organisation, and never for more than its scopes; it is kept by the digest of
its secret. An act through the API needs one of each, so that neither alone is enough.
Implementation: `shell.store`.
Source: RFC 6750 (bearer tokens); IETF, draft-ietf-httpapi-idempotency-key-header-07.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from tallystick.evidence.persons import Name

__all__ = ["Answer", "Calls", "Holder", "KeyReusedError", "Scope", "Token", "Tokens"]


class KeyReusedError(Exception):
    """An idempotency key came again with another call."""


class Holder(StrEnum):
    """Whom a token stands for."""

    PERSON = "person"
    HOUSE = "house"


class Scope(StrEnum):
    """What a token may be used for, within what its holder may do at all."""

    READ = "read"
    WORK = "work"
    ACT = "act"
    LISTEN = "listen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token, without its secret.

    Attributes:
        digest: SHA-256 of the secret, in hexadecimal.
        person: whose it is, or which owner made it for the organisation.
        house: the organisation of that person.
        label: in its maker's words.
        at: when it was made; it holds until `expires`.
    """

    digest: str
    holder: Holder
    person: str
    house: Name
    scopes: tuple[Scope, ...]
    label: str
    at: datetime
    expires: datetime


class Tokens(Protocol):
    """The tokens of one home."""

    def make(self, token: Token) -> None:
        """Keep a token that was just made."""

    def revoke(self, token: Token, *, by: str, at: datetime) -> bool:
        """End a token; whether it still was."""
        ...

    def find(self, digest: str, *, at: datetime) -> Token | None:
        """Return the token of this digest that holds at a moment, or None."""

    def tokens(self, house: Name) -> tuple[Token, ...]:
        """Return the tokens of an organisation and its people, expired ones too, the youngest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a call was answered: the status, and the body in plain values."""

    status: int
    body: Mapping[str, Any]


class Calls(Protocol):
    """Which calls were answered how, for as long as somebody may repeat one."""

    def known(self, key: str, asked: str) -> Answer | None:
        """Return how a call was answered, or None.

        Raises:
            KeyReusedError: the key came before with another call.
        """

    def once(self, key: str, asked: str, act: Callable[[], Answer], *, at: datetime) -> Answer:
        """Do a call and remember its answer, in one transaction; asked again, only answer.

        Args:
            key: who calls, and under which key.
            asked: digest of what is asked for.
            act: does it; where it raises, nothing was done and the key is free.
            at: when.

        Raises:
            KeyReusedError: the key came before with another call.
        """
        ...
