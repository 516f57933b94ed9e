"""The store's own file: damage is told from a machine that cannot read or write it just now."""

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from django.db import OperationalError

from tallystick.evidence.wording import Language, word
from tallystick.shell.store.integrity import check_store, is_unavailable


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store.sqlite3"
    with closing(sqlite3.connect(path)) as rows:
        rows.execute("create table act (body text)")
        rows.execute("insert into act values (?)", ("x" * 10_000,))
        rows.commit()
    return path


def refused(store: Path, statement: str, *, under: str = "pragma query_only = off") -> sqlite3.Error:
    with closing(sqlite3.connect(store)) as rows:
        rows.execute(under)
        with pytest.raises(sqlite3.Error) as told:
            rows.execute(statement)
    return told.value


def test_a_whole_store_is_passed(store: Path) -> None:
    assert check_store(store) == ()


def test_a_full_disk_is_about_the_machine(store: Path) -> None:
    full = refused(store, "insert into act values (zeroblob(100000))", under="pragma max_page_count = 1")
    assert "full" in str(full)
    assert is_unavailable(full)


def test_what_the_database_layer_wraps_is_looked_into(store: Path) -> None:
    wrapped = OperationalError("database or disk is full")
    assert not is_unavailable(wrapped)
    wrapped.__cause__ = refused(store, "delete from act", under="pragma query_only = on")
    assert is_unavailable(wrapped)


def test_a_missing_table_is_about_the_file(store: Path) -> None:
    assert not is_unavailable(refused(store, "select * from filing"))


def test_a_store_that_another_program_holds_is_not_called_damaged(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(store)) as other:
        other.execute("begin exclusive")
        monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, timeout=0))
        (found,) = check_store(store)
    assert (found.code, found.place.file) == ("files.store-unavailable", str(store))
    assert "占用" in word(found, Language.ZH).what
    assert "another program holds it" in word(found, Language.EN).what


def test_a_changed_head_is_damage(store: Path) -> None:
    content = bytearray(store.read_bytes())
    content[3] ^= 1
    store.write_bytes(content)
    assert [found.code for found in check_store(store)] == ["files.store-damaged"]
