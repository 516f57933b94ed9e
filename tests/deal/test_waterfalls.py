"""Waterfalls with a fault planted: each is named with its place, in both languages, before anything is run."""

import pytest

from tallystick.deal.checks.consistency import check_deal
from tallystick.deal.parsing import parse_deal
from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import Language, word

DEAL = """
schema: tallystick/deal/v1
id: small
name: {zh: 小, en: small}
purpose: projection
as_of: 2026-09-15
parties:
  bank: {name: {zh: 银行, en: bank}, place: CN, role: {zh: 银行, en: bank}}
assets: {class: auto-loan, currency: CNY, cutoff: 2026-08-31}
structure:
  closing: 2026-09-15
  first_period: 2026-09
  events: {downgrade: {zh: 评级下调, en: downgrade}}
  indices: {LPR: {name: {zh: LPR, en: LPR}, assumed: 3.00%}}
  onshore:
    currency: CNY
    payment: {day: 18, months_after: 1, calendar: none, every: 1}
    accounts:
      - id: cash
        name: {zh: 现金, en: cash}
        receives: [interest, fees, scheduled-principal, prepaid-principal, recoveries, swap]
      - {id: reserve, name: {zh: 储备, en: reserve}, target: "max(1% * balance(notes), 5.00 CNY)"}
    groups: {notes: [[A, B], C]}
    amounts:
      - {id: gap, name: {zh: 缺口, en: gap}, formula: balance(notes) - pool.ending}
      - {id: double-gap, name: {zh: 两倍, en: twice}, formula: 2 * gap}
    schedules:
      - {id: plan, name: {zh: 计划, en: plan}, initial: 90.00 CNY, amounts: {2026-09: 80.00 CNY}}
    ledgers:
      - {id: pdl, name: {zh: 台账, en: ledger}, adds: pool.defaulted}
    facilities:
      - {id: line, name: {zh: 流动性支持, en: liquidity}, kind: liquidity, by: bank, commitment: 10.00 CNY}
    rate_hedges:
      - id: swap
        name: {zh: 互换, en: swap}
        kind: interest-swap
        counterparty: bank
        notional: balance(A)
        pays: 2.00%
        receives: index(LPR)
        daycount: ACT/360
    classes:
      - {id: A, name: {zh: A, en: A}, size: 60.00 CNY, coupon: 3.00%, daycount: 30/360}
      - {id: B, name: {zh: B, en: B}, size: 30.00 CNY, coupon: 4.00%, daycount: 30/360}
      - {id: C, name: {zh: C, en: C}, size: 10.00 CNY, coupon: 0%, daycount: 30/360}
    priorities:
      - {id: s1, clause: "1", text: {zh: 一, en: one}, from: cash, to: swap, pay: due}
      - {id: s2, clause: "2", text: {zh: 二, en: two}, from: cash, to: [[A, B]], pay: interest}
      - {id: s3, clause: "3", text: {zh: 三, en: three}, from: line, to: [[A, B]], pay: interest}
      - {id: s4, clause: "4", text: {zh: 四, en: four}, from: cash, to: reserve, pay: target}
      - {id: s5, clause: "5", text: {zh: 五, en: five}, from: cash, to: pdl, pay: ledger, into: reserve}
      - {id: s6, clause: "6", text: {zh: 六, en: six}, from: cash, to: line, pay: repay}
      - {id: s7, clause: "7", text: {zh: 七, en: seven}, from: cash, to: notes, pay: principal, limit: gap}
      - {id: s8, clause: "8", text: {zh: 八, en: eight}, from: reserve, to: bank, pay: excess}
      - {id: s9, clause: "9", text: {zh: 九, en: 9}, from: cash, to: [A, B], pay: remainder, shares: {A: 70%, B: 30%}}
  triggers:
    - {id: late, name: {zh: 迟, en: late}, measure: pool.ending / pool.initial, below: 10%, before: s7}
assumptions:
  base: {prepayment: {kind: cpr, rate: 5%}}
"""

_TENTH = '      - {{id: s10, clause: "10", text: {{zh: 十, en: ten}}, from: {}, to: {}, pay: remainder}}'


def findings_of(*changes: tuple[str, str]) -> tuple[Finding, ...]:
    text = DEAL
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    deal, document, findings = parse_deal(text.encode())
    if deal is None or document is None:
        return findings
    return (*findings, *check_deal(deal, document))


def test_a_sound_waterfall_has_no_finding():
    assert findings_of() == ()


@pytest.mark.parametrize(
    ("before", "after", "code", "path"),
    [
        ("limit: gap", "limit: gap +", "deal.formula-unreadable", "priorities[6].limit"),
        ("limit: gap", "limit: gap / 0.00 CNY", "deal.formula-kind", "priorities[6].limit"),
        ("limit: gap", "limit: balance(Z)", "deal.formula-name", "priorities[6].limit"),
        ("limit: gap", "limit: gap-pool.ending", "deal.formula-name", "priorities[6].limit"),
        ("limit: gap", "limit: schedule(2 * plan)", "deal.formula-arguments", "priorities[6].limit"),
        ("limit: gap", "limit: gap + 1", "deal.formula-mixed", "priorities[6].limit"),
        ("limit: gap", "limit: gap + 1.00 USD", "deal.formula-mixed", "priorities[6].limit"),
        ("formula: balance(notes) - pool.ending", "formula: double-gap / 2", "deal.formula-cycle", "amounts[0]"),
        ("formula: balance(notes) - pool.ending", "formula: gap / 2", "deal.formula-itself", "amounts[0].formula"),
        ("adds: pool.defaulted", "adds: number", "deal.formula-kind", "ledgers[0].adds"),
        ("receives: index(LPR)", "receives: index(SHIBOR)", "deal.formula-name", "rate_hedges[0].receives"),
        ("pay: ledger, into: reserve", "pay: ledger", "deal.step-lacks", "priorities[4]"),
        ("into: reserve", "into: nowhere", "deal.account-unknown", "priorities[4].into"),
        ("pay: repay", "pay: accretion", "deal.step-lacks", "priorities[5]"),
        ("B: 30%}", "B: 20%}", "deal.shares-sum", "priorities[8].shares"),
        ("shares: {A: 70%, B: 30%}", "shares: {A: 100%}", "deal.shares-targets", "priorities[8].shares"),
        (", shares: {A: 70%, B: 30%}", "", "deal.shares-missing", "priorities[8]"),
        ("{notes: [[A, B], C]}", "{notes: [[A, B], C, notes]}", "deal.group-circle", "groups.notes"),
        ("to: bank, pay: excess", "to: reserve, pay: target", "deal.target-unknown", "priorities[7].to"),
        ("to: line, pay: repay", "to: A, pay: repay", "deal.target-unknown", "priorities[5].to"),
        ("to: pdl, pay: ledger, into: reserve", "to: reserve, pay: losses", "deal.ledger-unpaid", "ledgers[0]"),
        (", amounts: {2026-09: 80.00 CNY}", "", "deal.schedule-source", "schedules[0]"),
        ("initial: 90.00 CNY", "initial: 90.00 USD", "deal.currency-differs", "schedules[0]"),
        ("calendar: none, every: 1", "calendar: none, every: 0", "deal.count-zero", "payment.every"),
        ("before: s7", "before: s77", "deal.formula-name", "triggers[0].before"),
        ("measure: pool.ending / pool.initial", "measure: pool.ending", "deal.formula-kind", "triggers[0].measure"),
        ("by: bank", "by: nobody", "deal.party-unknown", "facilities[0].by"),
        ("counterparty: bank", "counterparty: nobody", "deal.party-unknown", "rate_hedges[0].counterparty"),
        ("recoveries, swap]", "recoveries]", "deal.cash-unmapped", "accounts"),
        ("size: 30.00 CNY", "size: 30.00 CNY, notional: balance(A)", "deal.target-unknown", "priorities[6].to"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_named_where_it_stands(before: str, after: str, code: str, path: str):
    found = [each for each in findings_of((before, after)) if each.code == code]
    assert found, [(each.code, each.place.path) for each in findings_of((before, after))]
    assert found[0].place.path.endswith(path)
    assert found[0].place.line
    assert all(word(found[0], language).what for language in Language)


def test_accounts_that_only_pay_each_other_never_end():
    found = findings_of(
        ("from: cash, to: [A, B], pay: remainder, shares: {A: 70%, B: 30%}", "from: cash, to: bank, pay: remainder"),
        ("from: reserve, to: bank, pay: excess", "from: reserve, to: spare, pay: remainder"),
        ("    groups:", "      - {id: spare, name: {zh: 备用, en: spare}}\n    groups:"),
        ("      - {id: s9,", f"{_TENTH.format('spare', 'reserve')}\n      - {{id: s9,"),
    )
    assert [(each.code, each.argument("account")) for each in found] == [
        ("deal.cash-never-leaves", "reserve"),
        ("deal.cash-never-leaves", "spare"),
    ]


def test_a_step_below_an_unconditional_remainder_is_unreachable_in_an_alternative_waterfall_too():
    alternative = """    waterfalls:
      - id: default
        name: {zh: 违约, en: default}
        clause: "9"
        when: event(downgrade)
        priorities:
          - {id: d1, clause: "9.1", text: {zh: 一, en: one}, from: cash, to: A, pay: remainder}
          - {id: d2, clause: "9.2", text: {zh: 二, en: two}, from: cash, to: B, pay: principal}
  triggers:"""
    (found,) = findings_of(("  triggers:", alternative))
    assert (found.code, found.argument("step")) == ("deal.step-unreachable", "d2")
    assert found.place.path == "structure.onshore.waterfalls[0].priorities[1]"


def test_an_account_filled_again_is_not_empty():
    refilled = findings_of(
        ("from: cash, to: [A, B], pay: remainder, shares: {A: 70%, B: 30%}", "from: cash, to: reserve, pay: remainder"),
        ("from: reserve, to: bank, pay: excess", "from: reserve, to: cash, pay: remainder"),
        ("  triggers:", f"{_TENTH.format('reserve', 'bank')}\n  triggers:"),
    )
    assert refilled == ()


def test_purchases_without_end_are_named():
    (found,) = findings_of(("from: reserve, to: bank, pay: excess", "from: reserve, to: bank, pay: purchase"))
    assert (found.code, found.place.path) == ("deal.purchase-endless", "structure.onshore.priorities[7]")


def test_what_is_filed_states_its_plans():
    generated = "bands: [{kind: cpr, rate: 5%}]"
    changes = ("amounts: {2026-09: 80.00 CNY}", generated), ("purpose: projection", "purpose: rehearsal")
    assert [found.place.path for found in findings_of(*changes) if found.code == "deal.schedule-generated"] == [
        "structure.onshore.schedules[0].bands"
    ]
    assert findings_of(changes[0]) == ()


def test_a_misspelt_group_is_answered_with_the_groups_there_are():
    found = {each.code: each for each in findings_of(("to: notes, pay", "to: note, pay"))}
    assert found["deal.target-unknown"].argument("known") == ("A", "B", "C", "notes")


_PART = "{}: {{name: {{zh: 组, en: group}}, field: tag, values: [{}]}}"


@pytest.mark.parametrize(
    ("parts", "also", "code", "path"),
    [
        ((_PART.format("a", ""),), "", "deal.list-length", "subpools.a.values"),
        ((_PART.format("a", "x"), _PART.format("b", "y, x")), "", "deal.subpool-shared", "subpools.b.values[1]"),
        ((_PART.format("a", "x"),), "  items: {a.interest: {zh: 乙, en: b}}\n", "deal.subpool-name", "subpools.a"),
    ],
)
def test_a_sub_pool_that_cannot_be_meant_is_named(parts: tuple[str, ...], also: str, code: str, path: str):
    found = findings_of(("  indices:", f"  subpools: {{{', '.join(parts)}}}\n{also}  indices:"))
    (planted,) = [each for each in found if each.code == code]
    assert planted.place.path.endswith(path)
    assert all(word(planted, language).remedy for language in Language)
