"""The few SVG elements the figures are made of, and their palette.

Every number is written with at most two decimals, so that the same figure gives the same bytes on every machine. Text
is escaped here and nowhere else. Fills differ in lightness and, from the third on, in hatching, so that they can be
told apart without colour.
Source: PORTAL.md, "Form" (calm palette, readable without colour); SVG 2, chapter 5.8 for title and desc.
It knows no figure; `charts`, `diagrams` and `tally` do.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Literal, TypeAlias

from tallystick.evidence.persons import Name

__all__ = [
    "BLUE",
    "FILLS",
    "GREY",
    "HATCHES",
    "INK",
    "OCHRE",
    "PALE",
    "PAPER",
    "RED",
    "Tongue",
    "dot",
    "group",
    "label",
    "line",
    "number",
    "path",
    "rectangle",
    "svg",
    "text",
    "text_width",
    "wrapped",
]

Tongue: TypeAlias = Literal["zh", "en", "both"]
"""In which language a figure is labelled: one of them, or Chinese followed by English."""

INK, PAPER, GREY, PALE = "#1f2328", "#ffffff", "#6b7280", "#d9dbd6"
BLUE, OCHRE, RED = "#1d3f72", "#b07d2b", "#a8322d"

FILLS = (BLUE, "#a9bbd6", "url(#hatch-ochre)", "#e6d5b0", "url(#hatch-grey)", "#c7c9c6", "url(#hatch-blue)", OCHRE)
"""Fills of a figure's series, in order; neighbours differ in lightness or hatching."""

HATCHES = "".join(
    f'<pattern id="hatch-{name}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate({turn})">'
    f'<rect width="6" height="6" fill="{ground}"/><path d="M0 0V6" stroke="{stroke}" stroke-width="2.4"/></pattern>'
    for name, ground, stroke, turn in (
        ("ochre", "#f3e9d2", OCHRE, 45),
        ("grey", "#f1f1ee", "#8b9097", -45),
        ("blue", "#eef2f8", BLUE, 0),
    )
)

_FONT = "Noto Sans SC, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
_WIDE_FROM = 0x2E80
_LATIN_EM, _WIDE_EM = 0.55, 1.0


def svg(
    width: float, height: float, *, title: str, description: str, body: Iterable[str], definitions: str = ""
) -> str:
    """Return a whole drawing with its title and description, which screen readers speak."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" '
        f'width="{number(width)}" height="{number(height)}" role="img" font-family="{_FONT}">'
    )
    words = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    drawn = f"<defs>{definitions}</defs>" if definitions else ""
    return f"{head}{words}{drawn}{''.join(body)}</svg>"


def number(value: float) -> str:
    """Write a coordinate with at most two decimals and no negative zero."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written in {"-0", ""} else written


def label(name: Name, tongue: Tongue) -> str:
    """Return a name in one language, or both where they differ."""
    if tongue == "both":
        return name.zh if name.zh == name.en else f"{name.zh} {name.en}"
    return name.in_language(tongue)


def text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: float = 10,
    fill: str = INK,
    halo: bool = False,
) -> str:
    """Return one line of text with its baseline at (x, y).

    Args:
        x: where the text starts, ends or has its middle, as `anchor` says.
        y: its baseline.
        words: escaped here.
        anchor: start, middle or end.
        size: in units of the drawing.
        fill: colour.
        halo: whether a rim in the colour of the paper hides what is behind.
    """
    behind = f' stroke="{PAPER}" stroke-width="3" paint-order="stroke"' if halo else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{fill}" '
        f'text-anchor="{anchor}"{behind}>{escape(words)}</text>'
    )


def text_width(words: str, size: float) -> float:
    """Estimate how wide a line of text is: a full em for CJK, a little over half for the rest."""
    return size * sum(_WIDE_EM if ord(mark) >= _WIDE_FROM else _LATIN_EM for mark in words)


def wrapped(words: str, width: float, size: float, *, most: int = 3) -> tuple[str, ...]:
    """Break a text into lines no wider than `width`, at spaces or between CJK characters; at most `most` lines."""
    lines: list[str] = [""]
    for piece in _pieces(words):
        if lines[-1] and text_width(lines[-1] + piece.rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece.lstrip() if not lines[-1] else piece
    kept = [each.rstrip() for each in lines if each.strip()]
    if len(kept) > most:
        kept = [*kept[: most - 1], f"{kept[most - 1].rstrip()}…"]
    return tuple(kept)


def line(points: Sequence[tuple[float, float]], *, stroke: str = INK, width: float = 1, dash: str = "") -> str:
    """Return a line through points; `dash` as in SVG, empty for a full line."""
    route = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{route}" fill="none" stroke="{stroke}" stroke-width="{number(width)}"{dashed}/>'


def path(route: str, *, fill: str = "none", stroke: str = "none", width: float = 1, dash: str = "") -> str:
    """Return a path; `route` is SVG path data made with `number`."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{route}" fill="{fill}" stroke="{stroke}" stroke-width="{number(width)}"{dashed}/>'


def rectangle(
    corner: tuple[float, float],
    size: tuple[float, float],
    *,
    fill: str = "none",
    stroke: str = "none",
    radius: float = 0,
) -> str:
    """Return a rectangle from its upper left corner."""
    (x, y), (width, height) = corner, size
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" '
        f'rx="{number(radius)}" fill="{fill}" stroke="{stroke}"/>'
    )


def dot(x: float, y: float, *, radius: float = 3, fill: str = INK) -> str:
    """Return a filled circle."""
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}"/>'


def group(title: str, parts: Iterable[str]) -> str:
    """Return parts that belong together, with a title of their own."""
    return f"<g><title>{escape(title)}</title>{''.join(parts)}</g>"


def _pieces(words: str) -> list[str]:
    pieces, current = [], ""
    for mark in words:
        current += mark
        if mark == " " or ord(mark) >= _WIDE_FROM:
            pieces.append(current)
            current = ""
    return [*pieces, current] if current else pieces
