"""Whom a deal folder knows: the subjects a question may be about, class by class.

Members of a class are those the deal lists; payers are all of the tape and of the payer list, also those too small for
the law to ask about. A class is left out where the folder cannot say who is in it, so that nobody is called unknown
because a file is damaged.
"""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.law.facts import Fact, Subject
from tallystick.law.reading import standing_books
from tallystick.shell.operations.deal.opened import OpenedDeal
from tallystick.shell.operations.deal.tables import PAYER_FILE, SUBSIDIARY_FILE

__all__ = ["known_subjects", "unknown_payers", "unknown_subjects"]

_PAYER: Final = "payer"
_BELOW: Final = "underlying-payer"
_NOBODY: Final = Name(zh="无", en="none")


def known_subjects(opened: OpenedDeal, facts: Iterable[Fact]) -> Mapping[str, frozenset[str]]:
    """Return the names of each class of subjects; a class with one unnamed member has the empty name.

    Args:
        opened: the deal folder.
        facts: everything the folder states.
    """
    rosters = {fact.id: fact.value for fact in facts if isinstance(fact.value, tuple)}
    known: dict[str, frozenset[str]] = {}
    for kind, each in standing_books()[0].vocabulary.classes.items():
        if not each.roster:
            known[kind] = frozenset({""})
        elif each.roster in rosters:
            known[kind] = frozenset(rosters[each.roster])
    for kind, names in _payers(opened):
        if kind in known:
            known[kind] |= names
    return known


def unknown_subjects(opened: OpenedDeal, facts: Iterable[Fact]) -> Iterator[Finding]:
    """Yield everyone who is answered about and whom the folder does not know, once, with the questions answered."""
    known = known_subjects(opened, facts)
    answered: dict[Subject, list[str]] = {}
    for each in opened.determinations:
        subject = each.subject
        if subject.kind in known and subject.name not in known[subject.kind]:
            answered.setdefault(subject, []).append(each.question)
    for subject, questions in answered.items():
        asked = tuple(dict.fromkeys(questions))
        yield finding("deal.answer-subject-unknown", file="answers.yaml", path=str(subject), questions=asked)


def unknown_payers(opened: OpenedDeal) -> Iterator[Finding]:
    """Yield every payer of the list of subsidiaries who pays nothing here, once; nobody would ever look at its rows."""
    if opened.subsidiaries is None or (PAYER_FILE in opened.files and opened.payers is None):
        return
    of_pool = (names for kind, names in _payers(opened) if kind == _PAYER)
    known = {row.payer for row in opened.payers or ()}.union(*of_pool)
    seen: set[str] = set()
    for row in opened.subsidiaries:
        if row.payer not in known | seen:
            seen.add(row.payer)
            near = tuple(get_close_matches(row.payer, sorted(known), n=3))
            yield finding(
                "tape.subsidiaries-payer-unknown",
                file=SUBSIDIARY_FILE,
                row=row.row,
                column="payer",
                value=row.payer,
                near=near or _NOBODY,
            )


def _payers(opened: OpenedDeal) -> Iterator[tuple[str, frozenset[str]]]:
    rows = opened.payers or ()
    yield _PAYER, frozenset(row.payer for row in rows if not row.layer)
    yield _BELOW, frozenset(f"{row.layer}/{row.payer}" for row in rows if row.layer)
    if opened.tape is not None:
        yield _PAYER, frozenset(opened.tape.frame["obligor_id"].drop_nulls().unique().to_list())
