"""The files of a month: investor report as pages, workbook and JSON, and the certificate as pages."""

from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import Language
from tallystick.servicing.report.investor import certificate_paper, investor_report
from tallystick.servicing.report.month import Month
from tallystick.servicing.report.record import report_record
from tallystick.shell.operations.ports.documents import Documents
from tallystick.shell.operations.servicing.reporting.sheets import report_sheets

__all__ = ["paper_files"]


def paper_files(month: Month, documents: Documents) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Return the files of a month by name; without the page maker everything but the pages, and why."""
    period = month.certificate.period
    name, files, absent = f"investor-report-{period}", dict[str, bytes](), list[Finding]()
    files[f"{name}.json"] = report_record(month)
    for language in Language:
        for paper, content in ((name, investor_report(month)), (f"certificate-{period}", certificate_paper(month))):
            pages = documents.report(content, language)
            if isinstance(pages, Finding):
                absent.append(pages)
            else:
                files[f"{paper}-{language.value}.pdf"] = pages
        files[f"{name}-{language.value}.xlsx"] = documents.workbook(report_sheets(month), language)
    return files, tuple(dict.fromkeys(absent))
