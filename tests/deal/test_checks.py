"""What must hold between the values of a deal: each fault, planted in the example, is named with line and path."""

import re

import pytest

from tallystick.evidence.wording import catalogue
from tests.deal.example import EXAMPLE, findings_of, line_of, only, replaced

_RISING = "    schedules: [{id: s, name: {zh: 甲, en: s}, initial: 1.00 CNY, amounts: {2027-01: 2.00 CNY}}]\n"

_CALL = '{id: c, name: {zh: 回购, en: call}, clause: "1", kind: clean-up'
_SENIOR = "size: 951400000.00 CNY"
_REMAINDER = '{id: on-16, clause: "9.1(l)"'
_LAST = '{id: off-15, clause: "5.3(d)"'


_MISTYPED = "0x5FbDB2315678afecb367f032d93F642f64180aA3"
"""Its checksum ends in a small a."""


def _on_ledger(asset: str = "USDX", address: str = f"0x{'5f' * 20}", decimals: str = "6") -> tuple[str, str]:
    """The example's rail and one on the ledger."""
    named = f'{{asset: {asset}, address: "{address}", decimals: {decimals}}}'
    return "rails: [bank], assets: [USD]", f"rails: [ledger], assets: [USD, USDX, CNHC], on_ledger: {named}"


def _registrar_on_ledger() -> tuple[str, str]:
    """The registrar's register of record, and a rail on the ledger."""
    old, new = _on_ledger()
    before = "register_of_record: ledger\n  settlement: {"
    return before + old, before.replace("ledger", "registrar") + new


def _venues(*addresses: str) -> str:
    """Venues at these addresses, before the day from which mints are allowed."""
    named = ", ".join(f'{{name: {{zh: 托管, en: custody}}, address: "{each}"}}' for each in addresses)
    return f"  venues: [{named}]\n  valid_from: 2026-09-10"


def _promised(by: str = "filer", due: str = "2026-11-30") -> str:
    """Something promised for after closing, before the token plan."""
    text = "{zh: 办理车辆抵押登记, en: registration of the mortgages}"
    return f"undertakings:\n  mortgages: {{text: {text}, by: {by}, due: {due}}}\n\ntokens:\n"


FAULTS = [
    ("deal.party-unknown", "tokens:\n", _promised(by="nobody"), "undertakings.mortgages.by"),
    ("deal.undertaking-early", "tokens:\n", _promised(due="2026-09-14"), "undertakings.mortgages.due"),
    ("deal.uscc-wrong", "uscc: 91120118MA0EXAMP1W", "uscc: 91120118MA0EXAMP1X", "parties.filer.uscc"),
    ("deal.lei-wrong", "lei: 9845TALLYHKSPV000157", "lei: 9845TALLYHKSPV000158", "parties.issuer.lei"),
    ("deal.party-unknown", "counterparty: swap-bank", "counterparty: nobody", "structure.offshore.hedge.counterparty"),
    ("deal.party-unknown", "guardian: trustee", "guardian: nobody", "tokens.roles.guardian"),
    ("deal.party-unknown", "controlled_by: trustee", "controlled_by: nobody", "chain_of_title[3].controlled_by"),
    ("deal.party-missing", "  trustee:\n    name", "  trustees:\n    name", "parties"),
    ("deal.basis-missing", "    basis:\n      zh:", "    role2:\n      zh:", None),
    ("deal.part-missing", "retention:\n", "# retention:\n", None),
    ("deal.name-twice", "{id: custody-fee,", "{id: trustee-fee,", "structure.onshore.fees[3].id"),
    ("deal.name-twice", "  revolving: none", "  revolving: none\n  layers: [loan, loan]", "assets.layers[1]"),
    (
        "deal.name-twice",
        "  revolving: none",
        "  revolving: none\n  layers: [{id: loan, class: corporate-loan}, trust, loan]",
        "assets.layers[2]",
    ),
    ("deal.name-twice", "- id: senior-units", "- id: trust", "chain_of_title[2].id"),
    ("deal.formula-mixed", "target: 9600000.00 CNY", 'target: "9600000.00 CNY + offshore.balance(A)"',
     "structure.onshore.accounts[2].target"),
    ("deal.formula-mixed", "target: 800000.00 USD", 'target: "max(800000.00 USD, onshore.balance(senior))"',
     "structure.offshore.accounts[2].target"),
    ("deal.formula-mixed", "measure: cumulative-default-share", 'measure: "offshore.balance(A) / balance(senior)"',
     "structure.triggers[0].measure"),
    ("deal.fee-accrues", "rate: 0.40%, base: pool-balance,", "rate: 0.40%, base: collections, accrues_on: ending,",
     "structure.onshore.fees[4].accrues_on"),
    ("deal.call-test", "  triggers:\n", f"  calls: [{_CALL}}}]\n  triggers:\n", "structure.calls[0]"),
    ("deal.call-test", "  triggers:\n", f"  calls: [{_CALL}, share: 10%, when: number > 3}}]\n  triggers:\n",
     "structure.calls[0]"),
    ("deal.call-test", "  triggers:\n", f"  calls: [{_CALL}, when: number > 3, tested: ending}}]\n  triggers:\n",
     "structure.calls[0]"),
    ("deal.name-alike", "{id: subordinated, name:", "{id: SENIOR, name:", "structure.onshore.classes[1].id"),
    ("deal.name-alike", "      - {id: A, name:", "      - {id: senior, name:", "structure.offshore.classes[0].id"),
    ("deal.name-alike", "  stress:\n", "  BASE:\n", "assumptions.BASE"),
    ("deal.currency-differs", _SENIOR, "size: 951400000.00 USD", "structure.onshore.classes[0].size"),
    ("deal.currency-differs", "amount: 5000.00 USD", "amount: 5000.00 CNY", "structure.offshore.fees[0].amount"),
    ("deal.currency-differs", "opening: 9600000.00 CNY", "opening: 9600000.00 USD",
     "structure.onshore.accounts[2].opening"),
    ("deal.currency-differs", "minimum_subscription: 250000.00 USD", "minimum_subscription: 250000.00 HKD",
     "tokens.classes.A.minimum_subscription"),
    ("deal.amount-negative", "opening: 9600000.00 CNY", "opening: -9600000.00 CNY",
     "structure.onshore.accounts[2].opening"),
    ("deal.amount-negative", "rate: 0.40%", "rate: -0.40%", "structure.onshore.fees[4].rate"),
    ("deal.amount-negative", "coupon: 0%", "coupon: -1%", "structure.onshore.classes[1].coupon"),
    ("deal.day-outside", "{day: 18,", "{day: 45,", "structure.onshore.payment.day"),
    ("deal.day-outside", "{day: 26,", "{day: 0,", "structure.offshore.payment.day"),
    ("deal.size-not-positive", "size: 50100000.00 CNY", "size: 0.00 CNY", "structure.onshore.classes[1].size"),
    ("deal.range-reversed", "[4.00%, 5.00%]", "[5.00%, 4.00%]", "structure.offshore.classes[0].coupon.filed_range"),
    ("deal.coupon-outside", "assumed: 4.50%", "assumed: 5.01%", "structure.offshore.classes[0].coupon.assumed"),
    ("deal.hedge-missing", "    hedge: {", "    # hedge: {", "structure.offshore"),
    ("deal.hedge-currencies", "pay: CNY, receive: USD", "pay: HKD, receive: USD", "structure.offshore.hedge"),
    ("deal.hedge-spot", "kind: currency-swap", "kind: spot", "structure.offshore.hedge"),
    ("deal.hedge-sum", 'rate: "7.10"', 'rate: "7.11"', "structure.offshore.hedge"),
    ("deal.class-unknown", "notional: [A, B]", "notional: [A, C]", "structure.offshore.hedge.notional[1]"),
    ("deal.class-unknown", "of: senior,", "of: junior,", "structure.onshore.fees[1].of"),
    ("deal.class-unknown", "    B: {cap", "    C: {cap", "tokens.classes.C"),
    ("deal.cap-differs", "cap: 20000000.00 USD", "cap: 20000001.00 USD", "tokens.classes.B.cap"),
    ("deal.settlement-rail", "rails: [bank]", "rails: [bank, ledger]", "tokens.settlement.rails"),
    ("deal.settlement-asset", *_on_ledger(asset="USD"), "tokens.settlement.on_ledger.asset"),
    ("deal.settlement-renminbi", *_on_ledger(asset="CNHC"), "tokens.settlement.on_ledger.asset"),
    ("deal.settlement-address", *_on_ledger(address="0x12"), "tokens.settlement.on_ledger.address"),
    ("deal.address-mistyped", *_on_ledger(address=_MISTYPED), "tokens.settlement.on_ledger.address"),
    ("deal.settlement-decimals", *_on_ledger(decimals="18"), "tokens.settlement.on_ledger.decimals"),
    ("deal.settlement-decimals", *_on_ledger(decimals="1"), "tokens.settlement.on_ledger.decimals"),
    ("deal.register-rail", *_registrar_on_ledger(), "tokens.register_of_record"),
    ("deal.address-mistyped", "  valid_from: 2026-09-10", _venues(_MISTYPED), "tokens.venues[0].address"),
    ("deal.venue-address", "  valid_from: 2026-09-10", _venues("0x12"), "tokens.venues[0].address"),
    ("deal.venue-twice", "  valid_from: 2026-09-10", _venues(f"0x{'5F' * 20}", f"0x{'5f' * 20}"),
     "tokens.venues[1].address"),
    ("deal.minimum-holding-wrong", "lockup_days: 0}\n    B", "minimum_holding: 1500.00 USD}\n    B",
     "tokens.classes.A.minimum_holding"),
    ("deal.minimum-holding-wrong", "lockup_days: 0}\n    B", "minimum_holding: 0.00 USD}\n    B",
     "tokens.classes.A.minimum_holding"),
    ("deal.currency-differs", "lockup_days: 0}\n    B", "minimum_holding: 1000.00 HKD}\n    B",
     "tokens.classes.A.minimum_holding"),
    ("deal.range-reversed", "lockup_days: 0}\n    B", "issue_price: [101%, 99%]}\n    B",
     "tokens.classes.A.issue_price"),
    ("deal.denomination-wrong", "denomination: 1000.00 USD, symbol: HY26A", "denomination: 0.00 USD, symbol: HY26A",
     "tokens.classes.A.denomination"),
    ("deal.denomination-does-not-divide", "denomination: 1000.00 USD, symbol: HY26A",
     "denomination: 999.00 USD, symbol: HY26A", "tokens.classes.A.denomination"),
    ("deal.validity-reversed", "valid_until: 2027-09-09", "valid_until: 2026-09-10", "tokens.valid_until"),
    ("deal.retention-short", "  share: 5%", "  share: 6%", "retention.share"),
    ("deal.cutoff-after", "cutoff: 2026-08-31", "cutoff: 2026-09-01", "assets.cutoff"),
    ("deal.first-payment-early", "  closing: 2026-09-15", "  closing: 2026-10-18", "structure.onshore.payment"),
    ("deal.first-period-early", "  first_period: 2026-09", "  first_period: 2026-07", "structure.first_period"),
    ("deal.maturity-early", "assumed: 5.40%}, daycount: 30/360, final_maturity: 2031-10-27",
     "assumed: 5.40%}, daycount: 30/360, final_maturity: 2026-09-15", "structure.offshore.classes[1].final_maturity"),
    ("deal.schedule-rises", "  onshore:\n", f"  onshore:\n{_RISING}", "structure.onshore.schedules[0].amounts.2027-01"),
    ("deal.pool-currency-differs", "  currency: CNY\n  cutoff", "  currency: HKD\n  cutoff", None),
    ("deal.base-case-missing", "assumptions:\n  base:", "assumptions:\n  usual:", "assumptions"),
    ("deal.mainland-admitted", "[HK, SG, GB, CH]", "[HK, SG, CN]", "tokens.eligible.jurisdictions[2]"),
    ("deal.item-unknown", "receives: [interest, fees]", "receives: [interest, fees, gifts]",
     "structure.onshore.accounts[0].receives[2]"),
    ("deal.cash-unmapped", "receives: [interest, fees]", "receives: [interest]", "structure.onshore.accounts"),
    ("deal.cash-mapped-twice", "receives: [interest, fees]", "receives: [interest, fees, recoveries]",
     "structure.onshore.accounts"),
    ("deal.link-missing", "ACT/365F, holder: issuer}", "ACT/365F, holder: trustee}", "structure.onshore.classes"),
    ("deal.account-unknown", "from: usd-principal, to: A,", "from: usd-capital, to: A,",
     "structure.offshore.priorities[9].from"),
    ("deal.target-unknown", "from: usd-principal, to: A,", "from: usd-principal, to: C,",
     "structure.offshore.priorities[9].to"),
    ("deal.step-unreachable", ", pay: remainder, when: {breached: acceleration}}", ", pay: remainder}",
     "structure.onshore.priorities[15]"),
    ("deal.condition-not-one", "when: {repaid: senior}", "when: {repaid: senior, breached: acceleration}",
     "structure.onshore.priorities[12].when"),
    ("deal.condition-unknown", "when: {breached: acceleration}", "when: {breached: haste}",
     "structure.onshore.priorities[10].when"),
    ("deal.trigger-otherwise", "share, above: 3%}", "share > 3%, otherwise: 5%}", "structure.triggers[0].otherwise"),
    ("deal.trigger-bound", ", above: 3%}", "}", "structure.triggers[0]"),
    ("deal.account-dry", ", receives: [interest, fees]", "", "structure.onshore.accounts[0]"),
    ("deal.fee-unpaid", "from: income, to: custody-fee, pay: due", "from: income, to: trustee-fee, pay: due",
     "structure.onshore.fees[3]"),
    ("deal.fee-basis", "amount: 5000.00 USD", "rate: 1%", "structure.offshore.fees[0]"),
    ("deal.fee-basis", "amount: 5000.00 USD", "rate: 1%, base: collections", "structure.offshore.fees[0]"),
    ("deal.fee-daycount", "rate: 0.40%, base: pool-balance, daycount: ACT/365F", "rate: 0.40%, base: pool-balance",
     "structure.onshore.fees[4]"),
    ("deal.class-principal-unpaid", "to: subordinated, pay: principal", "to: subordinated, pay: remainder",
     "structure.onshore.classes[1]"),
    ("deal.class-interest-unpaid", "coupon: 0%", "coupon: 1%", "structure.onshore.classes[1]"),
]  # fmt: skip


def test_the_example_is_in_order() -> None:
    assert findings_of(EXAMPLE) == ()


def test_a_venue_that_is_paid_on_the_ledger_alone_is_told_that_it_must_collect() -> None:
    venue = "  valid_from: 2026-09-10", _venues(f"0x{'5f' * 20}")
    told = findings_of(replaced(_on_ledger(), venue))
    assert [each.place.path for each in told if each.code == "deal.venue-collects"] == ["tokens.venues"]
    rails, both = _on_ledger()
    either = findings_of(replaced((rails, both.replace("[ledger]", "[bank, ledger]")), venue))
    assert "deal.venue-collects" not in {each.code for each in either}


@pytest.mark.parametrize(("code", "old", "new", "path"), [fault for fault in FAULTS if fault[3] is not None])
def test_a_planted_fault_is_named_with_its_line_and_path(code: str, old: str, new: str, path: str) -> None:
    findings = findings_of(replaced((old, new)))
    named = [found for found in findings if (found.code, found.place.path) == (code, path)]
    assert len(named) == 1, [(found.code, found.place.path) for found in findings]
    assert named[0].place.file == "deal.yaml"
    assert named[0].place.line is not None


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        fault[:3]
        for fault in FAULTS
        if fault[3] is not None and fault[3].endswith(("size", "rate", "cap", "denomination"))
    ],
)
def test_a_fault_of_one_value_points_at_its_own_line(code: str, old: str, new: str) -> None:
    lines = [found.place.line for found in findings_of(replaced((old, new))) if found.code == code]
    assert line_of(EXAMPLE, old) in lines


def test_a_rail_on_the_ledger_is_in_order_with_its_asset() -> None:
    found = findings_of(replaced(_on_ledger()))
    assert [each.code for each in found if each.code.startswith("deal.settlement")] == []


def test_a_filer_that_does_not_say_why_it_controls_the_assets_is_named() -> None:
    start = EXAMPLE.index("    basis:\n      zh: 转让前")
    text = EXAMPLE[:start] + EXAMPLE[EXAMPLE.index("    controllers:") :]
    assert only(findings_of(text), "deal.basis-missing").place.path == "parties.filer"


@pytest.mark.parametrize("part", ["chain_of_title", "retention", "tokens"])
def test_a_filing_without_one_of_its_parts_is_named(part: str) -> None:
    text = re.sub(rf"^{part}:\n(?:[ ].*\n|\n)*", "", EXAMPLE, flags=re.MULTILINE)
    assert text != EXAMPLE
    assert only(findings_of(text), "deal.part-missing").argument("part") == part
    assert [
        found
        for found in findings_of(
            text.replace("purpose: rehearsal\n", "").replace("id: auto", "purpose: projection\nid: auto")
        )
        if found.code == "deal.part-missing"
    ] == []


def test_a_pool_in_another_currency_than_its_vehicle_is_named() -> None:
    text = replaced(("  currency: CNY\n  cutoff", "  currency: HKD\n  cutoff"))
    assert only(findings_of(text), "deal.pool-currency-differs").place.path == "structure.onshore.currency"


def test_an_account_that_nobody_pays_from_is_named() -> None:
    text = "".join(line for line in EXAMPLE.splitlines(keepends=True) if "from: usd-principal" not in line)
    assert only(findings_of(text), "deal.account-trapped").argument("account") == "usd-principal"


def test_two_faults_at_once_are_both_found_in_the_order_of_the_file() -> None:
    findings = findings_of(replaced((_SENIOR, "size: 951400000.00 USD"), ("  share: 5%", "  share: 6%")))
    assert next(found.code for found in findings) == "deal.currency-differs"
    assert "deal.retention-short" in {found.code for found in findings}
    lines = [found.place.line or 0 for found in findings]
    assert lines == sorted(lines)


def test_every_check_has_its_fault_planted_in_some_test(project) -> None:
    folder = project / "src" / "tallystick" / "deal" / "checks"
    made = {
        code
        for path in folder.glob("*.py")
        for code in re.findall(r'"(deal\.[a-z0-9-]+)"', path.read_text(encoding="utf-8"))
    }
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (project / "tests" / "deal").glob("test_*.py"))
    assert made <= set(catalogue())
    assert {code for code in made if f'"{code}"' not in tests} == set()


def test_one_currency_needs_no_swap_and_a_projection_needs_no_offshore_vehicle() -> None:
    start, end = EXAMPLE.index("  offshore:\n"), EXAMPLE.index("  triggers:\n")
    onshore = EXAMPLE[:start] + EXAMPLE[end:]
    projected = onshore.replace("purpose: rehearsal\n", "purpose: projection\n")
    assert {found.code for found in findings_of(onshore)} == {"deal.part-missing"}
    assert findings_of(projected) == ()


def test_two_vehicles_of_one_currency_need_no_swap() -> None:
    text = "".join(line for line in EXAMPLE.splitlines(keepends=True) if not line.startswith("    hedge: {"))
    assert findings_of(text.replace("USD", "CNY").replace("size: 951400000.00", "size: 134000000.00")) == ()


def test_who_promises_to_stand_behind_a_class_is_a_party_and_a_link_may_have_no_holder() -> None:
    promise = "enhancements:\n  - {kind: guarantee, by: nobody, of: A, text: {zh: 保证, en: guarantee}}\n\ntokens:\n"
    text = replaced(("\ntokens:\n", f"\n{promise}"), ("    holder: trustee-onshore\n", ""))
    assert [(found.code, found.place.path) for found in findings_of(text)] == [
        ("deal.party-unknown", "enhancements[0].by")
    ]


def test_a_remainder_that_passes_fees_still_due_is_warned_of() -> None:
    again = next(line for line in EXAMPLE.splitlines(keepends=True) if "{id: off-14" in line)
    found = only(findings_of(EXAMPLE.replace(again, "")), "deal.remainder-passes-fees")
    assert found.argument("step") == "off-15"
    assert found.argument("fees") == ("issuer-expenses", "note-trustee-fee", "paying-agent-fee", "registrar-fee")
    some = again.replace(", registrar-fee", "")
    left = only(findings_of(EXAMPLE.replace(again, some)), "deal.remainder-passes-fees")
    assert left.argument("fees") == ("registrar-fee",)
