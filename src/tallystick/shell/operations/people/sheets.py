"""A deal as its page shows it: what `check` found, and the report as it would be filed, with its figures.

Both are made by functions of a module, so that a process of its own can do them for files that somebody sent; what
they return is values only.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Person
from tallystick.evidence.wording import Language
from tallystick.filing.materials import MaterialStatus
from tallystick.filing.report.content import Report
from tallystick.filing.screening import Conclusion, Screening
from tallystick.law.determinations import Determination
from tallystick.law.instruments import bar_questions
from tallystick.law.reading import standing_books
from tallystick.shell.operations.filing.check import check, concluded
from tallystick.shell.operations.filing.making.files import folder_files
from tallystick.shell.operations.filing.making.pages import Version
from tallystick.shell.operations.filing.making.reported import reported
from tallystick.shell.operations.outcome import Outcome, has_errors

__all__ = ["DealSheet", "report_of_folder", "sheet_of"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DealSheet:
    """A deal and where it stands.

    Attributes:
        day: of the test.
        two: questions that two people must answer.
        loans: how many rows the tape has; None without a tape.
        findings: everything that was found.
    """

    deal: Deal
    day: dt.date
    conclusion: Conclusion
    screening: Screening
    materials: tuple[MaterialStatus, ...]
    people: tuple[Person, ...]
    answers: tuple[Determination, ...]
    two: frozenset[str]
    loans: int | None
    findings: tuple[Finding, ...]

    def rules(self) -> list[str]:
        """Return the ids of the rules that were tested."""
        groups = (self.screening.scope, self.screening.bars, self.screening.negative_list, self.screening.gates)
        return [each.result.rule.id for group in groups for each in (*group,)]

    def sentences(self, language: Language) -> list[str]:
        """Return what the test comes to, in words."""
        return [*self.conclusion.sentences(self.day, language)]


def sheet_of(files: Mapping[str, bytes]) -> Outcome[DealSheet]:
    """Check a deal folder for its page; None where the deal cannot be read."""
    checked = check(files)
    if checked.value is None:
        return Outcome(value=None, findings=checked.findings)
    found = checked.value
    sheet = DealSheet(
        deal=found.opened.deal,
        day=found.day,
        conclusion=concluded(found, checked.findings),
        screening=found.screening,
        materials=found.materials,
        people=tuple(found.opened.people.values()),
        answers=found.opened.determinations,
        two=bar_questions(standing_books()),
        loans=None if found.opened.tape is None else found.opened.tape.frame.height,
        findings=checked.findings,
    )
    return Outcome(value=sheet, findings=checked.findings)


def report_of_folder(files: Mapping[str, bytes], number: int) -> Outcome[Report]:
    """Return the report that the package of a folder would hold, its own list of files left open; None on an error.

    Args:
        files: the deal folder.
        number: of the version.
    """
    checked = check(files)
    if checked.value is None or has_errors(checked.findings):
        return Outcome(value=None, findings=checked.findings)
    deal = checked.value.opened.deal
    made = reported(checked, files, version=Version(number=number), beside=lambda _: list(folder_files(files, deal)))
    return Outcome(value=None if made.value is None else made.value.report, findings=made.findings)
