"""The plainest deal there is, so that every figure of it can be worked out by hand: loans, one account, one class."""

from fractions import Fraction

from tallystick.cashflow.assumptions import Assumptions, Defaults, Prepayments
from tallystick.cashflow.kernels.door import DefaultKind, PrepaymentKind
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.replines import RepLine
from tallystick.deal.deal import Deal
from tallystick.deal.parsing import parse_deal
from tallystick.units.money import Currency, Money
from tallystick.units.rates import Rate, Share

TEXT = """
schema: tallystick/deal/v1
id: plain
name: {{zh: 最简单的交易, en: The plainest deal}}
purpose: projection
as_of: 2026-09-01
parties:
  originator: {{name: {{zh: 甲, en: A}}, role: {{zh: 原始权益人, en: originator}}}}
assets: {{class: auto-loan, currency: USD, cutoff: 2026-08-31}}
structure:
  closing: 2026-09-01
  first_period: 2026-09
  onshore:
    currency: USD
    payment: {{day: "1", months_after: "1", calendar: none}}
    accounts:
      - id: cash
        name: {{zh: 账户, en: account}}
        receives: [scheduled-principal, prepaid-principal, interest, recoveries]
    classes:
      - {{id: A, name: {{zh: 甲档, en: Class A}}, size: {size}.00 USD, coupon: {coupon}, daycount: 30/360}}
    priorities:
      - {{id: p-1, clause: "1", text: {{zh: 利息, en: interest}}, from: cash, to: A, pay: interest}}
      - {{id: p-2, clause: "2", text: {{zh: 本金, en: principal}}, from: cash, to: A, pay: principal}}
      - {{id: p-3, clause: "3", text: {{zh: 余额, en: the rest}}, from: cash, to: originator, pay: remainder}}
assumptions:
  base: {{prepayment: {{kind: smm, rate: 0%}}}}
"""


def deal(*, size: int = 600, coupon: str = "0%") -> Deal:
    parsed, _, findings = parse_deal(TEXT.format(size=size, coupon=coupon).encode())
    assert parsed is not None, findings
    return parsed


def pool(*, months: int = 1, rate: str = "0%", balance: int = 1000) -> Pool:
    line = RepLine(balance=Money.parse(f"{balance}.00 USD"), coupon=Rate.parse(rate), remaining_term=months, age=0)
    return Pool.of_lines([line], Currency.USD)


def assumed(*, defaults: str = "0.1", severity: str = "1", speed: str = "0", lag: int = 0) -> Assumptions:
    """A share of the pool defaults in each month, and a share of that is lost."""
    return Assumptions(
        prepayments=Prepayments(kind=PrepaymentKind.SMM, rates=(Fraction(speed),)),
        defaults=Defaults(kind=DefaultKind.MDR, rates=(Fraction(defaults),)),
        severity=Share(value=Fraction(severity)),
        recovery_lag=lag,
    )
