"""The port `Accounts` on the rows of a home. Every change writes its line of the history in the same transaction."""

from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from tallystick.evidence.persons import Name, Side
from tallystick.shell.operations.ports.people.accounts import AccountTakenError, Happening, Invitation, Member
from tallystick.shell.store.journal import StoreJournal

__all__ = ["StoreAccounts"]


class StoreAccounts:
    """The accounts of one home, in the database of its journal."""

    def __init__(self, journal: StoreJournal) -> None:
        self._journal = journal

    def members(self) -> tuple[Member, ...]:
        """Return everybody with an account, by id."""
        from tallystick.shell.store.people import Account

        return tuple(_member(each) for each in Account.objects.using(self._journal.ready()).all())

    def member(self, person: str) -> Member | None:
        """Return one of them, or None."""
        from tallystick.shell.store.people import Account

        found = Account.objects.using(self._journal.ready()).filter(person=person).first()
        return None if found is None else _member(found)

    def enrol(self, member: Member, *, password: str, totp: str = "", at: datetime) -> None:
        """Make an account; see the port."""
        from tallystick.shell.store.people import Account

        alias = self._journal.ready()
        account = Account(
            **_columns(member),
            public_key=member.public_key,
            password=make_password(password),
            totp=totp,
            since=at,
        )
        try:
            with transaction.atomic(using=alias):
                account.save(using=alias, force_insert=True)
                _tell(alias, Happening(person=member.id, what="portal.happened.enrolled", at=at))
        except IntegrityError as error:
            raise AccountTakenError(member.id) from error

    def set_key(self, person: str, public_key: str, *, at: datetime) -> None:
        """Note the key of a member who has none yet; one that is there stays."""
        self._change(person, "portal.happened.keyed", {"public_key": ""}, {"public_key": public_key}, at)

    def set_active(self, person: str, *, active: bool, at: datetime) -> bool:
        """Close or open an account; see the port."""
        what = "portal.happened.opened" if active else "portal.happened.closed"
        self._change(person, what, {"is_active": not active}, {"is_active": active}, at)
        return self.member(person) is not None

    def _change(self, person: str, what: str, before: dict[str, Any], after: dict[str, Any], at: datetime) -> None:
        """Change an account that is as it was, with its line; one that is not is left as it is."""
        from tallystick.shell.store.people import Account

        alias = self._journal.ready()
        with transaction.atomic(using=alias):
            if Account.objects.using(alias).filter(person=person, **before).update(**after):
                _tell(alias, Happening(person=person, what=what, at=at))

    def invite(self, invitation: Invitation, *, at: datetime) -> None:
        """Keep an invitation; see the port."""
        from tallystick.shell.store.people import Account, Invited

        alias, member = self._journal.ready(), invitation.member
        with transaction.atomic(using=alias):
            if Account.objects.using(alias).filter(person=member.id).exists():
                raise AccountTakenError(member.id)
            Invited.objects.using(alias).filter(person=member.id).delete()
            Invited(
                digest=invitation.digest,
                **_columns(member),
                by=invitation.by,
                at=at,
                expires=invitation.expires,
            ).save(using=alias, force_insert=True)
            told = Happening(person=invitation.by, what="portal.happened.invited", at=at, subject=member.id)
            _tell(alias, told)

    def invitations(self) -> tuple[Invitation, ...]:
        """Return the invitations that nobody accepted, the youngest first."""
        from tallystick.shell.store.people import Invited

        return tuple(
            Invitation(digest=each.digest, member=_member(each), by=each.by, expires=each.expires)
            for each in Invited.objects.using(self._journal.ready()).all()
        )

    def accept(self, digest: str, *, password: str, at: datetime) -> Member | None:
        """Turn an invitation into an account, once; see the port."""
        from tallystick.shell.store.people import Invited

        alias = self._journal.ready()
        with transaction.atomic(using=alias):
            waiting = Invited.objects.using(alias).filter(digest=digest, expires__gt=at)
            row = waiting.first()
            if row is None or not waiting.delete()[0]:
                return None
            member = _member(row)
            self.enrol(member, password=password, at=at)
        return member

    def tell(self, happening: Happening) -> None:
        """Add a line to somebody's history."""
        _tell(self._journal.ready(), happening)

    def history(self, person: str, *, most: int) -> tuple[Happening, ...]:
        """Return the youngest lines of somebody's history."""
        from tallystick.shell.store.people import Happened

        rows = Happened.objects.using(self._journal.ready()).filter(person=person).order_by("-id")[:most]
        return tuple(
            Happening(person=each.person, what=each.what, at=each.at, subject=each.subject, address=each.address)
            for each in rows
        )


def _tell(alias: str, happening: Happening) -> None:
    from tallystick.shell.store.people import Happened

    Happened(
        person=happening.person,
        what=happening.what,
        at=happening.at,
        subject=happening.subject[:200],
        address=happening.address[:64],
    ).save(using=alias, force_insert=True)


def _columns(member: Member) -> dict[str, Any]:
    """Return what an account and an invitation say alike of a person."""
    return {
        "person": member.id,
        "name_zh": member.name.zh,
        "name_en": member.name.en,
        "house_zh": member.organisation.zh,
        "house_en": member.organisation.en,
        "roles": [*member.roles],
        "side": member.side.value,
        "owner": member.owner,
    }


def _member(row: "Account | Invited") -> Member:  # type: ignore[name-defined]  # noqa: F821
    return Member(
        id=row.person,
        name=Name(zh=row.name_zh, en=row.name_en),
        organisation=Name(zh=row.house_zh, en=row.house_en),
        roles=tuple(row.roles),
        side=Side(row.side),
        public_key=getattr(row, "public_key", ""),
        owner=row.owner,
        active=getattr(row, "is_active", True),
    )
