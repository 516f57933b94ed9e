"""What operations ask of the document makers: pages, charts and tables of values that were computed elsewhere.

Implementation: `shell.documents`; the page maker is an extra, and says so when it is not installed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.filing.documents.texts import DocumentText
from tallystick.filing.report.content import Figure, Report
from tallystick.filing.versions.lines import Redlined
from tallystick.law.telling.text import BookReading
from tallystick.shell.operations.ports.evidence import CertifiedSigner
from tallystick.shell.operations.ports.sheets import Sheet

__all__ = ["Documents", "KeptTexts", "PdfReading", "PdfSignature", "PdfSigning"]


class KeptTexts(Protocol):
    """Texts of documents that were read before, by the digest of the document."""

    def get(self, file: str, content: bytes) -> DocumentText | None:
        """Return what a document says, under the name it bears now; None where it is not kept."""

    def put(self, content: bytes, text: DocumentText) -> None:
        """Keep what a document says."""


class Documents(Protocol):
    """Makers of files that people read. Equal values give equal bytes."""

    def report(self, report: Report, language: Language) -> bytes | Finding:
        """Return the report as PDF in one language, or why it cannot be made here."""

    def word(self, report: Report, language: Language) -> bytes | Finding:
        """Return the report for Word in one language, or why it cannot be made here."""

    def chart(self, figure: Figure, language: Language) -> bytes:
        """Return a figure as SVG."""

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
        """Return a table as CSV that opens in a spreadsheet and carries no formula."""

    def workbook(self, sheets: Sequence[Sheet], language: Language) -> bytes:
        """Return sheets as one workbook for spreadsheets, without formulas."""

    def parquet(self, sheet: Sheet, language: Language) -> bytes:
        """Return a sheet as Parquet."""

    def columns(self, columns: Mapping[str, Sequence[object]], *, parquet: bool) -> bytes:
        """Return columns of equal length as Parquet, or as CSV: for tables too long for rows of texts."""
        ...

    def redline(self, title: Name, lines: Sequence[Redlined], *, day: date, language: Language) -> bytes | Finding:
        """Return a redline for Word, its changes tracked, or why it cannot be made here."""

    def printed_redline(
        self, title: Name, lines: Sequence[Redlined], *, day: date, language: Language
    ) -> bytes | Finding:
        """Return a redline as PDF, or why it cannot be made here."""
        ...

    def pdf_text(self, file: str, content: bytes) -> tuple[DocumentText | None, tuple[Finding, ...]]:
        """Return what a PDF says, or why it cannot be read here."""

    def law(self, readings: Sequence[BookReading]) -> dict[str, bytes]:
        """Return books of law as pages that stand alone, one in each language, by file name."""

    def verifier(self) -> bytes:
        """Return the page that checks packages, editions and receipts on a reader's own disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfSignature:
    """One signature on a PDF.

    Attributes:
        field: its name in the file.
        signer: as the certificate names it.
        at: when: by a timestamp that holds, else as the signer says.
        stamped: whether a trusted timestamp says so.
        intact: whether it is over the bytes it covers, by the key of its certificate.
        whole: whether it covers the file, but for what may be added later.
        trusted: whether the certificate leads to a root of the reader's; None where the reader gave none, or the
            signature is not one of that certificate.
    """

    field: str
    signer: str
    at: datetime | None
    stamped: bool
    intact: bool
    whole: bool
    trusted: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfReading:
    """The signatures of a file, the SHA-256 of the file before the first of them, and what is wrong with them."""

    signatures: tuple[PdfSignature, ...]
    sealed: str
    findings: tuple[Finding, ...]


class PdfSigning(Protocol):
    """Puts signatures under PDF files and reads them, with the roots that the reader trusts."""

    def sign(self, content: bytes, signer: CertifiedSigner, *, reason: str, authority: str = "") -> bytes | Finding:
        """Return the file with a signature under it, timestamped by an authority where its address is given."""

    def read(self, content: bytes, *, at: datetime, file: str = "") -> PdfReading:
        """Read every signature of a file and say whether it holds."""
