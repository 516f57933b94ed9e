"""Open a deal folder: read all of it, check how its parts fit, and say everything that is wrong in one pass.

    deal.yaml -> people -> answers -> tape or replines -> payers

Every other act on a deal begins here. What cannot be read is a finding and is absent from the result; the acts that
need it say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from tallystick.cashflow.replines import RepLines, read_replines
from tallystick.deal.answers.answers import check_evidence, parse_answers
from tallystick.deal.answers.people import parse_people
from tallystick.deal.checks.consistency import check_deal
from tallystick.deal.deal import Deal
from tallystick.deal.parsing import parse_deal
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.law.determinations import Determination
from tallystick.shell.operations.outcome import Outcome
from tallystick.tape.checks import check
from tallystick.tape.faults import findings_of, gathered
from tallystick.tape.payer_list import PayerRow, read_payer_list
from tallystick.tape.reading.mapping import own_columns, parse_mapping
from tallystick.tape.reading.tapes import Tape, read_tape
from tallystick.tape.schemas import SCHEMAS

__all__ = ["DEAL_FILE", "PAYER_FILE", "OpenedDeal", "open_deal"]

DEAL_FILE = "deal.yaml"
PAYER_FILE = "payers.csv"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenedDeal:
    """A deal folder in memory. `tape` and `replines` are None where the folder has none that can be used.

    `faults` are all faults of the tape, one row each; `payers` what `payers.csv` says, None where it cannot be used.
    """

    deal: Deal
    sha256: str
    people: Mapping[str, Person]
    determinations: tuple[Determination, ...]
    tape: Tape | None
    replines: RepLines | None
    faults: pl.DataFrame | None
    payers: tuple[PayerRow, ...] | None
    files: Mapping[str, bytes]


def open_deal(files: Mapping[str, bytes]) -> Outcome[OpenedDeal]:
    """Open the folder whose files these are; None where `deal.yaml` itself cannot be used."""
    if DEAL_FILE not in files:
        return Outcome(value=None, findings=(finding("deal.file-missing", file=DEAL_FILE, name=DEAL_FILE),))
    deal, document, found = parse_deal(files[DEAL_FILE])
    if deal is None or document is None:
        return Outcome(value=None, findings=(*found, *_beside(files)))
    people, about_people = parse_people(files["people.yaml"]) if "people.yaml" in files else ((), ())
    answers, about_answers = _answers(files, deal)
    tape, faults, about_tape = _tape(files, deal)
    replines = _replines(files, deal)
    payers, about_payers = _payers(files, deal)
    findings = (
        *found,
        *check_deal(deal, document),
        *about_people,
        *about_answers,
        *check_evidence(answers, files),
        *about_tape,
        *about_payers,
        *(replines.findings if replines is not None else ()),
    )
    opened = OpenedDeal(
        deal=deal,
        sha256=sha256_hex(files[DEAL_FILE]),
        people={person.id: person for person in people},
        determinations=answers,
        tape=tape,
        replines=replines,
        faults=faults,
        payers=payers,
        files=files,
    )
    return Outcome(value=opened, findings=findings)


def _beside(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """What can be said of the other files when the deal itself cannot be read: the people."""
    return parse_people(files["people.yaml"])[1] if "people.yaml" in files else ()


def _answers(files: Mapping[str, bytes], deal: Deal) -> tuple[tuple[Determination, ...], tuple[Finding, ...]]:
    if "answers.yaml" not in files:
        return (), ()
    return parse_answers(files["answers.yaml"], matter=deal.id)


def _tape(files: Mapping[str, bytes], deal: Deal) -> tuple[Tape | None, pl.DataFrame | None, tuple[Finding, ...]]:
    if "tape.csv" not in files:
        return None, None, ()
    assets = deal.assets
    if "mapping.yaml" in files:
        mapping, found = parse_mapping(files["mapping.yaml"])
    elif assets.asset_class in SCHEMAS:
        mapping = own_columns(asset_class=assets.asset_class, currency=assets.currency, cutoff=assets.cutoff)
        found = ()
    else:
        mapping, found = None, (finding("tape.schema-missing", file="tape.csv", asset_class=assets.asset_class),)
    if mapping is None:
        return None, None, found
    reading = read_tape(files["tape.csv"], mapping=mapping)
    if reading.tape is None:
        return None, reading.faults, (*found, *reading.findings)
    checked = check(reading.tape)
    faults = gathered([reading.faults, checked])
    return reading.tape, faults, (*found, *reading.findings, *findings_of(checked, file="tape.csv"))


def _replines(files: Mapping[str, bytes], deal: Deal) -> RepLines | None:
    if "replines.csv" not in files:
        return None
    return read_replines(files["replines.csv"], currency=deal.assets.currency)


def _payers(files: Mapping[str, bytes], deal: Deal) -> tuple[tuple[PayerRow, ...] | None, tuple[Finding, ...]]:
    if PAYER_FILE not in files:
        return None, ()
    layers = deal.assets.layer_ids
    listed = read_payer_list(files[PAYER_FILE], currency=deal.assets.currency, layers=layers, file=PAYER_FILE)
    return (None if listed.findings else listed.rows), listed.findings
