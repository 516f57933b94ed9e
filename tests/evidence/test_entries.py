"""Entries: one signed line for an act, read back exactly, checked in full."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import digests
from tallystick.evidence.entries import (
    SCHEMA,
    Draft,
    Entry,
    EntryError,
    draft,
    entry,
    leaf,
    read_entry,
    to_sign,
    verify_entry,
)
from tallystick.evidence.findings import Finding
from tests.cast import COUNSEL, PREPARER

AT = datetime(2026, 9, 30, 8, 0, tzinfo=UTC)
BODY = b"the sealed package"


def drafted(**change: Any) -> Draft:
    members = {"kind": "filing.submitted", "subject": "auto-leases-2026-1", "at": AT, "body": BODY}
    return draft(**{"actor": PREPARER.id, **members, **change})


def signed(**change: Any) -> Entry:
    unsigned = drafted(**change)
    return entry(unsigned, PREPARER.sign(to_sign(unsigned)))


SUBMITTED = signed()
KEY = PREPARER.person.public_key


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [each.code for each in findings]


def test_an_entry_has_exactly_the_eight_members_of_version_one():
    written = json.loads(leaf(SUBMITTED))
    assert sorted(written) == sorted(
        ["schema", "kind", "subject", "actor", "at", "body_sha256", "body_sm3", "signature"]
    )
    assert written["schema"] == "tallystick/entry/v1"
    assert written["at"] == "2026-09-30T08:00:00Z"


def test_what_is_signed_is_the_entry_without_its_signature():
    assert json.loads(to_sign(SUBMITTED.draft)) == {
        key: member for key, member in json.loads(leaf(SUBMITTED)).items() if key != "signature"
    }


def test_a_signed_entry_with_its_body_has_nothing_wrong():
    assert verify_entry(SUBMITTED, KEY, BODY) == ()
    assert verify_entry(SUBMITTED, KEY) == ()


def test_a_body_kept_elsewhere_may_be_named_by_its_digests():
    assert drafted(body=digests(BODY)) == SUBMITTED.draft


def test_another_body_is_found_out_by_both_digests():
    found = verify_entry(SUBMITTED, KEY, b"another package")
    assert codes(found) == ["evidence.entry-body", "evidence.entry-body"]
    assert [each.argument("algorithm") for each in found] == ["SHA-256", "SM3"]


def test_another_person_s_key_does_not_fit():
    assert codes(verify_entry(SUBMITTED, COUNSEL.person.public_key, BODY)) == ["evidence.entry-signature"]


def test_a_time_is_kept_in_utc_to_the_second():
    beijing = timezone(timedelta(hours=8))
    assert drafted(at=datetime(2026, 9, 30, 16, 0, 0, 999_999, tzinfo=beijing)) == SUBMITTED.draft


@pytest.mark.parametrize(
    "change",
    [
        {"at": AT.replace(tzinfo=None)},
        {"kind": "submitted"},
        {"kind": "Filing.submitted"},
        {"subject": ""},
        {"subject": " padded"},
        {"subject": "two\nlines"},
        {"subject": "x" * 201},
        {"actor": "Shen Yilan"},
    ],
)
def test_an_act_that_nobody_could_read_back_is_not_written_down(change):
    with pytest.raises(EntryError):
        drafted(**change)


def test_a_signature_of_another_form_is_not_put_under_an_entry():
    with pytest.raises(EntryError):
        entry(SUBMITTED.draft, "ab")


def rewritten(**change: object) -> bytes:
    members = {**json.loads(leaf(SUBMITTED)), **change}
    return canonical({key: member for key, member in members.items() if member is not None})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"not json", "evidence.entry-not-canonical"),
        (b"[]", "evidence.entry-not-canonical"),
        (leaf(SUBMITTED) + b"\n", "evidence.entry-not-canonical"),
        (rewritten(schema="tallystick/entry/v2"), "evidence.entry-members"),
        (rewritten(kind=None), "evidence.entry-members"),
        (rewritten(signature=None), "evidence.entry-members"),
        (rewritten(extra="x"), "evidence.entry-members"),
        (rewritten(kind=1), "evidence.entry-member-malformed"),
        (rewritten(at="2026-02-30T08:00:00Z"), "evidence.entry-member-malformed"),
        (rewritten(at="2026-09-30T08:00:00+08:00"), "evidence.entry-member-malformed"),
        (rewritten(body_sm3="AB" * 32), "evidence.entry-member-malformed"),
        (rewritten(signature="ab"), "evidence.entry-member-malformed"),
    ],
)
def test_bytes_that_are_no_entry_are_said_to_be_none(content, code):
    found = read_entry(content, file="entry.json")
    assert isinstance(found, Finding)
    assert (found.code, found.place.file) == (code, "entry.json")


def test_the_schema_is_named_in_what_is_signed():
    assert SCHEMA.encode() in to_sign(SUBMITTED.draft)


@given(subject=st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=200), body=st.binary())
def test_reading_a_leaf_gives_back_the_entry(subject, body):
    act = signed(subject=subject, body=body)
    assert read_entry(leaf(act)) == act
    assert verify_entry(act, KEY, body) == ()


@given(position=st.integers(0), change=st.integers(1, 255))
def test_a_byte_changed_anywhere_in_a_leaf_is_found(position, change):
    content = bytearray(leaf(SUBMITTED))
    content[position % len(content)] ^= change
    read = read_entry(bytes(content))
    assert isinstance(read, Finding) or verify_entry(read, KEY, BODY)
