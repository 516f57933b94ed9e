"""Numbers as the heads of columns and the labels of charts: two that differ never read alike."""

from collections.abc import Sequence
from fractions import Fraction

from tallystick.evidence.persons import Name
from tallystick.shell.operations.ports.sheets import Cell, Kind, Sheet, SheetColumn

__all__ = ["bin_names", "cell_names", "exact_name", "percent_name", "points_name", "share_name"]

_MOST = 10
_POINTS = 10_000


def percent_name(value: Fraction) -> str:
    """Return a share of one as a percentage with two decimals, where it stands in a sentence."""
    hundredths = round(value * _POINTS)
    return f"{'-' if hundredths < 0 else ''}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}%"


def exact_name(value: Fraction, least: int = 2) -> str:
    """Return a number with some decimals, or with as many more, up to ten, as it takes to say it exactly."""
    places = next((each for each in range(least, _MOST + 1) if (value * 10**each).denominator == 1), least)
    whole, part = divmod(round(abs(value) * 10**places), 10**places)
    sign = "-" if value < 0 and (whole or part) else ""
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}"


def share_name(value: Fraction) -> str:
    """Return a share of one as a percentage that says it exactly."""
    return f"{exact_name(value * 100)}%"


def points_name(value: Fraction) -> str:
    """Return a move of a rate in basis points, with its sign."""
    return f"{'+' if value > 0 else ''}{exact_name(value * _POINTS, 0)}"


def bin_names(highest: Fraction, bins: int) -> tuple[str, ...]:
    """Return the lower edges of the bins of a histogram of shares, with so many decimals that no two are alike."""
    step = highest * 100 / bins
    places = next((each for each in range(2, _MOST) if step * 10**each >= 1), _MOST)
    return tuple(f"{float(step * place):.{places}f}%" for place in range(bins))


def cell_names(sheet: Sheet, figures_at: int) -> tuple[Name, ...]:
    """Name the cells of a grid by speed and multiple, and by whatever else differs from one to another.

    Args:
        sheet: speed, multiple, severity, class, and what else was moved, before the figures.
        figures_at: the first column of figures.
    """
    rows = tuple(dict.fromkeys((*row[:3], *row[4:figures_at]) for row in sheet.rows))
    heads = (*sheet.columns[:3], *sheet.columns[4:figures_at])
    moved = [place for place in range(2, len(heads)) if len({row[place] for row in rows}) > 1]
    return tuple(_cell_name(row, [(heads[place], row[place]) for place in moved]) for row in rows)


def _cell_name(row: tuple[Cell, ...], moved: Sequence[tuple[SheetColumn, Cell]]) -> Name:
    first = f"{share_name(_number(row[0]))} ×{exact_name(_number(row[1]), 0)}"
    told = [
        (head.title, points_name(_number(cell)) if head.kind is Kind.POINTS else share_name(_number(cell)))
        for head, cell in moved
    ]
    zh, en = ([first, *(f"{getattr(title, each)} {value}" for title, value in told)] for each in ("zh", "en"))
    return Name(zh=" ".join(zh), en=" ".join(en))


def _number(cell: Cell) -> Fraction:
    return cell if isinstance(cell, Fraction) else Fraction(0)
