"""`compare-report`: a report that was edited in Word, held against the report as its package holds it.

The sealed report is the content model laid out; its package is verified first. What is told of changed and added lines
is also held against the deal of the package. Texts of pictures and the file's title count as lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tallystick.deal.parsing import parse_deal
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.wording import Language
from tallystick.filing.consistency.lint import contradictions, known_of
from tallystick.filing.documents.beside import beside
from tallystick.filing.documents.intake import inspect
from tallystick.filing.documents.texts import DocumentText, read_word
from tallystick.filing.package import Package, open_package
from tallystick.filing.versions.edits import edits, edits_beside
from tallystick.filing.versions.lines import line_changes
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.outcome import Outcome, has_errors

__all__ = ["ComparedReport", "compare_report", "report_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedReport:
    """An edited report beside the sealed one: whose, in which language, how many lines, how many of them differ."""

    filing: str
    language: Language
    lines: int
    differing: int


def compare_report(files: Mapping[str, bytes], edited: bytes, *, name: str) -> Outcome[ComparedReport]:
    """Compare an edited report with the one a package holds; None where either cannot be read.

    Args:
        files: the package as written.
        edited: the Word file that came back.
        name: of that file, for findings.
    """
    package, found = open_package(files)
    if package is None:
        return Outcome(value=None, findings=found)
    _, refused = inspect(name, edited)
    back, unread = read_word(name, edited) if not has_errors(refused) else (None, ())
    if back is None:
        return Outcome(value=None, findings=(*refused, *unread))
    language = _language(back)
    sealed, missing = report_of(package, language)
    if sealed is None:
        return Outcome(value=None, findings=missing)
    around = beside(package.contents[sealed.file]), beside(edited)
    sealed, back = around[0].after(sealed), around[1].after(back)
    changes = tuple(line_changes([line.text for line in sealed.lines], [line.text for line in back.lines]))
    touched = {change.after for change in changes}
    changed = replace(back, lines=tuple(line for index, line in enumerate(back.lines) if index in touched))
    deal, _, _ = parse_deal(package.contents.get(DEAL_FILE, b""))
    against = () if deal is None else tuple(contradictions(changed, known_of(deal)))
    compared = ComparedReport(
        filing=package.manifest.head.filing, language=language, lines=len(sealed.lines), differing=len(changes)
    )
    return Outcome(value=compared, findings=(*edits(sealed, back), *edits_beside(*around, file=name), *against))


def report_of(package: Package, language: Language) -> tuple[DocumentText | None, tuple[Finding, ...]]:
    """Return the text of the report a package holds for Word."""
    name = f"report-{language.value}.docx"
    content = package.contents.get(name)
    if content is None:
        return None, (finding("filing.report-absent", file=name),)
    return read_word(name, content)


def _language(document: DocumentText) -> Language:
    """Tell the language of a report by its letters."""
    text = document.text
    chinese = sum("\u4e00" <= letter <= "\u9fff" for letter in text)
    return Language.ZH if 4 * chinese > len(text) else Language.EN
