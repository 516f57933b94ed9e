"""`disclose`: open single rows of a filed tape on the basis that the deal records; and prove such a file overseas.

onshore    deal + secret + who asks for which rows  -> one file, its rows proven, nothing else of the tape in it
overseas   that file + the export edition           -> every row lies under the filed root, or which does not
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.export import open_export
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.outcome import Outcome
from tallystick.tape.commitment import Commitment, CommitmentError, commit, disclose
from tallystick.tape.disclosures import (
    DisclosedRows,
    ExportBasis,
    Sample,
    may_leave,
    parse_disclosed,
    sampled,
    verify_rows,
)
from tallystick.tape.reading.tapes import Tape

__all__ = ["Asked", "Proven", "disclose_rows", "prove_rows"]

_PROCEDURE = "data-export"
_CLAUSE = "DX-3"
_COMMITMENT = "commitment.json"
_PROOFS = "proofs/"
"""What `deliver` puts beside an edition; it is none of its files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which rows and columns: named assets, or a sample; all columns that may leave, unless some are named."""

    assets: Sequence[str] = ()
    sample: Sample | None = None
    columns: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """A file of rows beside the filed commitment: `holds` where every row lies under it."""

    disclosed: DisclosedRows
    package_root: str
    holds: bool


def disclose_rows(files: Mapping[str, bytes], asked: Asked, *, secret: Callable[[], bytes]) -> Outcome[DisclosedRows]:
    """Open rows of the tape of a deal folder.

    Args:
        files: of the folder.
        asked: which rows and columns.
        secret: gives the secret of the home that made the package; asked once there is a basis.
    """
    opened = open_deal(files)
    deal, tape = (None, None) if opened.value is None else (opened.value.deal, opened.value.tape)
    if deal is None or tape is None:
        missing = () if opened.findings else (finding("deal.file-missing", name="tape.csv"),)
        return Outcome(value=None, findings=(*opened.findings, *missing))
    basis, columns = _basis(deal), frozenset(asked.columns) or may_leave(tape.schema)
    refused = (*_without_basis(basis), *_staying(tape, columns))
    if refused or basis is None:
        return Outcome(value=None, findings=refused)
    try:
        return Outcome(value=_opened(deal, tape, asked, columns, basis, secret()), findings=())
    except CommitmentError as error:
        return Outcome(value=None, findings=(finding("tape.disclosure-impossible", detail=error.told),))


def prove_rows(content: bytes, edition: Mapping[str, bytes], *, file: str) -> Outcome[Proven]:
    """Hold a file of rows against the commitment of an export edition, whose own leaves are checked first.

    The edition may be as `package` made it or as `deliver` wrote it, with its proofs beside it.
    """
    disclosed = parse_disclosed(content)
    if disclosed is None:
        return Outcome(value=None, findings=(finding("tape.disclosure-unreadable", file=file),))
    opened, found = open_export({name: each for name, each in edition.items() if not name.startswith(_PROOFS)})
    if opened is None:
        return Outcome(value=None, findings=found)
    filed = _filed(opened.contents)
    if filed is None:
        return Outcome(value=None, findings=(*found, finding("tape.disclosure-nothing-filed", file=_COMMITMENT)))
    own = disclosed.deal == opened.head.deal
    proven = Proven(disclosed=disclosed, package_root=opened.root, holds=own and verify_rows(disclosed, filed))
    if not own:
        found = (*found, finding("tape.disclosure-other-deal", file=file, deal=disclosed.deal, filed=opened.head.deal))
    elif not proven.holds:
        found = (*found, finding("tape.disclosure-differs", file=file))
    else:
        found = (*found, finding("tape.disclosure-basis-said", file=file, reference=disclosed.basis.reference))
    return Outcome(value=proven, findings=found)


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


def _basis(deal: Deal) -> ExportBasis | None:
    """Return the procedure for data that leave, once it is done and says where and when."""
    found = deal.procedures.get(_PROCEDURE)
    if found is None or found.state != "done" or found.reference is None or found.date is None:
        return None
    named = found.reference
    reference = named if isinstance(named, str) else f"{named.zh} / {named.en}"
    return ExportBasis(procedure=_PROCEDURE, reference=reference, date=found.date.isoformat(), clause=_CLAUSE)


def _without_basis(basis: ExportBasis | None) -> tuple[Finding, ...]:
    return () if basis is not None else (finding("tape.disclosure-without-basis", path=f"procedures.{_PROCEDURE}"),)


def _staying(tape: Tape, columns: frozenset[str]) -> tuple[Finding, ...]:
    staying = sorted(columns - may_leave(tape.schema))
    return tuple(finding("tape.disclosure-column-stays", column=name, name=name) for name in staying)


def _filed(contents: Mapping[str, bytes]) -> Commitment | None:
    if _COMMITMENT not in contents:
        return None
    record = json.loads(contents[_COMMITMENT])
    return Commitment(rows=record["rows"], sha256=record["sha256"], sm3=record["sm3"])
