"""Text and small drawings made of characters, right for Chinese and English in one line.

A Chinese character is two columns wide and a line may break after any of them, though never before a closing mark nor
after an opening one; English breaks between words. Bars and sparklines are characters with their numbers beside them.
Source: W3C, Requirements for Chinese Text Layout, 3.1.3 (prohibition rules for line start and line end).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

from tallystick.evidence.wording import Language, say
from tallystick.units.money import Money

__all__ = ["Prose", "bar", "decimal", "grouped", "percent", "shown", "sparkline"]

_CLOSING = "，。、；：？！）】》」』”’…%％,.;:?!)]}"
_OPENING = "（【《「『“‘([{"
_WIDE = "\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
_PIECES = re.compile(rf"[{_WIDE}]|[^\s{_WIDE}]+|\s+")
_STEPS = "▁▂▃▄▅▆▇█"
_EIGHTHS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph that breaks its lines as Chinese and English do."""

    text: str
    style: str = ""
    indent: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines for the width there is."""
        width = max(options.max_width - self.indent, 1)
        for paragraph in self.text.splitlines() or [""]:
            for line in _lines(paragraph, width):
                yield Text(" " * self.indent + line, style=self.style, no_wrap=True, overflow="fold")

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Say how narrow and how wide the paragraph may be."""
        paragraphs = self.text.splitlines() or [""]
        widest = max(cell_len(paragraph) for paragraph in paragraphs)
        least = max((cell_len(unit) for paragraph in paragraphs for unit in _units(paragraph)), default=1)
        narrow = min(least, 24, options.max_width)
        return Measurement(narrow + self.indent, min(widest + self.indent, options.max_width))


def shown(text: str, language: Language) -> str:
    """Return a text of a deal as the catalogue shows arguments: control and format characters as code points."""
    return say("cli.text", language, text=text)


def bar(share: Fraction | None, width: int) -> str:
    """Return a bar of block characters, exact to an eighth of a column.

    Args:
        share: from 0 to 1; absent draws nothing.
        width: columns of the whole.
    """
    eighths = round((share or Fraction(0)) * width * 8)
    whole, part = divmod(max(0, min(eighths, width * 8)), 8)
    return ("█" * whole + (_EIGHTHS[part] if part else "")) or ("▏" if share else "")


def sparkline(values: Sequence[Fraction], width: int) -> str:
    """Return a line of characters whose height follows the values; the largest is the full height.

    Args:
        values: none of them negative.
        width: at most so many columns; more values are thinned out evenly, the last one kept.
    """
    top = max(values, default=Fraction(0))
    if top <= 0:
        return ""
    count = min(width, len(values))
    thinned = [values[place * (len(values) - 1) // max(count - 1, 1)] for place in range(count)]
    return "".join(_STEPS[min(int(value / top * len(_STEPS)), len(_STEPS) - 1)] if value else " " for value in thinned)


def decimal(value: Fraction, places: int) -> str:
    """Return an exact value with so many decimals, rounded half-up."""
    units = int(abs(value) * 10**places * 2 + 1) // 2
    digits = str(units).rjust(places + 1, "0")
    sign = "-" if value < 0 and units else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def percent(value: Fraction, places: int = 2) -> str:
    """Return a share of one as a percentage."""
    return f"{decimal(value * 100, places)}%"


def grouped(money: Money) -> str:
    """Return an amount in major units with its thousands set apart, without the currency that the head names."""
    amount, _, decimals = str(money).partition(" ")[0].partition(".")
    whole = f"{int(amount):,}" if amount.lstrip("-") else amount
    sign = "-" if amount.startswith("-") and not whole.startswith("-") else ""
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def _lines(paragraph: str, width: int) -> Iterator[str]:
    line = ""
    for unit in _units(paragraph):
        if cell_len(line) + cell_len(unit.rstrip()) > width and line.strip():
            yield line.rstrip()
            line = ""
        line += unit if line else unit.lstrip()
        while cell_len(line.rstrip()) > width:
            head = _head(line, width)
            yield head
            line = line[len(head) :]
    yield line.rstrip()


def _units(paragraph: str) -> Iterator[str]:
    """Yield what may not be broken: a word with its marks and the space after it, a wide character with its marks."""
    unit = ""
    for piece in _PIECES.findall(paragraph):
        glued = not unit or piece.isspace() or piece[0] in _CLOSING or unit[-1] in _OPENING
        if not glued:
            yield unit
            unit = ""
        unit += piece
    if unit:
        yield unit


def _head(unit: str, width: int) -> str:
    taken = ""
    for mark in unit:
        if cell_len(taken + mark) > width:
            break
        taken += mark
    return taken or unit[0]
