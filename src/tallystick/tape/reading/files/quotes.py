"""Quotes: a text whose quotes are all as RFC 4180 has them, without them.

    "one","2,00","a ""b"" c"   ->   one,2·00,a "b" c      where · stands in for what divides and here does not

A quote opens where a cell begins and closes where it ends, or is doubled within; where one stands elsewhere, or none
closes, there is no answer, and the row-by-row reader says which row it is. All of it is a few passes over the bytes.
Source: RFC 4180 section 2, rules 5 to 7.
Law: dividing what this returns, and putting back what was stood in for, gives the cells of the row-by-row reader.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

__all__ = ["Unquoted", "unquoted"]

_Bytes: TypeAlias = NDArray[np.uint8]

_QUOTE: Final = ord('"')
_LINE_END: Final = ord("\n")
_RETURN: Final = ord("\r")
_PIECE: Final = 1 << 18
_STANDS: Final = (0x1C, 0x1D, 0x1E)
"""Control characters that stand in for a line end, a carriage return and a separator within quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unquoted:
    """A text without its quotes, and what each character that stands in stands for."""

    content: bytes
    stood_in: Mapping[str, str]

    def restored(self, text: str) -> str:
        """Return a text with what was stood in for."""
        for sign, meant in self.stood_in.items():
            text = text.replace(sign, meant)
        return text

    def restored_in(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Return cells with what was stood in for."""
        if not self.stood_in:
            return cells
        signs, meant = list(self.stood_in), list(self.stood_in.values())
        return cells.with_columns(pl.all().str.replace_many(signs, meant))


def unquoted(content: bytes, separator: str) -> Unquoted | None:
    """Take the quotes off a text; None where one is not where RFC 4180 has it.

    Args:
        content: the whole file in UTF-8.
        separator: the delimiter, one character of ASCII.
    """
    if any(bytes((sign,)) in content for sign in _STANDS):
        return None
    divides = dict(zip((_LINE_END, _RETURN, ord(separator)), _STANDS, strict=True))
    whole, parts, stood, inside = np.frombuffer(content, np.uint8), list[bytes](), set[int](), False
    for before, piece, after in _pieces(whole):
        quotes = np.flatnonzero(piece == _QUOTE)
        if not _sound(piece, quotes, before, after, separator=ord(separator), inside=inside):
            return None
        marked = piece
        if _divides_within(piece, quotes, separator=ord(separator), inside=inside):
            within = np.bitwise_xor.accumulate(piece == _QUOTE) ^ inside
            for mark, sign in divides.items():
                places = within & (piece == mark)
                marked = np.where(places, np.uint8(sign), marked)
                stood.update([mark] if places.any() else [])
        parts.append(_taken_off(marked, quotes, after, inside=inside))
        inside ^= bool(quotes.size % 2)
    if inside:
        return None
    stood_in = {chr(divides[mark]): chr(mark) for mark in sorted(stood)}
    return Unquoted(content=b"".join(parts), stood_in=MappingProxyType(stood_in))


def _pieces(whole: _Bytes) -> Iterator[tuple[int, _Bytes, int]]:
    """Yield pieces with the byte before and the byte after each; what is beyond the text is a line end."""
    for start in range(0, whole.size, _PIECE):
        end = min(start + _PIECE, whole.size)
        before = int(whole[start - 1]) if start else _LINE_END
        yield before, whole[start:end], int(whole[end]) if end < whole.size else _LINE_END


def _beside(piece: _Bytes, places: NDArray[np.intp], before: int, after: int, step: int) -> _Bytes:
    """Return the byte one step from each place."""
    beside = piece[np.clip(places + step, 0, piece.size - 1)]
    if step < 0 and places.size and not places[0]:
        beside[0] = before
    if step > 0 and places.size and places[-1] == piece.size - 1:
        beside[-1] = after
    return beside


def _among(*bytes_: int) -> NDArray[np.bool_]:
    """Return a table that tells of each byte whether it is one of these."""
    table = np.zeros(256, np.bool_)
    table[list(bytes_)] = True
    return table


def _sound(piece: _Bytes, quotes: NDArray[np.intp], before: int, after: int, *, separator: int, inside: bool) -> bool:
    """Whether each quote opens at the beginning of a cell or after one, and closes at its end or before one."""
    opens, closes = quotes[int(inside) :: 2], quotes[1 - int(inside) :: 2]
    begun = _among(separator, _LINE_END, _QUOTE)[_beside(piece, opens, before, after, -1)]
    ended = _among(separator, _LINE_END, _RETURN, _QUOTE)[_beside(piece, closes, before, after, 1)]
    return bool(begun.all() and ended.all())


def _divides_within(piece: _Bytes, quotes: NDArray[np.intp], *, separator: int, inside: bool) -> bool:
    """Whether what divides stands within quotes: asked of the stretches from one quote to the next."""
    divides = (piece == separator) | (piece == _LINE_END) | (piece == _RETURN)
    before_all = inside and bool(divides[: quotes[0] if quotes.size else None].any())
    if before_all or not quotes.size:
        return before_all
    return bool(np.logical_or.reduceat(divides, quotes)[int(inside) :: 2].any())


def _taken_off(piece: _Bytes, quotes: NDArray[np.intp], after: int, *, inside: bool) -> bytes:
    """Return a piece without its quotes; of two that mean one the first stays."""
    closes = quotes[1 - int(inside) :: 2]
    doubled = closes[_beside(piece, closes, _LINE_END, after, 1) == _QUOTE]
    if not doubled.size:
        return piece.tobytes().translate(None, b'"')
    kept = np.ones(piece.size, np.bool_)
    kept[quotes] = False
    kept[doubled] = True
    return piece[kept].tobytes()
