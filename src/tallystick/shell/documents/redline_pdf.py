"""A redline as a tagged, archivable PDF: the whole text, with what was removed struck through and added underlined.

A change is told by signs as well as by colour, and a bar stands beside each line that has one. The document bears the
later version's day; equal texts give equal bytes.
Source: ISO 14289-1 (PDF/UA-1), ISO 19005-2 (PDF/A-2a), enforced by the typesetter; WCAG 2.2 1.4.1 (use of colour).
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, say
from tallystick.filing.versions.lines import Redlined
from tallystick.shell.documents.typesetting import Typeset, typeset
from tallystick.units.packaged import read

__all__ = ["redline_pdf"]

_TEMPLATE = "shell/documents/templates/redline.typ"


def redline_pdf(title: Name, lines: Sequence[Redlined], *, day: date, language: Language) -> Typeset:
    """Return a redline, or the finding that the typesetter or its fonts are missing."""
    changed = sum(any(before != after for before, after in line.pieces) for line in lines)
    told = {
        "title": title.in_language(language),
        "day": day.isoformat(),
        "told": say("report.redline.told", language, lines=len(lines), changed=changed),
        "where": say("report.redline.where", language),
        "removed": say("report.redline.removed", language),
        "added": say("report.redline.added", language),
        "lines": [{"heading": line.heading, "pieces": [list(piece) for piece in line.pieces]} for line in lines],
    }
    inputs = {"redline": json.dumps(told, ensure_ascii=False), "language": language.value}
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return typeset(read(_TEMPLATE), inputs=inputs, day=moment, title=title)
