"""The tape as one number, from which a single row can be shown without showing any other."""

import hashlib
import hmac
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.tape.commitment import CommitmentError, Disclosure, commit, verify_disclosure
from tallystick.tape.commitment import disclose as disclose_rows
from tallystick.tape.reading.tapes import Tape
from tests.tape.tapes import LEASE, lease_tape

SECRET = b"a deal's own secret, kept onshore"
TAPE = lease_tape({}, {"province": ""}, {}, {}, {})
COMMITTED = commit(TAPE, secret=SECRET)


def disclose(tape: Tape, asset_id: str, *, secret: bytes, columns: frozenset[str] | None = None) -> Disclosure:
    (row,) = disclose_rows(tape, [asset_id], secret=secret, columns=columns)
    return row


def test_the_same_rows_and_secret_give_the_same_roots():
    assert commit(TAPE, secret=SECRET) == COMMITTED
    assert COMMITTED.rows == 5
    assert len(COMMITTED.sha256) == len(COMMITTED.sm3) == 64
    assert COMMITTED.sha256 != COMMITTED.sm3


def test_the_root_of_one_row_can_be_computed_with_any_json_and_hmac():
    secret = bytes(32)
    salt = hmac.digest(secret, b"L1", "sha256")
    salts = {name: hmac.digest(salt, name.encode(), "sha256") for name in LEASE}
    cells = {name: hmac.digest(salts[name], text.encode(), "sha256").hex() for name, text in LEASE.items() if text}
    row = {"schema": "tallystick/tape-row/v2", "cells": cells}
    leaf = json.dumps(row, sort_keys=True, separators=(",", ":")).encode()
    assert commit(lease_tape({}), secret=secret).sha256 == hashlib.sha256(b"\0" + leaf).hexdigest()


def test_another_secret_a_changed_cell_or_another_order_gives_another_root():
    others = (
        commit(TAPE, secret=SECRET + b"."),
        commit(lease_tape({}, {"province": "hebei"}, {}, {}, {}), secret=SECRET),
        commit(replace(TAPE, frame=TAPE.frame.reverse()), secret=SECRET),
    )
    assert len({each.sha256 for each in (*others, COMMITTED)}) == 4


@pytest.mark.parametrize("asset_id", ["L1", "L2", "L5"])
def test_one_row_can_be_shown_and_checked_without_the_tape(asset_id: str):
    shown = disclose(TAPE, asset_id, secret=SECRET)
    assert shown.cells["asset_id"] == asset_id
    assert verify_disclosure(shown, COMMITTED)


def test_an_empty_cell_is_left_out_of_what_is_shown():
    assert "province" not in disclose(TAPE, "L2", secret=SECRET).cells
    assert disclose(TAPE, "L1", secret=SECRET).cells["current_balance"] == "83000.00"


def test_what_was_altered_is_not_believed():
    shown = disclose(TAPE, "L3", secret=SECRET)
    cheaper = dict(shown.cells) | {"current_balance": "1.00"}
    for altered in (
        replace(shown, cells=cheaper),
        replace(shown, salts=dict.fromkeys(shown.salts, "0" * 64)),
        replace(shown, salts=dict.fromkeys(shown.salts, "not hexadecimal")),
        replace(shown, salts={}),
        replace(shown, withheld={"province": shown.salts["province"]}),
        replace(shown, index=2 - 1),
        replace(shown, sha256_proof=shown.sm3_proof),
        replace(shown, sm3_proof=()),
        replace(shown, sm3_proof=("not hexadecimal",)),
    ):
        assert not verify_disclosure(altered, COMMITTED)
    assert not verify_disclosure(shown, replace(COMMITTED, sha256="zz"))


def test_salts_differ_from_row_to_row():
    rows = [disclose(TAPE, asset_id, secret=SECRET) for asset_id in ("L1", "L3")]
    assert len({salt for row in rows for salt in row.salts.values()}) == sum(len(row.salts) for row in rows)


def test_cells_are_shown_alone_and_the_others_cannot_be_guessed_from_what_is_shown():
    shown = disclose(TAPE, "L1", secret=SECRET, columns=frozenset({"current_balance"}))
    assert shown.cells == {"current_balance": "83000.00"}
    assert shown.withheld.keys() == {name for name, text in LEASE.items() if text} - {"current_balance"}
    assert verify_disclosure(shown, COMMITTED)
    salt = bytes.fromhex(shown.salts["current_balance"])
    guesses = {hmac.digest(key, b"shandong", "sha256").hex() for key in (salt, b"", bytes(32))}
    assert not guesses & set(shown.withheld.values())


def test_a_short_secret_is_refused():
    with pytest.raises(CommitmentError, match="could be guessed"):
        commit(TAPE, secret=b"short")


@pytest.mark.parametrize("asset_id", ["L1", ""])
def test_rows_that_cannot_be_told_apart_are_refused(asset_id: str):
    with pytest.raises(CommitmentError, match="empty or stands twice"):
        commit(lease_tape({}, {"asset_id": asset_id}), secret=SECRET)


def test_a_row_that_is_not_there_cannot_be_shown():
    with pytest.raises(CommitmentError, match="no asset 'L9'"):
        disclose(TAPE, "L9", secret=SECRET)


@given(st.integers(1, 12), st.data())
def test_every_row_of_every_tape_can_be_shown(rows: int, data: st.DataObject):
    tape = lease_tape(*({} for _ in range(rows)))
    asset_id = f"L{data.draw(st.integers(1, rows))}"
    assert verify_disclosure(disclose(tape, asset_id, secret=SECRET), commit(tape, secret=SECRET))
