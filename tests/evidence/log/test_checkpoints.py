"""Checkpoints: what a log says of itself, and who stands behind it."""

from dataclasses import replace

import pytest

from tallystick.evidence.findings import Finding
from tallystick.evidence.log import (
    Checkpoint,
    CheckpointError,
    KeyKind,
    NoteSignature,
    Policy,
    VerifierKey,
    check_growth,
    note_bytes,
    open_checkpoint,
    parse_checkpoint,
)
from tallystick.evidence.merkle import Tree
from tests.cast import AUDITOR, EXAMINER, HOLDER, ISSUER, Actor

# The example of C2SP tlog-checkpoint.
SPEC_TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

LOG = VerifierKey(name="register.example/log", public_key=ISSUER.person.public_key)
WITNESSES = [
    VerifierKey(name=f"{actor.id}.example", public_key=actor.person.public_key, kind=KeyKind.COSIGNATURE)
    for actor in (AUDITOR, HOLDER)
]
TREE = Tree.of([b"a", b"b", b"c"])
HEAD = Checkpoint(origin=LOG.name, size=3, root=TREE.root())


def line(actor: Actor, key: VerifierKey, text: str, at: int = 0) -> NoteSignature:
    if key.kind is KeyKind.ED25519:
        raw = bytes.fromhex(actor.sign(text.encode()))
    else:
        raw = at.to_bytes(8, "big") + bytes.fromhex(actor.sign(f"cosignature/v1\ntime {at}\n{text}".encode()))
    return NoteSignature(name=key.name, key_id=key.key_id, signature=raw)


def signed(text: str | None = None, *others: NoteSignature) -> bytes:
    text = HEAD.text() if text is None else text
    return note_bytes(text, [line(ISSUER, LOG, text), *others])


def code(found: object) -> str:
    assert isinstance(found, Finding)
    return found.code


def test_the_published_example_reads_and_writes_back():
    read = parse_checkpoint(SPEC_TEXT)
    assert isinstance(read, Checkpoint)
    assert (read.origin, read.size, read.extensions) == ("example.com/behind-the-sofa", 20_852_163, ())
    assert read.text() == SPEC_TEXT


def test_extension_lines_are_kept_and_not_interpreted():
    text = SPEC_TEXT + "anything at all\n"
    read = parse_checkpoint(text)
    assert isinstance(read, Checkpoint)
    assert read.extensions == ("anything at all",)
    assert read.text() == text


def test_an_empty_log_has_size_zero():
    empty = Checkpoint(origin="o", size=0, root=Tree.of([]).root())
    assert parse_checkpoint(empty.text()) == empty


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "evidence.checkpoint-lines"),
        ("origin\n1\n", "evidence.checkpoint-lines"),
        ("\n" + SPEC_TEXT, "evidence.checkpoint-lines"),
        (SPEC_TEXT + "\n", "evidence.checkpoint-lines"),
        (SPEC_TEXT.replace("208", "0208"), "evidence.checkpoint-size"),
        (SPEC_TEXT.replace("208", "+208"), "evidence.checkpoint-size"),
        (SPEC_TEXT.replace("208", " 208"), "evidence.checkpoint-size"),
        (SPEC_TEXT.replace("208", "２08"), "evidence.checkpoint-size"),
        (SPEC_TEXT.replace("208", "208" * 9), "evidence.checkpoint-size"),
        (SPEC_TEXT.replace("CsUY", ""), "evidence.checkpoint-root"),
        (SPEC_TEXT.replace("q2I=", "q2J="), "evidence.checkpoint-root"),
    ],
)
def test_a_text_that_is_no_checkpoint_is_said_to_be_none(text, expected):
    assert code(parse_checkpoint(text, file="checkpoint")) == expected


@pytest.mark.parametrize(
    "change",
    [{"origin": ""}, {"origin": "two\nlines"}, {"extensions": ("",)}, {"size": -1}, {"size": 10**18}, {"root": b""}],
)
def test_a_checkpoint_that_would_read_back_as_another_is_not_made(change):
    with pytest.raises(CheckpointError):
        replace(HEAD, **change)


def test_the_log_s_own_signature_is_enough_when_no_witness_is_asked_for():
    assert open_checkpoint(signed(), LOG) == HEAD


def test_a_stranger_s_signature_is_not_the_log_s():
    namesake = replace(LOG, public_key=EXAMINER.person.public_key)
    assert code(open_checkpoint(signed(), namesake)) == "evidence.note-not-signed"


def test_witnesses_alone_do_not_make_a_checkpoint():
    only_witness = note_bytes(HEAD.text(), [line(AUDITOR, WITNESSES[0], HEAD.text())])
    assert code(open_checkpoint(only_witness, LOG, policy=Policy.of(WITNESSES))) == "evidence.note-not-signed"


def test_as_many_witnesses_as_the_reader_asks_for_must_have_cosigned():
    one = line(AUDITOR, WITNESSES[0], HEAD.text(), at=5)
    two = line(HOLDER, WITNESSES[1], HEAD.text(), at=6)
    assert open_checkpoint(signed(None, one, two), LOG, policy=Policy.of(WITNESSES, 2)) == HEAD
    for insufficient in (signed(None, one), signed(None, one, one), signed()):
        found = open_checkpoint(insufficient, LOG, policy=Policy.of(WITNESSES, 2))
        assert code(found) == "evidence.checkpoint-unwitnessed"


def test_the_log_is_not_its_own_witness():
    own = replace(LOG, kind=KeyKind.COSIGNATURE, name="own.example")
    note = signed(None, line(ISSUER, own, HEAD.text()))
    assert code(open_checkpoint(note, LOG, policy=Policy.of([own], 1))) == "evidence.checkpoint-unwitnessed"


def test_one_witness_under_two_names_counts_once():
    twin = replace(WITNESSES[0], name="twin.example")
    lines = [line(AUDITOR, key, HEAD.text()) for key in (WITNESSES[0], twin)]
    found = open_checkpoint(signed(None, *lines), LOG, policy=Policy.of([WITNESSES[0], twin], 2))
    assert code(found) == "evidence.checkpoint-unwitnessed"


def test_a_checkpoint_of_another_log_does_not_count_even_when_this_key_signed_it():
    other = replace(HEAD, origin="another.example/log").text()
    assert code(open_checkpoint(signed(other), LOG)) == "evidence.checkpoint-origin"


def test_what_is_signed_must_still_be_a_checkpoint():
    assert code(open_checkpoint(signed("hello\n"), LOG)) == "evidence.checkpoint-lines"
    assert code(open_checkpoint(b"hello\n", LOG)) == "evidence.note-without-signatures"


def test_a_log_that_grew_is_told_from_one_that_was_rewritten():
    older = Checkpoint(origin=LOG.name, size=2, root=TREE.root(2))
    proof = TREE.consistency_proof(2)
    assert check_growth(older, HEAD, proof) == ()
    assert code(check_growth(older, HEAD, [])[0]) == "evidence.checkpoint-inconsistent"
    assert check_growth(HEAD, older, proof) != ()
    assert check_growth(replace(older, origin="another"), HEAD, proof) != ()
