"""Every path and code of the ESMA forms stands in ESMA's own schema, and nothing of the schema goes unmentioned."""

import os
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import parse

from tallystick.tape.reading.forms import Form, form_ids, form_of

ROOT = Path(__file__).resolve().parents[3]
XS = "{http://www.w3.org/2001/XMLSchema}"
CURRENCY = "@Ccy"


class Schema:
    """The parts of an XML Schema that these tests ask for."""

    def __init__(self, root: Element) -> None:
        self.complex = {each.get("name"): each for each in root.iter(f"{XS}complexType")}
        self.simple = {each.get("name"): each for each in root.iter(f"{XS}simpleType")}

    def elements(self, kind: str | None) -> list[Element]:
        found = self.complex.get(kind)
        return [] if found is None or found.find(f"{XS}simpleContent") is not None else list(found.iter(f"{XS}element"))

    def codes(self, kind: str) -> set[str]:
        found = self.simple.get(kind)
        return set() if found is None else {str(each.get("value")) for each in found.iter(f"{XS}enumeration")}

    def fields(self, kind: str | None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
        """Path and type of every field: an element, a choice of value or reason, an amount with its sign."""
        elements = {str(each.get("name")): each for each in self.elements(kind)}
        if not elements or {"Amt", "Sgn"} <= elements.keys():
            yield "/".join(path), str(kind)
        elif "NoDataOptn" in elements:
            (value,) = (each for name, each in elements.items() if name != "NoDataOptn")
            yield "/".join(path), str(value.get("type"))
        else:
            for name, each in elements.items():
                yield from self.fields(each.get("type"), (*path, name))


@pytest.fixture(scope="module")
def schema() -> Schema:
    shared = Path(os.environ.get("TALLYSTICK_SHARED") or ROOT.parent / "shared")
    path = shared / "data" / "esma" / "DRAFT1auth.099.001.04_1.3.0.xsd"
    if not path.exists():
        pytest.skip("the shared schema of ESMA is not here; name its folder in TALLYSTICK_SHARED")
    root = parse(path).getroot()
    assert root is not None
    return Schema(root)


def esma(form_id: str) -> tuple[Form, str]:
    known = form_of(form_id)
    assert known is not None
    return known, known.source.rpartition(", ")[2].partition("/")[0]


@pytest.mark.parametrize("form_id", [name for name in form_ids() if name.startswith("esma")])
def test_paths_and_codes_are_those_of_the_schema(schema: Schema, form_id: str):
    known, report = esma(form_id)
    loan = next(path.split("/")[1] for path in known.unread if path.startswith("UndrlygXpsrData/"))
    types = {element.get("name"): element.get("type") for element in schema.elements("UnderlyingExposure1Choice")}
    assert types[loan] == report
    fields = {
        f"UndrlygXpsrData/{loan}/{path}": kind for path, kind in schema.fields(report) if path.startswith("PrfrmgLn/")
    } | {f"UndrlygXpsrId/{path}": kind for path, kind in schema.fields("ExposureIdentificationCommonData1")}
    taken = {column.path for column in known.columns.values() if not column.path.endswith(CURRENCY)}
    assert taken | set(known.unread) == set(fields)
    for column in known.columns.values():
        if column.values:
            assert set(column.values) | set(column.codes_not_found) == schema.codes(fields[column.path])
            assert not set(column.values) & set(column.codes_not_found)


@pytest.mark.parametrize("form_id", [name for name in form_ids() if name.startswith("esma")])
def test_reasons_are_those_of_the_schema(schema: Schema, form_id: str):
    known, _ = esma(form_id)
    kinds = ("NoDataAllowedJustification1Code", "NoDataAllowedJustification4Code")
    assert set(known.no_data) == set().union(*(schema.codes(kind) for kind in kinds))
