"""What a check leaves behind when it is asked to: facts and screening for replay, and both as OSCAL."""

from tallystick.filing.screening import Verdict
from tallystick.law.reading import standing_books
from tallystick.law.telling.oscal import assessment_results, catalog
from tallystick.law.telling.plain import FactSet, fact_set_bytes, screening_bytes
from tallystick.shell.operations.filing.check import Checked

__all__ = ["kept_screening", "oscal_files"]

_CATALOG = "catalog.json"


def kept_screening(checked: Checked) -> dict[str, bytes]:
    """Return what was stated and what it came to, by file name; the same books make the second of the first again."""
    facts = FactSet(matter=checked.opened.deal.id, as_of=checked.day, facts=checked.facts)
    screening = screening_bytes(checked.results, as_of=checked.day, known_on=checked.day)
    return {"facts.json": fact_set_bytes(facts), "screening.json": screening}


def oscal_files(checked: Checked, verdict: Verdict) -> dict[str, bytes]:
    """Return the law and the screening as OSCAL, by file name, with what the check as a whole came to."""
    results = assessment_results(
        checked.results,
        matter=checked.opened.deal.id,
        as_of=checked.day,
        known_on=checked.day,
        catalog_file=_CATALOG,
        outcome=verdict.value,
    )
    return {_CATALOG: catalog(standing_books(), as_of=checked.day), "assessment-results.json": results}
