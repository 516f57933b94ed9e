"""`compare`: two versions side by side: fields of the deal, text of the report, rows of the tape.

Packages are verified first; what was submitted is never changed by it. Their text comes as a redline, for Word and as
PDF. A folder that is not packaged has no report yet, so of folders no text is compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.wording import Language
from tallystick.filing.disclosure.statements import DISCLOSURE_FILE
from tallystick.filing.package import Package, open_package
from tallystick.filing.report.wordings import both
from tallystick.filing.versions.fields import FieldChange, check_languages, field_changes
from tallystick.filing.versions.lines import Redlined, line_changes, redlined
from tallystick.filing.versions.tape_rows import TapeChanges, tape_changes
from tallystick.shell.operations.deal.opened import DEAL_FILE, open_deal
from tallystick.shell.operations.filing.proofing.compare_report import report_of
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.documents import Documents

__all__ = ["FORMS", "Compared", "compare", "compare_files", "redline"]

FORMS = ("docx", "pdf")
"""The forms in which a redline comes."""
_Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two versions: their names, what differs in fields, in lines of the report by language, and on the tape.

    `files` are names that only one of them has, or whose content differs; `redlines` files by name; `marked` the lines
    of the report that differ, by language, each below the heading it stands under.
    """

    before: str
    after: str
    fields: tuple[FieldChange, ...]
    lines: Mapping[Language, int]
    tape: TapeChanges | None
    files: tuple[str, ...]
    redlines: Mapping[str, bytes]
    marked: Mapping[Language, tuple[tuple[str, Redlined], ...]] = field(default_factory=dict)


def compare(before: _Files, after: _Files, documents: Documents | None) -> Outcome[Compared]:
    """Compare two packages of one deal; None where one cannot be verified or they are of two deals.

    Args:
        before: the earlier package as written.
        after: the later one.
        documents: makes the redlines; None makes none.
    """
    opened = _opened(before, after)
    if opened.value is None:
        return Outcome(value=None, findings=opened.findings)
    old, new = opened.value
    lines: dict[Language, int] = {}
    marked: dict[Language, tuple[tuple[str, Redlined], ...]] = {}
    redlines: dict[str, bytes] = {}
    wrong: list[Finding] = []
    for language in Language:
        texts = _texts(old, new, language)
        wrong += texts.findings
        if texts.value is None:
            continue
        lines[language], whole = texts.value
        marked[language] = tuple(_changed(whole))
        if documents is not None:
            made = {form: _redline(old, new, whole, documents, language, form) for form in FORMS}
            wrong += (each for one in made.values() for each in one.findings)
            redlines |= {f"redline-{language.value}.{form}": one.value for form, one in made.items() if one.value}
    beside = compare_files(old.contents, new.contents, (old.manifest.head.filing, new.manifest.head.filing))
    compared = replace(beside, lines=lines, redlines=redlines, marked=marked)
    return Outcome(value=compared, findings=(*check_languages(beside.fields), *dict.fromkeys(wrong)))


def compare_files(before: _Files, after: _Files, names: tuple[str, str]) -> Compared:
    """Compare two folders under the names of their versions: fields, tape and files, and no text of a report."""
    every = sorted({*before, *after})
    return Compared(
        before=names[0],
        after=names[1],
        fields=tuple(
            change
            for file in (DEAL_FILE, DISCLOSURE_FILE)
            for change in field_changes(before.get(file, b"{}"), after.get(file, b"{}"), file=file)
        ),
        lines={},
        tape=_tapes(before, after),
        files=tuple(name for name in every if before.get(name) != after.get(name)),
        redlines={},
    )


def redline(before: _Files, after: _Files, documents: Documents, language: Language, form: str) -> Outcome[bytes]:
    """Return the redline of two packages in one language and one of `FORMS`, or why it cannot be made."""
    opened = _opened(before, after)
    if opened.value is None:
        return Outcome(value=None, findings=opened.findings)
    texts = _texts(*opened.value, language)
    if texts.value is None:
        return Outcome(value=None, findings=texts.findings)
    return _redline(*opened.value, texts.value[1], documents, language, form)


def _opened(before: _Files, after: _Files) -> Outcome[tuple[Package, Package]]:
    (old, about_old), (new, about_new) = open_package(before), open_package(after)
    if old is None or new is None:
        return Outcome(value=None, findings=(*about_old, *about_new))
    earlier, later = old.manifest.head.deal, new.manifest.head.deal
    other = (finding("filing.compare-other-deal", before=earlier, after=later),) if earlier != later else ()
    return Outcome(value=None if other else (old, new), findings=other)


def _texts(old: Package, new: Package, language: Language) -> Outcome[tuple[int, tuple[Redlined, ...]]]:
    """Return how many lines of the report differ, and the whole of it marked."""
    (first, about_first), (second, about_second) = report_of(old, language), report_of(new, language)
    if first is None or second is None:
        return Outcome(value=None, findings=(*about_first, *about_second))
    changes = line_changes([line.text for line in first.lines], [line.text for line in second.lines])
    return Outcome(value=(len(list(changes)), tuple(redlined(first, second))))


def _redline(
    old: Package, new: Package, marked: tuple[Redlined, ...], documents: Documents, language: Language, form: str
) -> Outcome[bytes]:
    title = both(f"{old.manifest.head.filing} → {new.manifest.head.filing}")
    make = documents.redline if form == "docx" else documents.printed_redline
    made = make(title, marked, day=new.manifest.head.as_of, language=language)
    return Outcome(value=None, findings=(made,)) if isinstance(made, Finding) else Outcome(value=made)


def _changed(marked: tuple[Redlined, ...]) -> Iterator[tuple[str, Redlined]]:
    heading = ""
    for line in marked:
        heading = "".join(after for _, after in line.pieces) if line.heading else heading
        if any(before != after for before, after in line.pieces):
            yield heading, line


def _tapes(old: _Files, new: _Files) -> TapeChanges | None:
    opened = [open_deal(files).value for files in (old, new)]
    tapes = [each.tape for each in opened if each is not None and each.tape is not None]
    return tape_changes(tapes[0], tapes[1]) if len(tapes) == 2 else None
