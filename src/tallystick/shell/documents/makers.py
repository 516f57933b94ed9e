"""The document makers as one object: what `operations.ports.documents` asks for."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date

from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.filing.documents.texts import DocumentText
from tallystick.filing.report.content import Figure, Report
from tallystick.filing.versions.lines import Redlined
from tallystick.law.telling.text import BookReading
from tallystick.shell.documents.csv_export import cell_text
from tallystick.shell.documents.pages.law_page import law_page, page_name
from tallystick.shell.documents.reading.pdf_text import read_pdf
from tallystick.shell.documents.redline_pdf import redline_pdf
from tallystick.shell.documents.report_pdf import draw_figure, typeset_report
from tallystick.shell.documents.tables.parquet import long_table, parquet
from tallystick.shell.documents.tables.workbook import workbook
from tallystick.shell.documents.typesetting import Typeset
from tallystick.shell.documents.word.redline import redline_docx
from tallystick.shell.documents.word.report_docx import report_docx
from tallystick.shell.operations.ports.documents import KeptTexts
from tallystick.shell.operations.ports.sheets import Sheet

__all__ = ["Makers"]


class Makers:
    """Pages by typst, charts as SVG, tables as CSV; implements `Documents`."""

    def __init__(self, kept: KeptTexts | None = None) -> None:
        """Make documents.

        Args:
            kept: texts of PDFs that were read before; None where none are kept.
        """
        self._kept = kept

    def report(self, report: Report, language: Language) -> bytes | Finding:
        """Return the report as PDF, or the finding why it cannot be made here."""
        return _made(typeset_report(report, language.value))

    def word(self, report: Report, language: Language) -> bytes | Finding:
        """Return the report for Word, or the finding why it cannot be made here."""
        return _made(report_docx(report, language))

    def chart(self, figure: Figure, language: Language) -> bytes:
        """Return a figure as SVG."""
        return draw_figure(figure, language.value).encode()

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
        """Return a table as CSV, UTF-8 with a byte-order mark, without formulas."""
        written = io.StringIO(newline="")
        writer = csv.writer(written, lineterminator="\r\n")
        writer.writerow([cell_text(cell) for cell in head])
        writer.writerows([cell_text(cell) for cell in row] for row in rows)
        return ("\ufeff" + written.getvalue()).encode()

    def workbook(self, sheets: Sequence[Sheet], language: Language) -> bytes:
        """Return sheets as one workbook."""
        return workbook(sheets, language)

    def parquet(self, sheet: Sheet, language: Language) -> bytes:
        """Return a sheet as Parquet."""
        return parquet(sheet, language)

    def columns(self, columns: Mapping[str, Sequence[object]], *, parquet: bool) -> bytes:
        """Return columns of equal length as Parquet, or as CSV."""
        return long_table(columns, parquet=parquet)

    def redline(self, title: Name, lines: Sequence[Redlined], *, day: date, language: Language) -> bytes | Finding:
        """Return a redline for Word, its changes tracked, or why it cannot be made here."""
        return _made(redline_docx(title, lines, day=day, language=language))

    def printed_redline(
        self, title: Name, lines: Sequence[Redlined], *, day: date, language: Language
    ) -> bytes | Finding:
        """Return a redline as PDF, or why it cannot be made here."""
        return _made(redline_pdf(title, lines, day=day, language=language))

    def pdf_text(self, file: str, content: bytes) -> tuple[DocumentText | None, tuple[Finding, ...]]:
        """Return what a PDF says, or why it cannot be read here; one that was read before is not read again."""
        known = None if self._kept is None else self._kept.get(file, content)
        if known is not None:
            return known, ()
        text, found = read_pdf(file, content)
        if self._kept is not None and text is not None:
            self._kept.put(content, text)
        return text, found

    def law(self, readings: Sequence[BookReading]) -> dict[str, bytes]:
        """Return books of law as pages, one in each language, by file name."""
        return {page_name(language): law_page(readings, language) for language in Language}

    def verifier(self) -> bytes:
        """Return the page that checks packages, editions and receipts on a reader's own disk."""
        # What it knows of a filing brings most of the operations with it, which few processes need.
        from tallystick.shell.documents.pages.verifier_page import verifier_page

        return verifier_page()


def _made(typeset: Typeset) -> bytes | Finding:
    made = typeset.finding if typeset.content is None else typeset.content
    if made is None:
        message = "a document was made neither as pages nor with a reason why not"
        raise RuntimeError(message)
    return made
