"""What the register shows of the assets: the extract in the folder, held against the tape and against the answers.

registrations.csv or .xlsx -> what is in force -> assets registered for others -> a fact for the law
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.deal.partly.unread import UnreadError
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.law.determinations import Determination
from tallystick.law.facts import Evidence, Fact, Subject
from tallystick.law.reading import standing_books
from tallystick.tape.encumbrances.extract import read_extract
from tallystick.tape.encumbrances.reconciling import Bargain, Reconciled, reconcile
from tallystick.tape.encumbrances.standing import standing
from tallystick.tape.faults import findings_of
from tallystick.tape.reading.tapes import Tape

__all__ = ["REGISTRATION_FILES", "against_answers", "registered", "registration_facts"]

REGISTRATION_FILES: Final = ("registrations.csv", "registrations.xlsx")
"""What the extract of the register may be called; a folder has one of them."""
_FACT: Final = "tape.registered_for_another"
_QUESTIONS: Final = ("P5.2", "P5.7")
_MAY_TRANSFER: Final = ("filer", "originator")


def registered(
    files: Mapping[str, bytes], deal: Deal, tape: Tape | None
) -> tuple[Reconciled | None, tuple[Finding, ...]]:
    """Read the extract and hold it against the tape; None where there is none that can be used."""
    here = [name for name in REGISTRATION_FILES if name in files]
    if not here:
        return None, ()
    two = (finding("tape.registrations-two-files", file=here[1], files=tuple(here)),) if len(here) > 1 else ()
    read, found = read_extract(files[here[0]], file=here[0])
    try:
        bargain = _bargain(deal)
    except UnreadError:
        return None, (*two, *found)
    if read is None or two:
        return None, (*two, *found)
    reconciled = reconcile(standing(*read, file=here[0]), tape, bargain, file=here[0])
    of_assets = () if tape is None else findings_of(reconciled.faults, file=tape.file)
    return reconciled, (*found, *reconciled.findings, *of_assets)


def registration_facts(files: Mapping[str, bytes], reconciled: Reconciled | None) -> Iterator[Fact]:
    """Yield whether an asset is registered for somebody else, where the extract can tell."""
    if reconciled is None or reconciled.another_holds is None or not reconciled.searches:
        return
    name = next(name for name in REGISTRATION_FILES if name in files)
    day = min(search.day for search in reconciled.searches)
    shown = Evidence(kind="registry-extract", reference=name, sha256=sha256_hex(files[name]), date=day)
    yield Fact(
        id=_FACT,
        subject=Subject(kind="asset"),
        value=reconciled.another_holds,
        evidence=(shown,),
        as_of=day,
        provider="tape",
    )


def against_answers(reconciled: Reconciled | None, answers: Iterable[Determination]) -> Iterator[Finding]:
    """Yield each answer that says nothing is registered for others while the extract shows that something is."""
    if reconciled is None or not reconciled.another_holds:
        return
    for each in answers:
        if each.question in _QUESTIONS and each.value == "no":
            yield finding(
                "tape.registrations-against-answer",
                file="answers.yaml",
                path=each.question,
                question=each.question,
                count=reconciled.disputed,
            )


def _bargain(deal: Deal) -> Bargain:
    names = {party: {each.name.zh, each.name.en} for party, each in deal.parties.items()}
    first = deal.chain_of_title[0].holder if deal.chain_of_title else None
    owners = dict.fromkeys(party for party in (*_MAY_TRANSFER, first) if party in deal.parties)
    declared = {fact: each for book in standing_books() for fact, each in book.vocabulary.declarations.items()}
    return Bargain(
        ours=frozenset().union(*names.values()),
        transferors=tuple(dict.fromkeys(deal.parties[party].name.zh for party in owners)),
        as_of=deal.as_of,
        closing=deal.structure.closing,
        fresh_days=declared[_QUESTIONS[0]].freshness_days or 0,
    )
