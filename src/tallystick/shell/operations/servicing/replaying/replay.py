"""`service --replay`: recompute what was reported and paid from the filed model and the collections, and compare.

    filed terms + pricing + collections -> replay -> certificate, beside the one that was reported
                                                  -> each class, beside the bank file and the bank's word
    a deal folder with published.json   -> each certificate put where it says it stood, cell by cell

It needs no home, no ledger and no key: whoever holds the files can ask.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tallystick.cashflow.tieout import CellTie
from tallystick.deal.deal import Deal
from tallystick.evidence.findings import finding
from tallystick.issuance.pricing import parse_pricing, priced
from tallystick.servicing.replay import Paid
from tallystick.shell.operations.cashflow.tieout import PUBLISHED_FILE, tie_out_files
from tallystick.shell.operations.issuance.later.lineage import without_earlier
from tallystick.shell.operations.issuance.later.taking_over import TakenOver
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.servicing.loading import read_collections
from tallystick.shell.operations.servicing.replaying.bank_answers import Answers, gathered
from tallystick.shell.operations.servicing.replaying.month import Desk, book_allotted
from tallystick.shell.operations.servicing.replaying.recomputed import certificates_in
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
    before: TakenOver | None = None,
) -> Outcome[Replayed]:
    """Replay the months that were closed.

    Args:
        crossed: the export edition with its proofs.
        placement: with the pricing supplement, and the order book where payees are to be compared.
        collections: the reported months.
        reported: certificates, and bank files and confirmations where there are any, by name.
        folder: what people call the folder they lie in.
        only: one month; None for each up to the last that has a certificate or a bank file.
        before: the issue under the filings before; None where they are not at hand.
    """
    received = open_received(crossed)
    if received.value is None or has_errors(received.findings):
        return Outcome(value=None, findings=received.findings)
    terms = received.value.deal
    pricing, about_pricing = parse_pricing(placement.get(_PRICING, b""), terms)
    read, about = read_collections(collections, terms)
    earlier = before.earlier if before is not None else None
    files, copies = gathered(reported)
    certificates, unreadable = certificates_in(files)
    findings = (*received.findings, *without_earlier(terms, earlier), *about_pricing, *about, *unreadable)
    if pricing is None or has_errors(findings):
        return Outcome(value=None, findings=findings)
    answers = Answers.among(files)
    there = {each.period for each in certificates} | set(answers.instructed)
    asked = tuple(_asked(terms, there) if only is None else there & {only})
    findings = (*findings, *copies)
    if not asked:
        return Outcome(value=None, findings=(*findings, finding("servicing.replay-nothing", folder=folder)))
    book = book_allotted(placement, received.value, pricing.closing, before)
    desk = Desk(
        deal=priced(terms, pricing),
        read=read,
        certificates=certificates,
        answers=answers,
        book=book,
        earlier=earlier or (),
    )
    months = [desk.month(period) for period in asked]
    found = tuple(fault for each in months for fault in each.findings)
    compared = sum(each.compared for each in months)
    apart = sum(has_errors((each,)) for each in found)
    paid = tuple((each.period, one) for each in months for one in each.paid)
    value = Replayed(deal=terms.id, paid=paid, cells=(), compared=compared, agreeing=max(compared - apart, 0))
    return Outcome(value=value, findings=(*findings, *found))


def _asked(deal: Deal, there: set[Period]) -> Iterator[Period]:
    """Yield every month up to the last that left anything: one that left nothing is missing."""
    period = deal.structure.first_period
    while there and period <= max(there):
        yield period
        period = period.next()
