"""The list of materials: provided, not applicable with a reason, or missing; never silently left out."""

import pytest

from tallystick.deal.deal import Deal, FolderDocument
from tallystick.deal.parties import Bilingual
from tallystick.evidence.findings import Severity
from tallystick.evidence.wording import severity
from tallystick.filing.materials import (
    MaterialState,
    check_materials,
    material_list,
    materials,
    read_materials,
    reconstruction,
)
from tests.filing.stand_in import deal


def _deal(**changes: object) -> Deal:
    return deal().model_copy(update={"documents": (), "not_applicable": {}, **changes})


def _document(material: str, file: str = "x.pdf", sha256: str | None = None) -> FolderDocument:
    return FolderDocument(material=material, file=file, name=Bilingual(zh="文件", en="file"), sha256=sha256)


_NONE = Bilingual(zh="无", en="none")


def test_every_item_of_the_list_ends_in_one_of_three_ways() -> None:
    statuses = materials(_deal(documents=(_document("M6"),), not_applicable={"M20": _NONE}), generated={"M1"})

    states = {status.material.id: status.state for status in statuses}
    assert list(states) == [f"M{number}" for number in range(1, 27)]
    assert states["M1"] is MaterialState.PROVIDED
    assert states["M6"] is MaterialState.PROVIDED
    assert states["M20"] is MaterialState.NOT_APPLICABLE
    assert states["M2"] is MaterialState.MISSING


def test_only_what_quoted_text_names_is_an_error_when_missing() -> None:
    found = list(check_materials(materials(_deal()), _deal()))

    errors = [each.argument("material") for each in found if severity(each) is Severity.ERROR]
    assert errors == ["M1", "M2"]
    assert len(found) == 26


def test_an_always_needed_item_cannot_be_reasoned_away() -> None:
    away = _deal(not_applicable={"M1": _NONE, "M3": _NONE, "M16": _NONE})

    found = [each.code for each in check_materials(materials(away), away) if "always" in each.code]

    assert found == ["filing.material-always", "filing.material-always-warning"]


@pytest.mark.parametrize("said", [".", "n/a", "N.A.", "不适用", "—"])
def test_a_reason_that_says_nothing_is_none(said: str) -> None:
    empty = _deal(
        not_applicable={"M20": Bilingual(zh=said, en=said), "M12": Bilingual(zh="未触发", en="not triggered")}
    )
    found = [each for each in check_materials(materials(empty), empty) if "reason" in each.code]
    assert [(each.code, each.place.path) for each in found] == [("filing.material-reason-hollow", "not_applicable.M20")]


def test_what_is_there_cannot_also_be_reasoned_away() -> None:
    why = Bilingual(zh="另有安排", en="arranged otherwise")
    both = _deal(documents=(_document("M6"),), not_applicable={"M1": why, "M6": why})
    found = [each for each in check_materials(materials(both, generated={"M1"}), both) if each.code.endswith("-both")]
    assert [each.argument("material") for each in found] == ["M1", "M6"]


def test_documents_are_held_against_the_folder() -> None:
    named = _deal(documents=(_document("M2", "a.pdf", "a" * 64), _document("M3", "b.pdf"), _document("M99", "c.pdf")))
    folder = {"a.pdf": "b" * 64, "c.pdf": "c" * 64}

    codes = {
        each.place.path: each.code for each in check_materials((), named, folder=folder) if "document" in each.code
    }
    unknown = [each.argument("material") for each in check_materials(materials(named), named) if "unknown" in each.code]

    assert codes == {"documents[0]": "filing.document-differs", "documents[1]": "filing.document-absent"}
    assert unknown == ["M99"]


def test_a_reason_for_an_unknown_item_is_found() -> None:
    odd = _deal(not_applicable={"M0": _NONE})

    assert "not_applicable.M0" in [each.place.path for each in check_materials(materials(odd), odd)]


def test_the_list_says_that_it_is_a_reconstruction() -> None:
    assert "重构" in reconstruction().zh
    assert "reconstruction" in reconstruction().en
    assert {item.mark for item in material_list()} <= set("OQSAIR")


_REAL = """
[W1]
status = "G"
mark = "O"
condition = "always"
zh = "备案报告"
en = "Filing report"
when = {zh = "必备", en = "always"}
form = {zh = "签字", en = "signed"}
"""


def test_another_list_takes_the_place_of_this_one_without_a_change_of_code() -> None:
    given = _deal(documents=(_document("W1"),))
    statuses = materials(given, listed=read_materials(_REAL.encode()))

    assert [(each.material.id, each.state) for each in statuses] == [("W1", MaterialState.PROVIDED)]
    assert list(check_materials(statuses, given)) == []


@pytest.mark.parametrize(
    "content", ["W1 = 1", "[W1]\nzh = 'x'", _REAL.replace('mark = "O"', 'mark = "Z"'), _REAL + "\nextra = 1", "[["]
)
def test_what_is_no_list_is_refused(content: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_materials(content.encode())
