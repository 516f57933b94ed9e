"""Data of charts for a page: every kind of picture, the numbers of its table, both languages, no value that is none."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tallystick.evidence.persons import Name
from tallystick.filing.report.content import Figure, Source
from tallystick.filing.report.figures import Areas, Bars, Curves, Lines, Mirror, Picture, Series
from tallystick.shell.files.folders import read_folder
from tallystick.shell.operations.cashflow.analysis.analyse import analyse_files
from tallystick.shell.operations.cashflow.analysis.inputs import AnalysisInputs
from tallystick.shell.operations.cashflow.chart_data import chart_data
from tests.cashflow.test_runs_that_stop import files

UNIT = Name(zh="年", en="years")
ONE = Series(name=Name(zh="期限", en="life"), values=(Fraction(1, 4), Fraction(-2)))
PICTURES: dict[str, Picture] = {
    "areas": Areas(periods=("2026-09", "2026-10"), series=(ONE,), unit=UNIT),
    "mirror": Mirror(periods=("2026-09", "2026-10"), sources=(ONE,), uses=(ONE,), unit=UNIT),
    "lines": Lines(periods=("2026-09", "2026-10"), series=(ONE,), level=Fraction(1), level_name=UNIT),
    "curves": Curves(labels=("0", "1"), series=(ONE,), unit=UNIT, known=(1,)),
    "bars": Bars(labels=("A", UNIT), series=(ONE,), unit=UNIT),
}


def told(picture: Picture) -> dict[str, Any]:
    source = Source(kind="projection", reference="deal base lives")
    found = json.loads(chart_data(Figure(id="lives", caption=UNIT, alt=UNIT, picture=picture, source=source)))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_is_its_labels_and_its_series_in_both_languages(kind: str):
    found = told(PICTURES[kind])
    assert (found["id"], found["kind"], found["source"]) == ("lives", kind, "deal base lives")
    series = found.get("series") or found["sources"]
    assert series == [{"name": {"zh": "期限", "en": "life"}, "values": [0.25, -2.0]}]
    assert found.get("labels") or found["periods"]


def test_the_data_of_an_analysis_are_the_values_of_its_table():
    value = analyse_files(files(), AnalysisInputs(parts=("classes",))).value
    assert value is not None
    (figure,) = [each for each in value.figures if each.id == "classes"]
    lives = next(sheet for sheet in value.sheets if sheet.id == "classes")
    found = json.loads(chart_data(figure))
    assert found["labels"] == [row[0] for row in lives.rows]
    assert found["series"][0]["values"] == [float(row[1]) for row in lives.rows if isinstance(row[1], Fraction)]


def test_a_class_alone_has_no_bar_since_nothing_stands_beside_it(project: Path):
    given, _ = read_folder(project / "examples" / "trade-receivables")
    value = analyse_files(given, AnalysisInputs(parts=("classes",))).value
    assert value is not None
    assert [len(sheet.rows) for sheet in value.sheets if sheet.id == "classes"] == [1]
    assert not [each for each in value.figures if each.id == "classes"]
