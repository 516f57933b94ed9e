"""Allot the order book: admitted subscriptions of each class divided into a mint plan, or findings that say why not."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.allotment import Allotment, allot
from tallystick.issuance.mint_plan import MintPlan, mint_plan
from tallystick.issuance.pricing import Pricing
from tallystick.issuance.subscriptions import Admission, admit, read_subscriptions
from tallystick.law.values import Truth
from tallystick.shell.operations.outcome import Outcome

__all__ = ["BOOK_FILE", "Placed", "place"]

BOOK_FILE = "subscriptions.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The order book after allotment: who was admitted, who got what, and the mints that follow."""

    admissions: tuple[Admission, ...]
    allotments: tuple[Allotment, ...]
    plan: MintPlan


def place(files: Mapping[str, bytes], deal: Deal, pricing: Pricing, *, filing: str, as_of: dt.date) -> Outcome[Placed]:
    """Allot; None where the book cannot be read or a class is not fully subscribed, which is a failed issue.

    Args:
        files: the placement folder.
        deal: the filed deal.
        pricing: what was agreed.
        filing: id of the filing the mints are made under.
        as_of: the day of allotment.
    """
    tokens = deal.tokens
    if tokens is None or BOOK_FILE not in files:
        return Outcome(value=None, findings=(finding("deal.file-missing", name=BOOK_FILE),))
    orders, found = read_subscriptions(files[BOOK_FILE])
    admissions = tuple(admit(row, order, deal, as_of=as_of, file=BOOK_FILE) for row, order in orders)
    findings: list[Finding] = [*found, *(each for one in admissions for each in one.findings)]
    admitted = [one.subscription for one in admissions if one.admitted is Truth.TRUE]
    allotments: list[Allotment] = []
    for name, token in tokens.classes.items():
        size = pricing.classes[name].size
        given = allot(name, [order for order in admitted if order.token_class == name], token, size=size)
        units = sum(each.units for each in given)
        if units * token.denomination.minor != size.minor:
            sold = token.denomination.times(units)
            findings.append(finding("issuance.undersubscribed", file=BOOK_FILE, name=name, sold=sold, size=size))
        allotments.extend(given)
    if any(each.code == "issuance.undersubscribed" for each in findings):
        return Outcome(value=None, findings=tuple(findings))
    placed = Placed(admissions=admissions, allotments=tuple(allotments), plan=mint_plan(filing, allotments))
    return Outcome(value=placed, findings=tuple(findings))
