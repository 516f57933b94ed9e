"""Two texts line by line: which lines stand in both, which were changed, added or removed.

Lines that are equal are found first; between them, lines that resemble one another by at least `ALIKE` are one line
that was changed. The order of lines is kept: a line that was moved is one removed and one added.
Source: Ratcliff and Metzener, Dr. Dobb's Journal, July 1988, for likeness, as `difflib` computes it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction

from tallystick.filing.documents.texts import DocumentText

__all__ = ["ALIKE", "LineChange", "Redlined", "line_changes", "number_changes", "redlined", "word_changes"]

ALIKE = Fraction(1, 2)
_PAIRS = 40_000
_NUMBER = re.compile(r"\d{4}-\d{2}-\d{2}|\d[\d,]*(?:\.\d+)?%?")
_DIGEST = r"(?<![0-9A-Za-z])[0-9a-f]{12,}(?![0-9A-Za-z])"
_WORDS = re.compile(_DIGEST + r"|[A-Za-z]+|\d[\d,]*(?:\.\d+)?%?|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """One change; `before` and `after` are line numbers from 0, None where the line is in one text only."""

    before: int | None
    after: int | None


def line_changes(before: Sequence[str], after: Sequence[str]) -> Iterator[LineChange]:
    """Yield every line that differs, in the order of the texts."""
    matcher = SequenceMatcher(None, list(before), list(after), autojunk=False)
    for kind, start, stop, first, last in matcher.get_opcodes():
        if kind == "equal":
            continue
        yield from _within(before, after, range(start, stop), range(first, last))


def number_changes(before: str, after: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the numbers in the first text only, and those in the second only, in order; grouping is no difference."""
    old, new = _NUMBER.findall(before), _NUMBER.findall(after)
    first, second = Counter(map(_ungrouped, old)), Counter(map(_ungrouped, new))
    gone, come = first - second, second - first
    return (
        tuple(each for each in dict.fromkeys(old) if _ungrouped(each) in gone),
        tuple(each for each in dict.fromkeys(new) if _ungrouped(each) in come),
    )


def _ungrouped(number: str) -> str:
    return number.replace(",", "")


def word_changes(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield pieces of two texts: (text, text) where equal, (text, "") removed, ("", text) added."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    for kind, start, stop, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "".join(old[start:stop]), "".join(new[first:last])
            continue
        if stop > start:
            yield "".join(old[start:stop]), ""
        if last > first:
            yield "", "".join(new[first:last])


@dataclass(frozen=True, slots=True, kw_only=True)
class Redlined:
    """A line of a redline: its pieces as `word_changes` gives them, and whether it is a heading."""

    pieces: tuple[tuple[str, str], ...]
    heading: bool = False


def redlined(before: DocumentText, after: DocumentText) -> Iterator[Redlined]:
    """Yield a whole document line by line with what was removed and added."""
    old, new = [line.text for line in before.lines], [line.text for line in after.lines]
    changes = list(line_changes(old, new))
    gone = {change.before: change for change in changes if change.before is not None}
    come = {change.after for change in changes if change.after is not None and change.before is None}
    place = 0
    for index, line in enumerate(before.lines):
        change = gone.get(index)
        if change is not None and change.after is None:  # before what was added in its place, as within a line
            yield Redlined(pieces=((old[index], ""),), heading=line.heading)
            continue
        while place in come:
            yield Redlined(pieces=(("", new[place]),), heading=after.lines[place].heading)
            place += 1
        yield Redlined(pieces=tuple(word_changes(old[index], new[place])), heading=line.heading)
        place += 1
    for rest in range(place, len(new)):
        yield Redlined(pieces=(("", new[rest]),), heading=after.lines[rest].heading)


def _within(before: Sequence[str], after: Sequence[str], old: range, new: range) -> Iterator[LineChange]:
    """Pair lines that resemble each other, in their order; a block too large to compare is paired by place."""
    place = new.start
    for index in old:
        partner = _partner(before[index], after, range(place, new.stop), len(old) * len(new))
        if partner is None:
            yield LineChange(before=index, after=None)
            continue
        yield from (LineChange(before=None, after=each) for each in range(place, partner))
        yield LineChange(before=index, after=partner)
        place = partner + 1
    yield from (LineChange(before=None, after=each) for each in range(place, new.stop))


def _partner(line: str, after: Sequence[str], new: range, pairs: int) -> int | None:
    if pairs > _PAIRS:
        return new.start if len(new) else None
    for index in new:
        matcher = SequenceMatcher(None, line, after[index], autojunk=False)
        # Each bound is above the next and cheaper than it.
        if all(2 * bound() >= 1 for bound in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)):
            return index
    return None
