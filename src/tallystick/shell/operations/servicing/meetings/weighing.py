"""What a meeting weighs votes by: the unpaid principal of each class by the last certificate before the record date."""

import datetime as dt
from collections.abc import Mapping

from tallystick.deal.deal import Deal
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.performance.factors import issued_lines
from tallystick.shell.operations.issuance.later.standing import Desk
from tallystick.shell.operations.servicing.close_records import closed_months
from tallystick.shell.operations.servicing.restating.trail import certified
from tallystick.units.money import Money

__all__ = ["last_certificate", "unpaid"]


def last_certificate(desk: Desk, record: dt.date) -> Certificate | None:
    """Return the last certificate whose payment was made by the record date; None where nothing was paid yet."""
    closed = closed_months(desk.evidence, desk.filing)
    months = (certified(desk.evidence, desk.filing, period) for period, _ in closed)
    paid = [each for each in months if each is not None and max(line.paid_on for line in each.classes) <= record]
    return paid[-1] if paid else None


def unpaid(deal: Deal, registers: Mapping[str, Mapping[str, int]], last: Certificate | None) -> dict[str, Money]:
    """Return what is unpaid of each class by its last certificate; before the first, what was issued of it."""
    if last is not None:
        return {line.token_class: line.ending for line in issued_lines(last)}
    classes = deal.tokens.classes if deal.tokens is not None else {}
    return {name: classes[name].denomination.times(sum(held.values())) for name, held in registers.items()}
