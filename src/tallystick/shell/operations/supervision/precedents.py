"""What was decided otherwise on like facts, for whoever is about to decide second: of one answer, or of a filing.

The other filings of the home are read, the latest version of each; one that answers the question nowhere is not opened.
"""

from collections.abc import Collection, Iterator

from tallystick.evidence.findings import Finding, finding
from tallystick.law.determinations import Determination
from tallystick.shell.operations.deal.answer import ANSWERS_FILE
from tallystick.shell.operations.deal.opened import OpenedDeal, open_deal
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.supervision.market.decided import case_of, cases_of
from tallystick.supervision.market.precedents import Case, Precedent, precedents
from tallystick.units.rates import Share

__all__ = ["precedent_findings", "precedents_of_answer", "precedents_of_filing"]


def precedents_of_answer(evidence: Evidence, opened: OpenedDeal, drafted: Determination) -> tuple[Precedent, ...]:
    """Return what other filings of a home determined otherwise than an answer that is about to be signed.

    Args:
        evidence: of the home.
        opened: the deal the answer is about.
        drafted: the answer.
    """
    others = tuple(_others(evidence, opened.deal.id, {drafted.question}))
    return precedents(case_of(opened, drafted), others) if others else ()


def precedents_of_filing(evidence: Evidence, filing: str) -> tuple[Precedent, ...]:
    """Return what other filings of a home determined otherwise than this one.

    Args:
        evidence: of the home.
        filing: its id; it is on record.

    Raises:
        ObjectMissingError, ObjectDamagedError: a stored file is not what was handed in.
    """
    row = evidence.journal.filing(filing)
    if row is None or not any(each.deal != row.deal for each in evidence.journal.filings()):
        return ()
    opened = open_deal(package_of(evidence, filing).contents).value
    if opened is None:
        return ()
    own = tuple(cases_of(opened))
    others = tuple(_others(evidence, row.deal, {each.question for each in own}))
    return tuple(found for each in own for found in precedents(each, others))


def precedent_findings(found: Collection[Precedent]) -> tuple[Finding, ...]:
    """Return precedents as findings; they bind nobody."""
    return tuple(
        finding(
            "supervision.precedent",
            question=each.own.question,
            own=each.own.value,
            matter=each.other.matter,
            other=each.other.value,
            day=each.other.date,
            persons=each.other.persons,
            likeness=Share(value=each.likeness),
            apart=each.apart,
        )
        for each in found
    )


def _others(evidence: Evidence, deal: str, questions: Collection[str]) -> Iterator[Case]:
    latest = {row.deal: row for row in sorted(evidence.journal.filings(), key=lambda each: each.version)}
    for row in latest.values():
        if row.deal == deal:
            continue
        files = package_of(evidence, row.id).contents
        answers = files.get(ANSWERS_FILE, b"").decode("utf-8", "replace")
        opened = open_deal(files).value if any(each in answers for each in questions) else None
        if opened is not None:
            yield from (case for case in cases_of(opened) if case.question in questions)
