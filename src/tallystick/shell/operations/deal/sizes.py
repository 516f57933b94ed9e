"""What a deal sells against what it issues, as findings with the lines of its file."""

from collections.abc import Iterator

from tallystick.cashflow.income import income_total
from tallystick.cashflow.replines import RepLines
from tallystick.deal.checks.sizes import check_sizes
from tallystick.deal.deal import Deal
from tallystick.deal.reading import Document
from tallystick.evidence.findings import Finding
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.selection import select
from tallystick.units.money import Money, MoneyError, total

__all__ = ["size_findings"]


def size_findings(deal: Deal, document: Document, tape: Tape | None, replines: RepLines | None) -> Iterator[Finding]:
    """Hold the classes against the eligible loans of the tape or, where there is none, the representative lines.

    Rights to income carry classes by what they are forecast to bring. That is more than principal, for it pays interest
    too: so of a deal that sells such rights it is only asked that the classes are not more than all of it.
    """
    pool = _sold(deal, tape, replines)
    if pool is None and deal.assets.income:
        pool = Money.zero(deal.assets.currency)
    if pool is None:
        return
    try:
        income = income_total(deal.assets.income, deal.assets.currency, first=deal.structure.first_period)
        sold = pool + income
    except MoneyError:
        yield document.fault("deal.sum-large", ("assets", "income"), {})
        return
    if sold.is_zero():
        return
    for code, path, arguments in check_sizes(deal, sold):
        if code == "deal.classes-exceed-pool" or not deal.assets.income:
            yield document.fault(code, path, arguments)


def _sold(deal: Deal, tape: Tape | None, replines: RepLines | None) -> Money | None:
    if tape is not None:
        return select(tape, deal.assets.criteria).eligible.sum_of("current_balance")
    if replines is not None and not replines.findings:
        return total((line.balance for line in replines.lines), deal.assets.currency)
    return None
