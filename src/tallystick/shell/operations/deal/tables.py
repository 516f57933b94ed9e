"""The tables beside a deal that need no mapping: representative lines, and the list of payers."""

from collections.abc import Mapping

from tallystick.cashflow.replines import RepLines, read_replines
from tallystick.deal.deal import Deal
from tallystick.deal.partly.unread import UnreadError
from tallystick.evidence.findings import Finding
from tallystick.tape.payer_list import PayerRow, read_payer_list

__all__ = ["PAYER_FILE", "payers_of", "replines_of"]

PAYER_FILE = "payers.csv"


def replines_of(files: Mapping[str, bytes], deal: Deal) -> RepLines | None:
    """Read `replines.csv`; None where there is none, or where the deal cannot say in which currency."""
    if "replines.csv" not in files:
        return None
    try:
        return read_replines(files["replines.csv"], currency=deal.assets.currency)
    except UnreadError:
        return None


def payers_of(files: Mapping[str, bytes], deal: Deal) -> tuple[tuple[PayerRow, ...] | None, tuple[Finding, ...]]:
    """Read `payers.csv` and say what is wrong with it; None where there is none that can be used."""
    if PAYER_FILE not in files:
        return None, ()
    try:
        currency, layers = deal.assets.currency, deal.assets.layer_ids
    except UnreadError:
        return None, ()
    listed = read_payer_list(files[PAYER_FILE], currency=currency, layers=layers, file=PAYER_FILE)
    return (None if listed.findings else listed.rows), listed.findings
