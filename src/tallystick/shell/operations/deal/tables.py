"""The tables beside a deal that need no mapping: representative lines, and the lists of payers and subsidiaries."""

from collections.abc import Mapping

from tallystick.cashflow.replines import RepLines, read_replines
from tallystick.deal.deal import Deal
from tallystick.deal.partly.unread import UnreadError
from tallystick.evidence.findings import Finding, finding
from tallystick.tape.payer_list import PayerRow, read_payer_list
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.subsidiaries import SubsidiaryRow, read_subsidiaries

__all__ = ["PAYER_FILE", "SUBSIDIARY_FILE", "payers_of", "replines_of", "subsidiaries_of"]

PAYER_FILE = "payers.csv"
SUBSIDIARY_FILE = "subsidiaries.csv"


def replines_of(files: Mapping[str, bytes], deal: Deal) -> RepLines | None:
    """Read `replines.csv`; None where there is none, or where the deal cannot say in which currency."""
    if "replines.csv" not in files:
        return None
    try:
        return read_replines(files["replines.csv"], currency=deal.assets.currency)
    except UnreadError:
        return None


def payers_of(
    files: Mapping[str, bytes], deal: Deal, tape: Tape | None
) -> tuple[tuple[PayerRow, ...] | None, tuple[Finding, ...]]:
    """Read `payers.csv` and say what is wrong with it; None where there is none that can be used.

    Beside a tape the pool's payers are computed from its loans, so a list may only name those of the layers below.
    """
    if PAYER_FILE not in files:
        return None, ()
    try:
        currency, layers = deal.assets.currency, frozenset(deal.assets.layer_ids)
    except UnreadError:
        return None, ()
    listed = read_payer_list(files[PAYER_FILE], currency=currency, layers=layers, file=PAYER_FILE)
    beside = tape is not None and any(not row.layer for row in listed.rows)
    findings = (*listed.findings, *((finding("tape.payers-beside-tape", file=PAYER_FILE),) if beside else ()))
    return (None if findings else listed.rows), findings


def subsidiaries_of(
    files: Mapping[str, bytes], deal: Deal
) -> tuple[tuple[SubsidiaryRow, ...] | None, tuple[Finding, ...]]:
    """Read `subsidiaries.csv` and say what is wrong with it; None where there is none that can be used."""
    if SUBSIDIARY_FILE not in files:
        return None, ()
    try:
        as_of = deal.as_of
    except UnreadError:
        return None, ()
    rows, findings = read_subsidiaries(files[SUBSIDIARY_FILE], as_of=as_of, papers=files.keys(), file=SUBSIDIARY_FILE)
    return (None if findings else rows), findings
