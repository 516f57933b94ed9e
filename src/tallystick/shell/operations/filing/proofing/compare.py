"""`compare`: two versions of a package side by side: fields of the deal, text of the report, rows of the tape.

Both packages are verified first; what was submitted is never changed by it. The text comes as a redline,
for Word and as PDF.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.wording import Language
from tallystick.filing.disclosure.statements import DISCLOSURE_FILE
from tallystick.filing.package import Package, open_package
from tallystick.filing.report.wordings import both
from tallystick.filing.versions.fields import FieldChange, check_languages, field_changes
from tallystick.filing.versions.lines import line_changes, redlined
from tallystick.filing.versions.tape_rows import TapeChanges, tape_changes
from tallystick.shell.operations.deal.opened import DEAL_FILE, open_deal
from tallystick.shell.operations.filing.proofing.compare_report import report_of
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.documents import Documents

__all__ = ["Compared", "compare"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two versions: their filings, what differs in fields, in lines of the report by language, and on the tape.

    `files` are names that only one of them has, or whose content differs; `redlines` files by name.
    """

    before: str
    after: str
    fields: tuple[FieldChange, ...]
    lines: Mapping[Language, int]
    tape: TapeChanges | None
    files: tuple[str, ...]
    redlines: Mapping[str, bytes]


def compare(before: Mapping[str, bytes], after: Mapping[str, bytes], documents: Documents) -> Outcome[Compared]:
    """Compare two packages of one deal; None where one cannot be verified or they are of two deals.

    Args:
        before: the earlier package as written.
        after: the later one.
        documents: makes the redlines.
    """
    (old, about_old), (new, about_new) = open_package(before), open_package(after)
    if old is None or new is None:
        return Outcome(value=None, findings=(*about_old, *about_new))
    earlier, later = old.manifest.head, new.manifest.head
    if earlier.deal != later.deal:
        other = finding("filing.compare-other-deal", before=earlier.deal, after=later.deal)
        return Outcome(value=None, findings=(other,))
    lines, redlines, not_made = _texts(old, new, documents)
    names = sorted({*old.contents, *new.contents})
    fields = tuple(
        change
        for file in (DEAL_FILE, DISCLOSURE_FILE)
        for change in field_changes(old.contents.get(file, b"{}"), new.contents.get(file, b"{}"), file=file)
    )
    compared = Compared(
        before=earlier.filing,
        after=later.filing,
        fields=fields,
        lines=lines,
        tape=_tapes(old, new),
        files=tuple(name for name in names if old.contents.get(name) != new.contents.get(name)),
        redlines=redlines,
    )
    return Outcome(value=compared, findings=(*check_languages(fields), *not_made))


def _texts(
    old: Package, new: Package, documents: Documents
) -> tuple[dict[Language, int], dict[str, bytes], tuple[Finding, ...]]:
    lines: dict[Language, int] = {}
    redlines: dict[str, bytes] = {}
    wrong: list[Finding] = []
    for language in Language:
        (first, about_first), (second, about_second) = report_of(old, language), report_of(new, language)
        if first is None or second is None:
            wrong += (*about_first, *about_second)
            continue
        changes = line_changes([line.text for line in first.lines], [line.text for line in second.lines])
        lines[language] = len(list(changes))
        title = both(f"{old.manifest.head.filing} → {new.manifest.head.filing}")
        marked, day = tuple(redlined(first, second)), new.manifest.head.as_of
        for form, make in (("docx", documents.redline), ("pdf", documents.printed_redline)):
            made = make(title, marked, day=day, language=language)
            if isinstance(made, Finding):
                wrong.append(made)
            else:
                redlines[f"redline-{language.value}.{form}"] = made
    return lines, redlines, tuple(dict.fromkeys(wrong))


def _tapes(old: Package, new: Package) -> TapeChanges | None:
    opened = [open_deal(package.contents).value for package in (old, new)]
    tapes = [each.tape for each in opened if each is not None and each.tape is not None]
    return tape_changes(tapes[0], tapes[1]) if len(tapes) == 2 else None
