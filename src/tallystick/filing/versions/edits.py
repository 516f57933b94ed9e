"""An edited report held against the report as sealed: what was changed, and what now contradicts.

    a number that changed        error: numbers are computed, never typed
    a number from nowhere        error: it stands in no line of the sealed report
    a line that was removed      error: no field is left out
    a state or answer in a table error: it follows from what was answered, and nobody writes it over
    a picture that is another    error: it is drawn from the same figures
    text hidden, struck through  error: it is not seen as it was sealed
    other words, a line added    warning: it belongs into deal.yaml or disclosures.yaml
    a comment                    warning: it is no part of the report

Both texts are read by the same reader, so that only what people did is told.
Source: DESIGN.md section 2, principle 1.
"""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.wording import labels
from tallystick.filing.consistency.values import arabic
from tallystick.filing.documents.beside import Beside
from tallystick.filing.documents.texts import CELLS, DocumentText
from tallystick.filing.versions.lines import line_changes, number_changes

__all__ = ["edits", "edits_beside"]

_LONGEST, _ROW = 120, 3
_OF_STATES = (
    "filing.status.",
    "filing.gate.",
    "filing.materials.",
    "report.warnings.",
    "report.scope.",
    "report.procedure.",
)
_ANSWERS = frozenset({"report.yes", "report.no", "law.value.yes", "law.value.no"})
_BRACKETS = re.compile(r"(?:（[^（）]*）| ?\([^()]*\))$")


def edits(sealed: DocumentText, edited: DocumentText) -> Iterator[Finding]:
    """Yield what was changed in a report that came back.

    Args:
        sealed: the report as the package holds it.
        edited: the same report as it came back.
    """
    before, after = [line.text for line in sealed.lines], [line.text for line in edited.lines]
    known = set(number_changes("\n".join(before), "")[0])
    for change in line_changes(before, after):
        if change.before is None and change.after is not None:
            yield from _added(edited, change.after, after[change.after], known)
        elif change.after is None and change.before is not None:
            text = _short(before[change.before])
            yield finding("filing.edit-removed", file=edited.file, path=sealed.lines[change.before].place, text=text)
        elif change.before is not None and change.after is not None:
            yield _changed(edited, change.after, before[change.before], after[change.after])


def edits_beside(sealed: Beside, edited: Beside, *, file: str) -> Iterator[Finding]:
    """Yield what was changed beside the lines of a report that came back in a file of that name."""
    before, after = [each.digest for each in sealed.pictures], [each.digest for each in edited.pictures]
    for kind, start, stop, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        shown = edited.pictures[first:last] if last - first >= stop - start else sealed.pictures[start:stop]
        for number, picture in enumerate(shown if kind != "equal" else (), first + 1):
            yield finding("filing.edit-picture", file=file, number=number, text=_short(picture.text or "–"))
    for code, old, new in (
        ("filing.edit-unshown", sealed.unshown, edited.unshown),
        ("filing.edit-comment", sealed.comments, edited.comments),
    ):
        known = Counter(each.text for each in old)
        for line in new:
            known[line.text] -= 1
            if known[line.text] < 0:
                yield finding(code, file=file, path=line.place, text=_short(line.text))


def _added(edited: DocumentText, index: int, text: str, known: set[str]) -> Iterator[Finding]:
    place = edited.lines[index].place
    yield finding("filing.edit-added", file=edited.file, path=place, text=_short(text))
    unknown = tuple(number for number in number_changes("", arabic(text))[1] if number not in known)
    if unknown:
        yield finding("filing.edit-number-unsourced", file=edited.file, path=place, numbers=unknown, text=_short(text))


def _changed(edited: DocumentText, index: int, before: str, after: str) -> Finding:
    place = edited.lines[index].place
    gone, come = number_changes(arabic(before), arabic(after))
    stated = _stated(before, after)
    if stated is not None:
        return finding(
            "filing.edit-state", file=edited.file, path=place, before=stated[0], after=stated[1], text=_short(before)
        )
    if not gone and not come:
        return finding("filing.edit-words", file=edited.file, path=place, before=_short(before), after=_short(after))
    return finding(
        "filing.edit-number",
        file=edited.file,
        path=place,
        computed=gone or ("–",),
        written=come or ("–",),
        text=_short(after),
    )


def _stated(before: str, after: str) -> tuple[str, str] | None:
    """Return a computed state that somebody wrote over in a row of a table, with what it reads now; None elsewhere."""
    cells = before.split(CELLS), after.split(CELLS)
    if len(cells[0]) < _ROW or len(cells[0]) != len(cells[1]):
        return None
    pairs = zip(*cells, strict=True)
    return next((pair for pair in pairs if pair[0] != pair[1] and _bare(pair[0]) in _states()), None)


def _bare(cell: str) -> str:
    """Return a cell without what stands in brackets behind it, such as the exception a state rests on."""
    return _BRACKETS.sub("", cell).strip()


@cache
def _states() -> frozenset[str]:
    """Return the words for states of rules, procedures and materials and for answers, in both languages."""
    known = {key: text for key, text in labels().items() if key.startswith(_OF_STATES) or key in _ANSWERS}
    return frozenset(word for text in known.values() for word in (text.zh, text.en))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
