"""Evidence that was signed for stays what it was: a changed or missing document is named, and nothing is packaged."""

import pytest

from tallystick.evidence.wording import Language, word
from tallystick.shell.operations.deal.opened import open_deal
from tests.shell.operations.example import folder

MEMO = "documents/evidence/legal-memo.md"


def about_evidence(files):
    return [each for each in open_deal(files).findings if each.code.startswith("deal.evidence-")]


def test_the_example_s_evidence_is_what_was_signed_for():
    assert about_evidence(folder()) == []


def test_a_changed_document_is_named_once_with_every_question_and_both_digests():
    (found,) = about_evidence(folder() | {MEMO: b"another memorandum"})
    assert found.code == "deal.evidence-differs"
    assert found.argument("name") == MEMO
    questions = found.argument("questions")
    assert isinstance(questions, tuple)
    assert "P1.1" in questions
    assert len(questions) == len(set(questions)) > 1
    assert found.argument("signed") != found.argument("found")
    assert all(each in word(found, language).what for each in questions for language in Language)


def test_a_document_that_is_gone_is_named():
    files = folder()
    del files[MEMO]
    assert [each.code for each in about_evidence(files)] == ["deal.evidence-missing"]


@pytest.mark.parametrize("content", [b"", b"x", b"\x00" * 10])
def test_no_other_content_passes(content):
    assert about_evidence(folder() | {MEMO: content})
