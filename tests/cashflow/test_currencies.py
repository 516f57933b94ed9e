"""Yuan in, dollars out: paths of prices and rates by case, conversion without a hedge, and stress of both."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tallystick.cashflow.assumptions import Assumptions, Stress
from tallystick.cashflow.classes import ClassCashFlows, project
from tallystick.cashflow.scenarios.sweeps import exchange_moved, grid
from tallystick.cashflow.waterfall.engine.arithmetic import EXACT
from tallystick.cashflow.waterfall.engine.exchange import Crossing, exchange
from tallystick.deal.assets import Assumptions as Filed
from tallystick.units.money import Currency, Money
from tallystick.units.periods import Period
from tallystick.units.rates import Rate, Share
from tests.cashflow.kinds import assumed, deal_of, kind, pool

STRUCTURE = """closing: 2026-09-01
first_period: 2026-09
events:
  stopped: {zh: 对外付汇受阻, en: payments out are stopped}
indices:
  USDCNY: {name: {zh: 美元兑人民币, en: yuan for a dollar}, assumed: 7.00}
  LPR: {name: {zh: LPR, en: LPR}, assumed: 3.00%}
calls:
  - id: clean-up
    name: {zh: 清仓回购, en: clean-up call}
    clause: "10"
    kind: clean-up
    when: pool.ending <= 10% * pool.initial
onshore:
  currency: CNY
  payment: {day: 18, months_after: 1, calendar: none}
  accounts:
    - id: cash
      name: {zh: 现金, en: cash}
      receives: [interest, fees, scheduled-principal, prepaid-principal, recoveries]
  classes:
    - id: units
      name: {zh: 优先级, en: senior units}
      size: 70000000.00 CNY
      coupon: 3.00%
      rate: index(LPR) + 1.00%
      daycount: 30/360
      holder: issuer
  priorities:
    - {id: i, clause: "1", text: {zh: 利息, en: interest}, from: cash, to: units, pay: interest}
    - {id: p, clause: "2", text: {zh: 本金, en: principal}, from: cash, to: units, pay: principal}
    - {id: r, clause: "3", text: {zh: 剩余, en: rest}, from: cash, to: trust, pay: remainder}
offshore:
  currency: USD
  payment: {day: 26, months_after: 1, calendar: none}
  hedge:
    kind: spot
    counterparty: bank
    pay: CNY
    receive: USD
    rate: "7.00"
    notional: [X]
    when: not event(stopped)
    spot: index(USDCNY)
  accounts:
    - {id: usd, name: {zh: 美元, en: dollars}, receives: [units.interest, units.principal]}
  classes:
    - {id: X, name: {zh: X, en: X}, size: 10000000.00 USD, coupon: 2.00%, daycount: 30/360}
  priorities:
    - {id: x-i, clause: "1", text: {zh: 利息, en: interest}, from: usd, to: X, pay: interest}
    - {id: x-p, clause: "2", text: {zh: 本金, en: principal}, from: usd, to: X, pay: principal}
    - {id: x-r, clause: "3", text: {zh: 剩余, en: rest}, from: usd, to: trust, pay: remainder}
"""
DEAL = deal_of(STRUCTURE, Currency.CNY)
POOL = pool(Currency.CNY, coupon="6.00%", term=12, age=0)
PLAIN = assumed("cpr", "0%")


def run(**changes) -> ClassCashFlows:
    return project(DEAL, POOL, replace(PLAIN, **changes))


def unpaid(flows: ClassCashFlows) -> Money:
    return flows.flows("X")[-1].ending


def test_what_waits_buys_whole_units_and_the_rest_waits_on():
    crossing = Crossing(open=True, rate=Fraction(7), spot=Fraction(71, 10), unprotected=True)
    (one,), carried = exchange({"a.principal": 100}, {}, crossing=crossing, lane=EXACT)
    # 100 fen at 7.10 buy 14 cents for 99.4 fen; whole fen are paid, so nothing waits and 0.6 fen is told.
    assert (one.received, one.waiting, one.unexchanged) == (14, 0, Fraction(6, 10))
    (two,), carried = exchange({"a.principal": 6}, carried, crossing=crossing, lane=EXACT)
    assert (two.received, two.waiting) == (0, 6)
    (three,), _ = exchange({"a.principal": 2}, carried, crossing=crossing, lane=EXACT)
    assert (three.received, three.waiting) == (1, 0)


def test_cash_that_may_not_cross_waits_and_crosses_at_the_later_price():
    shut = Crossing(open=False, rate=Fraction(7), spot=Fraction(7), unprotected=True)
    (one,), carried = exchange({"a.interest": 700}, {}, crossing=shut, lane=EXACT)
    assert (one.received, one.waiting) == (0, 700)
    opened = replace(shut, open=True, spot=Fraction(10))
    (two,), _ = exchange({"a.interest": 0}, carried, crossing=opened, lane=EXACT)
    assert (two.received, two.waiting) == (70, 0)


def test_each_conversion_is_at_the_price_of_its_month():
    path = (Fraction(7), Fraction(71, 10), Fraction(72, 10))
    flows = run(prices={"USDCNY": path})
    for number, period in enumerate(flows.ledger.periods):
        price = path[min(number, 2)]
        for one in period.exchanges:
            before = flows.ledger.periods[number - 1].closing.swap.waiting[one.item].minor if number else 0
            assert one.received.minor == (one.paid.minor + before) // price
            assert one.waiting.minor < price


def test_a_weaker_yuan_leaves_the_dollar_class_short_and_a_stronger_one_pays_it_sooner():
    level, weaker, stronger = (run(prices={"USDCNY": (Fraction(price),)}) for price in ("7", "8", "6"))
    assert unpaid(level).is_zero()
    # 70,000,000 yuan and their interest at 4 % for a year, falling, buy at 8 what the dollar class lacks.
    paid = sum(one.paid.minor for period in weaker.ledger.periods for one in period.exchanges)
    interest = sum(flow.interest.minor for flow in weaker.flows("X"))
    assert unpaid(weaker).minor == pytest.approx(1_000_000_000 - (paid / 8 - interest), abs=24)
    sooner = [
        next(n for n, flow in enumerate(flows.flows("X")) if flow.ending.is_zero()) for flows in (stronger, level)
    ]
    assert sooner[0] < sooner[1]


def test_a_swap_at_the_same_rate_does_not_feel_the_price():
    assert DEAL.structure.offshore is not None
    hedge = DEAL.structure.offshore.hedge
    assert hedge is not None
    swap = hedge.model_copy(update={"kind": "currency-swap", "spot": None})
    offshore = DEAL.structure.offshore.model_copy(update={"hedge": swap})
    hedged = DEAL.model_copy(update={"structure": DEAL.structure.model_copy(update={"offshore": offshore})})
    for price in ("7", "9"):
        assert unpaid(project(hedged, POOL, replace(PLAIN, prices={"USDCNY": (Fraction(price),)}))).is_zero()


def test_a_path_of_rates_moves_the_class_that_follows_it_and_a_shift_moves_the_path():
    path = tuple(Rate.parse(rate) for rate in ("3.00%", "4.00%"))
    case = replace(PLAIN, indices={"LPR": path})
    assert [str(flow.coupon) for flow in project(DEAL, POOL, case).flows("units")[:3]] == ["4.00%", "5.00%", "5.00%"]
    stressed = case.under(Stress(rates=Fraction(1, 100)))
    assert str(project(DEAL, POOL, stressed).flows("units")[0].coupon) == "5.00%"
    assert str(run().flows("units")[0].coupon) == "4.00%"


def test_an_event_of_the_case_traps_cash_from_its_month_on_and_a_call_of_the_case_ends_the_deal():
    trapped = run(events={"stopped": Period.parse("2027-01")})
    for period in trapped.ledger.periods:
        crossed = any(one.received.is_positive() for one in period.exchanges)
        assert crossed is (period.facts.period < Period.parse("2027-01"))
    assert trapped.ledger.closing.swap.waiting["units.principal"].is_positive()
    called, free = run(calls=frozenset({"clean-up"})), run()
    assert len(called.ledger.periods) < len(free.ledger.periods)


def test_a_case_is_filed_with_its_paths_events_and_calls():
    filed = {
        "prepayment": {"kind": "cpr", "rate": "5%"},
        "rates": {"LPR": ["3.10%"]},
        "prices": {"USDCNY": ["7.10", "7.20"]},
        "events": {"stopped": "2027-12"},
        "calls": ["clean-up"],
        "stress": {"prices": "11/10"},
    }
    case = Assumptions.filed(Filed.model_validate(filed))
    assert case.prices == {"USDCNY": (Fraction("7.81"), Fraction("7.92"))}
    assert case.events == {"stopped": Period.parse("2027-12")}
    assert case.calls == {"clean-up"}


def test_a_grid_moves_the_exchange_rate_and_shifts_rates_beside_speeds():
    case = replace(PLAIN, indices={"LPR": (Rate.parse("3.00%"),)})
    cells = list(
        grid(
            DEAL,
            POOL,
            case,
            speeds=[Fraction(0)],
            multiples=[Fraction(1)],
            severities=[Share.parse("50%")],
            moves=[Fraction(0), Fraction(1, 10)],
            shifts=[Fraction(0), Fraction(1, 100)],
        )
    )
    assert [(cell.move, cell.shift) for cell in cells] == [
        (move, shift) for move in (0, Fraction(1, 10)) for shift in (0, Fraction(1, 100))
    ]
    assert [str(cell.run.flows("units")[0].coupon) for cell in cells] == ["4.00%", "5.00%", "4.00%", "5.00%"]
    assert [unpaid(cell.run).is_zero() for cell in cells] == [True, True, False, False]
    apart = exchange_moved(DEAL, POOL, case, Fraction(1, 10))
    assert apart is not None
    assert unpaid(apart) == unpaid(cells[2].run)


def test_a_swap_whose_own_rate_is_moved_pays_less():
    moved = exchange_moved(kind("prc", Currency.CNY), POOL, assumed("cpr", "5%"), Fraction(1, 10))
    assert moved is not None
    assert moved.flows("X")[-1].ending.is_positive()
