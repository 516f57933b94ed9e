"""Open a deal folder: a good one has nothing wrong, a hostile one is said to be so in one pass and never raises."""

import pytest

from tallystick.shell.files.folders import read_folder
from tallystick.shell.operations.deal.opened import open_deal
from tests.shell.operations.example import EXAMPLES, LEASES, codes, folder


def test_it_works():
    outcome = open_deal(folder())
    opened = outcome.value
    assert opened is not None
    assert (outcome.findings, opened.deal.id) == ((), "auto-leases-2026-1")
    assert opened.tape is not None
    assert opened.tape.frame.height == LEASES
    assert len(opened.people) == 16
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


def test_a_deal_that_cannot_be_read_keeps_nothing_of_the_other_files_back():
    files = folder()
    files["deal.yaml"] = files["deal.yaml"].replace(b"as_of: 2026-08-31\n", b"as_of: soon\n")
    files["answers.yaml"] = files["answers.yaml"].replace(b"value:", b"valu:", 1)
    files["documents/evidence/legal-memo.md"] = b"changed"
    head, first, second, rest = files["tape.csv"].split(b"\n", 3)
    third = first.replace(b"L00001", b"L00002").replace(b"2025-11-21", b"1900-01-01")
    files["tape.csv"] = b"\n".join((head, b"\xff" + first, second, third, rest))
    outcome = open_deal(files)
    assert outcome.value is None
    assert set(codes(outcome)) >= {
        "deal.date-unreadable",
        "deal.key-misspelt",
        "deal.evidence-differs",
        "tape.encoding-unreadable",
        "tape.character-replaced",
        "tape.asset-twice",
        "tape.date-outside",
    }


def test_a_tape_cut_to_a_part_of_its_rows_does_not_carry_the_classes():
    files = folder()
    files["tape.csv"] = b"\n".join(files["tape.csv"].split(b"\n")[:9]) + b"\n"
    outcome = open_deal(files)
    assert codes(outcome) == ["deal.classes-exceed-pool", "tape.column-empty"]
    found = outcome.findings[0]
    assert (found.code, found.place.path) == ("deal.classes-exceed-pool", "structure.onshore.classes")
    assert found.place.line == 118
    assert outcome.exit_code() == 1


def test_representative_lines_carry_the_classes_too():
    files = read_folder(EXAMPLES / "harot-2009-1")[0]
    assert open_deal(files).findings == ()
    files["replines.csv"] = files["replines.csv"].rsplit(b"\n", 2)[0] + b"\n"
    assert codes(open_deal(files)) == ["deal.classes-exceed-pool"]


def test_without_the_assets_of_the_deal_nothing_is_said_of_the_tape():
    files = folder()
    files["deal.yaml"] = files["deal.yaml"].replace(b"\nassets:\n", b"\nthings:\n")
    assert codes(open_deal(files)) == ["deal.key-missing", "deal.key-unknown"]


MAPPING = b"""schema: tallystick/mapping/v1
asset_class: finance-lease
currency: CNY
cutoff: 2026-08-31
columns:
  asset_id: {from: asset_id}
  current_balance: {from: current_balance, as: percent}
  origination_date: {from: origination_date}
  colour: {from: vehicle_type}
"""


def test_a_mapping_with_faults_still_checks_the_columns_it_maps():
    files = folder() | {"mapping.yaml": MAPPING}
    files["tape.csv"] = files["tape.csv"].replace(b"2025-11-21", b"1900-01-01", 1)
    found = codes(open_deal(files))
    assert {"tape.mapping-form-unfit", "tape.mapping-name-unknown", "tape.mapping-required-missing"} <= set(found)
    assert "tape.date-outside" in found
    unmapped = {each.place.column for each in open_deal(files).findings if each.code == "tape.column-unmapped"}
    assert "province" in unmapped
    assert not unmapped & {"asset_id", "current_balance", "vehicle_type"}


def test_a_mapping_for_another_class_of_assets_does_not_pass():
    mapping = b"schema: tallystick/mapping/v1\nclass: nonsense\n"
    assert open_deal(folder() | {"mapping.yaml": mapping}).exit_code() == 1


def test_replines_stand_in_where_there_is_no_tape():
    files = folder() | {"replines.csv": b"nonsense\n"}
    del files["tape.csv"]
    assert open_deal(files).exit_code() == 1
