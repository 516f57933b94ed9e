"""The confidential log's records: a field can be forgotten for good, and what was proved of the rest stays proved."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.audit.proofs import audit_proof, verify_audit_proof
from tallystick.evidence.audit.records import AuditError, AuditRecord, commit_record, read_leaf, read_record
from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import digests
from tallystick.evidence.log import Checkpoint, NoteSignature, VerifierKey, note_bytes, receipt
from tallystick.evidence.merkle import Tree
from tests.cast import EXAMINER, ISSUER

LOG = VerifierKey(name="register.example/audit", public_key=ISSUER.person.public_key)
VALUES = {"kind": "desk.file-read", "at": "2026-09-01T08:00:00Z", "person": "王某", "file": "M18-audit.md"}


def salts(fields, start=0):
    """Salts for the tests: all different, none random."""
    return [number.to_bytes(32, "big") for number, _ in zip(count(start + 1), fields, strict=False)]


def record(values=VALUES):
    return commit_record(values, salts(values))


def logged(kept, beside=(b"before", b"after")):
    """Put a record's leaf between two others and return its receipt."""
    tree = Tree.of([beside[0], kept.leaf, beside[1]])
    head = Checkpoint(origin=LOG.name, size=3, root=tree.root())
    signature = bytes.fromhex(ISSUER.sign(head.text().encode()))
    note = note_bytes(head.text(), (NoteSignature(name=LOG.name, key_id=LOG.key_id, signature=signature),))
    return receipt(tree, 1, note, size=3).content()


def test_what_is_erased_is_in_no_byte_that_is_left_and_the_leaf_stays():
    kept = record()
    left = kept.without({"person"})
    assert left.leaf == kept.leaf
    assert "王某".encode() not in left.content()
    assert kept.openings["person"].salt.encode() not in left.content()
    assert left.closed == ("person",)
    assert read_record(left.content()) == left


def test_a_proof_from_before_an_erasure_holds_after_it_and_so_does_one_of_the_rest():
    kept = record()
    proven = logged(kept)
    before = audit_proof(kept, ["kind", "person"], log=LOG, receipt=proven)
    after = audit_proof(kept.without({"person"}), ["kind", "file"], log=LOG, receipt=proven)
    for content, fields in ((before, {"kind", "person"}), (after, {"kind", "file"})):
        shown, found = verify_audit_proof(content, LOG)
        assert shown is not None
        assert (found, set(shown.fields)) == ((), fields)
    assert "王某".encode() not in after


def test_trying_every_name_finds_nothing_without_the_salt():
    """Who has the leaf and knows that the value is one of three cannot tell which, with any salt used elsewhere."""
    kept = record()
    leaf, known = read_leaf(kept.leaf), [each.salt for name, each in kept.openings.items() if name != "person"]
    for guess in ("王某", "李某", "张某"):
        tried = [{"field": "person", "salt": salt, "value": guess} for salt in (*known, "", "0" * 64)]
        tried += [{"field": "person", "value": guess}]
        assert leaf["person"] not in [digests(canonical(each)) for each in tried]
        assert leaf["person"].sha256 != digests(guess.encode()).sha256


def test_equal_values_give_different_commitments_so_nobody_sees_that_they_are_equal():
    first = commit_record(VALUES, salts(VALUES))
    second = commit_record(VALUES, salts(VALUES, start=100))
    assert not set(first.commitments.values()) & set(second.commitments.values())


@pytest.mark.parametrize("name", ["person", "kind"])
def test_an_erased_or_withheld_field_cannot_be_proved(name):
    with pytest.raises(AuditError, match="erased"):
        audit_proof(record().without({name}), [name], log=LOG, receipt=b"")


def test_another_value_under_the_same_leaf_is_no_proof():
    content = audit_proof(record(), ["person"], log=LOG, receipt=logged(record()))
    shown, found = verify_audit_proof(content.replace("王某".encode(), "李某".encode()), LOG)
    assert (shown, [each.code for each in found]) == (None, ["evidence.audit-proof-unreadable"])


def test_a_record_that_is_not_in_the_log_is_not_proved():
    other = commit_record(VALUES, salts(VALUES, start=50))
    content = audit_proof(other, ["person"], log=LOG, receipt=logged(record()))
    _, found = verify_audit_proof(content, LOG)
    assert [each.code for each in found] == ["evidence.receipt-not-included"]


def test_another_logs_key_proves_nothing():
    content = audit_proof(record(), ["person"], log=LOG, receipt=logged(record()))
    stranger = VerifierKey(name=LOG.name, public_key=EXAMINER.person.public_key)
    _, found = verify_audit_proof(content, stranger)
    assert [each.code for each in found] == ["evidence.note-not-signed"]


@given(st.integers(0, 2000), st.integers(1, 255))
def test_no_byte_of_a_proof_can_be_changed(place, turn):
    content = bytearray(audit_proof(record(), ["person", "file"], log=LOG, receipt=logged(record())))
    place %= len(content)
    content[place] ^= turn
    shown, found = verify_audit_proof(bytes(content), LOG)
    named_key = shown is not None and shown.log != str(LOG)  # said, and not relied on: the reader's own key counts
    assert found or named_key


@pytest.mark.parametrize(
    ("values", "given_salts"),
    [
        ({}, []),
        ({"Person": "x"}, [b"1" * 32]),
        ({"person": "x" * 8001}, [b"1" * 32]),
        ({"person": "x"}, [b"short"]),
        ({"person": "x", "file": "y"}, [b"1" * 32, b"1" * 32]),
        ({"person": "x", "file": "y"}, [b"1" * 32]),
        ({"person": "\ud800"}, [b"1" * 32]),
        ({f"f{number}": "x" for number in range(65)}, [number.to_bytes(32, "big") for number in range(65)]),
    ],
)
def test_what_could_not_be_kept_or_erased_alone_is_refused(values, given_salts):
    with pytest.raises(AuditError):
        commit_record(values, given_salts)


def test_an_opening_that_does_not_fit_is_refused_when_read():
    kept, other = record(), commit_record({"person": "x"}, [b"9" * 32])
    with pytest.raises(AuditError, match="person"):
        AuditRecord(commitments=kept.commitments, openings=other.openings)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"schema":"tallystick/audit-record/v1"}', b"\xff"])
def test_other_bytes_are_no_record(content):
    with pytest.raises(AuditError):
        read_record(content)
    with pytest.raises(AuditError):
        read_leaf(content)
    assert verify_audit_proof(content, LOG)[0] is None
