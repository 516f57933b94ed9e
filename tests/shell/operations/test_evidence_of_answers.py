"""Evidence that was signed for stays what it was: a changed or missing document is named, and nothing is packaged."""

import pytest

from tallystick.shell.operations.deal.opened import open_deal
from tests.shell.operations.example import folder

MEMO = "documents/evidence/legal-memo.md"


def about_evidence(files):
    return [each for each in open_deal(files).findings if each.code.startswith("deal.evidence-")]


def test_the_example_s_evidence_is_what_was_signed_for():
    assert about_evidence(folder()) == []


def test_a_changed_document_is_named_with_question_and_both_digests():
    found = about_evidence(folder() | {MEMO: b"another memorandum"})
    assert {each.code for each in found} == {"deal.evidence-differs"}
    assert {each.argument("name") for each in found} == {MEMO}
    assert "P1.1" in {each.argument("question") for each in found}
    assert all(each.argument("signed") != each.argument("found") for each in found)


def test_a_document_that_is_gone_is_named():
    files = folder()
    del files[MEMO]
    assert {each.code for each in about_evidence(files)} == {"deal.evidence-missing"}


@pytest.mark.parametrize("content", [b"", b"x", b"\x00" * 10])
def test_no_other_content_passes(content):
    assert about_evidence(folder() | {MEMO: content})
