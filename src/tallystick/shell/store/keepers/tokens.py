"""The ports `Tokens` and `Calls` on the rows of a home. Every change writes its line of the history with it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction

from tallystick.evidence.persons import Name
from tallystick.shell.operations.ports.people.tokens import Answer, Holder, KeyReusedError, Scope, Token
from tallystick.shell.store.journal import StoreJournal

__all__ = ["StoreCalls", "StoreTokens"]

_REMEMBERED: Final = timedelta(days=30)


class StoreTokens:
    """The tokens of one home, in the database of its journal."""

    def __init__(self, journal: StoreJournal) -> None:
        self._journal = journal

    def make(self, token: Token) -> None:
        """Keep a token that was just made."""
        from tallystick.shell.store.tokens import TokenRow

        alias = self._journal.ready()
        with transaction.atomic(using=alias):
            TokenRow(
                digest=token.digest,
                holder=token.holder.value,
                person=token.person,
                house_zh=token.house.zh,
                house_en=token.house.en,
                scopes=[each.value for each in token.scopes],
                label=token.label,
                at=token.at,
                expires=token.expires,
            ).save(using=alias, force_insert=True)
            _tell(alias, token.person, f"token.happened-made-{token.holder}", token.at, token.label)

    def revoke(self, token: Token, *, by: str, at: datetime) -> bool:
        """End a token; see the port."""
        from tallystick.shell.store.tokens import TokenRow

        alias = self._journal.ready()
        with transaction.atomic(using=alias):
            gone, _ = TokenRow.objects.using(alias).filter(digest=token.digest).delete()
            if gone:
                _tell(alias, by, f"token.happened-ended-{token.holder}", at, token.label)
        return bool(gone)

    def find(self, digest: str, *, at: datetime) -> Token | None:
        """Return the token of this digest that holds at a moment, or None."""
        from tallystick.shell.store.tokens import TokenRow

        rows = TokenRow.objects.using(self._journal.ready())
        found = rows.filter(digest=digest, at__lte=at, expires__gt=at).first()
        return None if found is None else _token(found)

    def tokens(self, house: Name) -> tuple[Token, ...]:
        """Return the tokens of an organisation and its people; see the port."""
        from tallystick.shell.store.tokens import TokenRow

        rows = TokenRow.objects.using(self._journal.ready()).filter(house_zh=house.zh, house_en=house.en)
        return tuple(_token(each) for each in rows)


class StoreCalls:
    """The calls of one home, in the database of its journal."""

    def __init__(self, journal: StoreJournal) -> None:
        self._journal = journal

    def known(self, key: str, asked: str) -> Answer | None:
        """Return how a call was answered, or None; see the port."""
        from tallystick.shell.store.tokens import CallRow

        found = CallRow.objects.using(self._journal.ready()).filter(key=_named(key)).first()
        if found is not None and found.asked != asked:
            raise KeyReusedError
        return None if found is None else Answer(status=found.status, body=found.body)

    def once(self, key: str, asked: str, act: Callable[[], Answer], *, at: datetime) -> Answer:
        """Do a call once; a writer is alone, so of two with one key the second finds the first's answer."""
        from tallystick.shell.store.tokens import CallRow

        alias = self._journal.ready()
        with self._journal.together():
            known = self.known(key, asked)
            if known is not None:
                return known
            answer = act()
            body = dict(answer.body)
            CallRow(key=_named(key), asked=asked, status=answer.status, body=body, at=at).save(
                using=alias, force_insert=True
            )
            CallRow.objects.using(alias).filter(at__lt=at - _REMEMBERED).delete()
        return answer


def _named(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _tell(alias: str, person: str, what: str, at: datetime, subject: str) -> None:
    from tallystick.shell.store.people import Happened

    Happened(person=person, what=what, at=at, subject=subject).save(using=alias, force_insert=True)


def _token(row: "TokenRow") -> Token:  # type: ignore[name-defined]  # noqa: F821
    return Token(
        digest=row.digest,
        holder=Holder(row.holder),
        person=row.person,
        house=Name(zh=row.house_zh, en=row.house_en),
        scopes=tuple(Scope(each) for each in row.scopes),
        label=row.label,
        at=row.at,
        expires=row.expires,
    )
