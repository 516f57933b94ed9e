"""`disclose`: a person of the filer opens single rows of a filed tape on the basis that the deal records; onshore.

deal + home + who opens which rows -> act in the register, record in the confidential log -> one file, its rows proven

Act and record say who opened how many rows on which basis, and the digest of the file, which the home keeps.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.shell.operations.auditing.anchored import anchor
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.tape.disclosable import PROCEDURE, basis_of, before_basis, staying, unfiled
from tallystick.tape.commitment import CommitmentError, commit, disclose
from tallystick.tape.disclosures import MOST_ROWS, DisclosedRows, ExportBasis, Sample, may_leave, sampled
from tallystick.tape.reading.tapes import Tape

__all__ = ["DISCLOSED", "Asked", "Discloser", "disclose_rows"]

DISCLOSED: Final = "tape.disclosed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which rows and columns: named assets, or a sample; all columns that may leave, unless some are named."""

    assets: Sequence[str] = ()
    sample: Sample | None = None
    columns: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Discloser:
    """Who opens rows, with their key, when, in the home that made the package."""

    home: Installation
    person: Person
    signer: Signer
    at: datetime


def disclose_rows(
    files: Mapping[str, bytes], asked: Asked, *, discloser: Callable[[], AbstractContextManager[Discloser]]
) -> Outcome[DisclosedRows]:
    """Open rows of the tape of a deal folder, and put on record who did; the same file again is the same act.

    Args:
        files: of the folder.
        asked: which rows and columns.
        discloser: opens the home and the person's key; asked once there is a basis.
    """
    opened = open_deal(files)
    deal, tape = (opened.value.deal, opened.value.tape) if opened.value else (None, None)
    if deal is None or tape is None:
        missing = () if opened.findings else (finding("deal.file-missing", name="tape.csv"),)
        return Outcome(value=None, findings=(*opened.findings, *missing))
    basis, columns = basis_of(deal), frozenset(asked.columns) or may_leave(tape.schema)
    without = () if basis is not None else (finding("tape.disclosure-without-basis", path=f"procedures.{PROCEDURE}"),)
    refused = (*without, *staying(tape, columns), *_too_many(tape, asked))
    if refused or basis is None:
        return Outcome(value=None, findings=refused)
    with discloser() as by:
        unable = unfit((by.person,), (Part.FILER,), (by.signer,)) or next(before_basis(basis, by.at), None)
        if unable is not None:
            return Outcome(value=None, findings=(unable,))
        try:
            opened_rows = _opened(deal, tape, asked, columns, basis, by.home.secret)
        except CommitmentError as error:
            return Outcome(value=None, findings=(finding("tape.disclosure-impossible", detail=error.told),))
        other = tuple(unfiled(by.home.evidence, deal.id, opened_rows.commitment))
        if has_errors(other):
            return Outcome(value=None, findings=other)
        _put_on_record(by, opened_rows)
    return Outcome(value=opened_rows, findings=other)


def _opened(
    deal: Deal, tape: Tape, asked: Asked, columns: frozenset[str], basis: ExportBasis, secret: bytes
) -> DisclosedRows:
    committed = commit(tape, secret=secret)
    ids = tape.frame["asset_id"].to_list()
    assets = (
        list(dict.fromkeys(asked.assets))
        if asked.sample is None
        else [ids[place] for place in sampled(committed, asked.sample)]
    )
    rows = disclose(tape, assets, secret=secret, columns=columns)
    left = sorted({name for row in rows for name in row.cells})
    return DisclosedRows(
        deal=deal.id,
        commitment=committed,
        basis=basis,
        rows=rows,
        inventory=dict.fromkeys(left, basis.clause),
        sample=asked.sample,
    )


def _put_on_record(by: Discloser, rows: DisclosedRows) -> None:
    """Record who opened how many rows on which basis: an act in the register, and a record that can be erased."""
    told = {
        "deal": rows.deal,
        "person": by.person.id,
        "file": by.home.evidence.objects.put(rows.content()).sha256,
        "basis": f"{rows.basis.reference}, {rows.basis.date}",
    }
    body = {
        "schema": "tallystick/rows-disclosed/v1",
        **told,
        "commitment": rows.commitment.sha256,
        "rows": len(rows.rows),
        "columns": sorted(rows.inventory),
        "by": [{"id": by.person.id, "public_key": by.person.public_key}],
    }
    intent = Intent(kind=DISCLOSED, subject=rows.deal, at=by.at, body=body)
    if by.home.evidence.journal.find(intent.act_id) is None:
        by.home.audit.add({"kind": DISCLOSED, "at": by.at.isoformat(), "rows": str(len(rows.rows)), **told})
    perform(by.home.evidence, intent, by.signer)
    anchor(by.home, at=by.at)


def _too_many(tape: Tape, asked: Asked) -> tuple[Finding, ...]:
    """Say that more rows are asked for than the tape has or one file of them may hold."""
    count = len(set(asked.assets)) if asked.sample is None else asked.sample.count
    there, most = tape.frame.height, min(MOST_ROWS, tape.frame.height)
    return () if count <= most else (finding("tape.disclosure-too-many", asked=count, most=most, rows=there),)
