"""Deals of the kinds the deal language must express, each a structure file, on a plain pool of level-pay loans."""

from fractions import Fraction
from pathlib import Path

from tallystick.cashflow.assumptions import Assumptions, Defaults, Prepayments
from tallystick.cashflow.classes import ClassCashFlows, Outlook, project
from tallystick.cashflow.kernels.door import DefaultKind, PrepaymentKind
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.replines import RepLine
from tallystick.deal.checks.consistency import check_deal
from tallystick.deal.deal import Deal
from tallystick.deal.parsing import parse_deal
from tallystick.units.money import Currency, Money
from tallystick.units.rates import Rate, Share

FOLDER = Path(__file__).parent / "structures"
POOL = "100000000.00"


def written(structure: str, currency: Currency) -> str:
    """A deal file around a structure."""
    indented = "".join(f"  {line}" for line in structure.splitlines(keepends=True))
    return f"""schema: tallystick/deal/v1
id: kind
name: {{zh: 一类, en: a kind}}
purpose: projection
as_of: 2026-09-15
parties:
  trust: {{name: {{zh: 信托, en: trust}}, place: US, role: {{zh: 信托, en: trust}}}}
  bank: {{name: {{zh: 银行, en: bank}}, place: CN, role: {{zh: 银行, en: bank}}}}
  issuer: {{name: {{zh: 发行人, en: issuer}}, place: HK, role: {{zh: 发行人, en: issuer}}}}
assets: {{class: consumer-loan, currency: {currency}, cutoff: 2026-08-31}}
assumptions: {{base: {{prepayment: {{kind: cpr, rate: 5%}}}}}}
structure:
{indented}"""


def deal_of(structure: str, currency: Currency) -> Deal:
    """A deal around a structure; it must read and check without a finding."""
    text = written(structure, currency)
    deal, document, findings = parse_deal(text.encode())
    assert deal is not None, findings
    assert document is not None
    checked = check_deal(deal, document)
    assert checked == (), [(each.code, each.place.path, each.arguments) for each in checked]
    return deal


def kind(name: str, currency: Currency = Currency.USD) -> Deal:
    return deal_of((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), currency)


def pool(currency: Currency = Currency.USD, *, coupon: str = "6.50%", term: int = 357, age: int = 3) -> Pool:
    line = RepLine(balance=Money.parse(f"{POOL} {currency}"), coupon=Rate.parse(coupon), remaining_term=term, age=age)
    return Pool.of_lines([line], currency)


def assumed(speed: str, rate: str, *, defaults: str = "0%") -> Assumptions:
    return Assumptions(
        prepayments=Prepayments(kind=PrepaymentKind(speed), rates=(Rate.parse(rate).per_annum,)),
        defaults=Defaults(kind=DefaultKind.CDR, rates=(Rate.parse(defaults).per_annum,)),
        severity=Share(value=Fraction(1, 2)),
        recovery_lag=3,
    )


def projected(deal: Deal, loans: Pool, assumptions: Assumptions, outlook: Outlook | None = None) -> ClassCashFlows:
    return project(deal, loans, assumptions, outlook=outlook)
