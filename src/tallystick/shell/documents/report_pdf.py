"""The filing report as a tagged, archivable PDF: Chinese, English, or both side by side.

The content model goes in as JSON and the figures as SVG; the template lays them out. Data never becomes mark-up, so a
party may be called ``#read("/etc/passwd")`` and will be printed so. The document bears the deal's date and no clock is
asked: the same deal gives the same bytes.
Source: ISO 14289-1 (PDF/UA-1) and ISO 19005-2 (PDF/A-2a), both enforced by the typesetter; SUPTECH.md section 4.
Without the extra ``documents`` nothing is raised: the result says so, and a package can be made all the same.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import assert_never

from tallystick.evidence.persons import Name
from tallystick.filing.report.content import Figure, Report, as_plain
from tallystick.filing.report.figures import Areas, Bars, Curves, Diagram, Lines, Mirror, Stick, Timeline
from tallystick.filing.report.wordings import said
from tallystick.shell.documents.charts import draw_areas, draw_lines, draw_mirror
from tallystick.shell.documents.diagrams import draw_diagram, draw_timeline
from tallystick.shell.documents.drawing import Tongue, label
from tallystick.shell.documents.plots.bars import draw_bars
from tallystick.shell.documents.plots.curves import draw_curves
from tallystick.shell.documents.tally import draw_stick
from tallystick.shell.documents.typesetting import Typeset, typeset
from tallystick.units.packaged import read

__all__ = ["draw_figure", "draw_figures", "typeset_report"]

_TEMPLATE = "shell/documents/templates/report.typ"
_LABELS = ("version", "footer", "notice", "contents", "table", "figure", "specimen")


def typeset_report(report: Report, tongue: Tongue) -> Typeset:
    """Typeset a report.

    Args:
        report: the content model.
        tongue: ``zh``, ``en``, or ``both`` for Chinese and English side by side.

    Returns:
        The PDF; or a finding that the typesetter or its fonts are missing, or that no font shows a text.
    """
    day = datetime(report.as_of.year, report.as_of.month, report.as_of.day, tzinfo=UTC)
    return typeset(read(_TEMPLATE), inputs=_inputs(report, tongue), day=day, title=report.title)


def draw_figures(report: Report, tongue: Tongue) -> dict[str, str]:
    """Return every figure of a report as SVG, by figure id."""
    return {name: draw_figure(figure, tongue) for name, figure in report.figures().items()}


def draw_figure(figure: Figure, tongue: Tongue) -> str:
    """Return one figure as SVG with its caption as title and its alternative text as description."""
    title, description = label(figure.caption, tongue), label(figure.alt, tongue)
    match figure.picture:
        case Areas() as areas:
            return draw_areas(areas, tongue=tongue, title=title, description=description)
        case Mirror() as mirror:
            return draw_mirror(mirror, tongue=tongue, title=title, description=description)
        case Lines() as lines:
            return draw_lines(lines, tongue=tongue, title=title, description=description)
        case Curves() as curves:
            return draw_curves(curves, tongue=tongue, title=title, description=description)
        case Bars() as bars:
            return draw_bars(bars, tongue=tongue, title=title, description=description)
        case Diagram() as diagram:
            return draw_diagram(diagram, tongue=tongue, title=title, description=description)
        case Timeline() as timeline:
            return draw_timeline(timeline, tongue=tongue, title=title, description=description)
        case Stick() as stick:
            return draw_stick(stick, tongue=tongue, title=title)
        case never:
            assert_never(never)


def _inputs(report: Report, tongue: Tongue) -> dict[str, str]:
    """Return what the template reads: JSON texts, never mark-up."""
    return {
        "report": _json(as_plain(report)),
        "figures": _json(draw_figures(report, tongue)),
        "labels": _json({name: _plain(said(f"report.page.{name}")) for name in _LABELS}),
        "language": tongue,
    }


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(name: Name) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}
