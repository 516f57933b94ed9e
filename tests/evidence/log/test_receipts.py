"""Receipts: what a stranger checks without us."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.entries import Entry, draft, entry, leaf, to_sign
from tallystick.evidence.findings import Finding
from tallystick.evidence.log import (
    Checkpoint,
    NoteSignature,
    Policy,
    Receipt,
    VerifierKey,
    note_bytes,
    parse_receipt,
    receipt,
    verify_receipt,
)
from tallystick.evidence.merkle import MerkleError, Tree
from tests.cast import EXAMINER, ISSUER, PREPARER

LOG = VerifierKey(name="register.example/log", public_key=ISSUER.person.public_key)


def act(number: int) -> Entry:
    at = datetime(2026, 9, 30, 8, number, tzinfo=UTC)
    drafted = draft(kind="filing.submitted", subject=f"deal-{number}", actor=PREPARER.id, at=at, body=b"body")
    return entry(drafted, PREPARER.sign(to_sign(drafted)))


def signed_head(tree: Tree) -> bytes:
    text = Checkpoint(origin=LOG.name, size=tree.size, root=tree.root()).text()
    raw = bytes.fromhex(ISSUER.sign(text.encode()))
    return note_bytes(text, [NoteSignature(name=LOG.name, key_id=LOG.key_id, signature=raw)])


ACTS = [act(number) for number in range(7)]
TREE = Tree.of(map(leaf, ACTS))
CHECKPOINT = signed_head(TREE)
RECEIPT = receipt(TREE, 4, CHECKPOINT, size=7, extra=b"{}")
CONTENT = RECEIPT.content()


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [each.code for each in found]


def test_a_receipt_has_the_form_the_standard_prints():
    lines = CONTENT.decode().split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra e30=", "index 4"]
    assert lines[6] == ""
    assert "\n".join(lines[7:]).encode() == CHECKPOINT


@pytest.mark.parametrize("index", range(7))
def test_every_entry_s_receipt_proves_it(index):
    content = receipt(TREE, index, CHECKPOINT, size=7).content()
    assert verify_receipt(content, leaf(ACTS[index]), LOG) == ()


@given(st.integers(0, 10**17), st.lists(st.binary(min_size=32, max_size=32), max_size=64), st.none() | st.binary())
def test_a_receipt_reads_back(index, proof, extra):
    written = Receipt(index=index, proof=tuple(proof), checkpoint=CHECKPOINT, extra=extra)
    assert parse_receipt(written.content()) == written


def test_a_receipt_of_another_entry_proves_nothing_here():
    found = verify_receipt(CONTENT, leaf(ACTS[5]), LOG, file="entry.tlog-proof")
    assert codes(found) == ["evidence.receipt-not-included"]
    assert found[0].place.file == "entry.tlog-proof"


def test_a_receipt_under_another_log_s_key_proves_nothing():
    other = VerifierKey(name=LOG.name, public_key=EXAMINER.person.public_key)
    assert codes(verify_receipt(CONTENT, leaf(ACTS[4]), other)) == ["evidence.note-not-signed"]


def test_a_reader_may_ask_for_witnesses():
    assert codes(verify_receipt(CONTENT, leaf(ACTS[4]), LOG, policy=Policy.of((), 1))) == [
        "evidence.checkpoint-unwitnessed"
    ]


def test_a_receipt_of_a_leaf_that_is_not_there_is_not_made():
    with pytest.raises(MerkleError):
        receipt(TREE, 7, CHECKPOINT, size=7)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (b"proof@v1", b"proof@v2", 1),
        (b"c2sp.org", "ｃ2sp.org".encode(), 1),
        (b"extra e30=", b"extra e30", 2),
        (b"extra e30=", b"extra", 2),
        (b"extra e30=\n", b"extra e30=\nextra e30=\n", 3),
        (b"index 4", b"index 04", 3),
        (b"index 4", b"index -4", 3),
        (b"index 4", b"index 4 ", 3),
        (b"index 4", b"index " + b"9" * 19, 3),
        (b"index 4\n", b"index 4\nAAAA\n", 4),
        (b"index 4\n", b"index 4\n!\n", 4),
        (b"index 4\n", b"index 4\n" + b"A" * 43 + b"=\n" + (b"A" * 43 + b"=\n") * 61, 68),
    ],
)
def test_a_malformed_line_is_named(old, new, line):
    found = parse_receipt(CONTENT.replace(old, new, 1), file="r")
    assert isinstance(found, Finding)
    assert (found.code, found.place.line) == ("evidence.receipt-line", line)
    assert verify_receipt(CONTENT.replace(old, new, 1), leaf(ACTS[4]), LOG) != ()


@pytest.mark.parametrize("content", [b"", b"c2sp.org/tlog-proof@v1", b"c2sp.org/tlog-proof@v1\n\n", b"\n\n"])
def test_a_receipt_cut_short_is_refused(content):
    assert isinstance(parse_receipt(content), Finding)


@given(st.integers(0), st.integers(1, 255))
def test_a_byte_changed_anywhere_but_in_the_extra_line_is_found(position, change):
    content = bytearray(receipt(TREE, 4, CHECKPOINT, size=7).content())
    content[position % len(content)] ^= change
    assert verify_receipt(bytes(content), leaf(ACTS[4]), LOG) != ()
