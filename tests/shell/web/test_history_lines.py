"""No write of accounts, work or tokens without its line of the history, in the transaction of the write."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from tallystick.deal.editing.edits import Deed, Edit
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.persons import Name, Side
from tallystick.shell.operations.ports.people.accounts import Happening, Invitation, Member
from tallystick.shell.operations.ports.people.plans import Approval, Plan, PlanKind, PlanState
from tallystick.shell.operations.ports.people.tokens import Holder, Scope, Token
from tallystick.shell.operations.ports.people.work import Draft, Edited
from tallystick.shell.store.journal import StoreJournal
from tallystick.shell.store.keepers.accounts import StoreAccounts
from tallystick.shell.store.keepers.tokens import StoreTokens
from tallystick.shell.store.keepers.work import StoreWork
from tests.shell.operations import example

AT = example.CLOSING
HOUSE = Name(zh="甲", en="A")
WHO = Member(id="a-b", name=HOUSE, organisation=HOUSE, roles=("filing-preparer",), side=Side.ONSHORE, owner=True)
DRAFT = Draft(deal="d", name=HOUSE, team=HOUSE, people=(), revision=1, files={}, by="a-b", at=AT)
PLAN = Plan(kind=PlanKind.SUBMIT, subject="d", said={}, prepared_by="a-b", at=AT, roles=("x",), persons=2)
INVITED = Invitation(digest=sha256_hex(b"i"), member=replace(WHO, id="c-d"), by="a-b", expires=AT + timedelta(days=1))
TOKEN = Token(
    digest=sha256_hex(b"t"),
    holder=Holder.PERSON,
    person="a-b",
    house=HOUSE,
    scopes=(Scope.READ,),
    label="t",
    at=AT,
    expires=AT + timedelta(days=7),
)
EDITED = Edited(number=1, edit=Edit(deed=Deed.PUT, way=("name",), value="x"), by="a-b", at=AT)

READS = {"members", "member", "invitations", "history"}
READS |= {"alone", "drafts", "draft", "revisions", "edits", "plans", "plan"}
READS |= {"find", "tokens"}
WRITES: dict[str, Callable[[Any, Any, Any], object]] = {
    "enrol": lambda accounts, _w, _t: accounts.enrol(WHO, password="p", at=AT),
    "set_key": lambda accounts, _w, _t: accounts.set_key("a-b", "0" * 64, at=AT),
    "set_active": lambda accounts, _w, _t: accounts.set_active("a-b", active=False, at=AT),
    "invite": lambda accounts, _w, _t: accounts.invite(INVITED, at=AT),
    "accept": lambda accounts, _w, _t: accounts.accept(INVITED.digest, password="p", at=AT),
    "tell": lambda accounts, _w, _t: accounts.tell(Happening(person="a-b", what="w", at=AT)),
    "keep": lambda _a, work, _t: work.keep(DRAFT),
    "edit": lambda _a, work, _t: work.edit("d", EDITED),
    "prepare": lambda _a, work, _t: work.prepare(PLAN),
    "approve": lambda _a, work, _t: work.approve(
        PLAN.id, Approval(person="a-b", at=AT, factor="totp"), order=0, ready=False
    ),
    "close": lambda _a, work, _t: work.close(PLAN.id, PlanState.WITHDRAWN, expected=PlanState.WAITING, by="a-b", at=AT),
    "make": lambda _a, _w, tokens: tokens.make(TOKEN),
    "revoke": lambda _a, _w, tokens: tokens.revoke(TOKEN, by="a-b", at=AT),
}
LINES = ("store_happened", "store_editrow")
"""An edit of a deal is its own line: who, when, what over what; it is only ever inserted."""


class RefusedError(Exception):
    """The line could not be written."""


def rows(journal: StoreJournal) -> dict[str, list[Any]]:
    """Every row of the tables of people, by table."""
    connection = connections[journal.ready()]
    with connection.cursor() as cursor:
        tables = [each for each in connection.introspection.table_names(cursor) if each.startswith("store_")]
        found = {}
        for each in tables:
            cursor.execute(f"SELECT * FROM {each}")  # noqa: S608 - a name of ours
            found[each] = sorted(map(repr, cursor.fetchall()))
    return found


def test_there_is_a_case_for_every_method_that_writes():
    public = {name for each in (StoreAccounts, StoreWork, StoreTokens) for name in vars(each) if name[0] != "_"}
    assert public == READS | {*WRITES}


@pytest.mark.parametrize("refused", [False, True], ids=["each-has-its-line", "none-without-its-line"])
def test_what_is_written_and_its_line_are_written_together(tmp_path, monkeypatch, url, refused):
    journal = StoreJournal(tmp_path / "store.sqlite3", url)
    keepers = (StoreAccounts(journal), StoreWork(journal), StoreTokens(journal))
    journal.prepare()
    for name, write in WRITES.items():
        before = rows(journal)
        if refused:
            from tallystick.shell.store.cases import EditRow
            from tallystick.shell.store.people import Happened

            def fail(*_: object, **__: object) -> None:
                raise RefusedError

            with monkeypatch.context() as patched:
                patched.setattr(Happened, "save", fail)
                patched.setattr(EditRow, "save", fail)
                with pytest.raises(RefusedError):
                    write(*keepers)
            assert rows(journal) == before, f"{name} wrote something without its line"
        write(*keepers)
        after = rows(journal)
        told = sum(len(after[each]) - len(before[each]) for each in LINES)
        assert told == 1, f"{name} wrote {told} lines"
    journal.close()
