"""Curves and bars: well-formed, the same each time, readable without colour, and true to their values."""

from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.persons import Name
from tallystick.filing.report.figures import Bars, Curves, Series
from tallystick.shell.documents.drawing import Tongue
from tallystick.shell.documents.plots.bars import draw_bars
from tallystick.shell.documents.plots.curves import draw_curves
from tallystick.shell.documents.plots.plane import Plane, fine, span

UNIT = Name(zh="收益率", en="yield")


def series(name: str, *values: int) -> Series:
    return Series(name=Name(zh=f"{name}档", en=f"class {name}"), values=tuple(map(Fraction, values)))


def curves(*drawn: Series, known: tuple[int, ...] = (), tongue: Tongue = "en") -> str:
    labels = tuple(str(place) for place in range(max(len(each.values) for each in drawn)))
    figure = Curves(labels=labels, series=drawn, unit=UNIT, known=known)
    return draw_curves(figure, tongue=tongue, title="<t>", description="d")


def bars(*drawn: Series, tongue: Tongue = "en") -> str:
    labels = tuple(Name(zh=f"第{place}", en=f"no {place}") for place in range(len(drawn[0].values)))
    return draw_bars(Bars(labels=labels, series=drawn, unit=UNIT), tongue=tongue, title="t", description="d")


def parts(drawing: str, tag: str) -> list[ET.Element]:
    return ET.fromstring(drawing).findall(f".//{{*}}{tag}")  # noqa: S314 - our own output


def words(drawing: str) -> list[str]:
    return ["".join(each.itertext()) for each in parts(drawing, "text")]


@pytest.mark.parametrize(("tongue", "told"), [("zh", "甲档"), ("en", "class 甲")])
def test_a_legend_names_each_curve_in_the_language_asked_for(tongue, told):
    drawn = curves(series("甲", 1, 2), series("乙", 2, 1), tongue=tongue)
    assert told in words(drawn)
    assert drawn == curves(series("甲", 1, 2), series("乙", 2, 1), tongue=tongue)


def test_curves_differ_by_more_than_colour():
    lines = parts(curves(series("A", 1, 2), series("B", 2, 1), series("C", 3, 1)), "polyline")
    strokes = {
        (each.get("stroke"), each.get("stroke-dasharray")) for each in lines if each.get("stroke-width") == "1.5"
    }
    assert len(strokes) == 3


def test_what_was_computed_is_thin_and_dashed_and_the_legend_says_so():
    drawn = curves(series("A", 1, 2, 3, 4), known=(2,))
    dashed = [each for each in parts(drawn, "polyline") if each.get("stroke-dasharray") == "1.5 2.5"]
    assert len((dashed[0].get("points") or "").split()) == 3
    assert "completed" in words(drawn)


def test_many_curves_are_a_family_named_by_its_ends():
    drawn = curves(*(series(str(number), number, number + 1) for number in range(12)))
    assert "class 0 – class 11" in words(drawn)


def test_a_long_legend_goes_on_below():
    drawn = curves(*(series("a long name of a class " * 2, number, 1) for number in range(6)))
    assert len({each.get("y") for each in parts(drawn, "text") if "long name" in "".join(each.itertext())}) > 1


def test_bars_below_nothing_hang_from_the_axis():
    drawn = bars(series("A", 2, -1))
    up, down = [each for each in parts(drawn, "rect") if each.get("fill") == "#1d3f72"][:2]
    assert float(up.get("y") or 0) + float(up.get("height") or 0) == pytest.approx(float(down.get("y") or 0), abs=0.02)
    assert "no 1" in words(drawn)
    assert "第1" in words(bars(series("A", 2, -1), tongue="zh"))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20))
def test_the_scale_holds_every_value_and_its_rules_are_told_apart(values):
    low, high = span(values)
    assert low < high
    assert low <= min(values) + 1e-6 * max(1.0, abs(low))
    assert high >= max(values) - 1e-6 * max(1.0, abs(high))
    written = fine(Plane(count=1, low=low, high=high))
    marks = [written(low + (high - low) * part / 4) for part in range(5)]
    if max(map(abs, values)) > 1e-3 and high - low > 1e-4:
        assert len(set(marks)) == 5
