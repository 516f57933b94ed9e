"""Rows that cross the border: proven alone, nobody identified, nothing of another row."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.tape.commitment import Commitment, commit, disclose
from tallystick.tape.disclosures import (
    DisclosedRows,
    ExportBasis,
    Sample,
    may_leave,
    parse_disclosed,
    sampled,
    verify_rows,
)
from tallystick.tape.schemas import SCHEMAS, Kind, Sensitivity
from tests.tape.tapes import lease_tape

SECRET = b"a deal's own secret, kept onshore"
TAPE = lease_tape(*({"obligor_id": f"payer-{number}"} for number in range(6)))
FILED = commit(TAPE, secret=SECRET)
BASIS = ExportBasis(procedure="data-export", reference="specimen 7", date="2026-08-20", clause="DX-3")


def disclosed(*asset_ids: str, sample: Sample | None = None) -> DisclosedRows:
    rows = disclose(TAPE, asset_ids, secret=SECRET, columns=may_leave(TAPE.schema))
    return DisclosedRows(deal="d-1", commitment=FILED, basis=BASIS, rows=rows, inventory={}, sample=sample)


@pytest.mark.parametrize("asset_class", SCHEMAS)
def test_what_identifies_or_is_personal_or_important_never_leaves(asset_class: str):
    schema = SCHEMAS[asset_class]
    leaving = [column for column in schema.columns if column.name in may_leave(schema)]
    assert leaving
    for column in leaving:
        assert column.kind is not Kind.IDENTIFIER
        assert column.sensitivity is Sensitivity.NONE
    assert not {"asset_id", "obligor_id", "obligor_group_id"} & may_leave(schema)


def test_the_file_names_neither_loan_nor_payer_nor_any_other_row_nor_the_secret():
    content = disclosed("L3").content()
    for told in (b'"L3"', b"payer-", SECRET, SECRET.hex().encode()):
        assert told not in content
    assert json.loads(content)["rows"][0]["cells"]["current_balance"] == "83000.00"
    assert len(json.loads(content)["rows"]) == 1


def test_a_file_read_back_proves_its_rows():
    written = disclosed("L3", "L1")
    back = parse_disclosed(written.content())
    assert back == written
    assert back is not None
    assert verify_rows(back, FILED)


def test_other_roots_twice_the_same_row_or_none_are_not_believed():
    shown = disclosed("L3")
    assert not verify_rows(shown, replace(FILED, sha256="0" * 64))
    assert not verify_rows(disclosed("L3", "L3"), FILED)
    assert not verify_rows(disclosed(), FILED)
    assert not verify_rows(replace(shown, commitment=replace(FILED, rows=7)), FILED)


def test_a_sample_is_the_one_its_seed_draws():
    sample = Sample(count=2, seed="asked on 1 September")
    ids = [f"L{place + 1}" for place in sampled(FILED, sample)]
    assert verify_rows(disclosed(*ids, sample=sample), FILED)
    others = [f"L{place + 1}" for place in range(6) if f"L{place + 1}" not in ids][:2]
    assert not verify_rows(disclosed(*others, sample=sample), FILED)
    assert not verify_rows(disclosed(*ids, sample=Sample(count=2, seed="another")), FILED) or ids == [
        f"L{place + 1}" for place in sampled(FILED, Sample(count=2, seed="another"))
    ]


@given(st.integers(1, 50), st.integers(1, 60), st.text(max_size=20))
def test_a_sample_has_its_size_and_no_row_twice(rows: int, count: int, seed: str):
    drawn = sampled(Commitment(rows=rows, sha256="00", sm3="00"), Sample(count=count, seed=seed))
    assert len(drawn) == len(set(drawn)) == min(rows, count)
    assert all(0 <= place < rows for place in drawn)
    assert list(drawn) == sorted(drawn)


@pytest.mark.parametrize("change", [b"", b"{}", b"[]", b'{"schema":"tallystick/tape-disclosure/v1"}', b"null", b"\xff"])
def test_what_is_no_such_file_is_none(change: bytes):
    assert parse_disclosed(change) is None


@given(st.data())
def test_a_byte_changed_anywhere_proves_nothing_it_did_not_say(data: st.DataObject):
    content = bytearray(disclosed("L3").content())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255))
    back = parse_disclosed(bytes(content))
    believed = back is not None and verify_rows(back, FILED)
    assert not believed or (back is not None and [row.cells for row in back.rows] == [disclosed("L3").rows[0].cells])
