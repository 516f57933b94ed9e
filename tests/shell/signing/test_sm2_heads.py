"""The SM2 line under an SM3 head: it holds over this text by this key, and says so where nothing can tell."""

import pytest

from tallystick.evidence.log import parse_note
from tallystick.evidence.log.notes import Note
from tallystick.shell.signing.sm2 import Sm2Key, Sm2Signer, Sm2UnavailableError
from tallystick.shell.signing.sm2_heads import Sm2Heads

ORIGIN, TEXT = "register.example/log/sm3", "register.example/log/sm3\n1\nAAAA\n"


@pytest.fixture(scope="module")
def key():
    try:
        return Sm2Key.generate()
    except Sm2UnavailableError as error:
        pytest.skip(str(error))


def test_it_is_a_signed_note_over_the_head(key):
    heads = Sm2Heads(lambda: Sm2Signer("log", key))
    content = heads.sign(ORIGIN, TEXT)
    note = parse_note(content)
    assert isinstance(note, Note)
    assert (note.text, note.signatures[0].name, len(note.signatures[0].signature)) == (TEXT, ORIGIN, 64)
    assert heads.fault(ORIGIN, TEXT, content, "x") is None


def test_another_text_another_key_and_a_changed_line_are_found(key):
    heads, others = Sm2Heads(lambda: Sm2Signer("log", key)), Sm2Heads(lambda: Sm2Signer("log", Sm2Key.generate()))
    content = heads.sign(ORIGIN, TEXT)
    older = TEXT.replace("1", "2")
    wrong = (
        heads.fault(ORIGIN, older, content, "x"),
        others.fault(ORIGIN, TEXT, content, "x"),
        heads.fault(ORIGIN, TEXT, content.replace(b"1", b"2"), "x"),
        heads.fault(ORIGIN, TEXT, content.replace("— register".encode(), "— regisder".encode()), "x"),
    )
    assert [each.code for each in wrong if each is not None] == ["files.sm2-differs"] * 4
    assert heads.fault(ORIGIN, TEXT, b"no note", "x") is not None


def test_a_platform_without_sm2_signs_nothing_and_says_that_it_checked_nothing(key):
    def none():
        raise Sm2UnavailableError("none here")

    content = Sm2Heads(lambda: Sm2Signer("log", key)).sign(ORIGIN, TEXT)
    found = Sm2Heads(none).fault(ORIGIN, TEXT, content, "x")
    assert Sm2Heads(none).sign(ORIGIN, TEXT) == b""
    assert found is not None
    assert found.code == "files.sm2-unavailable"
