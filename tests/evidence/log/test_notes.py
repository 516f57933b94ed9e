"""Signed notes: one test for each thing the standard says a reader or writer must do."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.findings import Finding
from tallystick.evidence.log.encoding import decode_base64, encode_base64
from tallystick.evidence.log.notes import (
    KeyKind,
    NoteError,
    NoteSignature,
    VerifierKey,
    cosigned,
    note_bytes,
    open_note,
    parse_note,
    parse_verifier_key,
    to_cosign,
)
from tests.cast import AUDITOR, EXAMINER, ISSUER, Actor

# The example of C2SP signed-note, and that of Go's golang.org/x/mod/sumdb/note.
SPEC_KEY = parse_verifier_key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
SPEC_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()
GO_KEY = parse_verifier_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()

LOG = VerifierKey(name="register.example/log", public_key=ISSUER.person.public_key)
WITNESS = VerifierKey(name="witness.example", public_key=AUDITOR.person.public_key, kind=KeyKind.COSIGNATURE)
TEXT = "a text\n"


def signature(actor: Actor, key: VerifierKey, text: str = TEXT, at: int | None = None) -> NoteSignature:
    if at is None:
        raw = bytes.fromhex(actor.sign(text.encode()))
    else:
        raw = at.to_bytes(8, "big") + bytes.fromhex(actor.sign(f"cosignature/v1\ntime {at}\n{text}".encode()))
    return NoteSignature(name=key.name, key_id=key.key_id, signature=raw)


def code(found: object) -> str:
    assert isinstance(found, Finding)
    return found.code


@pytest.mark.parametrize(("key", "note"), [(SPEC_KEY, SPEC_NOTE), (GO_KEY, GO_NOTE)])
def test_the_published_examples_open(key, note):
    opened = open_note(note, [key])
    assert not isinstance(opened, Finding)
    assert [each.key for each in opened.signed] == [key]
    assert note.startswith(opened.text.encode())


@pytest.mark.parametrize("note", [SPEC_NOTE, GO_NOTE])
def test_the_published_examples_are_written_back_byte_for_byte(note):
    read = parse_note(note)
    assert not isinstance(read, Finding)
    assert note_bytes(read.text, read.signatures) == note


@pytest.mark.parametrize("key", [SPEC_KEY, GO_KEY, LOG, WITNESS])
def test_a_verifier_key_reads_back(key):
    assert parse_verifier_key(str(key)) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com/foo",
        "example.com/foo+530d903a",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==",
    ],
)
def test_a_mistyped_verifier_key_is_refused(text):
    with pytest.raises(NoteError):
        parse_verifier_key(text)


@pytest.mark.parametrize("name", ["", "two words", "a\u3000b", "a+b", "a\x1bb"])
def test_a_key_name_holds_no_space_and_no_plus(name):
    with pytest.raises(NoteError):
        replace(LOG, name=name)


def test_one_key_of_two_kinds_has_two_ids():
    assert replace(LOG, kind=KeyKind.COSIGNATURE).key_id != LOG.key_id


def test_the_last_empty_line_separates_text_from_signatures():
    text = "first\n\n— not.a.signature AAAA\n\nlast\n"
    opened = open_note(note_bytes(text, [signature(ISSUER, LOG, text)]), [LOG])
    assert not isinstance(opened, Finding)
    assert opened.text == text


def test_signatures_of_unknown_keys_are_passed_over():
    stranger = VerifierKey(name=LOG.name, public_key=EXAMINER.person.public_key)
    namesake = NoteSignature(name="another.example", key_id=LOG.key_id, signature=b"x")
    lines = [signature(EXAMINER, stranger), namesake, signature(ISSUER, LOG)]
    opened = open_note(note_bytes(TEXT, lines), [LOG])
    assert not isinstance(opened, Finding)
    assert [each.key for each in opened.signed] == [LOG]


def test_a_known_key_s_wrong_signature_refuses_the_whole_note():
    witness = signature(AUDITOR, WITNESS, at=1)
    wrong = replace(signature(ISSUER, LOG), signature=b"\x00" * 64)
    assert code(open_note(note_bytes(TEXT, [witness, wrong]), [LOG, WITNESS])) == "evidence.note-signature-wrong"


def test_a_note_nobody_trusted_signed_is_refused():
    note = note_bytes(TEXT, [signature(ISSUER, LOG)])
    assert code(open_note(note, [])) == "evidence.note-not-signed"
    assert code(open_note(note, [WITNESS])) == "evidence.note-not-signed"


def test_a_key_counts_once_however_often_it_signs():
    opened = open_note(note_bytes(TEXT, [signature(ISSUER, LOG)] * 3), [LOG])
    assert not isinstance(opened, Finding)
    assert len(opened.signed) == 1


def test_a_cosignature_says_when():
    opened = open_note(note_bytes(TEXT, [signature(AUDITOR, WITNESS, at=1_790_000_000)]), [WITNESS])
    assert not isinstance(opened, Finding)
    assert [(each.key, each.at) for each in opened.signed] == [(WITNESS, 1_790_000_000)]


def test_a_witness_adds_its_line_once_and_the_latest_counts():
    note = note_bytes(TEXT, [signature(ISSUER, LOG)])
    for at in (5, 6):
        added = cosigned(note, WITNESS, at=at, signature=AUDITOR.sign(to_cosign(TEXT, at)))
        assert isinstance(added, bytes)
        note = added
    opened = open_note(note, [LOG, WITNESS])
    assert not isinstance(opened, Finding)
    assert [(each.key, each.at) for each in opened.signed] == [(LOG, None), (WITNESS, 6)]


def test_a_line_that_is_not_the_witness_s_is_not_added():
    note = note_bytes(TEXT, [signature(ISSUER, LOG)])
    other_time = AUDITOR.sign(to_cosign(TEXT, 5))
    assert code(cosigned(note, WITNESS, at=6, signature=other_time)) == "evidence.note-signature-wrong"
    assert code(cosigned(b"no note", WITNESS, at=5, signature=other_time)) == "evidence.note-without-signatures"


@pytest.mark.parametrize(
    ("key", "at", "digits"), [(LOG, 1, "00" * 64), (WITNESS, -1, "00" * 64), (WITNESS, 2**64, "00"), (WITNESS, 1, "zz")]
)
def test_a_cosignature_of_another_form_is_a_wrong_call(key, at, digits):
    with pytest.raises(NoteError):
        cosigned(SPEC_NOTE, key, at=at, signature=digits)


@pytest.mark.parametrize("kind", KeyKind)
def test_a_signature_of_one_kind_is_not_one_of_the_other(kind):
    key = replace(WITNESS, kind=kind)
    other = None if kind is KeyKind.COSIGNATURE else 1
    note = note_bytes(TEXT, [signature(AUDITOR, key, at=other)])
    assert code(open_note(note, [key])) == "evidence.note-signature-wrong"


def test_a_cosigner_s_time_is_bounded():
    note = note_bytes(TEXT, [signature(AUDITOR, WITNESS, at=2**63)])
    assert code(open_note(note, [WITNESS])) == "evidence.note-signature-wrong"


def test_sixteen_signatures_are_accepted_and_a_flood_is_not():
    lines = [signature(ISSUER, LOG)]
    strangers = [NoteSignature(name=f"w{number}.example", key_id=b"abcd", signature=b"x") for number in range(64)]
    assert not isinstance(open_note(note_bytes(TEXT, lines + strangers[:63]), [LOG]), Finding)
    assert code(open_note(note_bytes(TEXT, lines + strangers), [LOG])) == "evidence.note-too-many-signatures"
    long = f"{'x' * 2**20}\n"
    assert code(open_note(note_bytes(long, lines), [LOG])) == "evidence.note-too-long"


@pytest.mark.parametrize(
    ("content", "expected", "line"),
    [
        (b"", "evidence.note-without-signatures", None),
        (b"text\n", "evidence.note-without-signatures", None),
        (b"text\n\n", "evidence.note-without-signatures", None),
        (SPEC_NOTE[:-1], "evidence.note-without-signatures", None),
        (SPEC_NOTE.replace(b"\n", b"\r\n"), "evidence.note-not-text", None),
        (SPEC_NOTE.replace(b" an ", b"\tan\t"), "evidence.note-not-text", None),
        (SPEC_NOTE.replace(b"an", b"\xff"), "evidence.note-not-text", None),
        (SPEC_NOTE.replace("—".encode(), b"--"), "evidence.note-signature-line", 3),
        (SPEC_NOTE.replace(b"/foo ", b"/foo  "), "evidence.note-signature-line", 3),
        (SPEC_NOTE.replace(b"/foo", b"+foo"), "evidence.note-signature-line", 3),
        (SPEC_NOTE.replace(b"aQM=", b"aQN="), "evidence.note-signature-line", 3),
        (SPEC_NOTE.replace(b"aQM=", b"aQM"), "evidence.note-signature-line", 3),
        (SPEC_NOTE + "— a AAAAAA==\n".encode(), "evidence.note-signature-line", 4),
        (SPEC_NOTE + "— a é\n".encode(), "evidence.note-signature-line", 4),
    ],
)
def test_bytes_that_are_no_note_are_said_to_be_none(content, expected, line):
    found = parse_note(content, file="checkpoint")
    assert isinstance(found, Finding)
    assert found.code == expected
    assert (found.place.file, found.place.line) == ("checkpoint", line)
    assert code(open_note(content, [SPEC_KEY])) == expected


@pytest.mark.parametrize("text", ["", "no newline", "tab\t\n"])
def test_a_note_that_would_not_read_back_is_not_written(text):
    with pytest.raises(NoteError):
        note_bytes(text, [signature(ISSUER, LOG)])


def test_a_note_without_a_signature_is_not_written():
    with pytest.raises(NoteError):
        note_bytes(TEXT, [])


@given(st.binary())
def test_base64_has_one_form(content):
    assert decode_base64(encode_base64(content)) == content
    assert decode_base64(encode_base64(content) + "\n") is None


@given(st.integers(0), st.integers(1, 255))
def test_a_byte_changed_anywhere_is_found_or_changes_nothing_that_was_signed(position, change):
    content = bytearray(SPEC_NOTE)
    content[position % len(content)] ^= change
    assert isinstance(open_note(bytes(content), [SPEC_KEY]), Finding)
