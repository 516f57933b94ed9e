"""The figures: well-formed, the same each time, readable without colour and without sight."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.persons import Name
from tallystick.filing.report.figures import (
    Areas,
    Diagram,
    Edge,
    Lines,
    Mirror,
    Node,
    NotchState,
    Series,
    Timeline,
)
from tallystick.filing.report.report import stick
from tallystick.shell.documents.charts import draw_areas, draw_lines, draw_mirror
from tallystick.shell.documents.diagrams import draw_diagram, draw_timeline
from tallystick.shell.documents.drawing import Tongue, label, number, text, text_width, wrapped
from tallystick.shell.documents.tally import describe_stick, draw_stick

UNIT = Name(zh="万元", en="CNY 10,000")


def _same(words: str) -> Name:
    return Name(zh=words, en=words)


def _series(name: str, *values: int) -> Series:
    return Series(name=_same(name), values=tuple(map(Fraction, values)))


def _areas(*values: int) -> str:
    areas = Areas(periods=tuple(str(index) for index in range(len(values))), series=(_series("A", *values),), unit=UNIT)
    return draw_areas(areas, tongue="en", title="t", description="d")


def _mirror(up: tuple[int, ...], down: tuple[int, ...]) -> str:
    mirror = Mirror(
        periods=tuple(str(index) for index in range(len(up))),
        sources=(_series("in", *up), _series("never", *(0 for _ in up))),
        uses=(_series("out", *down),),
        unit=UNIT,
    )
    return draw_mirror(mirror, tongue="both", title="t", description="d")


def _lines(*values: Fraction) -> str:
    lines = Lines(
        periods=tuple(str(index) for index in range(len(values))),
        series=(Series(name=_same("coverage"), values=values),),
        level=Fraction(1),
        level_name=_same("1.0"),
    )
    return draw_lines(lines, tongue="en", title="t", description="d")


AMOUNTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=40)


@given(values=AMOUNTS)
def test_any_balances_make_a_well_formed_drawing(values: list[int]) -> None:
    ET.fromstring(_areas(*values))  # noqa: S314 - our own drawing


@given(values=AMOUNTS)
def test_any_cash_makes_a_well_formed_drawing_that_leaves_out_what_never_moves(values: list[int]) -> None:
    drawn = _mirror(tuple(values), tuple(values))

    ET.fromstring(drawn)  # noqa: S314 - our own drawing
    assert ">never<" not in drawn


@given(values=st.lists(st.fractions(0, 400), min_size=1, max_size=40))
def test_any_ratios_make_a_well_formed_drawing_that_marks_what_is_short(values: list[Fraction]) -> None:
    drawn = _lines(*values)

    ET.fromstring(drawn)  # noqa: S314 - our own drawing
    assert drawn.count("<circle") == sum(value < 1 for value in values)


def test_a_ratio_far_above_the_level_is_written_instead_of_flattening_the_others() -> None:
    drawn = _lines(Fraction(1), Fraction(105, 100), Fraction(5570, 100))

    assert ">↑ 55.70<" in drawn
    assert ">↑ beyond the scale, with its figure<" in drawn
    scale = [float(each) for each in re.findall(r">(\d\.\d\d)<", drawn)]
    assert 1.05 <= max(scale) < 1.2


def test_a_chart_on_whose_scale_every_ratio_stands_says_nothing_of_others() -> None:
    assert "beyond the scale" not in _lines(Fraction(1), Fraction(2))
    assert ">↑ 2.14<" in _lines(Fraction(1), Fraction(2149, 1000)), "rounded down, as in the tables"


def test_a_chart_without_amounts_is_still_a_chart() -> None:
    assert "<title>t</title><desc>d</desc>" in _areas(0, 0)


def test_the_structure_is_drawn_with_its_border_and_without_one() -> None:
    nodes = (
        Node(id="a", name=_same("Originator"), detail=_same("CN"), column=0, row=0, side="onshore"),
        Node(
            id="b",
            name=_same("A very long name of an issuer that needs lines"),
            detail=_same("x"),
            column=1,
            row=0,
            side="overseas",
        ),
        Node(id="c", name=_same("Class"), detail=_same("y"), column=1, row=1, side="overseas"),
    )
    edges = (
        Edge(source="a", target="b", name=_same("assets"), kind="title"),
        Edge(source="b", target="c", name=_same("swap"), kind="swap"),
        Edge(source="a", target="c", name=_same("a long word on an arrow"), kind="cash"),
    )
    drawn = draw_diagram(Diagram(nodes=nodes, edges=edges), tongue="both", title="t", description="d")
    one_side = draw_diagram(Diagram(nodes=nodes[:1], edges=()), tongue="zh", title="t", description="d")

    ET.fromstring(drawn)  # noqa: S314 - our own drawing
    assert "境外" in drawn
    assert "境外" not in one_side


@pytest.mark.parametrize("tongue", ["zh", "en", "both"])
@pytest.mark.parametrize("rows", [(0, 0), (0, 1)], ids=["straight", "bent"])
def test_the_border_runs_through_no_words(tongue: Tongue, rows: tuple[int, int]) -> None:
    detail = _same("x")
    nodes = (
        Node(id="a", name=_same("A"), detail=detail, column=0, row=rows[0], side="onshore"),
        Node(id="b", name=_same("B"), detail=detail, column=1, row=rows[1], side="overseas"),
    )
    passed = Name(zh="优先级份额", en="senior units")
    edge = Edge(source="a", target="b", name=passed, kind="title")
    drawn = draw_diagram(Diagram(nodes=nodes, edges=(edge,)), tongue=tongue, title="t", description="d")
    root = ET.fromstring(drawn)  # noqa: S314 - our own drawing
    border = next(
        float(each.attrib["points"].split(",")[0])
        for each in root.iter("{http://www.w3.org/2000/svg}polyline")
        if each.attrib.get("stroke-dasharray") == "10 4 2 4"
    )
    words = [each for each in root.iter("{http://www.w3.org/2000/svg}text") if each.attrib.get("font-size") == "8.5"]
    assert words
    for each in words:
        width = 8.5 * sum(1.0 if mark > "\u2e80" else 0.62 for mark in each.text or "")
        left = float(each.attrib["x"]) - {"middle": width / 2, "end": width}.get(each.attrib.get("text-anchor", ""), 0)
        assert left > border or left + width < border


def test_dates_stand_in_order_with_the_days_between_them() -> None:
    timeline = Timeline(events=((date(2026, 8, 31), _same("cut-off")), (date(2026, 9, 15), _same("closing"))))

    drawn = draw_timeline(timeline, tongue="en", title="t", description="d")

    assert ">15 days<" in drawn


@pytest.mark.parametrize("tongue", ["zh", "en", "both"])
def test_the_tally_tells_its_three_states_by_shape_and_in_words(tongue: Tongue) -> None:
    states = {1: NotchState.MATCHED, 2: NotchState.BROKEN}
    drawn = stick(states, {2: Name(zh="公示晚于铸造", en="the notice came after the mint")})
    matched, pending, broken = (
        len(re.findall(rf"{word}", draw_stick(drawn, tongue=tongue))) for word in _STATES[tongue]
    )

    ET.fromstring(draw_stick(drawn, tongue=tongue))  # noqa: S314 - our own drawing
    assert min(matched, pending, broken) >= 1
    assert "stroke-dasharray" in draw_stick(drawn, tongue=tongue)
    told = "公示晚于铸造" if tongue == "zh" else "the notice came after the mint"
    assert told in draw_stick(drawn, tongue=tongue)
    assert told not in draw_stick(drawn, tongue=tongue, reasons=False)


_STATES = {
    "zh": ("成立", "待定", "不符"),
    "en": ("holds", "pending", "broken"),
    "both": ("holds", "待定", "broken"),
}


def test_a_rehearsed_notch_runs_through_as_an_outline_and_says_so() -> None:
    rehearsed, matched = (stick({2: state}) for state in (NotchState.REHEARSAL, NotchState.MATCHED))

    assert "9 pending, 0 broken; 1 in rehearsal" in describe_stick(rehearsed, "en")
    assert "2 notice before mint: rehearsal" in draw_stick(rehearsed, tongue="en")
    assert draw_stick(rehearsed, tongue="zh").count("stroke-dasharray") == draw_stick(matched, tongue="zh").count(
        "stroke-dasharray"
    )


def test_the_tally_says_its_state_to_a_screen_reader() -> None:
    words = describe_stick(stick({1: NotchState.MATCHED}), "en")

    assert words.startswith("Ten obligations: 1 hold, 9 pending, 0 broken")
    assert "1 package in the register: holds" in words


def test_a_broken_notch_without_a_reason_names_its_obligation() -> None:
    drawn = draw_stick(stick({3: NotchState.BROKEN}), tongue="en", title="Tally of X")

    assert "<title>Tally of X</title>" in drawn
    assert ">3 same record on the ledger<" in drawn


@pytest.mark.parametrize(
    "draw", [lambda: _areas(1, 2, 3), lambda: _mirror((1, 2), (2, 1)), lambda: _lines(Fraction(3, 2))]
)
def test_the_same_figure_gives_the_same_bytes(draw: Callable[[], str]) -> None:
    assert draw() == draw()


def test_text_is_escaped_and_measured() -> None:
    assert "&lt;script&gt;" in text(0, 0, "<script>", halo=True)
    assert text_width("备案", 10) == 20
    assert label(Name(zh="备案", en="filing"), "both") == "备案 filing"
    assert label(_same("A"), "both") == "A"


def test_long_words_are_broken_and_cut_with_a_mark() -> None:
    assert wrapped("境内备案主体信息", 40, 10) == ("境内备案", "主体信息")
    assert wrapped("one two three four", 30, 10, most=2) == ("one", "two…")
    assert wrapped("", 30, 10) == ()


def test_coordinates_have_no_negative_zero() -> None:
    assert number(-0.001) == "0"
    assert number(12.50) == "12.5"


def test_a_long_series_keeps_its_legend_on_the_page() -> None:
    areas = Areas(
        periods=("1", "2"),
        series=tuple(_series(f"a class with a rather long name {index}", 1, 2) for index in range(9)),
        unit=UNIT,
    )
    small = replace(areas, series=areas.series[:1])

    drawn = draw_areas(areas, tongue="en", title="t", description="d")

    assert _height(drawn) > _height(draw_areas(small, tongue="en", title="t", description="d"))


def _height(drawn: str) -> float:
    return float(ET.fromstring(drawn).attrib["height"])  # noqa: S314 - our own drawing
