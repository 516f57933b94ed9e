"""Doors for what an issue and its months bring: papers of a closing, trades, votes, registers, claims, forecasts."""

import datetime as dt

from tallystick.cashflow.actus.contracts import read_actus
from tallystick.cashflow.scenarios.funding_terms import read_funding
from tallystick.cashflow.scenarios.history import read_history
from tallystick.deal.parsing import parse_deal
from tallystick.issuance.closing.escrow import read_payments
from tallystick.issuance.closing.papers import read_papers
from tallystick.issuance.holders.meetings import read_meeting, read_votes
from tallystick.issuance.holders.trades import read_trade
from tallystick.servicing.claims.paper import check_paper, claims_tree, papers_of, parse_paper
from tallystick.servicing.claims.register import parse_register
from tallystick.servicing.performance.variance import parse_filed_months, parse_forecast, parse_forecast_losses
from tallystick.units.money import Currency
from tests.cashflow.actus.contracts import LOAN, written
from tests.issuance.test_meetings import MEETING, NURIA, OMAR
from tests.servicing.test_claim_papers import ABOUT, claims
from tests.servicing.test_register import HEAD, ONE, TWO
from tests.shell.operations.example import crossed
from tools.long.door import Door
from tools.long.walked import EXAMPLE

__all__ = ["issued_doors"]

_DAY = dt.date(2026, 10, 21)
_SELLER, _BUYER = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
_TRADE = f"""deal: auto-leases-2026-1
id: T-1
token_class: A
seller: "{_SELLER}"
buyer: "{_BUYER}"
units: 10
price: 10000.00 USD
agreed: 2026-11-02
settle_by: 2026-11-04
"""
_MEETING = """deal: auto-leases-2026-1
id: M-1
kind: waiver
text: {zh: 豁免, en: a waiver}
clause: Condition 12(b)
notice: 2026-11-01
notice_days: 14
record: 2026-11-10
held: 2026-11-20
classes: [A]
quorum: 50%
majority: 75%
"""
_VOTES = f"wallet,choice,received,affiliate,proxy,paper\n{NURIA},for,2026-11-15,no,,\n{OMAR},against,2026-11-15,,,\n"
_REGISTER = f"{HEAD}\n2026-10-21,A,{ONE},5\n2026-10-21,B,{TWO},7\n"


def issued_doors() -> tuple[Door, ...]:
    """Return every door of this kind."""
    return (*_of_the_issue(), *_of_the_holders(), *_of_the_forecast())


def _of_the_issue() -> tuple[Door, ...]:
    deal, _, _ = parse_deal((EXAMPLE / "deal.yaml").read_bytes())
    assert deal is not None  # noqa: S101  # the example is valid, or this run means nothing
    placement = EXAMPLE / "placement"
    return (
        Door(name="trade.yaml", content=_TRADE.encode(), read=lambda given: read_trade(given, deal)[1]),
        Door(name="meeting.yaml", content=_MEETING.encode(), read=lambda given: read_meeting(given, deal)[1]),
        Door(
            name="closing.yaml",
            content=(placement / "closing.yaml").read_bytes(),
            read=lambda given: read_papers(given)[2],
        ),
        Door(
            name="escrow.csv",
            content=(placement / "escrow.csv").read_bytes(),
            read=lambda given: read_payments(given, as_of=_DAY)[1],
        ),
        Door(
            name="funding.yaml",
            content=(EXAMPLE / "funding.yaml").read_bytes(),
            read=lambda given: read_funding(given, deal)[1],
        ),
    )


def _of_the_holders() -> tuple[Door, ...]:
    everything = claims([100, 200, 300, 400, 500])
    root = claims_tree(everything).root().hex()
    paper = papers_of(everything, **ABOUT)[f"0x{1:040x}"].content()

    def claim(content: bytes) -> object:
        read, found = parse_paper(content, file="claim.json")
        return found if read is None else (found, check_paper(read, root, file="claim.json"))

    return (
        Door(name="votes.csv", content=_VOTES.encode(), read=lambda given: read_votes(given, MEETING)[1]),
        Door(
            name="the registrar's register",
            content=_REGISTER.encode(),
            read=lambda given: parse_register(given, day=_DAY, classes=("A", "B"), file="register.csv")[1],
        ),
        Door(name="a holder's claims", content=paper, read=claim),
    )


def _of_the_forecast() -> tuple[Door, ...]:
    pool = crossed()["projection/base-pool.csv"]
    return (
        Door(name="forecast", content=pool, read=lambda given: parse_forecast(given, file="base-pool.csv")[1]),
        Door(
            name="forecast, months as filed",
            content=pool,
            read=lambda given: parse_filed_months(given, file="base-pool.csv")[1],
        ),
        Door(
            name="forecast, losses",
            content=pool,
            read=lambda given: parse_forecast_losses(given, file="base-pool.csv")[1],
        ),
        Door(
            name="vintages.csv",
            content=(EXAMPLE / "vintages.csv").read_bytes(),
            read=lambda given: read_history(given, currency=Currency.CNY)[1],
        ),
        Door(name="ACTUS contracts", content=written(LOAN), read=lambda given: read_actus(given, file="loan.json")[1]),
    )
