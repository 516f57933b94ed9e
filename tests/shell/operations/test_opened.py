"""Open a deal folder: a good one has nothing wrong, a hostile one is said to be so in one pass and never raises."""

import pytest

from tallystick.shell.operations.deal.opened import open_deal
from tests.shell.operations.example import LEASES, codes, folder


def test_it_works():
    outcome = open_deal(folder())
    opened = outcome.value
    assert opened is not None
    assert (outcome.findings, opened.deal.id) == ((), "auto-leases-2026-1")
    assert opened.tape is not None
    assert opened.tape.frame.height == LEASES
    assert len(opened.people) == 18
    assert opened.determinations


def test_without_a_deal_file_nothing_is_opened():
    files = folder()
    del files["deal.yaml"]
    outcome = open_deal(files)
    assert (outcome.value, codes(outcome)) == (None, ["deal.file-missing"])


def test_an_empty_folder_is_refused():
    assert codes(open_deal({})) == ["deal.file-missing"]


HOSTILE = {
    "nothing": b"",
    "no text": b"\xff\xfe\x00\x01" * 50,
    "an alias": b"schema: &a tallystick/deal/v1\nid: *a\n",
    "a key twice": b"schema: tallystick/deal/v1\nschema: tallystick/deal/v1\n",
    "a tag that would run code": b"!!python/object/apply:os.system ['true']\n",
    "a list": b"- 1\n- 2\n",
    "depth": b"a: " + b"{b: " * 60 + b"1" + b"}" * 60,
    "an unclosed quote": b'id: "\n',
    "a page of nulls": b"\x00" * 4096,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", ["deal.yaml", "people.yaml", "answers.yaml", "mapping.yaml"])
def test_a_hostile_document_is_a_finding(name, content):
    outcome = open_deal(folder() | {name: content})
    assert outcome.findings
    assert outcome.exit_code() == 1


@pytest.mark.parametrize("content", [b"", b"\xff" * 99, b"a,b\n1\n", b'"', b"asset_id\n" + b"x" * 70_000])
def test_a_hostile_tape_is_a_finding(content):
    outcome = open_deal(folder() | {"tape.csv": content})
    assert any(code.startswith("tape.") for code in codes(outcome))
    assert outcome.exit_code() == 1


def test_everything_that_is_wrong_is_said_at_once():
    broken = {"people.yaml": b"[", "answers.yaml": b"[", "tape.csv": b""}
    files = {each.place.file for each in open_deal(folder() | broken).findings}
    assert files >= set(broken)


def test_a_mapping_for_another_class_of_assets_does_not_pass():
    mapping = b"schema: tallystick/mapping/v1\nclass: nonsense\n"
    assert open_deal(folder() | {"mapping.yaml": mapping}).exit_code() == 1


def test_replines_stand_in_where_there_is_no_tape():
    files = folder() | {"replines.csv": b"nonsense\n"}
    del files["tape.csv"]
    assert open_deal(files).exit_code() == 1
