"""Open a deal folder: read all of it, check how its parts fit, and say everything that is wrong in one pass.

    deal.yaml -> people -> answers -> tape or replines -> payers -> subsidiaries -> registrations

Every other act on a deal begins here. What cannot be read is a finding and is absent from the result; the acts that
need it say so. A fault in one file or part never keeps those of another from being told.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from tallystick.cashflow.replines import RepLines
from tallystick.deal.answers.answers import check_evidence, legible_answers
from tallystick.deal.answers.people import PERSON_TWICE, parse_people
from tallystick.deal.checks.consistency import check_deal
from tallystick.deal.deal import Deal
from tallystick.deal.parsing import parse_deal
from tallystick.deal.partly.readable import readable_part
from tallystick.deal.partly.unread import UNREAD, UnreadError
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.law.determinations import Determination
from tallystick.shell.operations.deal.checked import Progress, checked_tape
from tallystick.shell.operations.deal.registered import against_answers, registered
from tallystick.shell.operations.deal.sizes import size_findings
from tallystick.shell.operations.deal.tables import payers_of, replines_of, subsidiaries_of
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.tape.encumbrances.reconciling import Reconciled
from tallystick.tape.payer_list import PayerRow
from tallystick.tape.reading.files.kinds import TAPE_FILES
from tallystick.tape.reading.mapping import TapeMapping, own_columns, parse_mapping, readable_mapping
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import SCHEMAS
from tallystick.tape.subsidiaries import SubsidiaryRow

__all__ = ["DEAL_FILE", "OpenedDeal", "open_deal"]

DEAL_FILE = "deal.yaml"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenedDeal:
    """A deal folder in memory. `tape` and `replines` are None where the folder has none that can be used.

    `entered_twice` are ids on the roll that name several; `faults` all faults of the tape, one row each; `payers` and
    `subsidiaries` what the files of that name say, and `registered` what the register shows, None where one cannot be
    used.
    """

    deal: Deal
    sha256: str
    people: Mapping[str, Person]
    entered_twice: frozenset[str]
    determinations: tuple[Determination, ...]
    tape: Tape | None
    replines: RepLines | None
    faults: pl.DataFrame | None
    payers: tuple[PayerRow, ...] | None
    subsidiaries: tuple[SubsidiaryRow, ...] | None
    registered: Reconciled | None
    files: Mapping[str, bytes]


def open_deal(files: Mapping[str, bytes], *, progress: Progress | None = None) -> Outcome[OpenedDeal]:
    """Open the folder whose files these are; None where `deal.yaml` itself cannot be used, with all that is wrong."""
    if DEAL_FILE in files:
        deal, document, found = parse_deal(files[DEAL_FILE])
    else:
        deal, document, found = None, None, (finding("deal.file-missing", file=DEAL_FILE, name=DEAL_FILE),)
    read: Deal = deal or (readable_part(Deal, document) if document is not None else UNREAD)
    people, about_people = parse_people(files["people.yaml"]) if "people.yaml" in files else ((), ())
    if "answers.yaml" in files and "people.yaml" not in files:
        about_people = (finding("deal.file-missing", file="people.yaml", name="people.yaml"),)
    answers, about_answers = _answers(files, matter=deal.id if deal is not None else "")
    tape, faults, about_tape = _tape(files, read, progress)
    replines = replines_of(files, read)
    payers, about_payers = payers_of(files, read, tape)
    subsidiaries, about_subsidiaries = subsidiaries_of(files, read)
    register, about_register = registered(files, read, tape)
    fitting = check_deal(read, document) if document is not None else ()
    if deal is not None and document is not None and not has_errors(fitting):
        fitting = (*fitting, *size_findings(deal, document, tape, replines))
    findings = (
        *sorted((*found, *fitting), key=lambda each: each.place.line or 0),
        *about_people,
        *about_answers,
        *about_tape,
        *about_payers,
        *about_subsidiaries,
        *about_register,
        *against_answers(register, answers),
        *(replines.findings if replines is not None else ()),
    )
    if deal is None:
        return Outcome(value=None, findings=findings)
    opened = OpenedDeal(
        deal=deal,
        sha256=sha256_hex(files[DEAL_FILE]),
        people={person.id: person for person in people},
        entered_twice=frozenset(str(each.argument("person")) for each in about_people if each.code == PERSON_TWICE),
        determinations=answers,
        tape=tape,
        replines=replines,
        faults=faults,
        payers=payers,
        subsidiaries=subsidiaries,
        registered=register,
        files=files,
    )
    return Outcome(value=opened, findings=findings)


def _answers(files: Mapping[str, bytes], *, matter: str) -> tuple[tuple[Determination, ...], tuple[Finding, ...]]:
    if "answers.yaml" not in files:
        return (), ()
    answers, found = legible_answers(files["answers.yaml"], matter=matter)
    return (() if found else tuple(answers.values())), (*found, *check_evidence(answers, files))


def _tape(
    files: Mapping[str, bytes], deal: Deal, progress: Progress | None
) -> tuple[Tape | None, pl.DataFrame | None, tuple[Finding, ...]]:
    here = tuple(name for name in TAPE_FILES if name in files)
    if "mapping.yaml" in files:
        mapping, found = parse_mapping(files["mapping.yaml"])
        usable = mapping or readable_mapping(files["mapping.yaml"])
    else:
        mapping, found = usable, _ = _own_mapping(deal, here[0]) if here else (None, ())
    if len(here) > 1:
        found = (*found, finding("tape.file-twice", file=here[1], files=here))
    if len(here) != 1 or usable is None:
        return None, None, found
    tape, faults, about_tape = checked_tape(files[here[0]], usable, file=here[0], progress=progress)
    return (tape if mapping is not None else None), faults, (*found, *about_tape)


def _own_mapping(deal: Deal, file: str) -> tuple[TapeMapping | None, tuple[Finding, ...]]:
    try:
        assets = deal.assets
        if assets.asset_class in SCHEMAS:
            return own_columns(asset_class=assets.asset_class, currency=assets.currency, cutoff=assets.cutoff), ()
    except UnreadError:
        return None, ()
    return None, (finding("tape.schema-missing", file=file, asset_class=assets.asset_class),)
