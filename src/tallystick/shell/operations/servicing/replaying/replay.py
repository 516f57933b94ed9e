"""`service --replay`: recompute what was reported and paid from the filed model and the collections, and compare.

    filed terms + pricing + collections -> replay -> certificate, beside the one that was reported
                                                  -> each class, beside the bank file and the bank's word
    a deal folder with published.json   -> each certificate put where it says it stood, cell by cell

It needs no home, no ledger and no key: whoever holds the files can ask.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.cashflow.tieout import CellTie
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.pricing import parse_pricing, priced
from tallystick.servicing.replay import Paid, differences, paid_apart
from tallystick.servicing.restatement import carry
from tallystick.shell.operations.cashflow.tieout import PUBLISHED_FILE, tie_out_files
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.servicing.loading import read_collections
from tallystick.shell.operations.servicing.replaying.bank_answers import Answers
from tallystick.shell.operations.servicing.replaying.recomputed import (
    certificates_in,
    corrections_of,
    figures_of,
    paid_by_class,
    recomputed,
)
from tallystick.units.periods import Period

__all__ = ["Replayed", "replay_months", "replay_published"]

_PRICING = "pricing.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What was recomputed: classes by month, published figures, and how many figures were compared and agree."""

    deal: str
    paid: tuple[tuple[Period, Paid], ...]
    cells: tuple[CellTie, ...]
    compared: int
    agreeing: int


def replay_published(files: Mapping[str, bytes]) -> Outcome[Replayed]:
    """Replay the certificates that an issuer published; a difference to the printed digit is an error.

    Args:
        files: the deal folder, with `published.json` in it.
    """
    tied = tie_out_files(files)
    if tied.value is None:
        return Outcome(value=None, findings=tied.findings)
    cells = tied.value.result.cells
    if not tied.value.published.certificates:
        return Outcome(
            value=None, findings=(*tied.findings, finding("servicing.replay-nothing", folder=PUBLISHED_FILE))
        )
    apart = [
        finding(
            "servicing.replay-figure",
            period=cell.scenario,
            of=cell.class_id,
            figure=cell.figure,
            published=cell.published,
            computed=cell.computed,
        )
        for cell in cells
        if not cell.matches
    ]
    value = Replayed(
        deal=tied.value.deal.id, paid=(), cells=cells, compared=len(cells), agreeing=tied.value.result.matched
    )
    return Outcome(value=value, findings=(*tied.findings, *apart))


def replay_months(
    crossed: Mapping[str, bytes],
    placement: Mapping[str, bytes],
    collections: Mapping[str, bytes],
    reported: Mapping[str, bytes],
    *,
    folder: str,
    only: Period | None = None,
) -> Outcome[Replayed]:
    """Replay the months that were closed.

    Args:
        crossed: the export edition with its proofs.
        placement: with the pricing supplement.
        collections: the reported months.
        reported: certificates, and bank files and confirmations where there are any, by name.
        folder: what people call the folder they lie in.
        only: one month; None for each that has a certificate.
    """
    received = open_received(crossed)
    if received.value is None or has_errors(received.findings):
        return Outcome(value=None, findings=received.findings)
    pricing, about_pricing = parse_pricing(placement.get(_PRICING, b""), received.value.deal)
    read, about = read_collections(collections, received.value.deal)
    certificates, unreadable = certificates_in(reported, only)
    findings = (*received.findings, *about_pricing, *about, *unreadable)
    if pricing is None or has_errors(findings):
        return Outcome(value=None, findings=findings)
    if not certificates:
        return Outcome(value=None, findings=(*findings, finding("servicing.replay-nothing", folder=folder)))
    deal = priced(received.value.deal, pricing)
    corrections = corrections_of(certificates)
    answers = Answers(files=reported)
    paid: list[tuple[Period, Paid]] = []
    found: list[Finding] = []
    compared = 0
    for each in certificates:
        inputs = {one.file: one.sha256 for one in read if one.period <= each.period}
        again, wrong = recomputed(deal, carry(read, corrections), each, each.period, inputs, corrections)
        found.extend(wrong)
        if again is None:
            continue
        found.extend(differences(each, again))
        compared += figures_of(again)
        classes = [*paid_by_class(again, answers)]
        paid += [(each.period, one) for one in classes]
        found += [fault for one in classes for fault in paid_apart(one, str(each.period))]
    value = Replayed(
        deal=deal.id, paid=tuple(paid), cells=(), compared=compared, agreeing=compared - min(len(found), compared)
    )
    return Outcome(value=value, findings=(*findings, *found))
